"""What git writes of trees and objects is read right in any pieces, and no bytes at all do harm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfcheck.language.git import answers
from cfcheck.language.git.answers import LONGEST_ENTRY, Listed, ObjectHeader, entries_of, header_of, place_of
from cfcheck.language.git.program import RevisionUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECTS: Final = st.sampled_from(["0" * 40, "0123456789abcdef" * 4, "f" * 40])
PATHS: Final = st.binary(min_size=1, max_size=40).filter(lambda path: b"\0" not in path)
ENTRIES: Final = st.builds(Listed, st.sampled_from(["100644", "100755", "120000", "160000", "040000"]), OBJECTS, PATHS)
TREACHEROUS: Final = st.sampled_from(
    [b"", b".", b"..", b"...", b".git", b".GIT", b"a", b"\xff", b"\n", b"a" * 256, b"a" * 255, b"~", b"C:", b"\\..\\"]
)


def pieces(content: bytes, cuts: list[int]) -> Iterator[bytes]:
    """The content in pieces, cut where the numbers say."""
    places = sorted({cut % (len(content) + 1) for cut in cuts})
    for begin, end in zip([0, *places], [*places, len(content)], strict=True):
        yield content[begin:end]


def written(entry: Listed) -> bytes:
    return f"{entry.mode} blob {entry.object}\t".encode() + entry.path + b"\0"


@given(st.lists(ENTRIES, max_size=10), st.lists(st.integers(0, 2000), max_size=10))
def test_entries_are_read_in_any_pieces(entries: list[Listed], cuts: list[int]) -> None:
    content = b"".join(map(written, entries))
    assert list(entries_of(pieces(content, cuts))) == entries


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
@example(b"100644 blob " + b"0" * 40 + b"\t", [])
@example(b"100644 blob " + b"0" * 41 + b"\ta\0", [])
@example(b"100644 blob " + b"0" * 40 + b"\ta", [])
@example(b"100644 blob " + b"0" * 40 + b" a\0", [])
@example(b"\0\0\0", [1])
@example(b"\xff" * 200, [])
def test_other_bytes_are_refused(content: bytes, cuts: list[int]) -> None:
    """Never read as something else, and never an error of another kind."""
    try:
        entries = list(entries_of(pieces(content, cuts)))
    except RevisionUnreadable:
        return
    kinds = [entry.split(b" ", 2)[1] for entry in content.split(b"\0")[:-1]]
    again = [written(entry).replace(b" blob ", b" %b " % kind, 1) for entry, kind in zip(entries, kinds, strict=True)]
    assert b"".join(again) == content


def test_an_entry_without_end_is_refused_before_all_of_it_is_there() -> None:
    taken = []

    def without_end() -> Iterator[bytes]:
        while True:
            taken.append(LONGEST_ENTRY)
            yield b"x" * LONGEST_ENTRY

    with pytest.raises(RevisionUnreadable):
        list(entries_of(without_end()))
    assert len(taken) == 2


@given(st.lists(ENTRIES, min_size=1, max_size=10), st.integers(1, 10))
def test_no_more_entries_are_read_than_there_may_be(entries: list[Listed], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "MOST_ENTRIES", most)
        content = b"".join(map(written, entries))
        if len(entries) <= most:
            assert list(entries_of([content])) == entries
        else:
            with pytest.raises(RevisionUnreadable):
                list(entries_of([content]))


@given(st.builds(ObjectHeader, OBJECTS, st.sampled_from(["blob", "tree", "commit", "tag"]), st.integers(0, 10**18 - 1)))
def test_headers_are_read(header: ObjectHeader) -> None:
    line = f"{header.object} {header.kind} {header.size}".encode()
    assert header_of(line) == header_of(line + b"\n") == header


@given(st.binary(max_size=100))
@example(b"0" * 40 + b" missing\n")
@example(b"0" * 40 + b" ambiguous\n")
@example(b"0" * 40 + b" blob -1\n")
@example(b"0" * 40 + b" blob 1 1\n")
@example(b"0" * 40 + b" blob " + b"9" * 19 + b"\n")
@example(b"0" * 40 + b" blob \xd9\xa1\n")
def test_other_lines_are_no_headers(line: bytes) -> None:
    assert header_of(line) is None


@given(st.lists(st.one_of(TREACHEROUS, st.binary(max_size=8)), max_size=8).map(b"/".join))
def test_a_path_that_is_accepted_lies_below_any_folder(path: bytes) -> None:
    try:
        place = place_of(path)
    except RevisionUnreadable:
        return
    folder = Path("folder", "in")
    whole = folder / place
    assert not Path(place).is_absolute()
    assert len(whole.parts) == len(folder.parts) + path.count(b"/") + 1
    assert not {"", ".", "..", ".git"} & {part.lower() for part in whole.parts[2:]}
    assert "\0" not in place
