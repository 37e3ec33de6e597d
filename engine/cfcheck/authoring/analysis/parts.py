"""The parts of an agreement as people compare them: a name, a description in words, and the place in the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.model.actor import Name
from cfcheck.model.describe import boundary_with_offset, condition_words, instant_with_offset, period_with_offset
from cfcheck.model.rule import Modality
from cfcheck.model.time import ALL_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.language.yaml.source import Path
    from cfcheck.model.actor import Actor
    from cfcheck.model.agreement import Agreement, Endorsement, Exclusion, Milestone, Party, Registry
    from cfcheck.model.citation import Citation
    from cfcheck.model.rule import Exemption, Rule
    from cfcheck.model.time import Period
    from cfcheck.model.zone import Zone

__all__ = ["Part", "PartEntry", "PartValue", "Where", "parts_of"]


class Where(NamedTuple):
    """A place in the files of an agreement: `file` in its folder, or empty for the registry file that has the path."""

    file: str
    path: Path = ()

    def below(self, *path: str | int) -> Where:
        """The place of something that is written in what is written here."""
        return Where(self.file, (*self.path, *path))


class PartEntry(NamedTuple):
    """One of several values of a key: its name, further detail, and its number in the list, if known."""

    name: str
    detail: str = ""
    number: int | None = None


PartValue = str | tuple[PartEntry, ...]
"""The value of a key: a text, empty if the key is missing, or several entries."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the terms: `what` it is, its id, and `of` which other part; `says`, its values by key; its place."""

    what: str
    id: str
    of: str
    where: Where
    says: Mapping[str, PartValue]


_TERMS: Final = "agreement.yaml"


def parts_of(agreement: Agreement) -> Iterator[Part]:
    """Every part, in the order in which files are read; together they hold all that the terms say."""
    zone = agreement.zone
    terms = Where(_TERMS)
    yield Part("agreement", "", "", terms, _terms(agreement))
    for source in agreement.sources.values():
        detail: dict[str, PartValue] = {
            "title": source.title,
            "date": source.date,
            "url": _plain(source.urls),
            "note": source.note,
        }
        yield Part("source", source.id, "", terms.below("sources", source.id), detail)
    for party in agreement.parties.values():
        yield from _party(party, zone)
    for index, free in enumerate(agreement.not_bound):
        stated = {**_dated(free.period, free.citations, zone), "note": free.note}
        yield Part("not bound", free.actor, "", terms.below("not_bound", index), stated)
    for index, exclusion in enumerate(agreement.excluded):
        yield _exclusion(exclusion, terms.below("excluded", index), zone)
    for rule in agreement.rules.values():
        yield Part("norm", rule.id, "", Where(f"{rule.id}.yaml"), _rule(rule, zone))
    for exemption in agreement.exemptions.values():
        yield Part("norm", exemption.id, "", Where(f"{exemption.id}.yaml"), _exemption(exemption, zone))
    yield from _registry(agreement.registry, zone)


# --- agreement.yaml ----------------------------------------------------------------------------------------------


def _terms(agreement: Agreement) -> dict[str, PartValue]:
    zone = agreement.zone
    return {
        "id": agreement.id,
        "title": agreement.title,
        "version": agreement.version,
        "identifiers": tuple(PartEntry(name, detail) for name, detail in agreement.identifiers.items()),
        "time_zone": zone.name,
        "announced": _milestone(agreement.announced, zone),
        "acceptance_deadline": _milestone(agreement.acceptance_deadline, zone),
        "in_force": ", and ".join(_period(period, zone) for period in agreement.in_force),
        "endorsements": tuple(_endorsement(one, i, zone) for i, one in enumerate(agreement.endorsements)),
        "area": condition_words(agreement.area, zone),
        "attribution_threshold": str(agreement.attribution_threshold),
    }


def _period(period: Period, zone: Zone) -> str:
    claimed = (claim.citations for end in (period.start, period.end) for claim in end.claims)
    cited = _places(citation for citations in (period.citations, *claimed) for citation in citations)
    return f"{period_with_offset(period, zone)}{f' [{cited}]' if cited else ''}"


def _milestone(milestone: Milestone | None, zone: Zone) -> str:
    if milestone is None:
        return ""
    cited = _places(milestone.citations)
    return f"{instant_with_offset(milestone.at, zone)}{f' [{cited}]' if cited else ''}"


def _endorsement(endorsement: Endorsement, index: int, zone: Zone) -> PartEntry:
    votes = (f"{count} {vote}" for vote, count in endorsement.votes.items())
    detail = [f"adopted {_milestone(endorsement.adopted, zone)}", ", ".join(votes), endorsement.note]
    return PartEntry(f"{endorsement.body} {endorsement.source}", "; ".join(filter(None, detail)), index)


def _party(party: Party, zone: Zone) -> Iterator[Part]:
    where = Where(_TERMS, ("parties", party.id))
    yield Part("party", party.id, "", where, {"title": party.title, "cite": _cited(party.citations)})
    for index, one in enumerate(party.members):
        dated = _dated(one.period, one.citations, zone)
        detail = {**dated, "via": one.via, "conditions": one.conditions, "note": one.note}
        yield Part("member", one.actor, party.id, where.below("members", index), detail)
    for index, candidate in enumerate(party.candidates):
        about: dict[str, PartValue] = {"cite": _cited(candidate.citations), "note": candidate.note}
        yield Part("candidate", candidate.actor, party.id, where.below("candidates", index), about)


def _exclusion(exclusion: Exclusion, where: Where, zone: Zone) -> Part:
    what, who = ("excluded actor", exclusion.actor) if exclusion.actor else ("excluded list", exclusion.list)
    return Part(what, who or "", "", where, _dated(exclusion.period, exclusion.citations, zone))


# --- norms -------------------------------------------------------------------------------------------------------


def _rule(rule: Rule, zone: Zone) -> dict[str, PartValue]:
    # A party and an actor may have one id; they are told apart, since one test is not the other.
    against = (*_plain(rule.against_parties), *(PartEntry(actor, "an actor") for actor in rule.against_actors))
    breaching = "act" if rule.modality is Modality.PROHIBITION else "breached_by"
    return {
        "title": rule.title,
        "modality": str(rule.modality),
        "bearers": _plain(rule.bearers),
        **({"act": _plain(rule.owed)} if breaching != "act" else {}),
        breaching: _plain(rule.breached_by),
        "against": against,
        "when": condition_words(rule.when, zone),
        "unless": _plain(rule.unless),
        "severity": str(rule.severity),
        "cite": _cited(rule.citations),
        "note": rule.note,
    }


def _exemption(exemption: Exemption, zone: Zone) -> dict[str, PartValue]:
    return {
        "title": exemption.title,
        "modality": str(Modality.PERMISSION),
        "bearers": _plain(exemption.bearers),
        "act": _plain(exemption.acts),
        "claim": exemption.claim,
        "tests": tuple(PartEntry(test, question) for test, question in exemption.tests.items()),
        "when": condition_words(exemption.when, zone),
        "cite": _cited(exemption.citations),
        "note": exemption.note,
    }


# --- the registry ------------------------------------------------------------------------------------------------


def _registry(registry: Registry, zone: Zone) -> Iterator[Part]:
    for one in registry.lists.values():
        where = Where("", ("lists", one.id))
        yield Part("list", one.id, "", where, {"title": one.title, "cite": _cited(one.citations)})
        for index, entry in enumerate(one.entries):
            dated = _dated(entry.period, entry.citations, zone)
            detail = {"reference": entry.reference, **dated, "note": entry.note}
            yield Part("entry", entry.actor, one.id, where.below("entries", index), detail)
    for actor in registry.actors.values():
        yield Part("actor", actor.id, "", Where("", ("actors", actor.id)), _actor(actor, zone))
    for what, section, taxonomy in (("act", "acts", registry.acts), ("weapon", "weapons", registry.weapons)):
        for kind in taxonomy.kinds.values():
            about: dict[str, PartValue] = {"title": kind.title, "is": _plain(kind.parents), "note": kind.note}
            directed = {"directed": "true"} if kind.directed else {}
            yield Part(what, kind.id, "", Where("", (section, kind.id)), {**about, **directed})
    for place in registry.places.values():
        lies: dict[str, PartValue] = {"level": str(place.level), "country": place.country, "within": place.within or ""}
        more: dict[str, PartValue] = {"cite": _cited(place.citations), "note": place.note}
        aliases = _plain(name for name in place.names if name != place.title)
        yield Part(
            "place", place.id, "", Where("", ("places", place.id)),
            {"title": place.title, **lies, "aliases": aliases, **more},
        )  # fmt: skip


def _actor(actor: Actor, zone: Zone) -> dict[str, PartValue]:
    # The loader puts the title before the aliases: it is a name at all times.
    has_title = bool(actor.names) and actor.names[0] == Name(actor.title)
    named = actor.names[1:] if has_title else actor.names
    aliases = (PartEntry(one.text, _about(one.period, one.citations, zone, one.note), i) for i, one in enumerate(named))
    wholes = (PartEntry(one.whole, _about(one.period, one.citations, zone), i) for i, one in enumerate(actor.part_of))
    return {
        "title": actor.title,
        "kind": str(actor.kind),
        "aliases": tuple(aliases),
        "part_of": tuple(wholes),
        "includes": _plain(actor.includes),
        "open": "" if actor.is_open else "false",
        "cite": _cited(actor.citations),
        "note": actor.note,
    }


# --- what several of them say ------------------------------------------------------------------------------------


def _plain(names: Iterable[str]) -> tuple[PartEntry, ...]:
    return tuple(map(PartEntry, names))


def _dated(period: Period, citations: Iterable[Citation], zone: Zone) -> dict[str, PartValue]:
    return {
        "from": "" if period.start == ALL_TIME.start else boundary_with_offset(period.start, zone),
        "until": "" if period.end == ALL_TIME.end else boundary_with_offset(period.end, zone),
        "cite": _cited(citations),
    }


def _about(period: Period, citations: Iterable[Citation], zone: Zone, note: str = "") -> str:
    dated = "" if period == ALL_TIME else period_with_offset(period, zone)
    return "; ".join(filter(None, (dated, _places(citations), note)))


def _cited(citations: Iterable[Citation]) -> tuple[PartEntry, ...]:
    marks = ((one, "verified" if one.verified else "not verified") for one in citations)
    return tuple(
        PartEntry(str(one), f"{mark}; {one.note}" if one.note else mark, index)
        for index, (one, mark) in enumerate(marks)
    )


def _places(citations: Iterable[Citation]) -> str:
    return ", ".join(f"{entry.name} ({entry.detail})" for entry in _cited(citations))
