"""What a report leaves possible for each fact, read with an agreement's zone and taxonomies.

A claim that the agreement does not know is refused, since ignoring it could settle a verdict (docs/decisions/0009).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.model.condition import ClaimRaised, ClaimTestMet
from cfcheck.model.incident import AnyOfKinds, InvalidIncident, Occurred, Range
from cfcheck.model.struct import Noun
from cfcheck.model.taxonomy import KindId
from cfcheck.model.text import quoted, suggestion
from cfcheck.model.time import ALWAYS, Interval, Span, span_of
from cfcheck.model.verdict import Reason
from cfcheck.model.written_time import InvalidTime, read_time

if TYPE_CHECKING:
    from collections.abc import Collection

    from cfcheck.model.incident import Count, Incident, Location
    from cfcheck.model.program import Program
    from cfcheck.model.taxonomy import Taxonomy
    from cfcheck.model.zone import Zone

__all__ = ["ClaimChecker", "Kinds", "Time", "check_location", "count_of", "kinds_of", "time_of"]


class Time(Noun, frozen=True):
    """The possible instants, and the reason why a test of them can stay open."""

    span: Span
    reason: Reason


class Kinds(Noun, frozen=True):
    """The kinds of act or weapon reported, one of which it was (None: not stated), and why a test can stay open."""

    kinds: tuple[KindId, ...] | None
    reason: Reason


def time_of(incident: Incident, zone: Zone) -> Time:
    """The time of the incident. Raises InvalidIncident if it is not valid, or a range ends before it begins."""
    occurred = incident.occurred
    if occurred is None:
        return Time(ALWAYS, Reason.MISSING_FIELD)
    if isinstance(occurred, str) or occurred.any_of is None:
        return Time(_stated(occurred, zone, "occurred"), Reason.TIME_PRECISION)
    if occurred.start is not None or occurred.end is not None:
        path, problem = "occurred", "has `any_of` beside `from` or `to`; write one or the other"
        raise InvalidIncident(path, problem)
    spans = [_stated(stated, zone, f"occurred.any_of[{place}]") for place, stated in enumerate(occurred.any_of)]
    reason = Reason.CONFLICTING_REPORTS if len(spans) > 1 else Reason.TIME_PRECISION
    return Time(span_of(*(interval for span in spans for interval in span)), reason)


def _stated(stated: str | Occurred, zone: Zone, path: str) -> Span:
    return _read(stated, zone, path) if isinstance(stated, str) else _range(stated, zone, path)


def _range(occurred: Occurred, zone: Zone, path: str) -> Span:
    """From the first instant that `from` names to the last that `to` names; an end left out is open."""
    if occurred.any_of is not None:
        raise InvalidIncident(path, "is an `any_of` inside an `any_of`; write one list")
    if occurred.start is None and occurred.end is None:
        raise InvalidIncident(path, "has neither `from` nor `to`; leave the key out where nothing is known")
    start, end = ALWAYS[0]
    if occurred.start is not None:
        start = _read(occurred.start, zone, f"{path}.from")[0].start
    if occurred.end is not None:
        end = _read(occurred.end, zone, f"{path}.to")[-1].end
    if start >= end:
        raise InvalidIncident(path, f"ends before it begins: from {occurred.start} to {occurred.end}")
    return (Interval(start, end),)


def _read(text: str, zone: Zone, path: str) -> Span:
    try:
        return read_time(text, zone)
    except InvalidTime as error:
        raise InvalidIncident(path, str(error)) from None


def kinds_of(reported: str | AnyOfKinds | None, taxonomy: Taxonomy, path: str) -> Kinds:
    """The kinds reported at the path (`act`, `weapon`). Raises InvalidIncident for one the taxonomy does not have."""
    if reported is None:
        return Kinds(None, Reason.MISSING_FIELD)
    named = reported.any_of if isinstance(reported, AnyOfKinds) else [reported]
    kinds = tuple(dict.fromkeys(_known(kind, taxonomy, path) for kind in named))  # a long list may repeat a few kinds
    return Kinds(kinds, Reason.CONFLICTING_REPORTS if len(named) > 1 else Reason.MISSING_FIELD)


def check_location(location: Location | None) -> None:
    """Raise InvalidIncident for a country that is not a code."""
    if location is not None and location.country is not None and not _is_country(location.country):
        path, problem = (
            "location.country",
            f"expected a country code of three capitals, such as `SYR`, found {quoted(location.country)}",
        )
        raise InvalidIncident(path, problem)


def _is_country(code: str) -> bool:
    return len(code) == len("SYR") and code.isascii() and code.isalpha() and code.isupper()


def _known(kind: str, taxonomy: Taxonomy, path: str) -> KindId:
    known = taxonomy.kinds.get(KindId(kind))
    if known is not None:
        return known.id
    near = taxonomy.nearest(kind)
    meant = f"did you mean {quoted(near)}?" if near else f"`cfcheck rules {path}s` lists those known"
    problem = f"unknown {path} {quoted(kind)}; {meant}"
    raise InvalidIncident(path, problem)


def count_of(count: Count | None) -> tuple[int, int | None, Reason]:
    """The least and greatest possible number (None: no bound), and the reason why a test can stay open."""
    if count is None:
        return 0, None, Reason.MISSING_FIELD
    if isinstance(count, Range):
        return count.low or 0, count.high, Reason.CONFLICTING_REPORTS
    return count, count, Reason.CONFLICTING_REPORTS


class ClaimChecker:
    """Every claim that the tests of a program read, and the tests of each claim."""

    def __init__(self, program: Program) -> None:
        self._tests: dict[str, set[str]] = {}
        for test in program.tests:
            if isinstance(test, ClaimRaised | ClaimTestMet):
                self._tests.setdefault(test.claim, set())
            if isinstance(test, ClaimTestMet):
                self._tests[test.claim].add(test.test)

    def check(self, incident: Incident) -> None:
        """Raise InvalidIncident for a claim, or a test of a claim, that the agreement does not have."""
        for claim, value in (incident.claims or {}).items():
            if claim not in self._tests:
                raise InvalidIncident("claims", _unknown("claim", claim, self._tests))
            for test in value if isinstance(value, dict) else ():
                if test not in self._tests[claim]:
                    raise InvalidIncident(f"claims.{claim}", _unknown("test", test, self._tests[claim]))


def _unknown(what: str, word: str, known: Collection[str]) -> str:
    names = ", ".join(map(quoted, sorted(known))) or "none"
    return f"unknown {what} {quoted(word)}; {suggestion(word, known) or f'the agreement knows {names}'}"
