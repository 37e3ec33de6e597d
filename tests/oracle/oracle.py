"""The possible verdicts of a report, by trying every world that it allows, one after the other.

It is written from docs/semantics.md alone and shares no code with the engine, so that a fault of one is not a fault of
both. It is slow on purpose: a world is a run of `_verdict` in which every question that comes up is answered in one
way, and all ways are tried. Questions that no run asks are not tried, since their answers cannot matter.

Agreements and incidents are plain data, of the form that `draws.py` makes and `traps.yaml` shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

from tests.oracle.readings import Reading, instants, readings
from tests.oracle.terms import LEVELS, OTHER, Boundary, Instant, Spec, Terms, plain

Possible = frozenset[str]
Option = Any

VIOLATION, NO_VIOLATION, OUT_OF_SCOPE = "violation", "no_violation", "out_of_scope"
GRAVEST_FIRST = (VIOLATION, NO_VIOLATION, OUT_OF_SCOPE)
EXCLUDED, NOT_BOUND = "excluded", "not_bound"
MOST_WORLDS = 200_000


class Found(NamedTuple):
    """What is possible, and how many worlds were tried until that was known."""

    possible: Possible
    worlds: int


def possible_verdicts(agreement: Spec, incident: Spec, as_of: str | None = None) -> Found | None:
    """Every verdict that some world gives; None where there are more worlds than anyone wants to wait for."""
    terms = Terms(agreement)
    found: set[str] = set()
    tried = 0
    for reading in readings(terms, incident):
        for instant in instants(terms, incident, as_of):
            for verdict in _worlds(partial(_run, terms, incident, instant, reading)):
                tried += 1
                if verdict is not None:
                    found.add(verdict)
                if len(found) == len(GRAVEST_FIRST):
                    return Found(frozenset(found), tried)
                if tried > MOST_WORLDS:
                    return None
    return Found(frozenset(found), tried)


# --- trying all worlds -----------------------------------------------------------------------------------------------


class NoWorldError(Exception):
    """Raised where the answers given so far contradict one another, so that they are no world."""


Ask = Callable[[Any, Callable[[], Sequence[Option]]], Option]
"""Asks a question, given by a key, for one of its options. In one world, the same key has the same answer."""


def _worlds(run: Callable[[Ask], str]) -> Iterator[str | None]:
    """What each run gives, one run for each way to answer all that it asks; None for a way that is no world."""
    script: list[list[int]] = []  # for each question in order of asking: which option now, and how many there are

    def one_run() -> str | None:
        answers: dict[Any, Option] = {}

        def ask(key: Any, options: Callable[[], Sequence[Option]]) -> Option:
            if key not in answers:
                choices = options()
                if not choices:
                    raise NoWorldError
                if len(answers) == len(script):
                    script.append([0, len(choices)])
                answers[key] = choices[script[len(answers)][0]]
            return answers[key]

        try:
            return run(ask)
        except NoWorldError:
            return None

    while True:
        yield one_run()
        while script and script[-1][0] + 1 == script[-1][1]:
            script.pop()
        if not script:
            return
        script[-1][0] += 1


# --- one world -------------------------------------------------------------------------------------------------------


class Who(NamedTuple):
    """Somebody: an actor of the registry, or (actor None) one that it does not have, with its standing."""

    actor: str | None
    standing: str | None = None


@dataclass(frozen=True, eq=False)
class World:
    """An agreement, a report under it, an instant and a reading, with the answers given to questions so far (`ask`)."""

    terms: Terms
    incident: Spec
    instant: Instant
    reading: Reading
    ask: Ask
    memo: dict[Any, Any] = field(default_factory=dict)

    # --- time

    def has_come(self, boundary: Boundary) -> bool:
        """Whether the instant is the boundary's or after it."""
        if self.instant < boundary.at[0]:
            return False
        if self.instant >= boundary.at[-1]:
            return True
        return bool(self.ask(boundary.key, lambda: (False, True)))

    def covers(self, holder: Spec) -> bool:
        """Whether what the holder says holds at the instant: the start is inside, the end outside."""
        start, end = self.terms.period(holder)
        return self.has_come(start) and not self.has_come(end)

    # --- actors

    def wholes(self, actor: str) -> list[str]:
        """The actors that it is part of now."""
        return [tie["whole"] for tie in self.terms.actors[actor].get("part_of", ()) if self.covers(tie)]

    def belongs_to(self, who: Who) -> set[str]:
        """Itself, and all that it is part of now, directly or not."""
        if who.actor is None:
            return set()
        return {who.actor}.union(*(self.belongs_to(Who(whole)) for whole in self.wholes(who.actor)))

    def is_excluded(self, actor: str) -> bool:
        """S16."""
        lists = self.terms.spec.get("lists", {})
        for exclusion in self.terms.spec.get("excluded", ()):
            if exclusion.get("actor") == actor and self.covers(exclusion):
                return True
            entries = lists[exclusion["list"]] if "list" in exclusion else ()
            if any(entry["actor"] == actor and self.covers(entry) and self.covers(exclusion) for entry in entries):
                return True
        return any(self.is_excluded(whole) for whole in self.wholes(actor))

    def stated_standings(self, actor: str) -> list[str]:
        """The standings that S17 and S18 leave, of which it has one; empty where the agreement says nothing there."""
        members = [(f"party:{side}", m) for side, party in self.terms.parties.items() for m in party["members"]]
        own = [(standing, member) for standing, member in members if member["actor"] == actor]
        bound = [standing for standing, member in own if self.covers(member)]
        if bound:
            return bound
        free = [one for one in self.terms.spec.get("not_bound", ()) if one["actor"] == actor]
        return [NOT_BOUND] if own or any(map(self.covers, free)) else []

    def candidacies(self, actor: str) -> list[str]:
        """The parties that it is a candidate of, as standings."""
        return [f"party:{side}" for side, party in self.terms.parties.items() if actor in party.get("candidates", ())]

    def is_somebody(self, actor: str) -> bool:
        """Whether the name of the actor means just it: neither unidentified, nor an umbrella that stands for others."""
        kind = self.terms.actors[actor].get("kind", "group")
        if kind == "unidentified":
            return False
        if kind != "umbrella" or self.is_excluded(actor):
            return True
        return bool(self.stated_standings(actor) or self.wholes(actor))

    def standing(self, who: Who) -> str:
        """How somebody stands in this world. An actor stands in one way, wherever it is mentioned."""
        if who.actor is None:
            assert who.standing is not None
            return who.standing
        if who.actor not in self.memo:
            self.memo[who.actor] = self._standing(who.actor)
        return str(self.memo[who.actor])

    def _standing(self, actor: str) -> str:
        if self.is_excluded(actor):
            return EXCLUDED
        stated = self.stated_standings(actor)
        if stated:
            return str(self.ask(("standing", actor), lambda: stated))
        sides = self.candidacies(actor)
        if sides:
            return str(self.ask(("standing", actor), lambda: [*sides, NOT_BOUND]))
        if self.terms.actors[actor].get("kind") == "protected":
            return NOT_BOUND
        wholes = self.wholes(actor)
        if wholes:
            whole = self.ask(("stands as", actor), lambda: wholes)
            return self.standing(self.behind(whole, ("stands as", actor, whole)))
        return str(self.ask(("standing", actor), lambda: [*self.all_parties(), NOT_BOUND]))

    def all_parties(self) -> list[str]:
        """The standings of all parties."""
        return [f"party:{side}" for side in self.terms.parties]

    def behind(self, actor: str, key: Any) -> Who:
        """Somebody for whom the actor's name stands. The key tells one mention of it from another."""
        if self.is_somebody(actor):
            return Who(actor)
        known = self.terms.actors[actor]
        if known.get("kind") == "unidentified":
            return self.anyone(key)
        sides = self.candidacies(actor)
        is_open = known.get("open", True)
        includes = known.get("includes", ())
        if not is_open:
            one = self.ask(key, lambda: includes)
            found = self.behind(one, (key, one))
        elif sides:
            found = self.anyone(key, include=includes, protected=False)
        else:
            return self.anyone(key)
        if sides and self.standing(found) not in {*sides, NOT_BOUND, *([EXCLUDED] if is_open else [])}:
            raise NoWorldError
        return found

    def anyone(self, key: Any, *, include: Sequence[str] = (), protected: bool = True) -> Who:
        """Any actor of the registry, or one that it does not have, and that is bound as any party or not bound.

        Who is excluded without being in the registry is a part of an excluded actor that is, and stands as that does.
        """

        def options() -> list[Who]:
            kinds = {actor: known.get("kind", "group") for actor, known in self.terms.actors.items()}
            registered = [
                Who(actor)
                for actor, kind in kinds.items()
                if self.is_somebody(actor) and (protected or kind != "protected" or actor in include)
            ]
            return [*registered, *(Who(None, standing) for standing in (*self.all_parties(), NOT_BOUND))]

        found: Who = self.ask(key, options)
        return found

    def mentioned(self, role: Any, name: str | None) -> Who:
        """Who a mention in that role means."""
        if role not in self.memo:
            self.memo[role] = self._mentioned(role, name)
        found: Who = self.memo[role]
        return found

    def _mentioned(self, role: Any, name: str | None) -> Who:
        for actor, written in self.terms.bearers.get(plain(name), ()) if name is not None else ():
            if self.covers(written):
                return self.behind(actor, role)
        return self.anyone(role)

    def is_one_of(self, who: Who, those: Sequence[str]) -> bool:
        """Whether somebody is bound as one of the parties, or belongs to one of the actors, that are listed."""
        standings = {f"party:{one}" for one in those if one in self.terms.parties}
        actors = {one for one in those if one not in self.terms.parties}
        return self.standing(who) in standings or bool(actors and self.belongs_to(who) & actors)

    # --- kinds, numbers, claims

    def is_kind(self, fact: str, classes: Sequence[str]) -> bool:
        """Whether the act or weapon is of one of the classes."""
        taxonomy = f"{fact}s"
        kind = self.ask(fact, lambda: self._kinds(fact, taxonomy))
        return bool(self.terms.above(taxonomy, kind) & set(classes))

    def _kinds(self, fact: str, taxonomy: str) -> list[str]:
        """The kinds that the report leaves possible, one of those that no test tells apart."""
        kinds = self.terms.spec[taxonomy]
        stated = self.incident.get(fact)
        if stated is None:
            left = [*kinds, OTHER]
        else:
            reported = set(stated["any_of"] if isinstance(stated, Mapping) else [stated])
            left = [kind for kind in kinds if self.terms.above(taxonomy, kind) & reported]
        alike = {
            tuple(bool(self.terms.above(taxonomy, kind) & set(asked)) for asked in self.terms.asked.get(fact, ())): kind
            for kind in left
        }
        return list(alike.values())

    def is_within(self, counted: str, low: int, high: int | None) -> bool:
        """Whether the number of those counted is from `low` to `high` (None: no bound)."""
        number = self.ask(("count", counted), lambda: self._numbers(counted))
        return number >= low and (high is None or number <= high)

    def _numbers(self, counted: str) -> list[int]:
        """The numbers that the report leaves possible, but of those between the bounds of tests only one."""
        stated = self.incident.get("casualties", {}).get(counted)
        if isinstance(stated, int):
            return [stated]
        least = (stated or {}).get("min") or 0
        most = (stated or {}).get("max")
        bounds = {0, least, *([] if most is None else [most])}
        for low, high in self.terms.asked.get(counted, ()):
            bounds |= {low - 1, low, *([] if high is None else [high, high + 1])}
        return sorted(number for number in bounds if number >= least and (most is None or number <= most))

    def is_raised(self, claim: str) -> bool:
        """Whether the report says that somebody claims it."""
        stated = self.incident.get("claims", {}).get(claim)
        return stated is not None and stated is not False

    def is_met(self, claim: str, test: str) -> bool:
        """Whether the test of the claim is met: as it is reported, else one way or the other."""
        stated = self.incident.get("claims", {}).get(claim)
        met = stated.get(test) if isinstance(stated, Mapping) else None
        return bool(self.ask(("claim", claim, test), lambda: (False, True) if met is None else (met,)))

    # --- places

    def is_in_country(self, codes: Sequence[str]) -> bool:
        """Whether it happened in one of the countries. No name of anything smaller tells (S50)."""
        stated = self.incident.get("location", {}).get("country")
        every = sorted({code for asked in self.terms.asked.get("country", ()) for code in asked})
        return self.ask("country", lambda: [*every, OTHER] if stated is None else [stated]) in codes

    def is_at(self, level: str, places: Sequence[str]) -> bool:
        """Whether it happened in one of the places of that level."""
        if level in self._not_told():
            return self.ask(("place", level), lambda: [*self.terms.of_level(level), OTHER]) in places
        point = self.ask("place", self._points)
        return point[LEVELS.index(level)] in places

    def _named(self) -> dict[str, list[str]]:
        """The places that each stated name can mean; nothing for a name that the registry does not have."""
        stated = self.incident.get("location", {})
        return {
            level: [
                place
                for place in self.terms.of_level(level)
                if plain(stated[level]) in map(plain, self.terms.places[place].get("names", [place]))
            ]
            for level in LEVELS
            if stated.get(level) is not None
        }

    def _not_told(self) -> list[str]:
        """The levels stated by an unknown name, beside known names of something smaller, which then tell nothing."""
        named = self._named()
        return [
            level
            for level, meant in named.items()
            if not meant and any(named.get(finer) for finer in LEVELS[LEVELS.index(level) + 1 :])
        ]

    def _points(self) -> list[tuple[str, ...]]:
        """Where it can have happened: a governorate, a district and a settlement that lie within each other.

        Where names contradict each other, each largest set of them that does not is taken by itself (S56).
        """
        named = {level: meant for level, meant in self._named().items() if meant}
        fitting: dict[frozenset[str], list[tuple[str, ...]]] = {}
        for size in range(len(named), -1, -1):
            for levels in map(frozenset, combinations(named, size)):
                is_largest = not any(levels < larger for larger in fitting)
                points = [p for p in self.terms.everywhere if is_largest and self._fits(p, named, levels)]
                if points:
                    fitting[levels] = points
        return self._told_apart([point for points in fitting.values() for point in points])

    @staticmethod
    def _fits(point: tuple[str, ...], named: Mapping[str, list[str]], levels: Iterable[str]) -> bool:
        return all(point[LEVELS.index(level)] in named[level] for level in levels)

    def _told_apart(self, points: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Of the points that no test tells apart, one."""
        alike = {
            tuple(
                point[number] in asked
                for number, level in enumerate(LEVELS)
                for asked in self.terms.asked.get(level, ())
            ): point
            for point in points
        }
        return list(alike.values())

    # --- conditions

    def holds(self, condition: Spec, perpetrator: Who) -> bool:
        """Whether the condition holds for that perpetrator."""
        if "all" in condition:
            return all(self.holds(part, perpetrator) for part in condition["all"])
        if "any" in condition:
            return any(self.holds(part, perpetrator) for part in condition["any"])
        if "not" in condition:
            return not self.holds(condition["not"], perpetrator)
        return self._passes(condition, perpetrator)

    def _passes(self, asked: Spec, perpetrator: Who) -> bool:
        match asked["test"]:
            case "act" | "weapon" as fact:
                return self.is_kind(fact, asked["of"])
            case "country":
                return self.is_in_country(asked["of"])
            case "admin1" | "admin2" | "place" as level:
                return self.is_at(level, asked["of"])
            case "perpetrator":
                return self.is_one_of(perpetrator, asked["of"])
            case "target":
                return self.is_one_of(self.target, asked["of"])
            case _:
                return self._passes_else(asked)

    def _passes_else(self, asked: Spec) -> bool:
        match asked["test"]:
            case "controller":
                return self.is_one_of(self.mentioned("controller", self.reading.controller), asked["of"])
            case "count":
                return self.is_within(asked["field"], *asked["of"])
            case "raised":
                return self.is_raised(asked["claim"])
            case "met":
                return self.is_met(asked["claim"], asked["of"])
            case "occurred":
                return any(map(self.covers, asked["within"]))
            case unknown:
                raise AssertionError(f"no such test: {unknown}")

    @property
    def target(self) -> Who:
        """Whom it was done to."""
        return self.mentioned("target", self.reading.target)


def _run(terms: Terms, incident: Spec, instant: Instant, reading: Reading, ask: Ask) -> str:
    return _verdict(World(terms, incident, instant, reading, ask))


def _verdict(world: World) -> str:
    """The verdict in a world: of those who acted together the gravest (S27)."""
    _meet(world)
    verdicts = {
        _verdict_on(world, world.mentioned(("perpetrator", number), name))
        for number, name in enumerate(world.reading.perpetrators)
    }
    return next(verdict for verdict in GRAVEST_FIRST if verdict in verdicts)


def _meet(world: World) -> None:
    """Settle first who each mentioned umbrella of a side is, for that says something of how others stand."""
    reading = world.reading
    roles = [(("perpetrator", number), name) for number, name in enumerate(reading.perpetrators)]
    for role, name in (*roles, ("target", reading.target), ("controller", reading.controller)):
        bearers = () if name is None else world.terms.bearers.get(plain(name), ())
        if any(
            world.terms.actors[actor].get("kind") == "umbrella" and world.candidacies(actor) for actor, _ in bearers
        ):
            world.mentioned(role, name)


def _verdict_on(world: World, perpetrator: Who) -> str:
    """S35, in a world, for one perpetrator."""
    if _is_limited(world, perpetrator):
        return OUT_OF_SCOPE
    return VIOLATION if any(_is_violated(world, rule, perpetrator) for rule in world.terms.rules) else NO_VIOLATION


def _is_limited(world: World, perpetrator: Who) -> bool:
    """S29."""
    spec = world.terms.spec
    return (
        not any(map(world.covers, spec["in_force"]))
        or (bool(spec.get("area")) and not world.holds(spec["area"], perpetrator))
        or world.standing(perpetrator) in {NOT_BOUND, EXCLUDED}
        or (
            world.terms.excludes
            and world.is_kind("act", world.terms.directed)
            and world.standing(world.target) == EXCLUDED
        )
    )


def _is_violated(world: World, rule: Spec, perpetrator: Who) -> bool:
    """S30 to S34."""
    return (
        world.is_one_of(perpetrator, rule["bearers"])
        and world.is_kind("act", rule["acts"])
        and (not rule.get("against") or world.is_one_of(world.target, rule["against"]))
        and (not rule.get("when") or world.holds(rule["when"], perpetrator))
        and not any(_defeats(world, world.terms.exemptions[one], perpetrator) for one in rule.get("unless", ()))
    )


def _defeats(world: World, exemption: Spec, perpetrator: Who) -> bool:
    claim = exemption["claim"]
    return (
        world.is_raised(claim)
        and world.is_one_of(perpetrator, exemption["bearers"])
        and (not exemption.get("acts") or world.is_kind("act", exemption["acts"]))
        and all(world.is_met(claim, test) for test in exemption["tests"])
        and (not exemption.get("when") or world.holds(exemption["when"], perpetrator))
    )
