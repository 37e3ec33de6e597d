"""The incident format, as types: what was reported.

Only `id` is required. A null is the same as a missing value: unknown.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from cfcheck.model.problem import CfcheckError

__all__ = [
    "AnyOfActors",
    "AnyOfKinds",
    "Casualties",
    "ConfidenceWord",
    "Count",
    "Incident",
    "InvalidIncident",
    "Location",
    "Occurred",
    "Range",
    "ReportSource",
]

Text = Annotated[str, Meta(min_length=1)]
Name = Annotated[str, Meta(min_length=1, max_length=1000)]
"""Of an actor or a place. To compare a longer one, with marks above and below its letters, would take too long."""
# Patterns are for editors only: the decoder would spend as long on them as on all the rest, and the taxonomies and
# `facts` refuse every other text.
_KIND = {"pattern": "^[a-z][a-z0-9_]*$"}
KindText = Annotated[str, Meta(extra_json_schema=_KIND)]
_KIND_KEYS = Meta(extra_json_schema={"propertyNames": _KIND})
CountryCode = Annotated[str, Meta(description="ISO 3166-1 alpha-3", extra_json_schema={"pattern": "^[A-Z]{3}$"})]
Number = Annotated[int, Meta(ge=0)]
ConfidenceWord = Literal["confirmed", "probable", "possible", "doubtful"]
Group = Name | Annotated[tuple[Name, ...], Meta(min_length=1)]

_MOST_DIGITS_SHOWN: Final = 60


class InvalidIncident(CfcheckError, ValueError):  # reads as a fact, like the rest of the tree
    """Raised for a record that cannot be judged: `path` says where in the record, `problem` what is wrong."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}" if path else problem)


class _Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A part of a record. Its values are acyclic, so the cycle collector need not look at them."""


class AnyOfActors(_Part, frozen=True):
    """One of these, the report does not say which; each a name, or a list of names that acted together."""

    any_of: Annotated[tuple[Group, ...], Meta(min_length=1)]
    confidence: ConfidenceWord | None = None


class AnyOfKinds(_Part, frozen=True):
    """Reports conflict: one of these."""

    any_of: Annotated[tuple[KindText, ...], Meta(min_length=1)]


class Occurred(_Part, frozen=True, rename={"start": "from", "end": "to"}):
    """A range, inclusive of what each end names; or `any_of` several times (or ranges) on which reports conflict."""

    start: Text | None = None
    end: Text | None = None
    any_of: Annotated[tuple[Text | Occurred, ...], Meta(min_length=1)] | None = None


class Range(_Part, frozen=True, rename={"low": "min", "high": "max"}):
    """A count known to lie from `min` to `max`, both included; an end left out is open."""

    low: Number | None = None
    high: Number | None = None

    def __post_init__(self) -> None:
        """Raise ValueError (InvalidIncident while decoding) for a range that ends before it begins."""
        if self.low is not None and self.high is not None and self.low > self.high:
            message = f"`min` {_shown(self.low)} is greater than `max` {_shown(self.high)}"
            raise ValueError(message)


def _shown(number: int) -> str:
    """The number, cut where nobody would read on."""
    digits = str(number)
    return digits if len(digits) <= _MOST_DIGITS_SHOWN else f"{digits[:_MOST_DIGITS_SHOWN]}…"


Count = Number | Range


class Casualties(_Part, frozen=True):
    """People reported killed or injured."""

    killed: Count | None = None
    injured: Count | None = None
    civilians_killed: Count | None = None
    civilians_injured: Count | None = None
    women_killed: Count | None = None
    children_killed: Count | None = None


class Location(_Part, frozen=True):
    """Where it happened. `radius_km` is how far the point can be off."""

    country: CountryCode | None = None
    admin1: Name | None = None
    admin2: Name | None = None
    place: Name | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    radius_km: Annotated[float, Meta(ge=0)] | None = None
    controlled_by: Name | AnyOfActors | None = None


class ReportSource(_Part, frozen=True):
    """Who reports it. Reliability and credibility are independent axes on which F and 6 mean unknown, not worst.

    https://en.wikipedia.org/wiki/Admiralty_code
    """

    name: Text | None = None
    url: Text | None = None
    date: Text | None = None
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None
    credibility: Annotated[int, Meta(ge=1, le=6)] | None = None
    note: str | None = None


State = Literal[
    "alleged", "under_investigation", "suspended", "assessed", "verified", "substantiated", "not_substantiated",
    "not_confirmed",
]  # fmt: skip

Claims = Annotated[dict[KindText, bool | Annotated[dict[KindText, bool | None], _KIND_KEYS] | None], _KIND_KEYS]


class Incident(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One report of something that happened, as given.

    `perpetrator` and `target` lists acted, or were struck, together. `participants` are the sides of a clash when
    nobody says who began. `claims` maps a claim to whether the report raises it, or to the tests it speaks to.
    """

    id: Annotated[str, Meta(min_length=1, max_length=512)]
    occurred: Text | Occurred | None = None
    act: KindText | AnyOfKinds | None = None
    weapon: KindText | AnyOfKinds | None = None
    perpetrator: Group | AnyOfActors | None = None
    target: Group | AnyOfActors | None = None
    participants: Annotated[tuple[Group, ...], Meta(min_length=2)] | None = None
    location: Location | None = None
    casualties: Casualties | None = None
    claims: Claims | None = None
    sources: Annotated[tuple[ReportSource, ...], Meta(max_length=1000)] | None = None
    state: State | None = None
    description: str | None = None
    extra: dict[str, Any] | None = None
