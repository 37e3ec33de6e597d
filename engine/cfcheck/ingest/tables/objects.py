"""Reads rows from JSON one by one: an array, an array under a key, GeoJSON features, or an object on each line.

It holds one row and a piece of the text at a time.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cfcheck.ingest.tables.rows import Row, RowFault, UnreadableTable
from cfcheck.model.text import listed, quoted

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

__all__ = ["Objects"]

PIECE: Final = 64 * 1024
LONGEST_ROW: Final = 4 * 1024 * 1024
LONGEST_INTEGER: Final = 18
_SPACE: Final = " \t\r\n"


class _Refused(ValueError):
    """Raised for JSON that cannot be used, such as a repeated key; the message says why."""


def _refuse_constant(word: str) -> object:
    raise _Refused(f"has the word {quoted(word)}, which is no JSON")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Refused(f"has the key {quoted(next(key for key in keys if keys.count(key) > 1))} twice")
    return mapping


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_INTEGER and digits != "-0" else digits


# Numbers stay as they are written: an id of twenty digits is no float.
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=str, parse_int=_whole, parse_constant=_refuse_constant
)


class Objects:
    """A JSON document, opened. Raises UnreadableTable where no rows can be found in it.

    `key` is the one under which the rows lie; empty where they lie under none.
    """

    def __init__(self, text: io.TextIOWrapper, keys: tuple[str, ...]) -> None:
        self._window = _Window(text)
        self._keys = keys
        self.key = ""
        self._is_array = self._find_rows()

    @property
    def layout(self) -> str:
        """How the document is laid out, in words."""
        return "a JSON array" if self._is_array else "a JSON object a line"

    def rows(self) -> Iterator[Row | RowFault]:
        """The rows in their order. A line that is no JSON is one row; in an array, nothing after it can be read."""
        number = 0
        while self._window.peek() not in ("", "]"):
            number += 1
            try:
                value = self._window.value()
            except _Refused as error:
                rest = "" if self._window.recovered or not self._is_array else "; the rest of the document is not read"
                yield RowFault(number, f"{error}{rest}")
                if rest:
                    return
                if not self._window.recovered:
                    self._window.skip_line()
            else:
                yield _row(number, value)
            if self._window.peek() == ",":
                self._window.skip()
        if self._is_array and not self._window.peek():
            yield RowFault(number + 1, "is missing: the document ends before its list of rows does")

    def _find_rows(self) -> bool:
        """Move to the first row, and return whether it is in an array."""
        if self._window.peek() == "[":
            self._window.skip()
            return True
        try:
            return self._find_key()
        except _Refused as error:
            raise UnreadableTable(str(error)) from None

    def _find_key(self) -> bool:
        self._window.mark()
        self._window.skip()
        seen = []
        while self._window.peek() == '"':
            seen.append(str(self._window.value()))
            if self._window.peek() != ":":
                break
            self._window.skip()
            if seen[-1] in self._keys and self._window.peek() == "[":
                self._window.skip()
                self.key = seen[-1]
                return True
            self._window.value()
            if self._window.peek() == ",":
                self._window.skip()
        if not self._window.rewind():
            raise _Refused(f"no rows under {listed(self._keys)}; its keys are {listed(seen, 'and')}")
        return False


class _Window:
    """A moving piece of the text, from which values are taken one after another."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._piece = ""
        self._at = 0
        self._marked = False
        self.recovered = True

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            while self._at < len(self._piece) and self._piece[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._piece):
                return self._piece[self._at]
            if not self._grow():
                return ""

    def skip(self) -> None:
        """Leaves the next character behind."""
        self._at += 1

    def mark(self) -> None:
        """Remembers the position, unless the text up to the next one needed is too long."""
        self._marked = True

    def rewind(self) -> bool:
        """Goes back to the beginning of the text, if that is still at hand."""
        at_hand, self._marked = self._marked and len(self._piece) <= LONGEST_ROW, False
        self._at = 0
        return at_hand

    def value(self) -> object:
        """The next value. Raises _Refused; `recovered` is whether what follows can still be read."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._piece, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if len(self._piece) - self._at < LONGEST_ROW and not isinstance(error, RecursionError) and self._grow():
                    continue
                self.recovered = False
                raise _Refused(_why(error)) from None
            except _Refused:
                self._pass_over()
                raise
            # A number that ends where the piece ends may go on in the next one.
            if end < len(self._piece) or not self._grow():
                self._at = end
                return value

    def _pass_over(self) -> None:
        """Moves behind the value refused, which is well formed but for its words."""
        try:
            _, self._at = json.JSONDecoder().raw_decode(self._piece, self._at)
        except (json.JSONDecodeError, RecursionError):
            self.recovered = False

    def skip_line(self) -> None:
        """Moves to the next line; what was refused is all of this one."""
        self.recovered = True
        while (end := self._piece.find("\n", self._at)) < 0:
            self._at = len(self._piece)
            if not self._grow():
                return
        self._at = end + 1

    def _grow(self) -> bool:
        more = self._text.read(PIECE)
        if not self._marked:
            self._piece, self._at = self._piece[self._at :], 0
        self._piece += more
        return bool(more)


def _why(error: Exception) -> str:
    return "is nested too deeply" if isinstance(error, RecursionError) else "is not JSON, or is larger than 4 MiB"


def _row(number: int, value: object) -> Row | RowFault:
    """The row of an object; of a GeoJSON feature its properties, and of its point the coordinates."""
    if not isinstance(value, dict):
        return RowFault(number, "is no JSON object")
    cells = value
    if value.get("type") == "Feature":
        named = {"id": value["id"]} if "id" in value else {}
        cells = {**named, **(value.get("properties") or {}), **_point(value.get("geometry"))}
    try:
        texts = [_text(cell) for cell in cells.values()]
        "".join((*cells, *texts)).encode()
    except UnicodeEncodeError:
        return RowFault(number, "contains half a character, or a byte that is not of the encoding")
    except RecursionError:
        return RowFault(number, "is nested too deeply")
    return Row(number, tuple(cells), texts)


def _point(geometry: object) -> dict[str, object]:
    """The coordinates of a point; of any other geometry its kind, since no one point stands for it."""
    match geometry:
        case {"type": "Point", "coordinates": [lon, lat, *_]}:
            return {"geometry.lon": lon, "geometry.lat": lat}
        case {"type": str(kind)}:
            return {"geometry.type": kind}
        case _:
            return {}


def _text(value: object) -> str:
    """A value as a cell of a table would have it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)
