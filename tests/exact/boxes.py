"""Judges a case by boxes instead of worlds: a box is a set of options for every fact, and all of its worlds have one ruling.

A program is laid out in bits (`evaluation.bits`); an option is the set of bits that it denies. Facts are gone through
one by one. Options that deny the same, of what others have left undenied, stay in one box, and a box is done as soon as
no fact that is left can change its ruling. So there are few boxes where there are many worlds.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple

from tests.exact.case import Needs, facts_of
from tests.exact.worlds import exact_of, ruling_on

from cfcheck.evaluation.bits import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.exact.case import Case, CaseReading, Exact, Needed
    from tests.exact.options import Fact
    from tests.exact.worlds import Ruling

    from cfcheck.evaluation.bits import BitLayout
    from cfcheck.evaluation.reference import Inference
    from cfcheck.model.program import Program
    from cfcheck.model.verdict import Verdict, Verdicts


class _Box(NamedTuple):
    """For each fact the numbers of options, as bits, and the ruling on every world that takes one of these of each."""

    taken: tuple[int, ...]
    ruling: Ruling


class _Read(NamedTuple):
    """A reading with its facts, and its boxes."""

    reading: CaseReading
    facts: tuple[Fact, ...]
    boxes: list[_Box]


class BoxJudge:
    """Judges cases of one program. The inference is used once for each box, on one of its worlds."""

    def __init__(self, program: Program, inference: Inference) -> None:
        self._program = program
        self._inference = inference
        self._needs = Needs(program)
        self._layout = lay_out(program)
        self._limits = _with_parts(self._layout, (1 << len(program.limits)) - 1)
        self._all = (1 << self._layout.size) - 1

    def judge(self, case: Case) -> Exact:
        """As `WorldJudge.judge`."""
        read = []
        for reading in case.readings:
            facts = facts_of(reading)
            read.append(_Read(reading, facts, list(_Boxing(self, facts, len(reading.own)).boxes())))
        needed = (one for some in read for one in self._needs_of(some))
        rulings = [[box.ruling for box in some.boxes] for some in read]
        return exact_of(self._program, case, rulings, needed, lambda one: self._leaves(one, read))

    def denied(self, true: int, asked: int) -> int:
        """The bits that are denied if, of the tests in `asked`, those in `true` are true and the others false."""
        layout, denied = self._layout, 0
        for test in range(len(self._program.tests)):
            if asked >> test & 1:
                denied |= (layout.denied if true >> test & 1 else layout.asserted)[test]
        return denied

    def settled(self, denied: int, open_: int) -> tuple[int, bool]:
        """The bits denied in a strand, with those of branches, and whether its ruling is settled.

        `open_` are the bits that options of the facts that are left may deny. If a limit holds, rules and exemptions
        count as denied, since they do not matter then.
        """
        for branch in self._layout.branches:
            parts = [_truth(denied, open_, part) for part in branch.parts]
            if (all if branch.is_any else any)(part is False for part in parts):
                denied |= 1 << branch.bit
            elif not (any if branch.is_any else all)(part is True for part in parts):
                open_ |= 1 << branch.bit
        open_ &= ~denied
        limits = (1 << len(self._program.limits)) - 1
        if limits & ~denied & ~open_:
            return denied | (self._all & ~self._limits), not limits & open_
        return denied, not limits & open_ and not self._open_within(denied, open_)

    def _open_within(self, denied: int, open_: int) -> bool:
        """Whether a rule that may be breached, or an exemption from one, is open."""
        first_rule = len(self._program.limits)
        first_exemption = first_rule + len(self._program.rules)
        return any(
            not denied >> place & 1
            and (open_ >> place & 1 or any(open_ >> (first_exemption + one) & 1 for one in root.defeated_by))
            for place, root in enumerate(self._program.rules, start=first_rule)
        )

    def ruling(self, true: Iterable[int]) -> Ruling:
        """The ruling on a world in which these tests are true for each strand."""
        return ruling_on(self._program, self._inference, true)

    def _needs_of(self, read: _Read) -> Iterator[Needed]:
        """The facts of which two worlds that differ in nothing else have different verdicts."""
        for place, fact in enumerate(read.facts):
            if len(fact.options) == 1:
                continue
            whole = (1 << len(fact.options)) - 1
            ever = _any_true(fact, whole) & ~_all_true(fact, whole)
            differing = 0
            for number, one in enumerate(read.boxes):
                for other in read.boxes[:number]:
                    if one.ruling.verdict is other.ruling.verdict or not _differ_in(one, other, place):
                        continue
                    differing |= _differing(fact, one.taken[place], other.taken[place])
                if differing == ever:
                    break
            yield from self._needs.open_for(differing, read.reading.signatures)

    def _leaves(self, needed: Needed, read: list[_Read]) -> set[Verdicts]:
        """What remains possible for each answer to the tests of the fact."""
        asked = self._needs.masks[needed[0]]
        left: dict[tuple[int, int], set[Verdict]] = {}
        for one in read:
            for place, fact in enumerate(one.facts):
                strands = [strand for strand, tests in enumerate(fact.asked) if tests & asked]
                for number, option in enumerate(fact.options if strands else ()):
                    verdicts = {box.ruling.verdict for box in one.boxes if box.taken[place] >> number & 1}
                    for strand in strands:
                        left.setdefault((strand, option[strand] & asked), set()).update(verdicts)
        return {frozenset(verdicts) for verdicts in left.values()}


def _differ_in(one: _Box, other: _Box, place: int) -> bool:
    """Whether there are worlds in the two boxes that differ in this fact alone."""
    pairs = zip(one.taken, other.taken, strict=True)
    return all(a & b for number, (a, b) in enumerate(pairs) if number != place)


def _differing(fact: Fact, one: int, other: int) -> int:
    """The tests that some option of the first set answers otherwise than some option of the second."""
    return (_any_true(fact, one) & ~_all_true(fact, other)) | (_any_true(fact, other) & ~_all_true(fact, one))


def _any_true(fact: Fact, taken: int) -> int:
    return reduce(or_, (reduce(or_, option) for number, option in enumerate(fact.options) if taken >> number & 1))


def _all_true(fact: Fact, taken: int) -> int:
    return reduce(and_, (reduce(and_, option) for number, option in enumerate(fact.options) if taken >> number & 1))


def _truth(denied: int, open_: int, bit: int) -> bool | None:
    return False if denied >> bit & 1 else None if open_ >> bit & 1 else True


def _with_parts(layout: BitLayout, bits: int) -> int:
    """The bits with those of the branches below them."""
    for branch in reversed(layout.branches):
        if bits >> branch.bit & 1:
            bits |= sum(1 << part for part in branch.parts)
    return bits


class _Boxing:
    """Parts the worlds of one reading into boxes."""

    def __init__(self, judge: BoxJudge, facts: tuple[Fact, ...], strands: int) -> None:
        self._judge = judge
        self._facts = facts
        self._strands = strands
        self._denied = [[tuple(map(judge.denied, option, fact.asked)) for option in fact.options] for fact in facts]
        # What every option, and what some option, of a fact and of all behind it denies.
        self._surely = self._from_behind(and_)
        self._perhaps = self._from_behind(or_)

    def _from_behind(self, combined: Callable[[int, int], int]) -> list[tuple[int, ...]]:
        found = [(0,) * self._strands]
        for options in reversed(self._denied):
            columns = [reduce(combined, column) for column in zip(*options, strict=True)]
            found.append(tuple(map(or_, columns, found[-1])))
        return found[::-1]

    def boxes(self) -> Iterator[_Box]:
        """The boxes: no world is in two of them."""
        return self._from(0, self._surely[0], ())

    def _from(self, place: int, denied: tuple[int, ...], taken: tuple[int, ...]) -> Iterator[_Box]:
        """The boxes that begin with these options, which deny these bits by strand."""
        settled = [self._judge.settled(one, more) for one, more in zip(denied, self._perhaps[place], strict=True)]
        if all(is_settled for _, is_settled in settled):
            yield self._box((*taken, *((1 << len(fact.options)) - 1 for fact in self._facts[place:])))
            return
        denied = tuple(one for one, _ in settled)
        groups: dict[tuple[int, ...], int] = {}
        for number, more in enumerate(self._denied[place]):
            key = tuple(map(or_, denied, more))
            groups[key] = groups.get(key, 0) | 1 << number
        for key, numbers in groups.items():
            yield from self._from(place + 1, key, (*taken, numbers))

    def _box(self, taken: tuple[int, ...]) -> _Box:
        """The box, judged by one of its worlds."""
        true = [0] * self._strands
        for fact, numbers in zip(self._facts, taken, strict=True):
            option = fact.options[(numbers & -numbers).bit_length() - 1]
            true = list(map(or_, true, option))
        return _Box(taken, self._judge.ruling(true))
