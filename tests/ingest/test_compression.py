"""Packed files: told by how they begin, unpacked while they are read, and as far as they are sound."""

from __future__ import annotations

import gzip
import io
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.ingest.conversions import any_mapping, table
from tests.pieces import in_pieces

from cfcheck.ingest.compression import Unreadable, unpacked
from cfcheck.ingest.json.reader import Record, read_files, read_incidents
from cfcheck.ingest.tables import convert
from cfcheck.model.assessment import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LINES = b"".join(b'{"id":"r%d"}\n' % number for number in range(40_000))
SKIPPED = b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip"


def zstd_with_checksum(content: bytes) -> bytes:
    return zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1})


def with_window(log: int) -> bytes:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: log})
    return packer.compress(b"[]") + packer.flush()


def of_size(size: int) -> bytes:
    """The header of a frame that is to be unpacked in one piece of so many bytes."""
    return b"\x28\xb5\x2f\xfd\xe0" + size.to_bytes(8, "little") + b"\x01\x00\x00"


TOO_WIDE = (
    "takes {} MiB of memory to be unpacked, and 128 MiB are allowed; "
    "unpack it first: `zstd -dc --long=31 FILE | cfcheck evaluate -`"
)
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "gzip in members": lambda content: gzip.compress(content[:7]) + gzip.compress(b"") + gzip.compress(content[7:]),
    "gzip with zeros behind": lambda content: gzip.compress(content) + b"\0" * 1000,
    "gzip with a name": lambda content: (
        gzip.compress(content)[:3] + b"\x08" + gzip.compress(content)[4:10] + b"name\0" + gzip.compress(content)[10:]
    ),
    "zstd": zstd.compress,
    "zstd in frames": lambda content: zstd.compress(content[:7]) + SKIPPED + zstd.compress(content[7:]),
    "zstd after a frame to skip": lambda content: SKIPPED + zstd.compress(content),
}


@pytest.mark.parametrize("pack", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("size", [1, 1000, 1 << 30])
def test_what_is_packed_is_read(pack: Callable[[bytes], bytes], size: int) -> None:
    content = LINES[:2000] if size == 1 else LINES
    assert unpacked(in_pieces(pack(content), size)).read() == content


@pytest.mark.parametrize("content", [b"", b"[", b"\x1f", b"(1),2\n", LINES])
def test_what_is_not_packed_stays_as_it_is(content: bytes) -> None:
    assert unpacked(io.BytesIO(content)).read() == content
    assert unpacked(in_pieces(content, 1 if len(content) < 10 else 1000)).read() == content


def test_a_file_is_read_from_where_it_stands() -> None:
    stream = io.BytesIO(b"skipped" + LINES)
    stream.seek(7)
    assert unpacked(stream).read() == LINES


def test_little_is_held_of_what_unpacks_to_much() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * (1 << 26)) + b"\0" * (1 << 26))
    with pytest.raises(Unreadable, match="is packed twice"):
        unpacked(io.BytesIO(bomb))
    many = unpacked(io.BytesIO(zstd.compress(b"x" * (1 << 26))))
    assert len(many.read(10)) == 10
    assert sum(len(piece) for piece in iter(lambda: many.read(1 << 20), b"")) == (1 << 26) - 10


def told(tmp_path: Path, content: bytes) -> tuple[int, str]:
    """How many records are read of a file, and what is said of the rest."""
    file = tmp_path / "reports"
    file.write_bytes(content)
    *records, aside = read_files([str(file)], io.BytesIO, read_incidents)
    assert all(isinstance(record, Record) for record in records)
    assert isinstance(aside, SetAside)
    assert (aside.file, aside.record, aside.id, aside.path) == (str(file), 0, None, "")
    return len(records), aside.problem


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_of_a_file_that_is_cut_off_what_is_complete_is_read(tmp_path: Path, name: str) -> None:
    whole = PACKED[name](LINES)
    half, problem = told(tmp_path, whole[: len(whole) // 2])
    assert 0 < half < 40_000
    assert problem == f"is cut off: its {name} data ends in the middle; nothing after record {half:,} was read"
    almost = told(tmp_path, whole[:-1])
    if name == "gzip":
        assert almost == (40_000, "is cut off: its gzip data ends in the middle; nothing after record 40,000 was read")
    assert told(tmp_path, whole[:12]) == (0, f"is cut off: its {name} data ends in the middle")


def test_a_list_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = gzip.compress(b"[" + LINES.replace(b"\n", b",\n")[:-2] + b"]")
    half, problem = told(tmp_path, whole[: len(whole) // 2])
    assert 0 < half < 40_000
    assert problem == f"is cut off: its gzip data ends in the middle; nothing after record {half:,} was read"


def test_half_a_row_is_no_row(tmp_path: Path) -> None:
    mapping = any_mapping()
    rows = table([("No", "Date", "Who"), *((f"r{number}", "2020-04-01", "x" * 9) for number in range(4_000))])
    whole = [record for record in convert(io.BytesIO(rows), "rows", mapping) if isinstance(record, Record)]
    file = tmp_path / "rows.csv.gz"
    for cut in range(9_000, 9_020):
        file.write_bytes(gzip.compress(rows)[:cut])
        *records, aside = read_files([str(file)], io.BytesIO, partial(convert, mapping=mapping))
        assert isinstance(aside, SetAside)
        assert aside.problem == (
            f"is cut off: its gzip data ends in the middle; nothing after record {len(records) + 1:,} was read"
        )
        assert [record.incident for record in records if isinstance(record, Record)] == [
            record.incident for record in whole[: len(records)]
        ]


def test_damage_is_told(tmp_path: Path) -> None:
    good = gzip.compress(LINES)
    some, problem = told(tmp_path, good[:-8] + bytes(4) + good[-4:])
    assert problem == f"holds damaged gzip data; nothing after record {some:,} was read"
    assert told(tmp_path, good[:10] + b"\xff" * 100) == (0, "holds damaged gzip data")
    assert told(tmp_path, good + b"more of it") == (
        40_000,
        "goes on with something else behind its gzip data; nothing after record 40,000 was read",
    )
    good = zstd_with_checksum(LINES)
    assert told(tmp_path, good[:-1] + bytes([good[-1] ^ 1]))[1].startswith("holds damaged zstd data; nothing after")
    assert told(tmp_path, good[:4] + b"\xff" + good[5:]) == (0, "holds damaged zstd data")


def packed(content: bytes) -> bytes:
    """With gzip, the same bytes at any time of day, which a test's name is made of."""
    return gzip.compress(content, mtime=0)


REFUSED = {
    b"PK\x03\x04....": "is a ZIP archive or a spreadsheet (.xlsx); save its table as CSV, or unpack it first",
    b"\xfd7zXZ\0....": "is packed with xz; unpack it first: `xz -dc FILE | cfcheck evaluate -`",
    b"BZh91AY&SY....": "is packed with bzip2; unpack it first: `bzip2 -dc FILE | cfcheck evaluate -`",
    b"\x04\x22\x4d\x18....": "is packed with lz4; unpack it first: `lz4 -dc FILE | cfcheck evaluate -`",
    b"7z\xbc\xaf\x27\x1c....": "is a 7z archive; unpack it first",
    b"PAR1\x15....": "is a Parquet file; export its rows as CSV or NDJSON",
    b"\xd0\xcf\x11\xe0....": "is an old Office file (.xls); save its table as CSV",
    b"SQLite format 3\0": "is a SQLite database; export its rows as CSV or NDJSON",
    b"%PDF-1.7....": "is a PDF; cfcheck reads records, not documents",
    packed(packed(b"[]")): "is packed twice, with gzip inside gzip; unpack it once before",
    packed(zstd.compress(b"[]")): "is packed twice, with zstd inside gzip; unpack it once before",
    packed(b"PK\x03\x04...."): (
        "is a ZIP archive or a spreadsheet (.xlsx); save its table as CSV, or unpack it first"
    ),
    with_window(31): TOO_WIDE.format("2,048"),
    with_window(28): TOO_WIDE.format("256"),
    zstd.compress(b"[]") + with_window(30): TOO_WIDE.format("1,024"),
    of_size(2**40): TOO_WIDE.format("1,048,576"),
    of_size(2**40)[:5]: "is cut off: its zstd data ends in the middle",
}  # fmt: skip


@pytest.mark.parametrize("content", REFUSED, ids=lambda content: repr(content[:8]))
def test_what_is_no_text_is_refused_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    assert told(tmp_path, content) == (0, REFUSED[content])


def test_without_zstd_the_way_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cfcheck.ingest.zstd", None)
    problem = (
        "is packed with zstd, and this Python has no zstd: `pip install cfcheck[zstd]`, "
        "or unpack it first: `zstd -dc FILE | cfcheck evaluate -`"
    )
    assert told(tmp_path, zstd.compress(b"[]")) == (0, problem)
