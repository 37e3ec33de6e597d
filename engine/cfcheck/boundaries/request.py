"""What a user asks for with `--boundaries`: a file, and if need be its level, its names and its country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cfcheck.boundaries.invalid import BoundariesNotFound
from cfcheck.place import PlaceLevel
from cfcheck.wording import listed, quoted, suggestion

__all__ = ["FORM", "LEVELS", "Request", "named_file", "request_from"]

LEVELS: Final = (PlaceLevel.COUNTRY, PlaceLevel.ADMIN1, PlaceLevel.ADMIN2)
FORM: Final = "LEVEL:PROPERTY=FILE"
_STATED: Final = re.compile(r"(?P<level>\w+):(?P<names>[^=:/\\]*)(?::(?P<covers>[^=:]*))?=(?P<file>.*)", re.DOTALL)
_CODE: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Request:
    """A file of boundaries. Where `names` is empty, its layout has to tell the level and the names.

    `covers` is the country that the units of the file together are the whole of.
    """

    file: str
    level: PlaceLevel | None = None
    names: tuple[str, ...] = ()
    covers: str | None = None


def named_file(text: str) -> str:
    """The file of a request, be the rest of it right or wrong."""
    stated = _STATED.fullmatch(text)
    return stated["file"] if stated else text


def request_from(text: str) -> Request:
    """The request that `FILE`, `LEVEL:PROPERTY=FILE` or `LEVEL:PROPERTY:COUNTRY=FILE` is. Raises BoundariesNotFound."""
    stated = _STATED.fullmatch(text)
    if stated is None:
        return Request(text)
    names = tuple(name for name in stated["names"].split(",") if name)
    if stated["level"] not in [level.value for level in LEVELS]:
        hint = suggestion(stated["level"], LEVELS) or f"known are {listed(LEVELS, 'and')}"
        raise BoundariesNotFound([f"{quoted(text)}: unknown level {quoted(stated['level'])}; {hint}"])
    level = PlaceLevel(stated["level"])
    if not names or not stated["file"]:
        raise BoundariesNotFound([f"{quoted(text)}: expected {quoted(FORM)}, several properties with commas between"])
    covers = stated["covers"]
    if covers is not None and (level is PlaceLevel.COUNTRY or not _CODE.fullmatch(covers)):
        expected = "expected a country code of three capitals, such as `SYR`, and that only beside admin1 and admin2"
        raise BoundariesNotFound([f"{quoted(text)}: {expected}"])
    return Request(stated["file"], level, names, covers)
