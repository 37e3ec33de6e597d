"""The definition of exact verdicts: every world that a report allows, judged one by one.

A world takes one option of each fact of a reading. In a world every test is true or false, hence every limit holds or
not, every rule is breached or not, and every exemption defeats or not. What is possible is what some world gives. See
docs/decisions/0071-exact-verdicts-by-boxes.md.
"""

from __future__ import annotations

from functools import reduce
from itertools import chain, product
from math import prod
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple

from tests.exact.case import Exact, Needs, choice_needs, facts_of

from cfcheck.model.assessment import Outcome
from cfcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tests.exact.case import Case, CaseReading, Needed
    from tests.exact.options import Fact

    from cfcheck.evaluation.reference import Inference
    from cfcheck.model.program import Program
    from cfcheck.model.verdict import Verdicts


class Ruling(NamedTuple):
    """What follows in one world: the verdict, and sets of limits, rules and exemptions, as bits by their place.

    `limits` hold; `breached` rules are not defeated; `defeated` ones are breached and defeated, by the exemptions in
    `defeating`. Where a limit holds, the sets of rules and exemptions are empty.
    """

    verdict: Verdict
    limits: int = 0
    breached: int = 0
    defeated: int = 0
    defeating: int = 0


def ruling_on(program: Program, inference: Inference, true: Iterable[int]) -> Ruling:
    """The ruling on a world in which these tests, as bits, are true for each of those who acted together.

    The gravest verdict settles; a limit holds if it does for all of them.
    """
    rulings = [_on_strand(program, inference, one) for one in true]
    breached = reduce(or_, (one.breached for one in rulings))
    return Ruling(
        max((one.verdict for one in rulings), key=_GRAVITY.index),
        reduce(and_, (one.limits for one in rulings)),
        breached,
        reduce(or_, (one.defeated for one in rulings)) & ~breached,
        reduce(or_, (one.defeating for one in rulings)),
    )


def _on_strand(program: Program, inference: Inference, true: int) -> Ruling:
    answers = inference.infer(bytes(true >> test & 1 for test in range(len(program.tests))))
    held = sum(answer << place for place, answer in enumerate(answers))
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


_GRAVITY = (Verdict.OUT_OF_SCOPE, Verdict.NO_VIOLATION, Verdict.VIOLATION)


class World(NamedTuple):
    """The number of the option taken of each fact, the tests that are true for each strand, and the ruling."""

    taken: tuple[int, ...]
    true: tuple[int, ...]
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
        needed = (
            one
            for (reading, facts), some in zip(readings, worlds, strict=True)
            for one in self._needs_of(reading, facts, some)
        )
        rulings = [[world.ruling for world in some] for some in worlds]
        return exact_of(self._program, case, rulings, needed, lambda one: self._leaves(one, worlds))

    def count(self, case: Case) -> int:
        """How many worlds the case has."""
        return sum(prod(len(fact.options) for fact in facts_of(reading)) for reading in case.readings)

    def _worlds(self, reading: CaseReading, facts: tuple[Fact, ...]) -> Iterator[World]:
        """Every world of the reading."""
        for taken in product(*(range(len(fact.options)) for fact in facts)):
            options = [fact.options[one] for fact, one in zip(facts, taken, strict=True)]
            true = tuple(reduce(or_, (option[strand] for option in options), 0) for strand in range(len(reading.own)))
            yield World(taken, true, ruling_on(self._program, self._inference, true))

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


def exact_of(
    program: Program,
    case: Case,
    rulings: Sequence[Sequence[Ruling]],
    needed: Iterable[Needed],
    leaves: Callable[[Needed], set[Verdicts]],
) -> Exact:
    """What follows for a case with these rulings in each of its readings.

    `needed` are the facts on which the verdict hangs within readings; `leaves` gives what each answer to one leaves.
    """
    by_reading = [frozenset(ruling.verdict for ruling in some) for some in rulings]
    possible = frozenset[Verdict]().union(*by_reading)
    needs: dict[Needed, set[Verdicts]] = {}
    if len(possible) > 1:
        needs = {one: leaves(one) for one in dict.fromkeys(needed)}
        for one, left in choice_needs(case, by_reading):
            needs[one] = needs.get(one, set()) | left
    return Exact(possible, needs, findings_from(program, list(chain.from_iterable(rulings))))


def findings_from(program: Program, rulings: Sequence[Ruling]) -> tuple[tuple[int, Outcome], ...]:
    """The outcomes of limits, rules and exemptions: what is so in every world, and what in some.

    Beside a limit that holds in every world, one that may hold adds nothing.
    """
    columns = list(zip(*(one[1:] for one in rulings), strict=True))  # all but the verdicts
    always = Ruling(Verdict.INDETERMINATE, *(reduce(and_, column) for column in columns))
    ever = Ruling(Verdict.INDETERMINATE, *(reduce(or_, column) for column in columns))
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
