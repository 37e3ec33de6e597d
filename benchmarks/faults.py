"""Makes inputs in which every record has the same kind of fault, and reports without one to hold them against.

Knows the incident format, nothing of what cfcheck says of a fault. The same count gives the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["FORMS", "GOOD", "UNKNOWN_NAMES", "write_faults", "write_short"]

GOOD: Final = "good"
UNKNOWN_NAMES: Final = "an unknown name of its own"

_REPORT: Final[dict[str, Any]] = {
    "occurred": "2016-03-05",
    "act": "shelling",
    "perpetrator": "Syrian Arab Army",
    "target": "Levant Front",
    "location": {"country": "SYR"},
}


def _report(number: int, **fields: object) -> bytes:
    return json.dumps({"id": str(number), **_REPORT, **fields}, ensure_ascii=False).encode()


def _with(**fields: object) -> Callable[[int], bytes]:
    return lambda number: _report(number, **fields)


def _changed(before: bytes, after: bytes) -> Callable[[int], bytes]:
    return lambda number: _report(number).replace(before, after, 1)


def _escaped(number: int) -> bytes:
    arabic = json.dumps(_in_arabic(number)).encode()
    return _report(number).replace(f'"{number}"'.encode(), arabic, 1)


def _in_arabic(number: int) -> str:
    """The number in digits of another script, which take two bytes each."""
    return "".join(chr(0x660 + int(digit)) for digit in str(number))


_ARABIC_NAME: Final = "الجيش السوري الحر"

_RECORDS: Final[Mapping[str, Callable[[int], bytes]]] = {
    GOOD: _report,
    "an id with escapes": _escaped,
    "an Arabic id": lambda number: _report(number).replace(
        f'"{number}"'.encode(), f'"{_in_arabic(number)}"'.encode(), 1
    ),
    "an Arabic name": _with(perpetrator=_ARABIC_NAME),
    "a name with escapes": _changed(b"Levant", b"\\u004cevant"),
    "a key with an escape": _changed(b'"target"', b'"t\\u0061rget"'),
    "an unknown act": _with(act="air_strikes"),
    "an unknown act of its own": lambda number: _report(number, act=f"air_strikes_{number}"),
    "an unknown weapon": _with(weapon="rockets_"),
    "an unknown claim": _with(claims={"self_defense": True}),
    UNKNOWN_NAMES: lambda number: _report(number, perpetrator=f"Group {number}"),
    "an unknown country": _with(location={"country": "Syria"}),
    "no time": _with(occurred="yesterday"),
    "an impossible day": _with(occurred="2016-02-30"),
    "a range that ends before it begins": _with(occurred={"from": "2016-03-05", "to": "2016-03-01"}),
    "an unknown key": _with(killed=3),
    "a value of the wrong type": _with(perpetrator=3),
    "a latitude of 361": _with(location={"country": "SYR", "lat": 361, "lon": 36}),
    "a count that ends before it begins": _with(casualties={"killed": {"min": 5, "max": 3}}),
    "an id that is no text": lambda number: _report(number, id=number),
    "no id": lambda number: _report(number).replace(f'"id": "{number}", '.encode(), b"", 1),
    "an object without anything": lambda _: b"{}",
    "the id of the first": lambda _: _report(1),
    "a key that is there twice": lambda number: _report(number)[:-1] + b',"act":"shelling"}',
    "a comma too many": lambda number: _report(number)[:-1] + b",}",
    "a word without quotes": _changed(b'"SYR"', b"SYR"),
    "a byte that is not UTF-8": _changed(b"Levant", b"Lev\xffnt"),
}


def _row(number: int, **cells: str) -> bytes:
    """A row of the columns that `_HEADER` names."""
    values = {"id": str(number), **_REPORT, "location.country": "SYR", "description": "", **cells}
    return ",".join(values[name] for name in _COLUMNS).encode()


_COLUMNS: Final = ("id", "occurred", "act", "perpetrator", "target", "location.country", "description")
_ROWS: Final[Mapping[str, Callable[[int], bytes]]] = {
    GOOD: _row,
    "an Arabic id": lambda number: _row(number, id=_in_arabic(number)),
    "an Arabic name": lambda number: _row(number, perpetrator=_ARABIC_NAME),
    "an unknown act": lambda number: _row(number, act="air_strikes"),
    UNKNOWN_NAMES: lambda number: _row(number, perpetrator=f"Group {number}"),
    "no time": lambda number: _row(number, occurred="yesterday"),
    "no id": lambda number: _row(number, id=""),
    "the id of the first": lambda _: _row(1),
    "a cell too few": lambda number: _row(number).rpartition(b",")[0],
    "text beside a quoted cell": lambda number: _row(number, description='"x"y'),
    "a quote that is not closed": lambda number: _row(number, description='"x'),
    "a quote in the first row that is not closed": lambda number: _row(number, description='"x' if number == 0 else ""),
    "every other row is none": lambda number: _row(number) if number % 2 else b"x",
    "a NUL character": lambda number: _row(number, description="x\0y"),
    "a lone CR": lambda number: _row(number, description="x\ry"),
}

FORMS: Final[Mapping[str, Mapping[str, Callable[[int], bytes]]]] = {"lines": _RECORDS, "list": _RECORDS, "csv": _ROWS}
"""The kinds of faults by the form of a file that has them, each with what makes its records; `GOOD` is none."""

_FRAMES: Final[Mapping[str, tuple[bytes, bytes, bytes]]] = {
    "lines": (b"", b"\n", b"\n"),
    "list": (b"[", b",\n", b"]\n"),
    "csv": (",".join(_COLUMNS).encode() + b"\n", b"\n", b"\n"),
}


def write_faults(path: Path, form: str, kind: str, count: int) -> None:
    """Write a file of so many records with a fault of the kind."""
    begin, between, end = _FRAMES[form]
    path.write_bytes(begin + between.join(map(FORMS[form][kind], range(count))) + end)


def write_short(path: Path, count: int) -> None:
    """Write a file of so many records that say nothing but their id, each a line of 16 bytes."""
    path.write_bytes(b"".join(b'{"id":"%06x"}\n' % number for number in range(count)))
