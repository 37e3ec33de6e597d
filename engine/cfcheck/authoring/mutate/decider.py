"""Makes every mutant of a set of agreements and finds out whether cases notice it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.mutate.fate import Bench, Fate, Fated, MutantTally, evaluator_of
from cfcheck.authoring.mutate.find_example import Teller
from cfcheck.authoring.mutate.original import Original
from cfcheck.authoring.mutate.proof import OUT_OF_FORCE, SAME, is_out_of_force, is_same
from cfcheck.authoring.mutate.table import mutants_of
from cfcheck.language.cases import case_files, load_cases
from cfcheck.model.problem import InvalidRules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from cfcheck.authoring.check.written import Written
    from cfcheck.authoring.mutate.fate import Mutant
    from cfcheck.language.cases import Case
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.problem import Problem

    Watch = Callable[[Iterable[Mutant]], Iterable[Mutant]]

__all__ = ["MutantRunner", "run_mutants"]


class MutantRunner:
    """Decides the fate of mutants of one agreement by its cases."""

    def __init__(self, agreement: Agreement, cases: Iterable[Case]) -> None:
        self._agreement = agreement
        self.bench = Bench(agreement, cases)
        self._teller = Teller(agreement, self.bench.passing)

    def decide(self, mutant: Mutant) -> Fated:
        """Killed by a case; or equivalent, if that is proven; or survived, with an incident that would kill it."""
        killer = self.bench.killer(mutant)
        if killer is not None:
            return Fated(mutant, Fate.KILLED, killer=killer)
        if is_out_of_force(self._agreement, mutant):
            return Fated(mutant, Fate.EQUIVALENT, why=OUT_OF_FORCE)
        telling = self._teller.near_a_case(mutant)
        if telling is None and is_same(self._agreement, mutant.agreement):
            return Fated(mutant, Fate.EQUIVALENT, why=SAME)
        telling = telling or self._teller.by_analysis(mutant) or self._teller.by_variation(mutant)
        return Fated(mutant, Fate.SURVIVED, telling=telling)


def run_mutants(written: Written, folder: Path, norms: Collection[str], watch: Watch) -> MutantTally:
    """The fate of every mutant of an agreement; with `norms`, of those in their files.

    All cases of the agreement may kill, also those of other norms. `watch` passes the mutants on, and sees them pass.
    """
    agreement = written.agreement
    problems: list[Problem] = []
    decider = MutantRunner(agreement, _cases(folder, agreement, problems))
    wanted = (one for one in mutants_of(Original(written)) if not norms or one.norm in norms)
    return MutantTally(
        folder=folder,
        provenance=evaluator_of(agreement).provenance,
        only=frozenset(norms),
        cases=len(decider.bench.passing),
        failing=decider.bench.failing,
        problems=tuple(problems),
        fated=tuple(map(decider.decide, watch(wanted))),
    )


def _cases(folder: Path, agreement: Agreement, problems: list[Problem]) -> Iterator[Case]:
    """The cases of every file that can be read; of the others, what is wrong with them is added to the problems."""
    for found in case_files(folder):
        try:
            yield from load_cases(found, agreement)
        except InvalidRules as invalid:
            problems += invalid.problems
