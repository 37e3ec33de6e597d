"""What is kept of loaded agreements, and that it is never anything but what loading gives."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader, FileIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.language import cache as agreement_store
from cfcheck.language import cache as surroundings
from cfcheck.language.cache import AgreementStore, agreement_from_bytes, bytes_from_agreement
from cfcheck.language.load import loader
from cfcheck.language.load.loader import load_agreement
from cfcheck.language.load.packs import shipped_agreements
from cfcheck.model.problem import InvalidRules
from cfcheck.model.struct import NotPacked, replace

if TYPE_CHECKING:
    from cfcheck.model.agreement import Agreement

ROOT = Path(__file__).parents[2]
NORTH_SOUTH = ROOT / "tests" / "data" / "agreements" / "north-south"


def sound_agreements() -> dict[str, Path]:
    homes = (ROOT / "tests" / "data" / "agreements", ROOT / "tests" / "data" / "sound", ROOT / "fixtures")
    folders = [file.parent for home in homes for file in sorted(home.rglob("agreement.yaml"))]
    return {folder.relative_to(ROOT).as_posix(): folder for folder in (*folders, *shipped_agreements().values())}


@pytest.fixture
def store(tmp_path: Path) -> AgreementStore:
    return AgreementStore(tmp_path / "cache")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the agreement between north and south, to be changed."""
    shutil.copytree(NORTH_SOUTH.parent, tmp_path / "rules")
    return tmp_path / "rules" / "north-south"


def kept(store_folder: Path) -> list[Path]:
    return sorted(store_folder.iterdir()) if store_folder.is_dir() else []


def refuse_to_load(*_: object) -> Agreement:
    raise AssertionError("loaded anew")


@pytest.mark.parametrize("name", sound_agreements())
def test_what_is_kept_is_what_loading_gives(name: str, store: AgreementStore, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sound_agreements()[name]
    expected = load_agreement(folder)
    assert store.load(folder) == expected
    monkeypatch.setattr(loader, "load_agreement", refuse_to_load)
    again = store.load(folder)
    assert again == expected
    assert again.content_hash == expected.content_hash
    assert list(again.rules) == list(expected.rules)
    assert list(again.registry.actors) == list(expected.registry.actors)


def test_one_byte_more_in_any_file_is_loaded_anew(store: AgreementStore, rules: Path) -> None:
    hashes = {store.load(rules).content_hash}
    files = [*rules.glob("*.yaml"), *(rules.parent / "registry").rglob("*.yaml")]
    for file in files:
        before = file.read_bytes()
        file.write_bytes(before + b"\n")
        changed = store.load(rules)
        assert changed == load_agreement(rules)
        hashes.add(changed.content_hash)
        file.write_bytes(before)
    assert len(hashes) == 1 + len(files)


def test_a_change_that_keeps_size_and_time_is_seen(store: AgreementStore, rules: Path) -> None:
    file = rules / "agreement.yaml"
    before, times = file.read_text(encoding="utf-8"), file.stat()
    first = store.load(rules)
    file.write_text(before.replace("north", "North", 1), encoding="utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_size == times.st_size
    try:
        assert store.load(rules).content_hash != first.content_hash
    except InvalidRules as invalid:
        with pytest.raises(InvalidRules) as expected:
            load_agreement(rules)
        assert invalid.problems == expected.value.problems  # noqa: PT017  # either outcome is that of loading


def test_another_name_of_the_folder_is_another_agreement(store: AgreementStore, rules: Path) -> None:
    store.load(rules)
    renamed = rules.rename(rules.with_name("east-west"))
    assert store.load(renamed).id == "east-west"


def test_a_file_of_no_place_is_a_problem_all_the_same(store: AgreementStore, rules: Path) -> None:
    store.load(rules)
    (rules / "extra.yml").write_text("title: X\n", encoding="utf-8")
    with pytest.raises(InvalidRules, match=r"rule files end in `\.yaml`"):
        store.load(rules)


def test_faulty_rules_are_never_kept(store: AgreementStore, rules: Path, tmp_path: Path) -> None:
    with (rules / "agreement.yaml").open("a", encoding="utf-8") as file:
        file.write("zoen: Europe/Athens\n")
    with pytest.raises(InvalidRules, match="zoen") as expected:
        load_agreement(rules)
    for _ in range(2):
        with pytest.raises(InvalidRules) as found:
            store.load(rules)
        assert found.value.problems == expected.value.problems
    assert kept(tmp_path / "cache") == []


def _truncate(file: Path, _: bytes) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _empty(file: Path, _: bytes) -> None:
    file.write_bytes(b"")


def _flip(file: Path, _: bytes) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)


def _forge(file: Path, other: bytes) -> None:
    file.write_bytes(other)


def _link(file: Path, other: bytes) -> None:
    elsewhere = file.with_name("elsewhere")
    elsewhere.write_bytes(other)
    file.unlink()
    file.symlink_to(elsewhere)


def _pipe(file: Path, _: bytes) -> None:
    file.unlink()
    os.mkfifo(file)


def _grow(file: Path, _: bytes) -> None:
    os.truncate(file, 2**40)


def _loop(file: Path, _: bytes) -> None:
    file.unlink()
    file.symlink_to(file.name)


def _open_to_all(file: Path, _: bytes) -> None:
    file.chmod(0o666)


@pytest.mark.parametrize("spoil", [_truncate, _empty, _flip, _forge, _grow, _link, _loop, _pipe, _open_to_all])
def test_what_is_not_exactly_what_was_kept_is_ignored_and_replaced(
    spoil: object, store: AgreementStore, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.load(sound_agreements()["rules/syria-2016-coh"])
    (other,) = kept(tmp_path / "cache")
    foreign = other.read_bytes()
    expected = store.load(rules)
    (file,) = set(kept(tmp_path / "cache")) - {other}
    assert callable(spoil)
    spoil(file, foreign)
    assert store.load(rules) == expected
    monkeypatch.setattr(loader, "load_agreement", refuse_to_load)
    assert store.load(rules) == expected


def test_a_folder_in_place_of_what_was_kept_costs_nothing_but_time(
    store: AgreementStore, rules: Path, tmp_path: Path
) -> None:
    expected = store.load(rules)
    (file,) = kept(tmp_path / "cache")
    file.unlink()
    file.mkdir()
    assert store.load(rules) == expected
    assert kept(tmp_path / "cache") == [file]


def test_no_more_is_read_than_is_there(store: AgreementStore, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is taken for as many bytes as are asked for."""
    asked: list[int] = []

    class Watched(BufferedReader):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(-1 if size is None else size)
            return super().read(size)

    expected = store.load(rules)
    monkeypatch.setattr(os, "fdopen", lambda handle, _, **named: Watched(FileIO(handle, **named)))
    assert store.load(rules) == expected
    assert asked == [len(bytes_from_agreement(expected)) + 32]


def test_what_is_larger_than_what_is_read_is_not_kept(
    store: AgreementStore, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(bytes_from_agreement(load_agreement(rules)))
    monkeypatch.setattr(agreement_store, "_LARGEST", size - 1)
    store.load(rules)
    assert kept(tmp_path / "cache") == []
    monkeypatch.setattr(agreement_store, "_LARGEST", size)
    store.load(rules)
    assert len(kept(tmp_path / "cache")) == 1


def test_a_folder_that_others_can_write_to_is_not_used(store: AgreementStore, rules: Path, tmp_path: Path) -> None:
    store.load(rules)
    (file,) = kept(tmp_path / "cache")
    (tmp_path / "cache").chmod(0o777)
    file.write_bytes(b"whatever others wrote")
    assert store.load(rules) == load_agreement(rules)
    assert file.read_bytes() == b"whatever others wrote"


def test_a_folder_that_cannot_be_made_costs_nothing_but_time(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file" / "cache", tmp_path / "file"):
        assert AgreementStore(folder).load(rules) == load_agreement(rules)


def test_a_full_disk_leaves_nothing_half_written(
    store: AgreementStore, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert store.load(rules) == load_agreement(rules)
    assert kept(tmp_path / "cache") == []


def test_files_that_change_while_they_are_loaded_are_not_kept(
    store: AgreementStore, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(folder: Path) -> Agreement:
        with (folder / "agreement.yaml").open("a", encoding="utf-8") as file:
            file.write("\n")
        return load_agreement(folder)

    monkeypatch.setattr(loader, "load_agreement", changing)
    store.load(rules)
    assert kept(tmp_path / "cache") == []


def test_what_cannot_be_given_back_as_it_was_is_not_kept(
    store: AgreementStore, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = load_agreement(sound_agreements()["rules/syria-2016-coh"])
    monkeypatch.setattr(agreement_store, "agreement_from_bytes", lambda _: other)
    assert store.load(rules) == load_agreement(rules)
    assert kept(tmp_path / "cache") == []


def test_each_version_keeps_its_own(
    store: AgreementStore, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.load(rules)
    monkeypatch.setattr(surroundings, "VERSION", "9.9.9")
    store.load(rules)
    monkeypatch.setattr(surroundings, "tz_version", lambda: "2099z")
    store.load(rules)
    assert len(kept(tmp_path / "cache")) == 3


def test_where_surroundings_cannot_be_told_nothing_is_kept(
    store: AgreementStore, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untold() -> str:
        raise OSError

    monkeypatch.setattr(agreement_store, "surroundings", untold)
    assert store.load(rules) == load_agreement(rules)
    assert kept(tmp_path / "cache") == []


def test_processes_and_threads_may_write_at_once(rules: Path, tmp_path: Path) -> None:
    expected = load_agreement(rules)
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: AgreementStore(tmp_path / "cache").load(rules), range(16)))
    assert loaded == [expected] * 16
    assert [file.suffix for file in kept(tmp_path / "cache")] == [".agreement"]


def test_only_the_latest_are_kept(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement_store, "_MOST_KEPT", 3)
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    left_behind = folder / ".some.cfcheck-0123456789abcdef.part"
    left_behind.write_bytes(b"")
    os.utime(left_behind, (0, 0))
    (folder / "of-somebody-else").write_bytes(b"")
    file = rules / "agreement.yaml"
    for _ in range(5):
        file.write_bytes(file.read_bytes() + b"\n")
        AgreementStore(folder).load(rules)
    assert [path.suffix for path in kept(folder)].count(".agreement") == 3
    assert len(kept(folder)) == 4


def test_what_is_kept_is_for_this_user_alone(store: AgreementStore, rules: Path, tmp_path: Path) -> None:
    store.load(rules)
    (file,) = kept(tmp_path / "cache")
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


@given(st.binary(max_size=200))
def test_bytes_that_hold_no_agreement_are_refused(raw: bytes) -> None:
    with pytest.raises(NotPacked):
        agreement_from_bytes(raw)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(b"Asia/Damascus", b"Asia/Damascux"), (b"prohibition", b"prohibitiox"), (b"content_hash", b"content_hasx")],
)
def test_what_an_agreement_cannot_say_is_refused(right: bytes, wrong: bytes) -> None:
    raw = bytes_from_agreement(load_agreement(sound_agreements()["rules/syria-2016-coh"]))
    assert right in raw
    with pytest.raises(NotPacked):
        agreement_from_bytes(raw.replace(right, wrong))


def test_a_zone_that_is_no_name_is_refused() -> None:
    agreement = load_agreement(NORTH_SOUTH)
    raw = bytes_from_agreement(agreement)
    name = agreement.zone.name.encode()
    assert raw.count(b"zone" + bytes([0xA0 + len(name)]) + name) == 1
    with pytest.raises(NotPacked, match=r"^a Zone cannot be made of int$"):
        agreement_from_bytes(raw.replace(b"zone" + bytes([0xA0 + len(name)]) + name, b"zone\x01"))


def test_a_mapping_that_nobody_can_write_to_is_packed_as_any_other() -> None:
    agreement = load_agreement(NORTH_SOUTH)
    frozen = replace(agreement, rules=MappingProxyType(dict(agreement.rules)))
    assert agreement_from_bytes(bytes_from_agreement(frozen)) == agreement


def test_what_is_no_part_of_an_agreement_is_not_packed() -> None:
    agreement = load_agreement(NORTH_SOUTH)
    with pytest.raises(NotImplementedError, match="object"):
        bytes_from_agreement(replace(agreement, title=object()))


def test_a_changed_module_or_another_package_makes_other_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "_PACKAGE", tmp_path / "engine")
    monkeypatch.setattr(surroundings, "_installed", lambda: iter(["yaml-1.dist-info"]))
    (tmp_path / "engine" / "loading").mkdir(parents=True)
    told = {surroundings.surroundings()}
    (tmp_path / "engine" / "loading" / "page.py").write_text("", encoding="utf-8")
    told.add(surroundings.surroundings())
    (tmp_path / "engine" / "loading" / "page.py").write_text("pass", encoding="utf-8")
    told.add(surroundings.surroundings())
    monkeypatch.setattr(surroundings, "_installed", lambda: iter(["yaml-2.dist-info"]))
    told.add(surroundings.surroundings())
    assert len(told) == 4
