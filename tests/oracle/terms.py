"""An agreement as the oracle reads it: its boundaries in time, its names, and what its tests ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from itertools import product
from typing import Any, NamedTuple

Spec = Mapping[str, Any]
Instant = datetime

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
LEVELS = ("admin1", "admin2", "place")
OTHER = "one that no list has"


def named_time(text: str) -> tuple[Instant, Instant]:
    """The first instant that a time names, and the one after its last. All times are UTC here."""
    if len(text) == len("2016-03"):
        start = datetime.fromisoformat(f"{text}-01").replace(tzinfo=UTC)
        return start, (start + timedelta(days=31)).replace(day=1)
    if len(text) == len("2016-03-01"):
        start = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return start, start + timedelta(days=1)
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return start, start + timedelta(minutes=1)


class Boundary(NamedTuple):
    """The instants at which a period may begin or end, in order, and the key of the question which of them it is.

    Disputes with the same candidates have the same key. An uncertain boundary without a dispute has a key of its own,
    made of where it is written.
    """

    at: tuple[Instant, ...]
    key: Any


def _boundary(written: Any, where: Any, unstated: Instant) -> Boundary:
    if written is None:
        return Boundary((unstated,), None)
    texts = [written] if isinstance(written, str) else written["at"]
    at = tuple(sorted({named_time(text)[0] for text in texts}))
    disputed = not isinstance(written, str) and written.get("disputed", False)
    return Boundary(at, ("dispute", at) if disputed else ("boundary", where))


class Terms:
    """An agreement's data, with what is looked up in it often."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.actors: Mapping[str, Spec] = spec["actors"]
        self.parties: Mapping[str, Spec] = spec["parties"]
        self.rules: Sequence[Spec] = spec["rules"]
        self.exemptions: Mapping[str, Spec] = spec.get("exemptions", {})
        self.places: Mapping[str, Spec] = spec.get("places", {})
        self.boundaries: list[Boundary] = []
        self.periods: dict[int, tuple[Boundary, Boundary]] = {}
        self._note_periods(spec, ())
        self.excludes = bool(spec.get("excluded"))
        self.asked: dict[str, list[Any]] = {}
        self._above: dict[tuple[str, str], set[str]] = {}
        for condition in self._conditions():
            self._note_tests(condition)
        self.asked.setdefault("act", []).extend([*(rule["acts"] for rule in self.rules), self.directed])
        self.asked["act"].extend(exemption["acts"] for exemption in self.exemptions.values() if exemption.get("acts"))

    @cached_property
    def directed(self) -> list[str]:
        """The acts that are done to somebody, but for those below them."""
        return [act for act, known in self.spec["acts"].items() if known.get("directed")]

    def _note_periods(self, value: Any, where: tuple[Any, ...]) -> None:
        """Remember the boundaries of every period that is written anywhere."""
        if isinstance(value, Mapping):
            if "from" in value or "until" in value:
                start = _boundary(value.get("from"), (*where, "from"), BEGINNING)
                end = _boundary(value.get("until"), (*where, "until"), END)
                self.periods[id(value)] = (start, end)
                self.boundaries += [start, end]
            for key, part in value.items():
                self._note_periods(part, (*where, key))
        elif isinstance(value, list):
            for number, part in enumerate(value):
                self._note_periods(part, (*where, number))

    def period(self, holder: Spec) -> tuple[Boundary, Boundary]:
        """The boundaries of what holds from or until a time; all time where it names none."""
        always = (Boundary((BEGINNING,), None), Boundary((END,), None))
        return self.periods.get(id(holder), always)

    def _conditions(self) -> Iterator[Spec]:
        for holder in (*self.rules, *self.exemptions.values()):
            if holder.get("when"):
                yield holder["when"]
        if self.spec.get("area"):
            yield self.spec["area"]

    def _note_tests(self, condition: Spec) -> None:
        for part in (*condition.get("all", ()), *condition.get("any", ())):
            self._note_tests(part)
        if "not" in condition:
            self._note_tests(condition["not"])
        if "test" in condition:
            asked = condition["field"] if condition["test"] == "count" else condition["test"]
            self.asked.setdefault(asked, []).append(condition.get("of"))

    def above(self, taxonomy: str, kind: str) -> set[str]:
        """The kind and every class that it belongs to; nothing for a kind that no taxonomy has."""
        if (taxonomy, kind) not in self._above:
            kinds = self.spec.get(taxonomy, {})
            parents = kinds[kind].get("parents", ()) if kind in kinds else ()
            own = {kind} if kind in kinds else set()
            self._above[taxonomy, kind] = own.union(*(self.above(taxonomy, parent) for parent in parents))
        return self._above[taxonomy, kind]

    @cached_property
    def bearers(self) -> Mapping[str, Sequence[tuple[str, Spec]]]:
        """The actors that each name can mean, in their order, with what says when."""
        found: dict[str, list[tuple[str, Spec]]] = {}
        for actor, known in self.actors.items():
            for written in known.get("names", [{"name": actor}]):
                found.setdefault(plain(written["name"]), []).append((actor, written))
        return found

    def of_level(self, level: str) -> list[str]:
        """The places of the level."""
        return [place for place, known in self.places.items() if known["level"] == level]

    @cached_property
    def everywhere(self) -> list[tuple[str, ...]]:
        """Every way in which a governorate, a district and a settlement can lie within each other."""
        options = [[*self.of_level(level), OTHER] for level in LEVELS]
        return [point for point in product(*options) if self._hangs_together(point)]

    def _hangs_together(self, point: tuple[str, ...]) -> bool:
        for place in point:
            within = self.places[place].get("within") if place != OTHER else None
            while within is not None:
                known = self.places[within]
                if point[LEVELS.index(known["level"])] != within:
                    return False
                within = known.get("within")
        return True


@cache
def plain(name: str) -> str:
    return " ".join(name.split()).casefold()
