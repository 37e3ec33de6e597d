"""Describes tests, conditions and times: as a statement and its contrary, and in the notation of rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

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
from cfcheck.model.standing import EXCLUDED, NOT_BOUND, party_standing
from cfcheck.model.text import quoted
from cfcheck.model.time import BEGINNING, END

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from cfcheck.model.agreement import Agreement
    from cfcheck.model.condition import Condition, Test
    from cfcheck.model.time import Boundary, Instant, Period
    from cfcheck.model.zone import Zone

__all__ = [
    "Phrase", "Phrasing", "boundary_with_offset", "condition_words", "instant_with_offset", "instant_words", "one_of",
    "period_with_offset", "period_words", "several", "standing_words", "words_of",
]  # fmt: skip

_PARTY: Final = "party:"
_SHOWN: Final = 8
_MINUTE: Final = 60_000_000


class Phrase(NamedTuple):
    """A statement and its contrary."""

    words: str
    denial: str


class Phrasing:
    """Puts the tests of one agreement into words."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement

    def phrase(self, test: Test) -> Phrase:
        """The test as a statement, and its contrary."""
        return _PHRASES[type(test)](self, test)

    def _occurred(self, test: OccurredWithin) -> Phrase:
        when = one_of(period_words(period, self._agreement.zone) for period in test.periods)
        return Phrase(f"it occurred in the time {when}", f"it did not occur in the time {when}")

    def _act(self, test: ActIs) -> Phrase:
        if test.classes == self._agreement.registry.acts.directed:
            return Phrase("the act is one that is done to somebody", "the act is none that is done to somebody")
        return _is("act", sorted(test.classes))

    def _actor(self, test: ActorIs) -> Phrase:
        if test.standings == {NOT_BOUND} and not test.actors:
            return Phrase(f"{test.fact} is not bound", f"{test.fact} is bound or excluded")
        standings = standing_words(test.standings, self._agreement)
        return _is(test.fact, [*standings, *sorted(test.actors)])

    def _claim_test(self, test: ClaimTestMet) -> Phrase:
        questions = (norm.tests for norm in self._agreement.exemptions.values() if norm.claim == test.claim)
        text = next((tests[test.test] for tests in questions if test.test in tests), "")
        question = f" ({text})" if text else ""
        return Phrase(f"{fact_of(test)} is true{question}", f"{fact_of(test)} is not true{question}")


_PHRASES: Final[Mapping[type[Test], Callable[[Phrasing, Any], Phrase]]] = {
    OccurredWithin: Phrasing._occurred,  # noqa: SLF001  # the table of this class's own phrases
    ActIs: Phrasing._act,  # noqa: SLF001
    WeaponIs: lambda _, test: _is("weapon", sorted(test.classes)),
    ActorIs: Phrasing._actor,  # noqa: SLF001
    PlaceIs: lambda _, test: _is(fact_of(test), sorted(test.places)),
    CountWithin: lambda _, test: _is(fact_of(test), [_bounds(test.low, test.high)]),
    ClaimRaised: lambda _, test: Phrase(f"the report raises {test.claim}", f"the report does not raise {test.claim}"),
    ClaimTestMet: Phrasing._claim_test,  # noqa: SLF001
}


def _is(fact: str, values: Iterable[str]) -> Phrase:
    value = one_of(values)
    return Phrase(f"{fact} is {value}", f"{fact} is not {value}")


def one_of(values: Iterable[str]) -> str:
    """The values as an enumeration: `a, b or c`."""
    *first, last = tuple(values) or ("nothing",)
    return f"{', '.join(first)} or {last}" if first else last


def _bounds(low: int | None, high: int | None) -> str:
    if high is None:
        return f"at least {low or 0}"
    if low is None:
        return f"at most {high}"
    return str(low) if low == high else f"from {low} to {high}"


def standing_words(standings: Iterable[str], agreement: Agreement) -> list[str]:
    """The standings in words: parties in the order of the agreement, then not bound, then excluded."""
    words = {party_standing(party): f"party {party}" for party in agreement.parties}
    words |= {NOT_BOUND: "not bound", EXCLUDED: "an excluded group"}
    found = frozenset(standings)
    return [phrase for standing, phrase in words.items() if standing in found]


def period_words(period: Period, zone: Zone) -> str:
    """The period in local time: `from 2016-02-27 00:00`; an end that is open is left out."""
    start = "" if _is_open(period.start, BEGINNING) else f"from {_boundary(period.start, zone)}"
    end = "" if _is_open(period.end, END) else f"until {_boundary(period.end, zone)}"
    return f"{start} {end}".strip() or "without bounds"


def _is_open(boundary: Boundary, end: Instant) -> bool:
    return boundary.earliest == boundary.latest == end and not boundary.claims


def _boundary(boundary: Boundary, zone: Zone) -> str:
    if boundary.claims:
        claims = (f"{instant_words(claim.at, zone)} according to {claim.by}" for claim in boundary.claims)
        return f"({'; '.join(claims)})"
    if boundary.earliest == boundary.latest:
        return instant_words(boundary.earliest, zone)
    return f"({instant_words(boundary.earliest, zone)} to {instant_words(boundary.latest, zone)}, not known exactly)"


def instant_words(instant: Instant, zone: Zone) -> str:
    """The local time in the zone, with seconds only if they are not zero."""
    if instant in (BEGINNING, END):
        return "never"
    local = zone.local(instant)
    precision = "microseconds" if local.microsecond else "seconds" if local.second else "minutes"
    return local.replace(tzinfo=None).isoformat(" ", precision)


# --- the notation of rule files ----------------------------------------------------------------------------------


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
            return f"all: [{_notated(parts, zone)}]"
        case AnyOf(parts=parts):
            return f"any: [{_notated(parts, zone)}]"


def _notated(parts: tuple[Condition, ...], zone: Zone) -> str:
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
    OccurredWithin: lambda test, zone: " or ".join(period_with_offset(period, zone) for period in test.periods),
    ActIs: lambda test, _: _listed(test.classes),
    WeaponIs: lambda test, _: _listed(test.classes),
    ActorIs: _actors,
    PlaceIs: lambda test, _: _listed(test.places),
    CountWithin: _count,
    ClaimRaised: lambda *_: "true",
    ClaimTestMet: lambda *_: "true",
}


def instant_with_offset(instant: Instant, zone: Zone) -> str:
    """The local time, with its offset; `always` and `never` where time has no beginning and no end."""
    ends = {BEGINNING: "always", END: "never"}
    precision = "minutes" if instant % _MINUTE == 0 else "auto"
    return ends.get(instant) or zone.local(instant).isoformat(sep=" ", timespec=precision)


def boundary_with_offset(boundary: Boundary, zone: Zone) -> str:
    """The instant of a boundary; if it is disputed, each claim with its source, and if uncertain, its range."""
    if boundary.claims:
        return " or ".join(f"{instant_with_offset(claim.at, zone)} ({claim.by})" for claim in boundary.claims)
    if boundary.earliest == boundary.latest:
        return instant_with_offset(boundary.earliest, zone)
    return f"between {instant_with_offset(boundary.earliest, zone)} and {instant_with_offset(boundary.latest, zone)}"


def period_with_offset(period: Period, zone: Zone) -> str:
    """The period in words; an open end is left out."""
    ends = (("from", period.start, BEGINNING), ("until", period.end, END))
    ends_in_words = [
        f"{word} {boundary_with_offset(one, zone)}" for word, one, no in ends if not one.earliest == one.latest == no
    ]
    return " ".join(ends_in_words) or "at all times"


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
