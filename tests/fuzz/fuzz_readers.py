"""Fuzzes the readers, guided by coverage: `python tests/fuzz/fuzz_readers.py FOLDER tests/fuzz/seeds`. See the README.

The first byte of an input says what is read and in which pieces, the rest is the file.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["cfcheck"]):
    from cfcheck.ingest.compression import Unreadable, unpacked
    from cfcheck.ingest.json.detect import Form, opening_of
    from cfcheck.ingest.json.reader import read_incidents
    from cfcheck.ingest.tables import convert, open_mapping
    from cfcheck.model.record import Record, Reserved

from tests.pieces import in_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.ingest.tables.conversion import Conversion
    from cfcheck.model.assessment import SetAside

_MAPPINGS = {name: open_mapping(name) for name in ("ucdp-ged", "acled")}
_SIZES = (1, 2, 3, 7, 16, 61, 256, 4096)
_MARK = b"\xef\xbb\xbf"


def fuzz(content: bytes) -> None:
    """One input. Raises where a law of reading does not hold."""
    if not content:
        return
    choice, content = content[0], content[1:]
    size = _SIZES[choice % len(_SIZES)]
    _TARGETS[choice // len(_SIZES) % len(_TARGETS)](content, size)


def _read_json(content: bytes, size: int) -> None:
    at_once = list(read_incidents(io.BytesIO(content), "reports"))
    _check(at_once)
    in_parts = list(read_incidents(in_pieces(content, size), "reports"))
    if in_parts != at_once:
        raise AssertionError(at_once, in_parts)
    numbers = [one.number if isinstance(one, Record) else one.record for one in at_once]
    if numbers != sorted(set(numbers)):
        raise AssertionError(numbers)
    if opening_of(io.BytesIO(content)).form is Form.LINES:
        lines = content.removeprefix(_MARK).split(b"\n")
        if numbers != [number for number, line in enumerate(lines, 1) if line.strip()]:
            raise AssertionError(numbers)


def _read_packed(content: bytes, size: int) -> None:
    for stream in (io.BytesIO(content), in_pieces(content, size)):
        try:
            _check(list(read_incidents(unpacked(stream), "reports")))
        except Unreadable:
            continue


def _reader_of(mapping: str) -> Callable[[bytes, int], None]:
    def read(content: bytes, size: int) -> None:
        at_once = _rows(convert(io.BytesIO(content), "rows", _MAPPINGS[mapping]))
        _check(at_once)
        in_parts = _rows(convert(in_pieces(content, size), "rows", _MAPPINGS[mapping]))
        if in_parts != at_once:
            raise AssertionError(at_once, in_parts)

    return read


def _rows(conversion: Conversion) -> list[Record | SetAside]:
    return list(conversion)


def _check(found: Iterable[Record | SetAside]) -> None:
    """Everything is a record or tells why there is none, in words that can be written."""
    for one in found:
        if isinstance(one, Record):
            continue
        if not one.problem:
            raise AssertionError(one)
        (one.problem + one.path + (one.id or "")).encode()
        if isinstance(one, Reserved):
            _check(_the_record_of(one))


def _the_record_of(reserved: Reserved) -> Iterator[Record]:
    yield reserved.record_if_out_of_scope


_TARGETS = (_read_json, _read_json, _read_packed, _reader_of("ucdp-ged"), _reader_of("acled"))


def main() -> None:
    """Run until stopped; the arguments are those of libFuzzer."""
    atheris.Setup(sys.argv, fuzz)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
