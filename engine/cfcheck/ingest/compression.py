"""Unpacks gzip and zstd input block by block, and refuses other binary input, by the first bytes of a file."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import WriteableBuffer

__all__ = ["Unreadable", "rejoined", "unpacked"]


def rejoined(beginning: bytes, stream: BinaryIO) -> io.BufferedReader:
    """The beginning and, after it, the rest of the stream, which is left open: it belongs to the caller."""
    return io.BufferedReader(_Rejoined(beginning, stream))


class _Rejoined(io.RawIOBase):
    def __init__(self, beginning: bytes, stream: BinaryIO) -> None:
        self._beginning = memoryview(beginning)
        self._stream = stream
        # A pipe gives what it has; waiting for more would keep back what is complete.
        self._read = getattr(stream, "read1", stream.read)

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills the buffer as far as there is something to fill it with."""
        view = memoryview(buffer)
        piece = self._beginning[: len(view)]
        if piece:
            self._beginning = self._beginning[len(piece) :]
        else:
            piece = memoryview(self._read(len(view)) or b"")
        view[: len(piece)] = piece
        return len(piece)


_ENOUGH: Final = 6
_BLOCK: Final = 64 * 1024
_PIPE: Final = "unpack it first: `{} FILE | cfcheck evaluate -`"
_MIB: Final = 1024 * 1024
# RFC 8878, 3.1.1: how long the parts of a frame's header are, by what its fifth byte says.
_LONGEST_HEADER: Final = 18
_ZSTD_FRAME: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_ONE_SEGMENT: Final = 0x20
_ZSTD_RESERVED: Final = 0x08
_ZSTD_DICTIONARY: Final = (0, 1, 2, 4)
_ZSTD_SIZE: Final = (1, 2, 4, 8)
_WIDEST: Final = 128 * _MIB  # the default of zstd itself
_GZIP_HEADER: Final = 31  # of zlib's window bits: with gzip's header and checksum around it


class Unreadable(OSError):
    """Raised where no more can be read of a file, however sound the disk is; says why."""


class _Member(Protocol):
    """What unpacks one member of an archive; archives can be joined, and then have several."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, packed: bytes, most: int, /) -> bytes: ...


class _GzipMember:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP_HEADER)
        self.eof = False
        self.needs_input = True
        self.unused_data = b""

    def decompress(self, packed: bytes, most: int) -> bytes:
        piece = self._inflate.decompress(self._inflate.unconsumed_tail + packed, most)
        self.eof, self.unused_data = self._inflate.eof, self._inflate.unused_data
        self.needs_input = len(piece) < most
        return piece


def _gzip_member() -> tuple[_Member, type[Exception]]:
    return _GzipMember(), zlib.error


def _zstd_frame() -> tuple[_Member, type[Exception]]:
    try:
        from cfcheck.ingest.zstd import ZstdDecompressor, ZstdError  # noqa: PLC0415  # nobody else waits for it
    except ImportError:
        problem = (
            "is packed with zstd, and this Python has no zstd: `pip install cfcheck[zstd]`, "
            "or unpack it first: `zstd -dc FILE | cfcheck evaluate -`"
        )
        raise Unreadable(problem) from None
    return ZstdDecompressor(), ZstdError


def _too_wide(header: bytes) -> str:
    """Why a frame of zstd is not unpacked, if it is for the memory that it would take, as its header says."""
    if len(header) < _ENOUGH or not header.startswith(_ZSTD_FRAME) or header[4] & _ZSTD_RESERVED:
        return ""
    parts = header[4]
    if parts & _ZSTD_ONE_SEGMENT:
        start = 5 + _ZSTD_DICTIONARY[parts & 3]
        width = int.from_bytes(header[start : start + _ZSTD_SIZE[parts >> 6]], "little")
    else:
        width = (8 + (header[5] & 7)) << (header[5] >> 3) + 7
    if width <= _WIDEST:
        return ""
    needed = f"takes {width // _MIB:,} MiB of memory to be unpacked, and {_WIDEST // _MIB} MiB are allowed"
    return f"{needed}; {_PIPE.format('zstd -dc --long=31')}"


class _Packing(NamedTuple):
    name: str
    begins: re.Pattern[bytes]
    member: Callable[[], tuple[_Member, type[Exception]]]  # with what it raises for data that it does not unpack
    why: Callable[[bytes], str] = lambda _: ""  # what is wrong with a member of this header, if that is no damage


# zstd may begin with a frame to be skipped, as parallel compressors write them.
_PACKINGS: Final = (
    _Packing("gzip", re.compile(rb"\x1f\x8b"), _gzip_member),
    _Packing("zstd", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _zstd_frame, _too_wide),
)
_REFUSED: Final = (
    (rb"PK\x03\x04|PK\x05\x06", "is a ZIP archive or a spreadsheet (.xlsx); save its table as CSV, or unpack it first"),
    (rb"\xfd7zXZ\x00", "is packed with xz; " + _PIPE.format("xz -dc")),
    (rb"BZh[1-9]1AY&SY", "is packed with bzip2; " + _PIPE.format("bzip2 -dc")),
    (rb"\x04\x22\x4d\x18", "is packed with lz4; " + _PIPE.format("lz4 -dc")),
    (rb"7z\xbc\xaf\x27\x1c", "is a 7z archive; unpack it first"),
    (rb"PAR1\x15", "is a Parquet file; export its rows as CSV or NDJSON"),
    (rb"\xd0\xcf\x11\xe0", "is an old Office file (.xls); save its table as CSV"),
    (rb"SQLite", "is a SQLite database; export its rows as CSV or NDJSON"),
    (rb"%PDF-", "is a PDF; cfcheck reads records, not documents"),
)


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream, or what is packed in it. Raises Unreadable, also while it is read."""
    begins = _beginning(stream)
    whole = _whole(begins, stream)
    packing = _packing_of(begins)
    if packing is None:
        _refuse(begins)
        return whole
    inner = io.BufferedReader(_Unpacked(whole, packing), _BLOCK)
    begins = _beginning(inner)
    twice = _packing_of(begins)
    if twice:
        raise Unreadable(f"is packed twice, with {twice.name} inside {packing.name}; unpack it once before")
    _refuse(begins)
    return rejoined(begins, inner)


def _whole(begins: bytes, stream: BinaryIO) -> BinaryIO:
    """The stream as it was before its beginning was read."""
    if not stream.seekable():
        return rejoined(begins, stream)
    stream.seek(-len(begins), io.SEEK_CUR)
    return stream


def _beginning(stream: BinaryIO) -> bytes:
    """Enough to tell packings from each other; a pipe may hand it over in pieces."""
    read = getattr(stream, "read1", stream.read)
    begins = b""
    while len(begins) < _ENOUGH and (piece := read(_BLOCK)):
        begins += piece
    return begins


def _packing_of(begins: bytes) -> _Packing | None:
    return next((packing for packing in _PACKINGS if packing.begins.match(begins)), None)


def _refuse(begins: bytes) -> None:
    for pattern, problem in _REFUSED:
        if re.match(pattern, begins):
            raise Unreadable(problem)


class _Unpacked(io.RawIOBase):
    """What the members of an archive hold, one after another."""

    def __init__(self, packed: BinaryIO, packing: _Packing) -> None:
        self._read = getattr(packed, "read1", packed.read)
        self._packing = packing
        self._leftover = b""
        self._header = b""
        self._member, self._fault = packing.member()

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills the buffer as far as there is something to fill it with."""
        view = memoryview(buffer)
        piece = self._piece(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def _piece(self, most: int) -> bytes:
        """Some of what is unpacked; empty at the end. Raises Unreadable."""
        piece = b""
        while not piece:
            if self._member.eof and not self._next_member():
                break
            asks = self._member.needs_input
            packed = self._more() if asks else b""
            if len(self._header) < _LONGEST_HEADER:
                self._header += packed[: _LONGEST_HEADER - len(self._header)]
            try:
                piece = self._member.decompress(packed, most)
            except self._fault:
                problem = self._packing.why(self._header) or f"holds damaged {self._packing.name} data"
                raise Unreadable(problem) from None
            if asks and not packed and not piece:
                raise Unreadable(f"is cut off: its {self._packing.name} data ends in the middle")
        return piece

    def _more(self) -> bytes:
        more, self._leftover = self._leftover or self._read(_BLOCK), b""
        return more

    def _next_member(self) -> bool:
        """Whether another member follows; zeros, with which tapes and disks are filled up, are none."""
        begins = self._member.unused_data.lstrip(b"\0")
        while len(begins) < _ENOUGH and (piece := self._read(_BLOCK)):
            begins = (begins + piece).lstrip(b"\0")
        if not begins:
            return False
        if not self._packing.begins.match(begins):
            raise Unreadable(f"goes on with something else behind its {self._packing.name} data")
        self._leftover, self._header = begins, b""
        self._member, self._fault = self._packing.member()
        return True
