"""Mutators of what agreement.yaml says of everybody: when and where it reaches, and how sure a report must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.agreement import AttributionConfidence
from cfcheck.condition import Not
from cfcheck.mutation.alteration import without
from cfcheck.mutation.mutant import Mutant, Reach
from cfcheck.noun import replace
from cfcheck.period import ALL_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.mutation.original import Original

__all__ = ["area_inverted", "limit_lifted", "period_dropped", "threshold_moved"]


def limit_lifted(of: Original) -> Iterator[Mutant]:
    """A limit is no longer applied: what happened at another time, elsewhere or by a listed group would be a breach."""
    agreement = of.agreement
    if agreement.in_force != (ALL_TIME,):
        changed = replace(agreement, in_force=(ALL_TIME,))
        yield Mutant("the agreement is in force at all times", of.terms("in_force"), changed)
    if agreement.area is not None:
        yield Mutant("the agreement applies everywhere", of.terms("area"), replace(agreement, area=None))
    if agreement.excluded:
        yield Mutant("nobody is excluded", of.terms("excluded"), replace(agreement, excluded=()))


def period_dropped(of: Original) -> Iterator[Mutant]:
    """One of several periods in which the agreement is in force is dropped: an extension would be forgotten."""
    periods = of.agreement.in_force
    for place, period in enumerate(periods if len(periods) > 1 else ()):
        changed = replace(of.agreement, in_force=without(periods, place))
        words = f"the period {place + 1} of {len(periods)} is dropped"
        yield Mutant(words, of.terms("in_force"), changed, reach=Reach(within=(period.possible,)))


def area_inverted(of: Original) -> Iterator[Mutant]:
    """The area becomes everything but the area: reports from elsewhere would be taken for those that count."""
    if of.agreement.area is not None:
        changed = replace(of.agreement, area=Not(of.agreement.area))
        yield Mutant("the area is all that it was not", of.terms("area"), changed)


def threshold_moved(of: Original) -> Iterator[Mutant]:
    """The attribution threshold is a step higher or lower: a claim would count that must not, or the reverse."""
    order = list(AttributionConfidence)
    now = of.agreement.attribution_threshold
    for place in (order.index(now) - 1, order.index(now) + 1):
        if 0 <= place < len(order):
            changed = replace(of.agreement, attribution_threshold=order[place])
            words = f"the attribution threshold `{now}` becomes `{order[place]}`"
            yield Mutant(words, of.terms("attribution_threshold"), changed)
