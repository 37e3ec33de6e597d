"""cfcheck beside everything else that could answer, each from the file to its findings. Knows no contestant by name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

from benchmarks.contestants import CONTESTANTS, Contestant, Kind
from benchmarks.generate import incident_id
from benchmarks.measure import measure_in_turn
from benchmarks.measures import Line, rate
from benchmarks.workshop import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.measure import Usage
    from benchmarks.workshop import Workshop

__all__ = ["Comparison", "Standing", "compare"]

_FEWEST: Final = 1000
_OWN: Final = "three-valued, with reasons, needs, citations and hashes; a line for every incident"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one of them fared: incidents a second of CPU and by the clock, start-up left out, and MiB at its largest."""

    title: str
    kind: str
    semantics: str
    records: int
    by_cpu: float
    by_clock: float
    peak: float
    start_up: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that took part, quickest first, those that are not installed, and the measure that follows."""

    standings: tuple[Standing, ...]
    skipped: tuple[str, ...]
    line: Line


def compare(shop: Workshop) -> Comparison:
    """Run all that are installed, in turn."""
    present = [contestant for contestant in CONTESTANTS if contestant.is_installed]
    one = shop.incidents(1)
    commands: dict[str, Sequence[str]] = {
        "cfcheck": shop.evaluate(shop.incidents(shop.records)),
        "cfcheck, one": shop.evaluate(one),
    }
    for contestant in present:
        commands[contestant.name] = shop.contest(contestant, _source(shop, contestant))
        commands[f"{contestant.name}, one"] = shop.contest(contestant, one)
    taken = measure_in_turn(commands, shop.rounds, ROOT, shop.target)
    others = _others(shop, present, taken)
    own = _standing("**cfcheck**", "", _OWN, shop.records, taken["cfcheck"], taken["cfcheck, one"])
    skipped = tuple(one.title for one in CONTESTANTS if not one.is_installed)
    standings = sorted([own, *others], key=_slowness)
    return Comparison(tuple(standings), skipped, _line(own, others))


def _source(shop: Workshop, contestant: Contestant) -> Path:
    return shop.incidents(_records(shop, contestant))


def _records(shop: Workshop, contestant: Contestant) -> int:
    return max(min(_FEWEST, shop.records), int(shop.records * contestant.share))


def _others(shop: Workshop, present: Sequence[Contestant], taken: Mapping[str, Usage]) -> list[Standing]:
    """How the contestants fared; those whose findings are not those of the first say so."""
    others: list[Standing] = []
    expected: list[tuple[str, str]] = []
    for contestant in present:
        found = sorted(_findings(shop.found(contestant, _source(shop, contestant))))
        expected = expected or found
        records = _records(shop, contestant)
        agrees = found == [pair for pair in expected if pair[0] < incident_id(records)]
        said = contestant.semantics if agrees else f"{contestant.semantics}; **its findings differ**"
        usages = (taken[contestant.name], taken[f"{contestant.name}, one"])
        others.append(_standing(contestant.title, contestant.kind, said, records, *usages))
    return others


def _findings(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            yield from ((line["incident"], rule) for rule in line["rules"])


def _standing(title: str, kind: str, semantics: str, records: int, many: Usage, one: Usage) -> Standing:
    by_cpu, by_clock = rate(many, one, records), rate(many, one, records, "wall")
    return Standing(title, kind, semantics, records, by_cpu, by_clock, many.peak, one.wall)


def _slowness(standing: Standing) -> float:
    return -standing.by_cpu if standing.by_cpu > 0 else inf


def _line(own: Standing, others: Sequence[Standing]) -> Line:
    name = "throughput against the fastest general rule engine"
    engines = [standing for standing in others if standing.kind == Kind.RULE_ENGINE and standing.by_cpu > 0]
    if not engines:
        return Line(name, "skipped", "3 times", "6 times", "none is installed, or too few incidents to tell")
    best = max(engines, key=lambda standing: standing.by_cpu)
    basis = f"{own.by_cpu:,.0f} and {best.by_cpu:,.0f} incidents/s of CPU ({best.title})"
    return Line(name, f"{own.by_cpu / best.by_cpu:.2f} times", "3 times", "6 times", basis)
