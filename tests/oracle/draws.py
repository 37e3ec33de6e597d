"""Draws small agreements and reports as plain data, so that what worlds hang together by comes up often.

One seed gives the same draws for ever. Terms that share a dispute, one actor in two roles, umbrellas, claims with open
tests: all are drawn on purpose, and registries are small, so that few worlds show much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

Spec = dict[str, Any]

DAYS = ["2016-01-10", "2016-02-10", "2016-03-10", "2016-04-10", "2016-05-10"]
DISPUTES = [["2016-01-10", "2016-03-10"], ["2016-02-10", "2016-03-10"], ["2016-02-10", "2016-04-10", "2016-05-10"]]
TIMES = [
    *DAYS,
    "2016-01-20",
    "2016-02-20",
    "2016-03-20",
    "2016-04-20",
    "2016-05-20",
    "2016-02",
    "2016-03",
    "2016-03-10T12:00",
]
ACTS = {
    "attack": {"directed": True},
    "shelling": {"parents": ["attack"]},
    "raid": {"parents": ["attack"]},
    "blockade": {},
    "siege": {"parents": ["blockade"]},
    "march": {},
}
WEAPONS: Spec = {"heavy": {}, "howitzer": {"parents": ["heavy"]}, "rifle": {}}
PLACES = {
    "upland": {"level": "admin1", "names": ["Upland"]},
    "lowland": {"level": "admin1", "names": ["Lowland"]},
    "dale": {"level": "admin2", "within": "upland", "names": ["Dale"]},
    "delta": {"level": "admin2", "within": "lowland", "names": ["Delta"]},
    "mill": {"level": "place", "within": "dale", "names": ["Mill"]},
    "ford": {"level": "place", "within": "lowland", "names": ["Ford"]},
    "low-bridge": {"level": "place", "within": "delta", "names": ["Bridge"]},
    "high-bridge": {"level": "place", "within": "dale", "names": ["Bridge"]},
    "camp": {"level": "place", "names": ["Camp"]},
}
COUNTRIES = ["XNS", "XNT"]
STATED = {
    "country": COUNTRIES,
    "admin1": ["Upland", "Lowland", "Nowhere"],
    "admin2": ["Dale", "Delta", "Nowhere"],
    "place": ["Mill", "Ford", "Bridge", "Camp", "Nowhere"],
}


class Draw:
    """Draws from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._uncertain: list[list[str]] = []

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, values: Sequence[Any]) -> Any:
        return self.random.choice(values)

    def some(self, values: Sequence[Any], most: int = 2) -> list[Any]:
        return self.random.sample(values, self.random.randint(1, min(most, len(values))))

    # --- agreements

    def agreement(self) -> Spec:
        self._uncertain = [[one, other] for one in DAYS for other in DAYS if one < other]
        self.random.shuffle(self._uncertain)
        sides = ["north", "south"] if self.often(0.75) else ["north", "south", "west"]
        actors = self._actors(sides)
        spec: Spec = {"actors": actors, "acts": ACTS, "weapons": WEAPONS, "places": PLACES}
        spec["parties"] = {side: self._party(side, actors) for side in sides}
        spec["in_force"] = self._in_force()
        spec["not_bound"] = [{"actor": "free", **self._maybe_dated(0.3)}] if "free" in actors else []
        spec["excluded"], spec["lists"] = self._exclusions(actors)
        self._names = [
            *sides,
            *(name for name, known in actors.items() if known.get("kind") not in {"umbrella", "unidentified"}),
        ]
        self._sides = sides
        spec["exemptions"] = {name: self._exemption(name) for name in ["defence", "relief"][: self.one([0, 1, 1, 2])]}
        spec["rules"] = [self._rule(list(spec["exemptions"])) for _ in range(self.random.randint(1, 4))]
        spec["area"] = self._area() if self.often(0.25) else None
        return spec

    def _actors(self, sides: list[str]) -> Spec:
        found: Spec = {}
        for side in sides:
            found[f"{side}-army"] = {"names": [{"name": f"{side}-army"}, {"name": f"{side} alias"}]}
        extra: list[tuple[str, Callable[[], Spec], list[str]]] = [
            ("guard", lambda: self._part("north-army"), []),
            ("late", dict, []),
            ("band", lambda: {"names": [{"name": "band"}, {"name": "the Band"}]}, []),
            ("band-unit", lambda: self._part("band"), ["band"]),
            ("outlaws", dict, []),
            ("outlaw-cell", lambda: self._part("outlaws"), ["outlaws"]),
            ("listed", dict, []),
            ("free", dict, []),
            (
                "strangers",
                lambda: {"names": [{"name": "strangers"}, {"name": "folk", **self._maybe_dated(0.5, exact=True)}]},
                [],
            ),
            ("stranger-unit", lambda: self._part("strangers"), ["strangers"]),
            ("civilians", lambda: {"kind": "protected"}, []),
            ("medics", lambda: {"kind": "protected", "part_of": [{"whole": "civilians"}]}, ["civilians"]),
            ("gunmen", lambda: {"kind": "unidentified"}, []),
        ]
        for name, made, needed in self.random.sample(extra, self.random.randint(3, 7)):
            for one in (*needed, name):
                if one not in found:
                    found[one] = made() if one == name else next(make() for known, make, _ in extra if known == one)
        self._tie(found)
        return found

    def _tie(self, found: Spec) -> None:
        """Add actors that hang on several others: one part of two wholes, and umbrellas."""
        grouped = [name for name, known in found.items() if "kind" not in known]
        if self.often(0.2):
            wholes = self.random.sample(grouped, 2)
            found["shared-unit"] = {"part_of": [{"whole": whole, **self._maybe_dated(0.4)} for whole in wholes]}
        if self.often(0.35):
            found["mixed"] = {"kind": "umbrella", "open": False, "includes": self.some(grouped, 3)}
        if self.often(0.2):
            found["loose"] = {"kind": "umbrella", "open": True, "includes": self.some(grouped)}
        if self.often(0.25):
            fitting = [name for name in grouped if name in {"south-army", "band", "strangers", "free"}]
            found["south-bands"] = {"kind": "umbrella", "open": self.often(0.6), "includes": self.some(fitting, 3)}

    def _part(self, whole: str) -> Spec:
        return {"part_of": [{"whole": whole, **self._maybe_dated(0.35)}]}

    def _party(self, side: str, actors: Spec) -> Spec:
        members = [{"actor": f"{side}-army", **self._maybe_dated(0.1)}]
        candidates = []
        if side == "south":
            members += [{"actor": "late", **self._dated()}] if "late" in actors else []
            candidates = [name for name in ("band", "south-bands") if name in actors]
        return {"members": members, "candidates": candidates}

    def _exclusions(self, actors: Spec) -> tuple[list[Spec], Spec]:
        if self.often(0.2):
            return [], {}
        found = [{"actor": "outlaws", **self._maybe_dated(0.3)}] if "outlaws" in actors else []
        if "listed" not in actors:
            return found, {}
        found.append({"list": "outlawry", **self._maybe_dated(0.4)})
        return found, {"outlawry": [{"actor": "listed", **self._dated()}]}

    def _in_force(self) -> list[Spec]:
        if self.often(0.3):
            turn = {"at": self.one(DISPUTES), "disputed": True}
            return [{"from": "2016-01-01", "until": turn}, {"from": turn}]
        period = {"from": self._boundary() if self.often(0.5) else "2016-01-01"}
        return [{**period, "until": self._boundary()} if self.often(0.3) else period]

    def _boundary(self, *, exact: bool = False) -> Any:
        if exact or self.often(0.4):
            return self.one(DAYS)
        if self.often(0.6) or not self._uncertain:
            return {"at": self.one(DISPUTES), "disputed": True}
        return {"at": self._uncertain.pop()}  # each once: what is only not known exactly is no shared dispute

    def _dated(self, *, exact: bool = False) -> Spec:
        keys = self.one([["from"], ["from"], ["until"], ["from", "until"]])
        return {key: self._boundary(exact=exact) for key in keys}

    def _maybe_dated(self, share: float, *, exact: bool = False) -> Spec:
        return self._dated(exact=exact) if self.often(share) else {}

    def _rule(self, exemptions: list[str]) -> Spec:
        against = self.some(self._names) if self.often(0.6) else []
        return {
            "bearers": self.some(self._sides),
            "acts": self.some(list(ACTS)),
            "against": against,
            "when": self.condition() if self.often(0.6) else None,
            "unless": self.some(exemptions) if exemptions and self.often(0.6) else [],
        }

    def _exemption(self, claim: str) -> Spec:
        return {
            "bearers": self.some(self._sides),
            "claim": claim,
            "tests": ["one", "two"][: self.one([1, 2, 2])],
            "acts": self.some(list(ACTS)) if self.often(0.3) else [],
            "when": self.condition() if self.often(0.4) else None,
        }

    def _area(self) -> Spec:
        area: Spec = {"test": "country", "of": ["XNS"]}
        return area if self.often(0.6) else {"all": [area, {"test": "admin1", "of": ["upland"]}]}

    def condition(self, depth: int = 2) -> Spec:
        if depth and self.often(0.55):
            kind = self.one(["all", "any", "not"])
            if kind == "not":
                return {"not": self.condition(depth - 1)}
            return {kind: [self.condition(depth - 1) for _ in range(self.random.randint(1, 3))]}
        return self._test()

    def _test(self) -> Spec:
        made: list[Callable[[], Spec]] = [
            lambda: {"test": "act", "of": self.some(list(ACTS))},
            lambda: {"test": "weapon", "of": self.some(list(WEAPONS))},
            lambda: {"test": "country", "of": self.some(COUNTRIES)},
            self._place_test,
            self._place_test,
            lambda: {"test": "controller", "of": self.some(self._names)},
            lambda: {"test": "controller", "of": self.some(self._sides)},
            lambda: {"test": "target", "of": self.some(self._names)},
            self._count_test,
            self._count_test,
            lambda: {"test": "raised", "claim": "defence"},
            lambda: {"test": "met", "claim": "defence", "of": self.one(["one", "two"])},
            lambda: {"test": "occurred", "within": [self._dated() for _ in range(self.one([1, 1, 2]))]},
        ]
        return self.random.choice(made)()

    def _place_test(self) -> Spec:
        level = self.one(["admin1", "admin2", "place"])
        return {"test": level, "of": self.some([name for name, known in PLACES.items() if known["level"] == level])}

    def _count_test(self) -> Spec:
        low = self.random.randint(0, 4)
        field = self.one(["killed", "killed", "injured"])
        return {"test": "count", "field": field, "of": [low, self.one([None, low, low + 2])]}

    # --- incidents

    def incident(self, agreement: Spec) -> Spec:
        names = [
            one["name"] for name, known in agreement["actors"].items() for one in known.get("names", [{"name": name}])
        ]
        if self.often(0.7):
            # Few names, so that one actor is mentioned in several roles.
            names = self.random.sample(names, min(len(names), self.random.randint(1, 3)))
        names = [*names, "nobody-knows"] if self.often(0.2) else names
        spec: Spec = {"id": "one", **self._who(names)}
        self._put(spec, "occurred", 0.85, self._time)
        self._put(spec, "act", 0.9, lambda: self._kind(list(ACTS)))
        self._put(spec, "weapon", 0.5, lambda: self._kind(list(WEAPONS)))
        self._put(spec, "location", 0.8, lambda: self._location(names))
        self._put(spec, "casualties", 0.5, self._casualties)
        self._put(spec, "claims", 0.6, lambda: self._claims(agreement))
        return spec

    def _put(self, spec: Spec, key: str, share: float, made: Callable[[], Any]) -> None:
        if self.often(share):
            spec[key] = made()

    def _who(self, names: list[str]) -> Spec:
        if self.often(0.12):
            return self._clash(names)
        found: Spec = {}
        self._put(found, "perpetrator", 0.9, lambda: self._actor(names))
        self._put(found, "target", 0.85, lambda: self._actor(names))
        return found

    def _clash(self, names: list[str]) -> Spec:
        sides = [self._group(names) for _ in range(self.one([2, 2, 3]))]
        found: Spec = {"participants": sides}
        if self.often(0.2):
            found["perpetrator"] = sides[0]
        return found

    def _group(self, names: list[str]) -> Any:
        return self.one(names) if self.often(0.7) else self.some(names, 3)

    def _actor(self, names: list[str]) -> Any:
        if self.often(0.75):
            return self._group(names)
        claimed: Spec = {"any_of": [self._group(names) for _ in range(self.random.randint(1, 2))]}
        self._put(claimed, "confidence", 0.5, lambda: self.one(["confirmed", "probable", "possible"]))
        return claimed

    def _time(self) -> Any:
        if self.often(0.75):
            return self.one(TIMES)
        if self.often(0.5):
            return {"any_of": self.some(DAYS, 3)}
        return dict(zip(["from", "to"], sorted(self.random.sample(DAYS, 2)), strict=True))

    def _kind(self, kinds: list[str]) -> Any:
        return self.one(kinds) if self.often(0.8) else {"any_of": self.some(kinds)}

    def _location(self, names: list[str]) -> Spec:
        found: Spec = {}
        for level, texts in STATED.items():
            self._put(found, level, 0.4, lambda texts=texts: self.one(texts))  # type: ignore[misc]  # lambda's default
        self._put(found, "controlled_by", 0.6, lambda: self.one(names))
        return found

    def _casualties(self) -> Spec:
        return {field: self._count() for field in self.some(["killed", "injured"])}

    def _count(self) -> Any:
        low = self.random.randint(0, 4)
        return low if self.often(0.5) else {"min": low, "max": low + self.random.randint(0, 3)}

    def _claims(self, agreement: Spec) -> Spec:
        known = _claims_of(agreement)
        found: Spec = {}
        for claim, tests in known.items():
            if self.often(0.8):
                found[claim] = self.one([True, False, None]) if self.often(0.3) else {
                    test: self.often(0.5) for test in tests if self.often(0.4)
                }  # fmt: skip
        return {claim: value for claim, value in found.items() if value is not None}


def _claims_of(agreement: Spec) -> dict[str, list[str]]:
    """The claims that any norm asks about, with their tests."""
    found: dict[str, set[str]] = {}

    def look(condition: Spec | None) -> None:
        if condition is None:
            return
        for part in (*condition.get("all", ()), *condition.get("any", ())):
            look(part)
        look(condition.get("not"))
        if condition.get("test") in {"raised", "met"}:
            tests = found.setdefault(condition["claim"], set())
            tests |= {condition["of"]} if condition["test"] == "met" else set()

    for exemption in agreement["exemptions"].values():
        found.setdefault(exemption["claim"], set()).update(exemption["tests"])
    for norm in (*agreement["rules"], *agreement["exemptions"].values()):
        look(norm["when"])
    look(agreement["area"])
    return {claim: sorted(tests) for claim, tests in found.items()}
