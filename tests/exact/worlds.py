"""The definition of verdicts: every world that a report allows, judged one by one (docs/semantics.md, S35).

A world takes one option of each fact of a reading. In a world every test is true or false, hence every limit holds or not,
every rule is breached or not, and every exemption defeats or not. What is possible is what some world gives. All that
is quicker is compared with this.
"""

from __future__ import annotations

from functools import reduce
from itertools import product
from math import prod
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tests.exact.case import Exact, Needs, choice_needs, facts_of

from cfcheck.model.assessment import Outcome
from cfcheck.model.logic import All, Any, Leaf
from cfcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.exact.case import Case, CaseReading, Needed
    from tests.exact.options import Fact

    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program
    from cfcheck.model.verdict import Verdicts


class Inference(Protocol):
    """Decides which limits, rules and exemptions of a program hold, of one world at a time."""

    def infer(self, signature: bytes) -> bytes:
        """One byte for each root, 0 or 1, given one for each test, 0 or 1."""


class TreeInference:
    """Reads every tree as it is written."""

    def __init__(self, roots: Sequence[Tree], test_count: int) -> None:
        self._roots = tuple(roots)
        self._test_count = test_count

    def infer(self, signature: bytes) -> bytes:
        """Whether each root tree holds. Raises ValueError for a wrong number of answers."""
        if len(signature) != self._test_count:
            raise ValueError(f"a signature of {len(signature)} answers for {self._test_count} tests")
        return bytes(_holds(root, signature) for root in self._roots)


def _holds(tree: Tree, signature: bytes) -> bool:
    match tree:
        case Leaf(test, negated):
            return bool(signature[test]) is not negated
        case All(parts):
            return all(_holds(part, signature) for part in parts)
        case Any(parts):
            return any(_holds(part, signature) for part in parts)


class Ruling(NamedTuple):
    """What comes of one world: the verdict, and the roots that speak, as bits by their place in the program.

    `limits` hold; `breached` rules are not defeated; `defeated` ones are breached and defeated, by the exemptions in
    `defeating`. Rules and exemptions speak only where no limit holds.
    """

    verdict: Verdict
    limits: int = 0
    breached: int = 0
    defeated: int = 0
    defeating: int = 0


def ruling_on(program: Program, held: int) -> Ruling:
    """The ruling on one strand of a world in which these roots hold, as bits by their place."""
    first_rule = len(program.limits)
    first_exemption = first_rule + len(program.rules)
    limits = held & ((1 << first_rule) - 1)
    if limits:
        return Ruling(Verdict.OUT_OF_SCOPE, limits)
    breached = defeated = defeating = 0
    for place, root in enumerate(program.rules, start=first_rule):
        if held >> place & 1:
            defeaters = held & sum(1 << (first_exemption + one) for one in root.defeated_by)
            defeating |= defeaters
            if defeaters:
                defeated |= 1 << place
            else:
                breached |= 1 << place
    verdict = Verdict.VIOLATION if breached else Verdict.NO_VIOLATION
    return Ruling(verdict, 0, breached, defeated, defeating)


def together(rulings: Sequence[Ruling]) -> Ruling:
    """The ruling on several who acted together: the gravest verdict; a limit holds if it does for all of them."""
    breached = reduce(or_, (one.breached for one in rulings))
    return Ruling(
        max((one.verdict for one in rulings), key=_GRAVITY.index),
        reduce(and_, (one.limits for one in rulings)),
        breached,
        reduce(or_, (one.defeated for one in rulings)) & ~breached,
        reduce(or_, (one.defeating for one in rulings)),
    )


_GRAVITY = (Verdict.OUT_OF_SCOPE, Verdict.NO_VIOLATION, Verdict.VIOLATION)


class World(NamedTuple):
    """The number of the option taken of each fact, the tests that are true for each strand, and what comes of it."""

    taken: tuple[int, ...]
    true: tuple[int, ...]
    strands: tuple[Ruling, ...]
    ruling: Ruling


class WorldJudge:
    """Judges cases of one program by all of their worlds."""

    def __init__(self, program: Program, inference: Inference) -> None:
        self._program = program
        self._inference = inference
        self._needs = Needs(program)

    def judge(self, case: Case) -> Exact:
        """What follows for the case."""
        readings = [(reading, facts_of(reading)) for reading in case.readings]
        worlds = [tuple(self._worlds(reading, facts)) for reading, facts in readings]
        possible = [frozenset(world.ruling.verdict for world in some) for some in worlds]
        needs: dict[Needed, set[Verdicts]] = {}
        if len(frozenset().union(*possible)) > 1:
            for (reading, facts), some in zip(readings, worlds, strict=True):
                for needed in self._needs_of(reading, facts, some):
                    needs.setdefault(needed, self._leaves(needed, worlds))
            for needed, leaves in choice_needs(case, possible):
                needs[needed] = needs.get(needed, set()) | leaves
        rulings = [world.ruling for some in worlds for world in some]
        return Exact(frozenset().union(*possible), needs, findings_from(self._program, rulings))

    def count(self, case: Case) -> int:
        """How many worlds the case has."""
        return sum(prod(len(fact.options) for fact in facts_of(reading)) for reading in case.readings)

    def _worlds(self, reading: CaseReading, facts: tuple[Fact, ...]) -> Iterator[World]:
        """Every world of the reading."""
        for taken in product(*(range(len(fact.options)) for fact in facts)):
            options = [fact.options[one] for fact, one in zip(facts, taken, strict=True)]
            true = tuple(reduce(or_, (option[strand] for option in options), 0) for strand in range(len(reading.own)))
            strands = tuple(ruling_on(self._program, self._held(one)) for one in true)
            yield World(taken, true, strands, together(strands))

    def _held(self, true: int) -> int:
        signature = bytes(true >> test & 1 for test in range(len(self._program.tests)))
        return sum(held << place for place, held in enumerate(self._inference.infer(signature)))

    def _needs_of(self, reading: CaseReading, facts: tuple[Fact, ...], worlds: tuple[World, ...]) -> Iterator[Needed]:
        """The facts of which two worlds that differ in nothing else have different verdicts."""
        for place in range(len(facts)):
            alike: dict[tuple[int, ...], list[World]] = {}
            for world in worlds:
                alike.setdefault((*world.taken[:place], *world.taken[place + 1 :]), []).append(world)
            differing = 0
            for some in alike.values():
                for one, other in product(some, some):
                    if one.ruling.verdict is not other.ruling.verdict:
                        differing |= reduce(or_, (a ^ b for a, b in zip(one.true, other.true, strict=True)))
            yield from self._needs.open_for(differing, reading.signatures)

    def _leaves(self, needed: Needed, worlds: Iterable[tuple[World, ...]]) -> set[Verdicts]:
        """What remains possible for each answer to the tests of the fact."""
        asked = self._needs.masks[needed[0]]
        left: dict[tuple[int, int], set[Verdict]] = {}
        for some in worlds:
            for world in some:
                for strand, true in enumerate(world.true):
                    left.setdefault((strand, true & asked), set()).add(world.ruling.verdict)
        return {frozenset(verdicts) for verdicts in left.values()}


def findings_from(program: Program, rulings: Sequence[Ruling]) -> tuple[tuple[int, Outcome], ...]:
    """What limits, rules and exemptions say (S41): what is so in every world, and what in some.

    Beside a limit that holds in every world, one that may hold adds nothing.
    """
    always = Ruling(
        Verdict.INDETERMINATE, *(reduce(and_, column) for column in zip(*(one[1:] for one in rulings), strict=True))
    )
    ever = Ruling(
        Verdict.INDETERMINATE, *(reduce(or_, column) for column in zip(*(one[1:] for one in rulings), strict=True))
    )
    found = []
    for place in range(len(program.roots)):
        for sure, open_, bits in (
            (Outcome.HOLDS, None if always.limits else Outcome.MAY_HOLD, (always.limits, ever.limits)),
            (Outcome.BREACHED, Outcome.POSSIBLY_BREACHED, (always.breached, ever.breached)),
            (Outcome.DEFEATED, Outcome.DEFEATED, (always.defeated, ever.defeated & ~ever.breached)),
            (Outcome.DEFEATS, Outcome.MAY_DEFEAT, (always.defeating, ever.defeating)),
        ):
            outcome = sure if bits[0] >> place & 1 else open_ if bits[1] >> place & 1 else None
            if outcome is not None:
                found.append((place, outcome))
                break
    return tuple(found)
