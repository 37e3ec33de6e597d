"""What changed in the terms from one agreement to another, in words. Knows nothing of verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cfcheck.analysis.phrasing import boundary_words, condition_words, instant_words, period_words
from cfcheck.period import ALL_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.agreement import Agreement, Party, Registry
    from cfcheck.citation import Citation
    from cfcheck.period import Period
    from cfcheck.rule import Exemption, Rule
    from cfcheck.zone import Zone

__all__ = ["ChangeKind", "TermChange", "term_changes"]


class ChangeKind(StrEnum):
    """What became of a part of the terms."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class TermChange:
    """One change: of a whole part (`key` empty), or of a key of it. `old` and `new` are in words, empty for nothing."""

    kind: ChangeKind
    subject: str
    key: str = ""
    old: str = ""
    new: str = ""


Words = dict[str, str]
Part = tuple[str, Words]


def term_changes(old: Agreement, new: Agreement) -> Iterator[TermChange]:
    """The changes: parts that are gone, parts that differ key by key, parts that are new; each in the terms' order."""
    before, after = dict(_parts(old)), dict(_parts(new))
    for subject, words in before.items():
        if subject not in after:
            yield TermChange(ChangeKind.REMOVED, subject, old=_summary(words))
        else:
            yield from _changed(subject, words, after[subject])
    for subject, words in after.items():
        if subject not in before:
            yield TermChange(ChangeKind.ADDED, subject, new=_summary(words))


def _changed(subject: str, old: Words, new: Words) -> Iterator[TermChange]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            yield TermChange(ChangeKind.CHANGED, subject, key, before, after)


def _summary(words: Words) -> str:
    return "; ".join(f"{key}: {said}" for key, said in words.items() if said)


def _parts(agreement: Agreement) -> Iterator[Part]:
    yield "agreement", _terms(agreement)
    for party in agreement.parties.values():
        yield from _party(party, agreement.zone)
    for free in agreement.not_bound:
        yield f"not bound `{free.actor}`", _dated(free.period, free.citations, agreement.zone)
    for exclusion in agreement.excluded:
        who = f"actor `{exclusion.actor}`" if exclusion.actor else f"list `{exclusion.list}`"
        yield f"exclusion of {who}", _dated(exclusion.period, exclusion.citations, agreement.zone)
    for rule in agreement.rules.values():
        yield f"norm `{rule.id}`", _rule(rule, agreement.zone)
    for exemption in agreement.exemptions.values():
        yield f"norm `{exemption.id}`", _exemption(exemption, agreement.zone)
    yield from _registry(agreement.registry, agreement.zone)


def _terms(agreement: Agreement) -> Words:
    zone = agreement.zone
    milestones = {"announced": agreement.announced, "acceptance_deadline": agreement.acceptance_deadline}
    return {
        "title": agreement.title,
        "version": agreement.version,
        "time_zone": zone.name,
        "in_force": ", ".join(period_words(period, zone) for period in agreement.in_force),
        "area": condition_words(agreement.area, zone),
        "attribution_threshold": agreement.attribution_threshold,
        **{key: instant_words(one.at, zone) if one else "" for key, one in milestones.items()},
        "endorsements": ", ".join(f"{one.body} {one.source}" for one in agreement.endorsements),
        "cite": _cited(citation for period in agreement.in_force for citation in period.citations),
    }


def _party(party: Party, zone: Zone) -> Iterator[Part]:
    yield f"party `{party.id}`", {"title": party.title, "cite": _cited(party.citations)}
    for one in party.members:
        said = {"via": one.via, "conditions": one.conditions}
        yield f"member `{one.actor}` of `{party.id}`", {**_dated(one.period, one.citations, zone), **said}
    for candidate in party.candidates:
        yield f"candidate `{candidate.actor}` of `{party.id}`", {"cite": _cited(candidate.citations)}


def _rule(rule: Rule, zone: Zone) -> Words:
    return {
        "title": rule.title,
        "modality": rule.modality,
        "bearers": ", ".join(rule.bearers),
        "owed": ", ".join(rule.owed),
        "breached_by": ", ".join(rule.breached_by),
        "against": ", ".join((*rule.against_parties, *rule.against_actors)),
        "when": condition_words(rule.when, zone),
        "unless": ", ".join(rule.unless),
        "severity": rule.severity,
        "cite": _cited(rule.citations),
        "note": rule.note,
    }


def _exemption(exemption: Exemption, zone: Zone) -> Words:
    return {
        "title": exemption.title,
        "modality": "permission",
        "bearers": ", ".join(exemption.bearers),
        "act": ", ".join(exemption.acts),
        "claim": exemption.claim,
        "tests": ", ".join(f"{test} ({question})" for test, question in exemption.tests.items()),
        "when": condition_words(exemption.when, zone),
        "cite": _cited(exemption.citations),
        "note": exemption.note,
    }


def _registry(registry: Registry, zone: Zone) -> Iterator[Part]:
    for designation_list in registry.lists.values():
        for entry in designation_list.entries:
            words = {"reference": entry.reference, **_dated(entry.period, entry.citations, zone)}
            yield f"entry `{entry.actor}` ({entry.reference}) of list `{designation_list.id}`", words
    for actor in registry.actors.values():
        whole = (f"{one.whole}{_when(one.period, zone)}" for one in actor.part_of)
        yield (
            f"actor `{actor.id}`",
            {
                "title": actor.title,
                "kind": actor.kind,
                "names": ", ".join(f"{name.text}{_when(name.period, zone)}" for name in actor.names),
                "part_of": ", ".join(whole),
                "includes": ", ".join(actor.includes) + (", and others" if actor.includes and actor.is_open else ""),
            },
        )
    for what, taxonomy in (("act", registry.acts), ("weapon", registry.weapons)):
        for kind in taxonomy.kinds.values():
            directed = str(kind.directed).lower()
            yield f"{what} `{kind.id}`", {"title": kind.title, "is": ", ".join(kind.parents), "directed": directed}
    for place in registry.places.values():
        words = {"names": ", ".join(place.names), "level": place.level, "country": place.country}
        yield f"place `{place.id}`", {**words, "within": place.within or ""}


def _dated(period: Period, citations: Iterable[Citation], zone: Zone) -> Words:
    return {
        "from": "" if period.start == ALL_TIME.start else boundary_words(period.start, zone),
        "until": "" if period.end == ALL_TIME.end else boundary_words(period.end, zone),
        "cite": _cited(citations),
    }


def _when(period: Period, zone: Zone) -> str:
    return "" if period == ALL_TIME else f" ({period_words(period, zone)})"


def _cited(citations: Iterable[Citation]) -> str:
    return ", ".join(f"{citation}{' (verified)' if citation.verified else ''}" for citation in citations)
