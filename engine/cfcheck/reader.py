"""Reads incidents from JSON and NDJSON, told apart by their content, and sets aside what is none.

Knows the files' form, nothing of agreements. Never raises for what it reads: a fault is a `SetAside`, whose record is
0 where it concerns the file as a whole. In NDJSON a record's number is that of its line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.assessment import SetAside
from cfcheck.incident import InvalidIncident, split_records
from cfcheck.opening import EXPECTED, opening_of
from cfcheck.record import Record, readable_id, record_from
from cfcheck.record_splitter import LONGEST_RECORD, BrokenList, RecordSplitter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from cfcheck.opening import Opening

__all__ = ["STDIN", "Batch", "Record", "read_batches", "read_files", "read_incidents", "records_of"]

STDIN: Final = "-"

_BLOCK: Final = 128 * 1024


def read_files(
    names: Iterable[str], stdin: Callable[[], BinaryIO], read: Callable[[BinaryIO, str], Iterator[Record | SetAside]]
) -> Iterator[Record | SetAside]:
    """The records of all files in order, as `read` finds them; `-` is what `stdin` gives.

    A file that cannot be read is set aside as a whole.
    """
    for name in names:
        try:
            if name == STDIN:
                yield from read(stdin(), name)
                continue
            with Path(name).open("rb") as stream:
                yield from read(stream, name)
        except OSError as error:
            yield _whole(name, _unreadable(error))


class Batch(NamedTuple):
    """Some records as bytes, in order. The first has the number `first`, and each that follows one more.

    Empty ones are blank lines, which count as lines and hold nothing.
    """

    file: str
    first: int
    raws: list[bytes]


def read_incidents(stream: BinaryIO, file: str) -> Iterator[Record | SetAside]:
    """The records of a JSON list, of `{"incidents": [...]}`, of a single incident, or of one incident a line.

    Lists and lines are streamed: no more of them is held than a block.
    """
    for batch in read_batches(stream, file):
        if isinstance(batch, SetAside):
            yield batch
        else:
            yield from records_of(batch)


def records_of(batch: Batch) -> Iterator[Record | SetAside]:
    """The records of a batch, decoded."""
    return (record_from(raw, batch.file, number) for number, raw in enumerate(batch.raws, batch.first) if raw)


def read_batches(stream: BinaryIO, file: str) -> Iterator[Batch | SetAside]:
    """The same records as `read_incidents`, as bytes and in batches."""
    opening = opening_of(stream)
    why_not = opening.why_not
    if why_not:
        yield _whole(file, why_not)
    elif opening.list_start:
        yield from _list(stream, opening, file)
    elif opening.has_lines:
        yield from LineBatcher(stream, opening.text, file)
    elif opening.first.startswith(b"{"):
        yield from _document(opening.text + stream.read(), file)
    else:
        yield _whole(file, f"is neither JSON nor NDJSON; {EXPECTED}")


class LineBatcher:
    """Yields a file's lines in batches, as they come in. A line that is too long is set aside, and its end skipped."""

    def __init__(self, stream: BinaryIO, lead: bytes, file: str) -> None:
        self._stream = stream
        self._lead = lead
        self._file = file

    def __iter__(self) -> Iterator[Batch | SetAside]:
        """The batches, in order."""
        number = 1
        for block, is_whole in self._blocks():
            lines = [line.strip() for line in block.split(b"\n")]
            if is_whole:
                yield Batch(self._file, number, lines)
            else:
                problem = f"the line is longer than {LONGEST_RECORD // 1024 // 1024} MiB"
                yield SetAside(self._file, number, readable_id(block), "", problem)
            number += len(lines)

    def _blocks(self) -> Iterator[tuple[bytes, bool]]:
        """Blocks of whole lines without the last line end; or, with False, the beginning of a line that is too long."""
        # A pipe gives what it has; waiting for a full block would keep back what is complete.
        read = getattr(self._stream, "read1", self._stream.read)
        pending, is_rest = self._lead, False
        while True:
            cut = pending.rfind(b"\n")
            if is_rest:
                start = pending.find(b"\n") + 1
                pending, is_rest = pending[start:] if start else b"", not start
                cut = pending.rfind(b"\n")
            if cut >= 0:
                yield pending[:cut], True
                pending = pending[cut + 1 :]
            elif len(pending) >= LONGEST_RECORD:
                yield pending, False
                pending, is_rest = b"", True
            more = read(_BLOCK)
            if not more:
                break
            pending += more
        if pending and not is_rest:
            yield pending, True


def _list(stream: BinaryIO, opening: Opening, file: str) -> Iterator[Batch | SetAside]:
    start, text = opening.list_start, opening.text
    splitter = RecordSplitter(stream, text[start:], opening.mark + start, 1 + text.count(b"\n", 0, start))
    number = 0
    try:
        for raws in splitter:
            yield Batch(file, number + 1, raws)
            number += len(raws)
    except BrokenList as fault:
        seen = readable_id(fault.rest) if fault.rest.startswith(b"{") else None
        problem = f"is not JSON: {fault.problem}; nothing from there on was read"
        yield SetAside(file, number + 1, seen, "", problem)
        return
    # What remains is small, or else the file is not what it seems.
    begins = text[:start] if text[:start].strip() != b"[" else b"["
    place, tail = splitter.place, splitter.tail + stream.read(LONGEST_RECORD)
    try:
        split_records(begins + b"]" + tail)
    except InvalidIncident:
        yield SetAside(file, number + 1, None, "", f"what follows the list is not JSON, on {place}")


def _document(document: bytes, file: str) -> Iterator[Batch | SetAside]:
    """The records of an object that spans lines: an incident, or a mapping with other keys before `incidents`."""
    try:
        records = split_records(document)
    except InvalidIncident as fault:
        yield SetAside(file, 1, readable_id(document), fault.path, fault.problem)
        return
    yield Batch(file, 1, [document.strip()] if records is None else records)


def _whole(file: str, problem: str) -> SetAside:
    return SetAside(file, 0, None, "", problem)


def _unreadable(error: OSError) -> str:
    told = {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "is a folder; name the files in it",
        PermissionError: "may not be read by this user",
    }
    return told.get(type(error)) or f"cannot be read: {(error.strerror or str(error)).lower()}"
