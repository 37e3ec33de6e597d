"""What became of each mutant, and of all of them. Knows nothing of how they are shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cfcheck.assessment import Provenance
    from cfcheck.cases import Case
    from cfcheck.mutation.mutant import Mutant
    from cfcheck.problem import Problem
    from cfcheck.verdict import Reason, Verdict

__all__ = ["Answer", "Fate", "Fated", "Tally", "Telling"]


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, slots=True)
class Answer:
    """That of an assessment by which mutants are told apart; None for the verdict where the incident is set aside."""

    verdict: Verdict | None
    possible: frozenset[Verdict] = frozenset()
    reasons: frozenset[Reason] = frozenset()
    breached: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Telling:
    """An incident that tells a mutant from the original: what follows from it as the terms are, and as changed."""

    incident: Mapping[str, object]
    original: Answer
    mutated: Answer


@dataclass(frozen=True, slots=True)
class Fated:
    """A mutant and its fate: the case that kills it, why it is equivalent, or an incident that would kill it."""

    mutant: Mutant
    fate: Fate
    killer: Case | None = None
    why: str = ""
    telling: Telling | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The fates of an agreement's mutants, and what they were computed from. `only`: the norms that were mutated.

    `failing` cases do not come out as expected as it is, and count for nothing here; `problems` keep others from being
    run.
    """

    folder: Path
    provenance: Provenance
    only: frozenset[str]
    cases: int
    failing: int
    problems: tuple[Problem, ...]
    fated: tuple[Fated, ...]

    @property
    def counts(self) -> Mapping[Fate, int]:
        """How many mutants had each fate."""
        counted = Counter(one.fate for one in self.fated)
        return {fate: counted[fate] for fate in Fate}

    def of(self, fate: Fate) -> tuple[Fated, ...]:
        """The mutants with the fate, in order."""
        return tuple(one for one in self.fated if one.fate is fate)
