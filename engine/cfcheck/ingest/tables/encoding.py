"""Decodes a stream of bytes, and finds its encoding and the separator that a first line such as `sep=;` declares.

UTF-8 and encodings with a byte order mark need no declaration; any other encoding would be a guess, so it is used only
where a user declares it.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from cfcheck.ingest.compression import rejoined
from cfcheck.ingest.tables.mapping import DELIMITERS
from cfcheck.ingest.tables.rows import UnreadableTable
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "DELIMITER_WORDS", "SAMPLE", "TableStart", "encoding_of", "encoding_words", "is_readable", "read_sample",
    "start_of", "text_of",
]  # fmt: skip

SAMPLE = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = {
    b"PK\x03\x04": "is a ZIP archive or a spreadsheet; unpack it, or export the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "is a spreadsheet of an old kind; export the sheet as CSV",
    b"%PDF": "is a PDF; export the table as CSV",
}
_WIDE = ("utf-16", "utf-32")
# With what stands for other characters in encodings that write them in ASCII, such as UTF-7.
_PROBE = bytes(range(128)) + b"\\u0041 +AEE- xn--"


def read_sample(stream: BinaryIO) -> bytes:
    """The first bytes of the stream; a pipe may hand them over in pieces."""
    read = getattr(stream, "read1", stream.read)
    sample = b""
    try:
        while len(sample) < SAMPLE and (piece := read(SAMPLE - len(sample))):
            sample += piece
    except OSError:
        # What could be read is still good, and the rest fails again when it is its turn.
        if not sample:
            raise
    return sample


def is_readable(encoding: str) -> bool:
    """Whether there is such an encoding, and its first 128 characters are those of ASCII, as tables rely on."""
    try:
        name = codecs.lookup(encoding).name
        return name.startswith(_WIDE) or _PROBE.decode(encoding) == _PROBE.decode("ascii")
    except (LookupError, UnicodeError):
        return False


def encoding_of(sample: bytes, declared: Sequence[str]) -> str:
    """The encoding that a byte order mark tells, or else the first one declared that the sample can be in, or UTF-8.

    Where it can be in none of those declared, the first: then only the rows with a wrong byte are lost. Raises
    UnreadableTable where none is declared and it is not UTF-8: what else it is, nobody can tell from the bytes.
    """
    for magic, problem in _NO_TEXT.items():
        if sample.startswith(magic):
            raise UnreadableTable(problem)
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if declared:
        return next((encoding for encoding in declared if _fits(sample, encoding)), declared[0])
    if not _fits(sample, "utf-8"):
        raise UnreadableTable(_not_utf8(sample))
    return "utf-8"


def encoding_words(encoding: str) -> str:
    """The encoding's name for people."""
    mark = " with a byte order mark" if encoding in {"utf-8-sig", "utf-16", "utf-32"} else ""
    return encoding.removesuffix("-sig").upper() + mark


def _not_utf8(sample: bytes) -> str:
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        line = sample.count(b"\n", 0, error.start) + 1
        return (
            f"is not UTF-8: line {line} has the byte 0x{sample[error.start]:02x}; name the encoding with `--encoding`, "
            "such as cp1252 (Western Europe) or cp1256 (Arabic), or save the file as UTF-8; `--encoding utf-8` reads "
            "it all the same and sets aside the rows that are not"
        )
    return "is not UTF-8; name the encoding with `--encoding`"  # pragma: no cover  # only called for what is not


def _fits(sample: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(sample, final=len(sample) < SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def text_of(sample: bytes, stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The whole text, the sample first. A byte that the encoding does not have becomes a lone surrogate.

    In the wide encodings, which have no single bytes, it becomes a replacement character. Closing the text leaves the
    stream open: it belongs to the caller.
    """
    errors = "replace" if codecs.lookup(encoding).name.startswith(_WIDE) else "surrogateescape"
    return io.TextIOWrapper(rejoined(sample, stream), encoding, errors, newline="")


DELIMITER_WORDS: Final[Mapping[str, str]] = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""The delimiters in words."""

_DECLARATION: Final = re.compile(r'(?P<quote>"?)sep=(?P<sign>[^\r\n])(?P=quote)(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


class TableStart(NamedTuple):
    """What may separate cells, the text from the header on, and how many lines stand above it."""

    delimiters: tuple[str, ...]
    text: str
    lines: int


def start_of(text: str, delimiters: Sequence[str]) -> TableStart:
    """The start of the table, given what separates cells as far as its user has declared that.

    Raises UnreadableTable where the first line declares something else, or nothing follows it.
    """
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return TableStart(tuple(delimiters), text, 0)
    sign, line = declaration["sign"], declaration.group().rstrip("\r\n")
    if sign not in DELIMITERS:
        raise UnreadableTable(f"declares with its first line {quoted(line)} what cannot be read; save it with commas")
    if sign not in delimiters:
        wanted = " or ".join(DELIMITER_WORDS[other] for other in delimiters)
        declared = DELIMITER_WORDS[sign]
        raise UnreadableTable(
            f"declares with its first line {quoted(line)} {declared} between cells, and not the {wanted} that the "
            "mapping or `--delimiter` does"
        )
    rest = text[declaration.end() :]
    if not rest.strip():
        raise UnreadableTable("is empty")
    return TableStart((sign,), rest, 1)
