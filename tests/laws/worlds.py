"""Random agreements between `north` and `south`, and random incidents, as plain data that tests can transform.

Plain data first: swapping the two sides is then swapping two words. `agreement_of` and `incident_of` build the nouns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.drawn import CITED, LINES, ORIGIN, actor_test, condition_from, prohibition

from cfcheck.model import condition as c
from cfcheck.model.actor import Actor, ActorId, ActorKind, Designation, DesignationList, ListId, Membership, Name
from cfcheck.model.agreement import Acceptance, Agreement, AgreementId, Candidate, Exclusion, NotBound, Party, Registry
from cfcheck.model.incident_json import incident_from
from cfcheck.model.place import Place, PlaceId, PlaceLevel
from cfcheck.model.rule import Exemption, PartyId, Rule, RuleId
from cfcheck.model.taxonomy import Kind, KindId, Taxonomy
from cfcheck.model.time import Boundary, BoundaryClaim, Period, exactly
from cfcheck.model.written_time import read_time
from cfcheck.model.zone import Zone

if TYPE_CHECKING:
    from cfcheck.model.incident import Incident

ZONE = Zone("Asia/Damascus")
DAYS = ["2015-12-31", "2016-01-01", "2016-02-27", "2016-03-25", "2016-06-15", "2016-10-27", "2016-12-31"]
SIDES = ["north", "south"]
ACTORS = [
    *(f"{side}-{rank}" for side in SIDES for rank in ("army", "guard", "band", "late", "mixed")),
    "outlaws", "cell", "listed", "free", "strangers", "civilians", "medical", "gunmen",
]  # fmt: skip
NAMES = [*ACTORS, "nobody-knows"]
ACTS = ["attack", "shelling", "raid", "blockade", "march"]
WEAPONS = ["heavy", "howitzer", "rifle"]
COUNTRIES = ["XNS", "XNT"]
PLACES = ["mill", "ford", "camp", "no-such-place"]
PROVINCES = ["upland", "lowland", "no-such-province"]
DISTRICTS = ["dale", "no-such-district"]
WITHIN = {"dale": "upland", "mill": "dale", "ford": "lowland"}


def one_or_more(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


# --- agreements ------------------------------------------------------------------------------------------------

TESTS = st.one_of(
    st.fixed_dictionaries({"test": st.just("act"), "of": one_or_more(ACTS)}),
    st.fixed_dictionaries({"test": st.just("weapon"), "of": one_or_more(WEAPONS)}),
    st.fixed_dictionaries({"test": st.just("country"), "of": one_or_more(COUNTRIES)}),
    st.fixed_dictionaries({"test": st.just("place"), "of": one_or_more(["mill", "ford", "camp"])}),
    st.fixed_dictionaries({"test": st.just("admin1"), "of": one_or_more(["upland", "lowland"])}),
    st.fixed_dictionaries({"test": st.just("admin2"), "of": st.just(["dale"])}),
    st.fixed_dictionaries({"test": st.just("controller"), "of": one_or_more(SIDES)}),
    st.fixed_dictionaries({"test": st.just("target"), "of": one_or_more([*SIDES, "civilians", "outlaws"])}),
    st.fixed_dictionaries({"test": st.just("killed"), "of": st.tuples(st.integers(0, 4), st.integers(4, 6)).map(list)}),
    st.fixed_dictionaries({"test": st.just("raised")}),
    st.fixed_dictionaries({"test": st.just("met"), "of": st.sampled_from(["one", "two"])}),
    st.fixed_dictionaries({"test": st.just("before"), "of": st.sampled_from(DAYS)}),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda parts: st.one_of(
        st.fixed_dictionaries({"all": st.lists(parts, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(parts, max_size=3)}),
        st.fixed_dictionaries({"not": parts}),
    ),
    max_leaves=5,
)
RULES = st.fixed_dictionaries(
    {
        "bearers": one_or_more(SIDES),
        "acts": one_or_more(ACTS),
        "against": st.lists(st.sampled_from([*SIDES, "civilians"]), max_size=2, unique=True),
        "when": st.none() | CONDITIONS,
        "exempted": st.booleans(),
    }
)
BOUNDARIES = st.fixed_dictionaries({"days": one_or_more(DAYS), "disputed": st.booleans()})
AGREEMENTS = st.fixed_dictionaries(
    {
        "start": BOUNDARIES,
        "end": st.none() | BOUNDARIES,
        "late_from": st.sampled_from(DAYS),
        "listed_from": one_or_more(DAYS),
        "outlawry_until": st.sampled_from(DAYS),
        "area": st.none() | st.just("XNS"),
        "rules": st.lists(RULES, min_size=1, max_size=6),
        "exemption_when": st.none() | CONDITIONS,
    }
)


def day(text: str) -> Any:
    return read_time(text, ZONE)[0].start


def boundary_of(spec: dict[str, Any]) -> Boundary:
    days = sorted(map(day, spec["days"]))
    claims = tuple(BoundaryClaim(at, "somebody") for at in days) if spec["disputed"] and len(days) > 1 else ()
    return Boundary(days[0], days[-1], claims)


def condition_of(spec: dict[str, Any]) -> c.Condition:
    return condition_from(spec, lambda asked: _BUILDERS[asked["test"]](asked.get("of")))


_BUILDERS: dict[str, Any] = {
    "act": lambda of: c.ActIs(frozenset(map(KindId, of))),
    "weapon": lambda of: c.WeaponIs(frozenset(map(KindId, of))),
    "country": lambda of: c.PlaceIs(PlaceLevel.COUNTRY, frozenset(of)),
    "place": lambda of: c.PlaceIs(PlaceLevel.PLACE, frozenset(of)),
    "admin1": lambda of: c.PlaceIs(PlaceLevel.ADMIN1, frozenset(of)),
    "admin2": lambda of: c.PlaceIs(PlaceLevel.ADMIN2, frozenset(of)),
    "controller": lambda of: actor_test(c.ActorFact.CONTROLLER, of, SIDES),
    "target": lambda of: actor_test(c.ActorFact.TARGET, of, SIDES),
    "killed": lambda of: c.CountWithin("killed", of[0], of[1]),
    "raised": lambda _: c.ClaimRaised("defence"),
    "met": lambda of: c.ClaimTestMet("defence", of),
    "before": lambda of: c.OccurredWithin((Period(end=exactly(day(of))),)),
}


def _actors() -> dict[ActorId, Actor]:
    def actor(name: str, **more: Any) -> Actor:
        return Actor(ActorId(name), name, names=(Name(name),), **more)

    def part_of(whole: str) -> tuple[Membership, ...]:
        return (Membership(ActorId(whole)),)

    made = [actor(name) for name in ("outlaws", "listed", "free", "strangers")]
    made += [actor("cell", part_of=part_of("outlaws"))]
    made += [actor("civilians", kind=ActorKind.PROTECTED)]
    made += [actor("medical", kind=ActorKind.PROTECTED, part_of=part_of("civilians"))]
    made += [actor("gunmen", kind=ActorKind.UNIDENTIFIED)]
    for side in SIDES:
        made += [actor(f"{side}-{rank}") for rank in ("army", "band", "late")]
        made += [actor(f"{side}-guard", part_of=part_of(f"{side}-army"))]
        mixed = (ActorId(f"{side}-army"), ActorId("outlaws"))
        made += [actor(f"{side}-mixed", kind=ActorKind.UMBRELLA, includes=mixed, is_open=False)]
    return {made_actor.id: made_actor for made_actor in made}


def _party(side: str, late_from: str) -> Party:
    members = (
        Acceptance(ActorId(f"{side}-army")),
        Acceptance(ActorId(f"{side}-late"), Period(exactly(day(late_from)))),
    )
    return Party(PartyId(side), side, CITED, members, (Candidate(ActorId(f"{side}-band")),))


def _registry(listed_from: list[str]) -> Registry:
    days = sorted(map(day, listed_from))
    entry = Designation(ActorId("listed"), "R", Period(Boundary(days[0], days[-1])))
    outlawry = DesignationList(ListId("outlawry"), "Outlawry", (entry,))
    acts = {"attack": (), "shelling": ("attack",), "raid": ("attack",), "blockade": (), "march": ()}
    weapons = {"heavy": (), "howitzer": ("heavy",), "rifle": ()}
    places = {
        PlaceId(name): _place(name, level)
        for level, names in (
            (PlaceLevel.ADMIN1, PROVINCES[:-1]),
            (PlaceLevel.ADMIN2, DISTRICTS[:-1]),
            (PlaceLevel.PLACE, PLACES[:-1]),
        )
        for name in names
    }
    return Registry(
        _actors(), {outlawry.id: outlawry}, _taxonomy(acts, directed="attack"), _taxonomy(weapons, directed=""), places
    )


def _place(name: str, level: PlaceLevel) -> Place:
    within = PlaceId(WITHIN[name]) if name in WITHIN else None
    return Place(PlaceId(name), name, level, "XNS", within, (name,))


def _taxonomy(parents: dict[str, tuple[str, ...]], *, directed: str) -> Taxonomy:
    return Taxonomy(
        {KindId(n): Kind(KindId(n), n, tuple(map(KindId, up)), directed=n == directed) for n, up in parents.items()}
    )


def _rule(number: int, spec: dict[str, Any]) -> Rule:
    when = condition_of(spec["when"]) if spec["when"] else None
    return prohibition(number, spec, SIDES, when, ["defence"] if spec["exempted"] else [])


def agreement_of(spec: dict[str, Any]) -> Agreement:
    exemption = Exemption(
        RuleId("defence"), "defence", tuple(map(PartyId, SIDES)), "defence", {"one": "one?", "two": "two?"}, CITED,
        LINES, when=condition_of(spec["exemption_when"]) if spec["exemption_when"] else None,
    )  # fmt: skip
    end = {"end": boundary_of(spec["end"])} if spec["end"] else {}
    rules = [_rule(number, rule) for number, rule in enumerate(spec["rules"])]
    area = c.Asks(c.PlaceIs(PlaceLevel.COUNTRY, frozenset({spec["area"]})), ORIGIN) if spec["area"] else None
    return Agreement(
        id=AgreementId("random"),
        title="random",
        version="1",
        zone=ZONE,
        sources={},
        in_force=(Period(boundary_of(spec["start"]), citations=CITED, **end),),
        parties={PartyId(side): _party(side, spec["late_from"]) for side in SIDES},
        rules={rule.id: rule for rule in rules},
        registry=_registry(spec["listed_from"]),
        content_hash="0" * 64,
        origins=LINES,
        exemptions={exemption.id: exemption},
        not_bound=(NotBound(ActorId("free")),),
        excluded=(
            Exclusion(actor=ActorId("outlaws"), citations=CITED),
            Exclusion(None, ListId("outlawry"), Period(end=exactly(day(spec["outlawry_until"]))), CITED),
        ),
        area=area,
    )


# --- incidents -------------------------------------------------------------------------------------------------

MONTHS = ["2015-12", "2016-02", "2016-03", "2016-10", "2016-12"]
CLOCKS = ["2016-02-26T22:00:00Z", "2016-02-26T21:59:59Z", "2016-02-27T00:00", "2016-10-27T23:30", "2016-06-15T12:00"]
TIMES = st.one_of(
    st.sampled_from([*DAYS, *MONTHS, *CLOCKS]),
    st.sampled_from(DAYS).flatmap(lambda first: st.sampled_from(DAYS[DAYS.index(first) :]).map(lambda last: {"from": first, "to": last})),
    st.fixed_dictionaries({"any_of": one_or_more(DAYS)}),
)  # fmt: skip
GROUPS = st.sampled_from(NAMES) | one_or_more(NAMES)
CLAIMED = st.fixed_dictionaries(
    {"any_of": st.lists(GROUPS, min_size=1, max_size=3)},
    optional={"confidence": st.sampled_from(["confirmed", "probable", "possible"])},
)
COUNTS = st.integers(0, 7) | st.tuples(st.integers(0, 4), st.integers(4, 7)).map(lambda r: {"min": r[0], "max": r[1]})
LOCATIONS = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(COUNTRIES),
        "admin1": st.sampled_from(PROVINCES),
        "admin2": st.sampled_from(DISTRICTS),
        "place": st.sampled_from(PLACES),
        "controlled_by": st.sampled_from(NAMES),
    },
)
CLAIMS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"defence": st.booleans()}),
    st.fixed_dictionaries(
        {"defence": st.fixed_dictionaries({}, optional={"one": st.booleans(), "two": st.booleans()})}
    ),
)
_WHO_DID_IT = {"perpetrator": GROUPS | CLAIMED, "target": GROUPS | CLAIMED}
_COMMON = {
    "occurred": TIMES,
    "act": st.sampled_from(ACTS) | st.fixed_dictionaries({"any_of": one_or_more(ACTS)}),
    "weapon": st.sampled_from(WEAPONS),
    "location": LOCATIONS,
    "casualties": st.fixed_dictionaries({}, optional={"killed": COUNTS}),
    "claims": CLAIMS,
}
INCIDENTS = st.one_of(
    st.fixed_dictionaries({"id": st.just("one")}, optional={**_COMMON, **_WHO_DID_IT}),
    st.fixed_dictionaries(
        {"id": st.just("one"), "participants": st.lists(GROUPS, min_size=2, max_size=3)}, optional=_COMMON
    ),
)


def incident_of(spec: dict[str, Any]) -> Incident:
    return incident_from(spec)
