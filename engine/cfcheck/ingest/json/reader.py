"""Reads incidents from JSON and NDJSON, which are distinguished by content, and sets aside what is not an incident.

A fault in the input is never raised: it becomes a `SetAside`, whose record number is 0 if it concerns the file as a
whole. In NDJSON a record's number is that of its line.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cfcheck.ingest.compression import Unreadable, unpacked
from cfcheck.ingest.json.cursor import LONGEST_RECORD, Cursor, TooLong
from cfcheck.ingest.json.detect import RECORDS_KEY, Form, opening_of
from cfcheck.ingest.json.lines import LineSplitter
from cfcheck.ingest.json.split import LIST, SEQUENCE, BrokenOff, RecordSplitter
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import split_records
from cfcheck.model.record import Record, readable_id, record_from
from cfcheck.model.system_fault import reason_of
from cfcheck.model.undecoded import first_repeated_key
from cfcheck.model.visible import writable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from cfcheck.ingest.json.detect import Opening

__all__ = ["STDIN", "Batch", "Record", "read_batches", "read_files", "read_incidents", "records_of"]

STDIN: Final = "-"


class Batch(NamedTuple):
    """Some records as bytes, in order. The first has the number `first`, and each that follows one more.

    Empty ones are blank lines, which count as lines and hold nothing. Where there is a `reserve`, the one record of the
    batch stands only where an agreement certainly does not reach it, as with Reserved; it is set aside so otherwise.
    `asides` are what was set aside in place of a record, which is empty, each with its place in the batch, in order.
    """

    file: str
    first: int
    raws: Sequence[bytes]
    reserve: SetAside | None = None
    asides: tuple[tuple[int, SetAside], ...] = ()


Found = TypeVar("Found", Batch, Record)


def _unnoticed(_: BinaryIO) -> None:
    pass


def read_files(
    names: Iterable[str],
    stdin: Callable[[], BinaryIO],
    read: Callable[[BinaryIO, str], Iterator[Found | SetAside]],
    opened: Callable[[BinaryIO], None] = _unnoticed,
) -> Iterator[Found | SetAside]:
    """The records of all files in order, as `read` finds them; `-` is what `stdin` gives. Packed files are unpacked.

    A file that cannot be read, or no further, is set aside as a whole. `opened` is called with each file.
    """
    for name in names:
        last, shown = 0, writable(name)
        try:
            with _opened(name, stdin) as stream:
                opened(stream)
                for found in read(unpacked(stream), shown):
                    yield found
                    last = _last_number(found)
        except OSError as error:
            problem = _unreadable(error)
            yield _whole(shown, f"{problem}; nothing after record {last:,} was read" if last else problem)


def _opened(name: str, stdin: Callable[[], BinaryIO]) -> AbstractContextManager[BinaryIO]:
    return nullcontext(stdin()) if name == STDIN else Path(name).open("rb")


def _last_number(found: Batch | Record | SetAside) -> int:
    if isinstance(found, Batch):
        return found.first + len(found.raws) - 1
    return found.number if isinstance(found, Record) else found.record


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
    if opening.form is Form.NONE:
        yield _whole(file, opening.problem)
    elif opening.form is Form.LINES:
        yield from _numbered(LineSplitter(stream, opening.text), file, "line")
    else:
        yield from _followed(stream, opening, file)


def _numbered(found: Iterable[Sequence[bytes] | TooLong], file: str, noun: str) -> Iterator[Batch | SetAside]:
    number = 1
    for raws in found:
        if isinstance(raws, TooLong):
            problem = f"the {noun} is longer than {LONGEST_RECORD // 1024 // 1024} MiB"
            yield SetAside(file, number, readable_id(raws.head), "", problem)
            number += 1
        else:
            yield Batch(file, number, raws)
            number += len(raws)


def _followed(stream: BinaryIO, opening: Opening, file: str) -> Iterator[Batch | SetAside]:
    """The records of a list, or of objects one after another, as far as they can be followed."""
    is_list = opening.form is Form.LIST
    start, text = (opening.start, opening.text) if is_list else (0, opening.text)
    cursor = Cursor(stream, text[:start], text[start:], opening.mark)
    number = 0
    try:
        for found in _numbered(RecordSplitter(cursor, LIST if is_list else SEQUENCE), file, "record"):
            number = _last_number(found)
            yield found
    except BrokenOff as fault:
        seen = readable_id(fault.rest) if fault.rest.startswith(b"{") else None
        problem = f"is not JSON: {fault.problem}; nothing from there on was read"
        yield SetAside(file, number + 1, seen, "", problem)
        return
    problem = _after(cursor, text[:start]) if is_list else ""
    if problem:
        yield SetAside(file, number + 1, None, "", problem)


def _after(cursor: Cursor, begins: bytes) -> str:
    """What is wrong with that which follows a list; it is small, or else the file is not what it seems."""
    cursor.fill_up(LONGEST_RECORD)
    frame = (begins if begins.strip() != b"[" else b"[") + b"]" + cursor.rest
    try:
        split_records(frame)
    except InvalidIncident:
        return f"what follows the list is not JSON, on {cursor.describe(cursor.here)}"
    if first_repeated_key(frame) == RECORDS_KEY:
        return f"the key `{RECORDS_KEY}` is there twice; only the first list was read"
    return ""


def _whole(file: str, problem: str) -> SetAside:
    return SetAside(file, 0, None, "", problem)


def _unreadable(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "is a folder; name the files in it",
        PermissionError: "may not be read by this user",
    }
    if isinstance(error, Unreadable):
        return str(error)
    return reasons.get(type(error)) or f"cannot be read: {reason_of(error)}"
