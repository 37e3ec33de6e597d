"""Files are written whole or not at all, and no run touches what another one writes."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cfcheck.model.paths import resolved
from cfcheck.model.whole_file import LEFT_BEHIND, new_file, whole_file, write_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    Begin = Callable[[Path], AbstractContextManager[int]]

NOBODY = 65534
A_PART = ".some.cfcheck-0123456789abcdef.part"
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")


@pytest.fixture(autouse=True)
def _usual_rights() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def write(path: Path, text: bytes, mode: int | None = None) -> None:
    with whole_file(path, mode) as descriptor:
        write_all(descriptor, text)


def break_off(begin: Begin, path: Path, do: Callable[[], object] = lambda: None) -> None:
    """Write some of the file, and be ended."""
    with begin(path) as descriptor:
        write_all(descriptor, b"half of it")
        do()
        raise SystemExit


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_behind(path: Path, age: float = LEFT_BEHIND + 60) -> Path:
    """The file, written to so many seconds ago."""
    path.write_bytes(b"half of it")
    written = path.stat().st_mtime - age
    os.utime(path, (written, written))
    return path


def test_the_old_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "results"
    path.write_bytes(b"old")
    with whole_file(path) as descriptor:
        write_all(descriptor, b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("before", [b"old", None])
@pytest.mark.parametrize("begin", [whole_file, new_file])
def test_what_breaks_off_leaves_everything_as_it_was(tmp_path: Path, before: bytes | None, begin: Begin) -> None:
    path = tmp_path / "results"
    if before:
        path.write_bytes(before)
    with pytest.raises(SystemExit):
        break_off(begin, path)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([before] if before else [])


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664), (0o777, 0)])
def test_a_file_that_was_not_there_has_the_rights_of_any_new_file(tmp_path: Path, umask: int, expected: int) -> None:
    os.umask(umask)
    for begin, name in ((whole_file, "one"), (new_file, "other")):
        with begin(tmp_path / name):
            pass
        assert rights(tmp_path / name) == expected


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755, 0o666, 0])
def test_a_file_keeps_the_rights_it_had_and_is_never_open_to_more(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "results"
    path.write_bytes(b"old")
    path.chmod(mode)
    with whole_file(path):
        (part,) = set(tmp_path.iterdir()) - {path}
        assert rights(part) & ~mode & 0o077 == 0
    assert rights(path) == mode


def test_rights_that_are_asked_for_are_given_whatever_was_there(tmp_path: Path) -> None:
    path = tmp_path / "results"
    path.write_bytes(b"old")
    path.chmod(0o666)
    write(path, b"new", 0o600)
    assert rights(path) == 0o600


@only_root
def test_owner_and_group_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "results"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.chown(path, NOBODY, NOBODY)
    write(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid, rights(path)) == (NOBODY, NOBODY, 0o640)


@only_root
@pytest.mark.parametrize(("mode", "expected"), [(0o640, 0o600), (0o664, 0o644), (0o660, 0o600)])
def test_another_group_may_no_more_than_anyone(
    tmp_path: Path, mode: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path = tmp_path / "results"
    path.write_bytes(b"old")
    path.chmod(mode)
    os.chown(path, NOBODY, NOBODY)
    monkeypatch.setattr(os, "fchown", refuse)
    write(path, b"new")
    assert (path.stat().st_uid, rights(path)) == (0, expected)


def test_the_other_names_of_a_file_keep_what_it_held(tmp_path: Path) -> None:
    path, other = tmp_path / "results", tmp_path / "other"
    path.write_bytes(b"old")
    other.hardlink_to(path)
    write(path, b"new")
    assert (path.read_bytes(), other.read_bytes()) == (b"new", b"old")


def test_a_link_is_followed_where_that_is_wanted_and_replaced_where_not(tmp_path: Path) -> None:
    path, link = tmp_path / "results", tmp_path / "link"
    link.symlink_to(path.name)
    write(resolved(link), b"new")
    assert (path.read_bytes(), link.is_symlink()) == (b"new", True)
    write(link, b"newer", 0o600)
    assert (path.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"new", b"newer", False)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _file_above(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_bytes(b"")


@pytest.mark.parametrize(
    "spoil", [_loop, Path.mkdir, os.mkfifo, _file_above, lambda path: path.parent.rmdir()],
    ids=["a loop of links", "a folder", "a pipe", "a file for a folder", "no folder"],
)  # fmt: skip
def test_what_cannot_be_replaced_is_refused_and_left(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    path = tmp_path / "folder" / "results"
    path.parent.mkdir()
    spoil(path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OSError), whole_file(resolved(path)):  # noqa: PT011  # which one is for the system to say
        raise AssertionError("was begun")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name",
    ["r" * 255, "ح" * 127 + "x", "€" * 85, "x" + "🕊" * 63, os.fsdecode(b"\xff" * 255), "ab\ncd", "-", ".hidden", ".."],
)
def test_every_name_that_a_file_can_have_can_be_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / "folder" / name
    path.parent.mkdir()
    if name == "..":
        with pytest.raises(IsADirectoryError):
            write(resolved(path), b"new")
        return
    for text in (b"new", b"newer"):
        write(path, text)
        assert path.read_bytes() == text
    assert [file.name for file in path.parent.iterdir()] == [name]


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError), whole_file(tmp_path / ("r" * 256)):  # noqa: PT011  # as above
        raise AssertionError("was begun")
    assert list(tmp_path.iterdir()) == []


def test_runs_at_once_do_not_meet_though_their_processes_have_one_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 7)
    path = tmp_path / "results"
    with whole_file(path) as first:
        write_all(first, b"of the first")
        with pytest.raises(SystemExit):
            break_off(whole_file, path)
        with whole_file(path) as second:
            write_all(second, b"of the second")
        assert path.read_bytes() == b"of the second"
    assert path.read_bytes() == b"of the first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_signal_that_comes_as_the_file_is_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = os.open

    def end_as_it_is_made(*given: Any) -> int:
        os.close(made(*given))
        raise SystemExit

    monkeypatch.setattr(os, "open", end_as_it_is_made)
    with pytest.raises(SystemExit):
        write(tmp_path / "results", b"new")
    assert list(tmp_path.iterdir()) == []


def test_only_what_a_run_opened_is_removed_by_it(tmp_path: Path) -> None:
    def put_another_in_its_place() -> None:
        (part,) = tmp_path.iterdir()
        part.rename(tmp_path / "moved")
        part.write_bytes(b"of somebody else")

    with pytest.raises(SystemExit):
        break_off(whole_file, tmp_path / "results", put_another_in_its_place)
    assert sorted(file.read_bytes() for file in tmp_path.iterdir()) == [b"half of it", b"of somebody else"]


def test_what_a_run_that_was_killed_left_behind_long_ago_is_removed(tmp_path: Path) -> None:
    long_ago = left_behind(tmp_path / A_PART)
    lately = left_behind(tmp_path / ".some.cfcheck-0123456789abcdee.part", LEFT_BEHIND - 60)
    write(tmp_path / "results", b"new")
    assert not long_ago.exists()
    assert lately.exists()


def test_what_a_run_still_writes_is_left_however_long_it_waits(tmp_path: Path) -> None:
    with whole_file(tmp_path / "results"):
        (part,) = tmp_path.iterdir()
        left_behind(part)
        write(tmp_path / "other", b"new")
        assert part.exists()


@pytest.mark.parametrize(
    "name",
    [
        "some.cfcheck-0123456789abcdef.part", ".some.cfcheck-0123456789abcde.part", ".some.cfcheck-0123456789abcdef",
        ".some.cfcheck-0123456789ABCDEF.part", ".some.1234.part", ".results.part", f"{A_PART}.txt",
    ],
)  # fmt: skip
def test_files_of_another_form_are_left(tmp_path: Path, name: str) -> None:
    other = left_behind(tmp_path / name)
    write(tmp_path / "results", b"new")
    assert other.exists()


def test_what_only_looks_like_a_part_file_is_left(tmp_path: Path) -> None:
    target = left_behind(tmp_path / "of-somebody")
    makers: list[Callable[[Path], None]] = [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(target)]
    for place, make in enumerate(makers):
        other = tmp_path / f".some.cfcheck-{place:016x}.part"
        make(other)
        os.utime(other, (0, 0), follow_symlinks=False)
    before = set(tmp_path.iterdir())
    write(tmp_path / "results", b"new")
    assert set(tmp_path.iterdir()) == before | {tmp_path / "results"}


@only_root
def test_what_another_user_left_behind_is_left(tmp_path: Path) -> None:
    other = left_behind(tmp_path / A_PART)
    os.chown(other, NOBODY, NOBODY)
    write(tmp_path / "results", b"new")
    assert other.exists()


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "a-rule.yaml"
    with pytest.raises(FileExistsError), new_file(path):
        path.write_bytes(b"of somebody else")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"of somebody else")]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_system_without_links_has_new_files_too(
    tmp_path: Path, *, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a-rule.yaml"
    if is_there:
        path.symlink_to("nowhere")
        with pytest.raises(FileExistsError), new_file(path):
            pass
    else:
        with new_file(path) as descriptor:
            write_all(descriptor, b"new")
        assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_without_locks_or_rights_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    long_ago = left_behind(tmp_path / A_PART)
    monkeypatch.setattr("cfcheck.model.whole_file.flock", refuse)
    monkeypatch.setattr(os, "fchmod", refuse)
    write(tmp_path / "results", b"old")
    write(tmp_path / "results", b"new")
    assert (tmp_path / "results").read_bytes() == b"new"
    assert long_ago.exists()  # nobody can tell whether it is being written
