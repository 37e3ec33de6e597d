"""Checks of time: contradictions among the dates of an agreement and its registry."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.check.check import Remark
from cfcheck.authoring.check.helpers import ever_in_force, in_force, series_of, statements
from cfcheck.authoring.check.written import key_spot, value_spot
from cfcheck.model.describe import boundary_with_offset, instant_with_offset
from cfcheck.model.text import quoted
from cfcheck.model.time import Instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfcheck.authoring.check.helpers import Dated
    from cfcheck.authoring.check.written import Written
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.agreement import Milestone
    from cfcheck.model.time import Interval

__all__ = [
    "acceptances_after_deadline", "acceptances_after_start", "disputed_boundaries", "endorsements_after_start", "gaps",
    "late_milestones", "overlaps", "statements_out_of_force",
]  # fmt: skip

_DAY: Final = 24 * 60 * 60 * 1_000_000
_ALLOW: Final = "correct the date, or allow this with its reason"


def _time_text(written: Written, instant: Instant) -> str:
    return instant_with_offset(instant, written.agreement.zone)


def overlaps(written: Written) -> Iterator[Remark]:
    """The same statement made for two periods that certainly overlap."""
    for same in series_of(written):
        certain = [dated for dated in same if dated.period.certain.start < dated.period.certain.end]
        for earlier, later in _after_the_longest(certain, lambda dated: dated.period.certain):
            begins = later.period.certain.start
            if begins < earlier.period.certain.end:
                since = _time_text(written, begins)
                message = f"{later.what} twice over: from {since}, while line {earlier.spot.position.line} still holds"
                hint = "end the earlier period where the later one begins, or make them one"
                yield Remark(later.spot, message, hint)


def gaps(written: Written) -> Iterator[Remark]:
    """Two periods with no more than a day between them: more often a slip of the pen than a day's pause."""
    for same in series_of(written):
        for earlier, later in _after_the_longest(same, lambda dated: dated.period.possible):
            ends, begins = earlier.period.possible.end, later.period.possible.start
            if ends < begins <= ends + _DAY:
                pause = f"from {_time_text(written, ends)} until {_time_text(written, begins)}"
                message = f"{earlier.what}, then it pauses {pause}, then it holds again"
                hint = "a date as `until` is inside, a clock time is not; let the one begin where the other ends"
                yield Remark(later.spot, message, hint)


def _after_the_longest(same: Sequence[Dated], when: Callable[[Dated], Interval]) -> Iterator[tuple[Dated, Dated]]:
    """Each period but the first, with the one of those that begin before it that lasts longest."""
    ordered = sorted(same, key=when)
    lasting = accumulate(ordered, partial(max, key=lambda dated: when(dated).end))
    yield from zip(lasting, ordered[1:], strict=False)  # nothing comes after the last


def statements_out_of_force(written: Written) -> Iterator[Remark]:
    """Actors that are stated to be bound, not bound or excluded at a time when the agreement is never in force."""
    for dated in statements(written):
        if not ever_in_force(written.agreement, dated.period):
            message = f"{dated.what} only at times when the agreement is not in force"
            yield Remark(dated.spot, message, "correct its dates, or remove it: it has no effect")
    agreement = written.agreement
    for index, exclusion in enumerate(agreement.excluded):
        if exclusion.list is not None and ever_in_force(agreement, exclusion.period):
            entries = agreement.registry.lists[exclusion.list].entries
            if entries and not any(ever_in_force(agreement, exclusion.period, entry.period) for entry in entries):
                message = f"{quoted(exclusion.list)} lists nobody at a time when the agreement is in force"
                hint = "correct the dates of its entries, or exclude no list that excludes nobody"
                yield Remark(key_spot(written.terms, ("excluded", index, "list")), message, hint)


def _start(written: Written) -> Instant:
    return written.agreement.in_force[0].start.latest


def acceptances_after_start(written: Written) -> Iterator[Remark]:
    """Members that were certainly not bound yet when the agreement began."""
    for path, actor, begins in _acceptances(written):
        if begins > _start(written):
            when = f"{_time_text(written, begins)}, after the start at {_time_text(written, _start(written))}"
            message = f"{quoted(actor)} is bound only from {when}"
            hint = "until then it counts as not bound; make sure that this is what its acceptance says"
            yield Remark(value_spot(written.terms, (*path, "from")), message, hint)


def acceptances_after_deadline(written: Written) -> Iterator[Remark]:
    """Members whose acceptance certainly came after the agreement's own deadline for it."""
    deadline = written.agreement.acceptance_deadline
    for path, actor, begins in _acceptances(written):
        if deadline is not None and begins > _last(written, deadline):
            message = (
                f"{quoted(actor)} accepts on {_time_text(written, begins)}, after the deadline {quoted(deadline.text)}"
            )
            yield Remark(value_spot(written.terms, (*path, "from")), message, _ALLOW)


def _acceptances(written: Written) -> Iterator[tuple[Path, str, Instant]]:
    """For each member its place, its actor, and the first instant at which it may be bound."""
    for party in written.agreement.parties.values():
        for index, member in enumerate(party.members):
            yield ("parties", party.id, "members", index), member.actor, member.period.start.earliest


def _last(written: Written, milestone: Milestone) -> Instant:
    """The last moment that the milestone names: of a day, the last of the day."""
    if len(milestone.text) == len("2016-02-27"):
        return Instant(written.agreement.zone.day(date.fromisoformat(milestone.text)).end - 1)
    return milestone.at


def late_milestones(written: Written) -> Iterator[Remark]:
    """An announcement, or a deadline for acceptance, that comes after the agreement has begun."""
    agreement = written.agreement
    milestones = {"announced": agreement.announced, "acceptance_deadline": agreement.acceptance_deadline}
    for key, milestone in milestones.items():
        if milestone is not None and milestone.at > _start(written):
            start = _time_text(written, _start(written))
            message = f"{quoted(key)} is {quoted(milestone.text)}, after the start at {start}"
            yield Remark(value_spot(written.terms, (key, "at")), message, _ALLOW)


def endorsements_after_start(written: Written) -> Iterator[Remark]:
    """Adoptions by other bodies that came after the agreement had begun."""
    for index, endorsement in enumerate(written.agreement.endorsements):
        if endorsement.adopted.at > _start(written):
            start = _time_text(written, _start(written))
            adopted = quoted(endorsement.adopted.text)
            message = f"{quoted(endorsement.body)} adopted the agreement at {adopted}, after the start at {start}"
            yield Remark(value_spot(written.terms, ("endorsements", index, "adopted")), message, _ALLOW)


def disputed_boundaries(written: Written) -> Iterator[Remark]:
    """The disputed boundaries, with the claim of each source."""
    for dated in (*in_force(written), *statements(written)):
        for edge, boundary in (("beginning", dated.period.start), ("end", dated.period.end)):
            if boundary.claims:
                candidates = boundary_with_offset(boundary, written.agreement.zone)
                message = f"{dated.what}, and its {edge} is disputed: {candidates}"
                hint = "between the candidates, verdicts stay open; correct them if the dispute is settled"
                yield Remark(dated.spot, message, hint)
