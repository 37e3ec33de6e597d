"""Says where an agreement gives one actor two standings at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.actor import ActorId
    from cfcheck.document import Path
    from cfcheck.loading.page import Page
    from cfcheck.period import Period
    from cfcheck.rulefile import AgreementFile

__all__ = ["Claimed", "refuse_contradictions"]


class Claimed(NamedTuple):
    """A standing that the agreement gives an actor by name: what, when, and where that is written."""

    actor: ActorId
    standing: str
    period: Period
    path: Path


def refuse_contradictions(page: Page[AgreementFile], claims: Iterable[Claimed]) -> None:
    """Notes a problem with each standing that certainly begins while the actor certainly has another."""
    by_actor: dict[ActorId, list[Claimed]] = {}
    for claim in claims:
        certain = claim.period.certain
        if certain.start < certain.end:
            by_actor.setdefault(claim.actor, []).append(claim)
    for same in by_actor.values():
        for later, earlier in _contradicting(same):
            place = page.place_of(earlier.path)
            message = f"{quoted(later.actor)} is {later.standing} and, at the same time, {earlier.standing}"
            page.refuse(later.path, "two-standings", f"{message} ({place})", "give each the dates on which it held")


def _contradicting(same: list[Claimed]) -> Iterator[tuple[Claimed, Claimed]]:
    """Each claim with the first other standing that still holds when it begins."""
    current: list[Claimed] = []
    for later in sorted(same, key=lambda claim: claim.period.certain):
        current = [one for one in current if one.period.certain.end > later.period.certain.start]
        earlier = next((one for one in current if one.standing != later.standing), None)
        if earlier is not None:
            yield later, earlier
        current.append(later)
