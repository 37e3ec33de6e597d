"""Writes agreements, and what they share, as text for a terminal."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from cfcheck.model.describe import period_words
from cfcheck.model.time import ALL_TIME
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cfcheck.model.agreement import Acceptance, Agreement, Party, Registry
    from cfcheck.model.citation import Citation
    from cfcheck.model.rule import Exemption, Rule
    from cfcheck.model.taxonomy import KindId, Taxonomy
    from cfcheck.model.time import Period
    from cfcheck.model.zone import Zone

__all__ = ["actor_lines", "agreement_lines", "columns", "taxonomy_lines"]


def columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows with their cells below each other."""
    table = [tuple(map(visible, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def agreement_lines(agreement: Agreement) -> Iterator[str]:
    """The terms and norms of an agreement, with citations."""
    zone = agreement.zone
    yield f"{agreement.title}"
    yield f"{agreement.id}, version {agreement.version}; times are local in {zone.name}"
    yield f"attribution threshold {agreement.attribution_threshold}; content {agreement.content_hash[:16]}"
    in_force = (f"{period_words(period, zone)}{_cited(period.citations)}" for period in agreement.in_force)
    yield from _section("In force", in_force)
    yield from _section("Parties", chain.from_iterable(_party(party, zone) for party in agreement.parties.values()))
    not_bound = (f"{entry.actor}{_when(entry.period, zone)}{_cited(entry.citations)}" for entry in agreement.not_bound)
    yield from _section("Not bound", not_bound)
    excluded = (
        f"{entry.actor or f'whoever {entry.list} lists'}{_when(entry.period, zone)}{_cited(entry.citations)}"
        for entry in agreement.excluded
    )
    yield from _section("Excluded", excluded)
    yield from _section("Rules", chain.from_iterable(map(_rule, agreement.rules.values())))
    yield from _section("Exemptions", chain.from_iterable(map(_exemption, agreement.exemptions.values())))
    yield ""
    yield _counts(agreement)


def taxonomy_lines(taxonomy: Taxonomy) -> Iterator[str]:
    """The kinds as a tree; one with several parents stands below each."""
    below: dict[KindId | None, list[KindId]] = {}
    for kind in taxonomy.kinds.values():
        for parent in kind.parents or (None,):
            below.setdefault(parent, []).append(kind.id)

    def rows(parent: KindId | None, depth: int) -> Iterator[tuple[str, str]]:
        for kind in below.get(parent, ()):
            yield "  " * depth + kind, taxonomy.kinds[kind].title
            yield from rows(kind, depth + 1)

    yield from columns(rows(None, 0))


def actor_lines(registry: Registry) -> Iterator[str]:
    """The actors in the order of their ids, with every name under which reports may call them."""
    for actor in sorted(registry.actors.values(), key=lambda actor: actor.id):
        yield f"{actor.id} ({actor.kind}): {actor.title}"
        others = [name.text for name in actor.names if name.text != actor.title]
        if others:
            yield f"  also {'; '.join(others)}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _party(party: Party, zone: Zone) -> Iterator[str]:
    yield f"{party.id}: {party.title}{_cited(party.citations)}"
    for member in party.members:
        yield f"  member     {member.actor}{_when(member.period, zone)}{_via(member)}{_cited(member.citations)}"
    for candidate in party.candidates:
        yield f"  candidate  {candidate.actor}{_cited(candidate.citations)}"


def _via(member: Acceptance) -> str:
    return f", via {member.via}" if member.via else ""


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    against = (*rule.against_parties, *rule.against_actors)
    text = f"{rule.modality} on {', '.join(rule.bearers)}, {rule.severity}"
    text += f"; breached by {', '.join(rule.breached_by)}"
    text += f" against {', '.join(against)}" if against else ""
    text += f"; unless {', '.join(rule.unless)}" if rule.unless else ""
    yield f"  {text}{_cited(rule.citations)}"


def _exemption(exemption: Exemption) -> Iterator[str]:
    yield f"{exemption.id}: {exemption.title}"
    bearers = ", ".join(exemption.bearers)
    yield f"  raised by the claim {exemption.claim}, open to {bearers}{_cited(exemption.citations)}"
    for name, question in exemption.tests.items():
        yield f"  test {name}: {question}"


def _cited(citations: Iterable[Citation]) -> str:
    parts = [f"{citation}{'' if citation.verified else ', not verified'}" for citation in citations]
    return f" [{'; '.join(parts)}]" if parts else ""


def _when(period: Period, zone: Zone) -> str:
    return "" if (period.start, period.end) == (ALL_TIME.start, ALL_TIME.end) else f" {period_words(period, zone)}"


def _counts(agreement: Agreement) -> str:
    norms: tuple[Rule | Exemption, ...] = (*agreement.rules.values(), *agreement.exemptions.values())
    unverified = sum(not all(citation.verified for citation in norm.citations) for norm in norms)
    members = sum(len(party.members) for party in agreement.parties.values())
    candidates = sum(len(party.candidates) for party in agreement.parties.values())
    return (
        f"rules: {len(agreement.rules)}, exemptions: {len(agreement.exemptions)}, parties: {len(agreement.parties)}, "
        f"members: {members}, candidates: {candidates}; not verified: {unverified} of {len(norms)} norms"
    )
