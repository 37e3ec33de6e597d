"""Trees and files that a repository holds, however they were made: bounded, and never written outside of the copy."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from tests.authoring.diff.repository import begin, branch, git, store, store_tree

from cfcheck.language.file_bytes import LARGEST_FILE
from cfcheck.language.git import answers, program, revision
from cfcheck.language.git.revision import Repository, RevisionUnreadable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

FILE: Final = "100644"
FOLDER: Final = "040000"
OUTSIDE: Final = "planted.yaml"
MADE_BY_HAND: Final = "git would make no such file; name another folder"
TOO_LONG: Final = "the name is too long for a file; name another folder"
SAME_NAME: Final = "has the name of another file; check the revision out (`git worktree add`) and name its folder"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and a place of its own for temporary files."""
    top = tmp_path / "home"
    top.mkdir()
    begin(top)
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    return top


def copied(home: Path, path: str = "") -> dict[bytes, bytes]:
    """The files of a copy of the branch `made`, by their paths from the repository's top."""
    found = Repository(home)
    with found.copy(found.revision("made", path)) as copy:
        top = os.fsencode(copy.top)
        return {
            os.path.relpath(os.path.join(folder, name), top): Path(os.fsdecode(os.path.join(folder, name))).read_bytes()  # noqa: PTH118  # of bytes
            for folder, _, names in os.walk(top)
            for name in names
        }


def refusal(home: Path, path: str = "") -> str:
    with pytest.raises(RevisionUnreadable) as raised:
        copied(home, path)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    assert list(home.parent.rglob(OUTSIDE)) == []
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("{outside}/planted.yaml", "{outside}/planted.yaml"),
        ("../planted.yaml", "../planted.yaml"),
        ("../../../planted.yaml", "../../../planted.yaml"),
        ("a/../../planted.yaml", "a/../../planted.yaml"),
        ("./planted.yaml", "./planted.yaml"),
        ("a//planted.yaml", "a//planted.yaml"),
        (".git/planted.yaml", ".git/planted.yaml"),
        (".GIT/a/planted.yaml", ".GIT/a/planted.yaml"),
        ("a/..\n/../planted.yaml", "a/..\N{REPLACEMENT CHARACTER}/../planted.yaml"),
    ],
)
@pytest.mark.parametrize("path", ["", "rules"])
def test_no_name_leads_out_of_the_copy(
    name: str, message: str, path: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home.parent)
    blob = store(home, "blob", b"planted: it\n")
    tree = store_tree(home, [(FILE, name.format(outside=home.parent).encode(), blob), (FILE, b"agreement.yaml", blob)])
    branch(home, "made", store_tree(home, [(FOLDER, path.encode(), tree)]) if path else tree)
    shown = message.format(outside=home.parent)
    assert refusal(home, path) == f"`{_cut(f'{path}/{shown}' if path else shown)}`: {MADE_BY_HAND}"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([b"x" * 251 + b".yaml"], f"`{'x' * 60}…`: {TOO_LONG}"),
        ([b"x" * 200] * 20 + [b"a.yaml"], f"`{'x' * 60}…`: {TOO_LONG}"),
    ],
)
def test_names_too_long_for_a_file_are_reported(names: list[bytes], message: str, home: Path) -> None:
    *folders, name = names
    tree = store_tree(home, [(FILE, name, store(home, "blob", b""))])
    for folder in folders:
        tree = store_tree(home, [(FOLDER, folder, tree)])
    branch(home, "made", tree)
    assert refusal(home) == message


def test_a_long_name_in_many_folders_is_read(home: Path) -> None:
    tree = store_tree(home, [(FILE, b"x" * 250 + b".yaml", store(home, "blob", b"a"))])
    for _ in range(10):
        tree = store_tree(home, [(FOLDER, b"y" * 250, tree)])
    branch(home, "made", tree)
    assert copied(home) == {b"y" * 250 + (b"/" + b"y" * 250) * 9 + b"/" + b"x" * 250 + b".yaml": b"a"}


def test_names_of_any_other_bytes_are_read_as_they_are(home: Path) -> None:
    blob = store(home, "blob", b"a")
    names = sorted([b"a\nb.yaml", b"\xff\xfe.yaml", b"A.yaml", b"a.yaml", b"\x1b[31m.yaml", b"a b\\c.yaml", b"-x.yaml"])
    branch(home, "made", store_tree(home, [(FILE, name, blob) for name in names]))
    assert copied(home) == dict.fromkeys(names, b"a")


def test_two_files_of_one_name_are_reported(home: Path) -> None:
    blob = store(home, "blob", b"a")
    branch(home, "made", store_tree(home, [(FILE, b"a.yaml", blob), (FILE, b"a.yaml", blob)]))
    assert refusal(home) == f"`a.yaml` {SAME_NAME}"


def test_a_file_with_the_name_of_a_folder_is_reported(home: Path) -> None:
    blob = store(home, "blob", b"a")
    inner = store_tree(home, [(FILE, b"b.yaml", blob)])
    for entries in (
        [(FILE, b"a.yaml", blob), (FOLDER, b"a.yaml", inner)],
        [(FOLDER, b"a.yaml", inner), (FILE, b"a.yaml", blob)],
    ):
        branch(home, "made", store_tree(home, entries))
        assert refusal(home) in (f"`a.yaml/b.yaml` {SAME_NAME}", f"`a.yaml` {SAME_NAME}")


def test_what_is_no_file_is_reported(home: Path) -> None:
    tree = store_tree(home, [])
    for kind, name in (("tree", tree), ("commit", git(home, "rev-parse", "main"))):
        branch(home, "made", store_tree(home, [(FILE, b"a.yaml", name)]))
        assert refusal(home) == f"git cannot read `a.yaml`: its object is a {kind}, and no file"


def test_what_is_no_folder_is_reported(home: Path) -> None:
    branch(home, "made", store_tree(home, [(FOLDER, b"rules", store(home, "blob", b"a"))]))
    assert refusal(home).startswith("git cannot list `")
    assert refusal(home, "rules").startswith("git cannot list `rules`: ")


def test_of_a_file_that_is_too_large_only_that_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    largest = b"x" * LARGEST_FILE
    sizes = {b"a.yaml": largest, b"b.yaml": largest + b"x", b"c.yaml": largest * 40, b"d.yaml": b"", b"e.yml": b"e"}
    branch(home, "made", store_tree(home, [(FILE, name, store(home, "blob", text)) for name, text in sizes.items()]))
    given: list[bytes] = []
    started = program.Git.started

    def recording(called: program.Git, call: program.Call) -> AbstractContextManager[program.Running]:
        given.append(call.stdin)
        return started(called, call)

    monkeypatch.setattr(program.Git, "started", recording)
    too_large = bytes(LARGEST_FILE + 1)
    assert copied(home) == {**sizes, b"b.yaml": too_large, b"c.yaml": too_large}
    assert [text.count(b"\n") for text in given if text] == [5, 3]


def test_all_files_together_are_bounded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = store(home, "blob", b"x" * 100)
    branch(home, "made", store_tree(home, [(FILE, f"{number}.yaml".encode(), blob) for number in range(10)]))
    monkeypatch.setattr(revision, "MOST_BYTES", 1000)
    monkeypatch.setattr(revision, "MOST_FILES", 10)
    monkeypatch.setattr(answers, "MOST_ENTRIES", 10)
    assert len(copied(home)) == 10
    monkeypatch.setattr(revision, "MOST_BYTES", 999)
    assert refusal(home) == "the rule files are more than 0 MiB; name a folder with fewer"
    monkeypatch.setattr(revision, "MOST_FILES", 9)
    assert refusal(home) == "made:: more than 9 rule files; name a folder with fewer"
    monkeypatch.setattr(answers, "MOST_ENTRIES", 9)
    assert refusal(home) == "the folder has more than 9 files; name one in it"


def test_small_trees_that_stand_for_a_billion_files_are_reported(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = store_tree(home, [(FILE, b"a.txt", store(home, "blob", b""))])
    for _ in range(9):
        tree = store_tree(home, [(FOLDER, f"{number}".encode(), tree) for number in range(10)])
    branch(home, "made", tree)
    monkeypatch.setattr(answers, "MOST_ENTRIES", 5000)
    assert refusal(home) == "the folder has more than 5,000 files; name one in it"
    # Whether it is a folder at all is known after its first file.
    assert Repository(home).revision("made", "3/4").path == "3/4"


@pytest.mark.slow
def test_a_small_file_that_unpacks_to_a_large_tree_takes_no_memory(home: Path) -> None:
    """Without a bound, git unpacks it whole, and says of it that it has too many entries."""
    entry = FILE.encode() + b" a.txt\0" + bytes.fromhex(store(home, "blob", b""))
    count = 257 * 1024**2 // len(entry)
    head = f"tree {count * len(entry)}\0".encode()
    packed, digest = zlib.compressobj(1), hashlib.sha1(head, usedforsecurity=False)
    parts = [packed.compress(head)]
    for number in (1000,) * (count // 1000) + (count % 1000,):
        digest.update(entry * number)
        parts.append(packed.compress(entry * number))
    name = digest.hexdigest()
    (home / ".git/objects" / name[:2]).mkdir(exist_ok=True)
    (home / ".git/objects" / name[:2] / name[2:]).write_bytes(b"".join((*parts, packed.flush())))
    branch(home, "made", name)
    assert refusal(home).startswith("git cannot list `")


@pytest.mark.slow
@pytest.mark.parametrize("place", ["objects", "packed-refs", "config"])
def test_a_pipe_in_place_of_a_file_ends_after_a_while(place: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "PATIENCE", 1.0)
    blob = store(home, "blob", b"a")
    branch(home, "made", store_tree(home, [(FILE, b"a.yaml", blob)]))
    path = home / ".git" / (f"objects/{blob[:2]}/{blob[2:]}" if place == "objects" else place)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert refusal(home) == "git has not answered within 1 s and was ended; name folders instead"
