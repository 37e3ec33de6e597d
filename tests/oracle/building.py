"""Builds what the engine reads from the plain data of the oracle."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tests.drawn import CITED, LINES, actor_test, condition_from, prohibition

from cfcheck.model import condition as c
from cfcheck.model.actor import Actor, ActorId, ActorKind, Designation, DesignationList, ListId, Membership, Name
from cfcheck.model.agreement import (
    Acceptance,
    Agreement,
    AgreementId,
    AttributionConfidence,
    Candidate,
    Exclusion,
    NotBound,
    Party,
    Registry,
)
from cfcheck.model.place import Place, PlaceId, PlaceLevel
from cfcheck.model.rule import Exemption, PartyId, Rule, RuleId
from cfcheck.model.taxonomy import Kind, KindId, Taxonomy
from cfcheck.model.time import BEGINNING, END, Boundary, BoundaryClaim, Instant, Period, exactly
from cfcheck.model.written_time import read_time
from cfcheck.model.zone import Zone

Spec = Mapping[str, Any]

ZONE = Zone("UTC")


def agreement_of(spec: Spec) -> Agreement:
    exemptions = [_exemption(name, one, spec) for name, one in spec.get("exemptions", {}).items()]
    rules = [_rule(number, one, spec) for number, one in enumerate(spec["rules"])]
    area = spec.get("area")
    return Agreement(
        id=AgreementId("drawn"),
        title="drawn",
        version="1",
        zone=ZONE,
        sources={},
        in_force=tuple(map(_period, spec["in_force"])),
        parties={PartyId(side): _party(side, party) for side, party in spec["parties"].items()},
        rules={rule.id: rule for rule in rules},
        registry=_registry(spec),
        content_hash="0" * 64,
        origins=LINES,
        exemptions={exemption.id: exemption for exemption in exemptions},
        not_bound=tuple(NotBound(ActorId(one["actor"]), _period(one)) for one in spec.get("not_bound", ())),
        excluded=tuple(map(_exclusion, spec.get("excluded", ()))),
        area=_condition(area, spec) if area else None,
        attribution_threshold=AttributionConfidence(spec.get("threshold", "probable")),
    )


def _instant(text: str) -> Instant:
    return read_time(text, ZONE)[0].start


def _boundary(written: Any, unstated: Instant) -> Boundary:
    if written is None:
        return exactly(unstated)
    texts = [written] if isinstance(written, str) else written["at"]
    at = sorted({_instant(text) for text in texts})
    disputed = not isinstance(written, str) and written.get("disputed", False)
    claims = tuple(BoundaryClaim(one, "somebody") for one in at) if disputed and len(at) > 1 else ()
    return Boundary(at[0], at[-1], claims)


def _period(holder: Spec) -> Period:
    return Period(_boundary(holder.get("from"), BEGINNING), _boundary(holder.get("until"), END), CITED)


def _party(side: str, party: Spec) -> Party:
    members = tuple(Acceptance(ActorId(one["actor"]), _period(one)) for one in party["members"])
    candidates = tuple(Candidate(ActorId(one)) for one in party.get("candidates", ()))
    return Party(PartyId(side), side, CITED, members, candidates)


def _exclusion(one: Spec) -> Exclusion:
    if "list" in one:
        return Exclusion(None, ListId(one["list"]), _period(one), CITED)
    return Exclusion(ActorId(one["actor"]), None, _period(one), CITED)


def _registry(spec: Spec) -> Registry:
    lists = {
        ListId(name): DesignationList(
            ListId(name), name, tuple(Designation(ActorId(one["actor"]), "R", _period(one)) for one in entries)
        )
        for name, entries in spec.get("lists", {}).items()
    }
    actors = {ActorId(name): _actor(name, known) for name, known in spec["actors"].items()}
    places = {PlaceId(name): _place(name, known) for name, known in spec.get("places", {}).items()}
    return Registry(actors, lists, _taxonomy(spec["acts"]), _taxonomy(spec.get("weapons", {})), places)


def _actor(name: str, known: Spec) -> Actor:
    return Actor(
        ActorId(name),
        name,
        kind=ActorKind(known.get("kind", "group")),
        names=tuple(Name(one["name"], _period(one)) for one in known.get("names", [{"name": name}])),
        part_of=tuple(Membership(ActorId(one["whole"]), _period(one)) for one in known.get("part_of", ())),
        includes=tuple(map(ActorId, known.get("includes", ()))),
        is_open=known.get("open", True),
    )


def _place(name: str, known: Spec) -> Place:
    within = PlaceId(known["within"]) if known.get("within") else None
    names = tuple(known.get("names", [name]))
    return Place(PlaceId(name), name, PlaceLevel(known["level"]), known.get("country", "XNS"), within, names)


def _taxonomy(kinds: Spec) -> Taxonomy:
    return Taxonomy(
        {
            KindId(name): Kind(
                KindId(name), name, tuple(map(KindId, known.get("parents", ()))), directed=known.get("directed", False)
            )
            for name, known in kinds.items()
        }
    )


def _rule(number: int, spec: Spec, agreement: Spec) -> Rule:
    when = _condition(spec["when"], agreement) if spec.get("when") else None
    return prohibition(number, spec, agreement["parties"], when, spec.get("unless", ()))


def _exemption(name: str, spec: Spec, agreement: Spec) -> Exemption:
    return Exemption(
        id=RuleId(name),
        title=name,
        bearers=tuple(map(PartyId, spec["bearers"])),
        claim=spec["claim"],
        tests={test: f"{test}?" for test in spec["tests"]},
        citations=CITED,
        origins=LINES,
        acts=tuple(map(KindId, spec.get("acts", ()))),
        when=_condition(spec["when"], agreement) if spec.get("when") else None,
    )


def _condition(spec: Spec, agreement: Spec) -> c.Condition:
    return condition_from(spec, lambda asked: _test(asked, agreement))


def _test(spec: Spec, agreement: Spec) -> c.Test:
    match spec["test"]:
        case "act":
            return c.ActIs(frozenset(map(KindId, spec["of"])))
        case "weapon":
            return c.WeaponIs(frozenset(map(KindId, spec["of"])))
        case "country" | "admin1" | "admin2" | "place" as level:
            return c.PlaceIs(PlaceLevel(level), frozenset(spec["of"]))
        case "perpetrator" | "target" | "controller" as fact:
            return actor_test(_FACTS[fact], spec["of"], agreement["parties"])
        case _:
            return _other_test(spec)


_FACTS = MappingProxyType(
    {"perpetrator": c.ActorFact.PERPETRATOR, "target": c.ActorFact.TARGET, "controller": c.ActorFact.CONTROLLER}
)


def _other_test(spec: Spec) -> c.Test:
    match spec["test"]:
        case "count":
            return c.CountWithin(spec["field"], *spec["of"])
        case "raised":
            return c.ClaimRaised(spec["claim"])
        case "met":
            return c.ClaimTestMet(spec["claim"], spec["of"])
        case "occurred":
            return c.OccurredWithin(tuple(map(_period, spec["within"])))
        case unknown:
            raise AssertionError(f"no such test: {unknown}")
