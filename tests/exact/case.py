"""A case: all that a verdict depends on, without names. Two incidents with the same case have the same judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.exact.options import Axis, Fact, joined

from cfcheck.model.condition import fact_of
from cfcheck.model.program import Signature, reason_of
from cfcheck.model.struct import Noun
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.model.assessment import Outcome
    from cfcheck.model.program import Program
    from cfcheck.model.verdict import Verdicts


class CaseReading(Noun, frozen=True):
    """A reading in a stretch of time, with numbers for the stretch, its perpetrators and its target.

    `signatures` hold, for each strand, the answers to all tests, with the reason of each that is open. `own` are the
    facts of each strand's perpetrator, `shared` those of the reading.
    """

    time: int
    perpetrators: int
    target: int
    signatures: tuple[Signature, ...]
    own: tuple[tuple[Axis, ...], ...]
    shared: tuple[Axis, ...]


class Case(Noun, frozen=True):
    """The readings of an incident. `time_reason` is why the time is open where they are of several stretches."""

    readings: tuple[CaseReading, ...]
    time_reason: Reason


def facts_of(reading: CaseReading) -> tuple[Fact, ...]:
    """The facts of the reading, each independent of all others."""
    own = [(strand, axis) for strand, axes in enumerate(reading.own) for axis in axes]
    return joined([*own, *((None, axis) for axis in reading.shared)], len(reading.own))


class Exact(NamedTuple):
    """The verdicts possible for a case, the facts on which they hang, and the outcomes of roots by their place.

    Each fact comes with the sets of verdicts that its answers leave possible.
    """

    possible: Verdicts
    needs: dict[Needed, set[Verdicts]]
    findings: tuple[tuple[int, Outcome], ...]


Needed = tuple[str, Reason]
"""A fact that a verdict hangs on, by its path in an incident, and why it is open."""


def choice_needs(case: Case, possible: list[Verdicts]) -> Iterator[tuple[Needed, set[Verdicts]]]:
    """The choices between readings that move what is possible, with what is possible for each value of them.

    `possible` holds what is possible in each reading.
    """
    choices = (
        ("time", ("occurred", case.time_reason)),
        ("perpetrators", ("perpetrator", Reason.ATTRIBUTION)),
        ("target", ("target", Reason.TARGET_STATUS)),
    )
    before: tuple[str, ...] = ()
    for choice, needed in choices:
        coarse, fine = _by(case, possible, before), _by(case, possible, (*before, choice))
        if any(verdicts != coarse[values[:-1]] for values, verdicts in fine.items()):
            yield needed, set(_by(case, possible, (choice,)).values())
        before = (*before, choice)


def _by(case: Case, possible: list[Verdicts], choices: tuple[str, ...]) -> dict[tuple[int, ...], Verdicts]:
    """What is possible in the readings that choose alike."""
    found: dict[tuple[int, ...], Verdicts] = {}
    for reading, verdicts in zip(case.readings, possible, strict=True):
        values = tuple([getattr(reading, choice) for choice in choices])
        found[values] = found.get(values, frozenset()) | verdicts
    return found


class Needs:
    """Which tests of a program look at which fact."""

    def __init__(self, program: Program) -> None:
        self._paths = tuple(map(fact_of, program.tests))
        self.masks: Mapping[str, int] = {
            path: sum(1 << test for test, other in enumerate(self._paths) if other == path) for path in self._paths
        }

    def open_for(self, tests: int, signatures: Iterable[Signature]) -> Iterator[Needed]:
        """The facts that these tests look at, and why each is open in one of the signatures."""
        for signature in signatures:
            for test in numbers_of(tests):
                if signature[test] > 1:
                    yield self._paths[test], reason_of(signature[test])


def numbers_of(tests: int) -> Iterator[int]:
    """The numbers of the tests in a set."""
    return (number for number in range(tests.bit_length()) if tests >> number & 1)
