"""A stream of bytes as text: its encoding found out, its beginning looked at without being lost.

Knows encodings only. UTF-8 and what a byte order mark tells need no declaration; any other encoding is a guess, so it
is tried only where a mapping declares it.
"""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

from cfcheck.rejoined import rejoined

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SAMPLE", "encoding_of", "read_sample", "text_of"]

SAMPLE = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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


def encoding_of(sample: bytes, candidates: Sequence[str]) -> str:
    """The encoding that a byte order mark tells, or else the first candidate that the sample can be in.

    Where it can be in none of them, the first one: then only the rows with a wrong byte are lost.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    return next((encoding for encoding in candidates if _fits(sample, encoding)), candidates[0])


def _fits(sample: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(sample, final=len(sample) < SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def text_of(sample: bytes, stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The whole text, the sample first. A byte that the encoding does not have becomes a lone surrogate.

    Closing the text leaves the stream open: it belongs to the caller.
    """
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(rejoined(sample, stream), encoding, errors, newline="")
