"""Writes conditions, times and lists in one line, in the notation of rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cfcheck.model.condition import (
    ActIs,
    ActorIs,
    AllOf,
    AnyOf,
    Asks,
    ClaimRaised,
    ClaimTestMet,
    CountWithin,
    Not,
    OccurredWithin,
    PlaceIs,
    WeaponIs,
    fact_of,
)
from cfcheck.model.text import quoted
from cfcheck.model.time import BEGINNING, END

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cfcheck.model.condition import Condition, Test
    from cfcheck.model.time import Boundary, Instant, Period
    from cfcheck.model.zone import Zone

__all__ = ["boundary_words", "condition_words", "instant_words", "period_words", "several", "words_of"]

_PARTY: Final = "party:"
_SHOWN: Final = 8
_MINUTE: Final = 60_000_000


def condition_words(condition: Condition | None, zone: Zone) -> str:
    """The condition as a rule file could write it; empty for none."""
    match condition:
        case None:
            return ""
        case Asks(test=test):
            return f"{fact_of(test)}: {_WORDS[type(test)](test, zone)}"
        case Not(part=part):
            return f"not: {{{condition_words(part, zone)}}}"
        case AllOf(parts=parts):
            return f"all: [{_parts(parts, zone)}]"
        case AnyOf(parts=parts):
            return f"any: [{_parts(parts, zone)}]"


def _parts(parts: tuple[Condition, ...], zone: Zone) -> str:
    return ", ".join(f"{{{condition_words(part, zone)}}}" for part in parts)


def _listed(values: Collection[str]) -> str:
    ordered = sorted(values)
    return ordered[0] if len(ordered) == 1 else f"[{', '.join(ordered)}]"


def _actors(test: ActorIs, _zone: Zone) -> str:
    return _listed({*(standing.removeprefix(_PARTY) for standing in test.standings), *test.actors})


def _count(test: CountWithin, _zone: Zone) -> str:
    bounds = (("at_least", test.low), ("at_most", test.high))
    return f"{{{', '.join(f'{word}: {bound}' for word, bound in bounds if bound is not None)}}}"


_WORDS: Final[Mapping[type[Test], Callable[[Any, Zone], str]]] = {
    OccurredWithin: lambda test, zone: " or ".join(period_words(period, zone) for period in test.periods),
    ActIs: lambda test, _: _listed(test.classes),
    WeaponIs: lambda test, _: _listed(test.classes),
    ActorIs: _actors,
    PlaceIs: lambda test, _: _listed(test.places),
    CountWithin: _count,
    ClaimRaised: lambda *_: "true",
    ClaimTestMet: lambda *_: "true",
}


def instant_words(instant: Instant, zone: Zone) -> str:
    """The local time, with its offset; `always` and `never` where time has no beginning and no end."""
    ends = {BEGINNING: "always", END: "never"}
    precision = "minutes" if instant % _MINUTE == 0 else "auto"
    return ends.get(instant) or zone.local(instant).isoformat(sep=" ", timespec=precision)


def boundary_words(boundary: Boundary, zone: Zone) -> str:
    """When something begins or ends, with all that is said of it."""
    if boundary.claims:
        return " or ".join(f"{instant_words(claim.at, zone)} ({claim.by})" for claim in boundary.claims)
    if boundary.earliest == boundary.latest:
        return instant_words(boundary.earliest, zone)
    return f"between {instant_words(boundary.earliest, zone)} and {instant_words(boundary.latest, zone)}"


def period_words(period: Period, zone: Zone) -> str:
    """From when until when; nothing said of an end that is open."""
    ends = (("from", period.start, BEGINNING), ("until", period.end, END))
    said = [f"{word} {boundary_words(one, zone)}" for word, one, no in ends if not one.earliest == one.latest == no]
    return " ".join(said) or "at all times"


def words_of(values: Collection[str]) -> str:
    """The values in backticks, in their order; `nothing` if there are none."""
    return several([quoted(value) for value in values])


def several(words: Collection[str]) -> str:
    """Words as an enumeration; beyond a few, how many there are."""
    shown = list(words)
    if len(shown) > _SHOWN:
        shown = [*shown[:_SHOWN], f"{len(shown) - _SHOWN} others"]
    *first, last = shown or ["nothing"]
    return f"{', '.join(first)} and {last}" if first else last
