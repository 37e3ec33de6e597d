"""Incidents of long records, whose `extra` stays as it is written until somebody asks for it. A door to `msgspec`.

Nothing that judges a report, or shows a result, looks at `extra`; and what is decoded can take fifty times as much as
what is written. See docs/decisions/0053-long-records-keep-extra-as-written.md.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from cfcheck.incident import Incident, InvalidIncident, WrittenExtra
from cfcheck.undecoded import first_repeated_key, has_too_large_number, values_in
from cfcheck.wording import quoted

__all__ = ["LongIncident", "check_values", "decode_long"]

_MOST_VALUES: Final = 10_000
_FIELDS: Final = Incident.__struct_fields__
_UNBOUNDED: Final = frozenset({"description", "extra"})


class LongIncident(Incident, frozen=True):
    """An incident like any other, and equal to one that has the same fields; its `extra` is decoded at each access."""

    @property  # type: ignore[misc]  # the field, but for when it is decoded
    def extra(self) -> dict[str, Any] | None:
        """Anything more that the record has."""
        written = self.written
        return None if written is None else written.decoded()

    @property
    def written(self) -> WrittenExtra | None:
        """What `extra` is decoded from."""
        kept: WrittenExtra | None = Incident.extra.__get__(self)  # type: ignore[union-attr]  # what holds the field
        return kept

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Incident) and all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    __hash__ = Incident.__hash__


class _Read(Incident, frozen=True):
    """An incident as it is decoded."""

    extra: msgspec.Raw = msgspec.Raw()  # type: ignore[assignment]  # for the decoder alone


_READER: Final = msgspec.json.Decoder(_Read)
_OUTLINE: Final = msgspec.json.Decoder(
    msgspec.defstruct("_Outline", [(name, msgspec.Raw, msgspec.Raw()) for name in _FIELDS], forbid_unknown_fields=True)
)


def decode_long(record: bytes) -> Incident:
    """The incident of a record. Raises InvalidIncident, or what the decoder raises, which says nothing of why."""
    check_values(record)
    read = _READER.decode(record)
    extra = bytes(read.extra)
    if not extra or extra == b"null":
        written = None
    elif extra.startswith(b"{") and (extra.isascii() or extra.decode()) and not has_too_large_number(extra):
        written = WrittenExtra(extra)
    else:
        raise msgspec.ValidationError
    return LongIncident(**{name: getattr(read, name) for name in _FIELDS} | {"extra": written})


def check_values(record: bytes) -> None:
    """Raises InvalidIncident for a field that holds too many values, before one of them is decoded."""
    if record.count(b",") < _MOST_VALUES:  # whatever of that stands in texts
        return
    outline = _OUTLINE.decode(record)
    counts = {name: values_in(field) for name in _FIELDS if (field := bytes(getattr(outline, name)))}
    # A field that is there again takes the place of the one before, which would be decoded all the same.
    if values_in(record) > sum(counts.values()):
        raise InvalidIncident("", f"the key {quoted(first_repeated_key(record) or '')} is there twice in one object")
    for name, count in counts.items():
        if count > _MOST_VALUES and name not in _UNBOUNDED:
            raise InvalidIncident(name, f"holds {count:,} values; at most {_MOST_VALUES:,} are read")
