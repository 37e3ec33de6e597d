"""The table of mutators by name. A new mutator is a function in the module of its kind, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.mutate import condition_mutators as conditions
from cfcheck.authoring.mutate import mutators as norms
from cfcheck.authoring.mutate import mutators as standings
from cfcheck.authoring.mutate import mutators as terms
from cfcheck.authoring.mutate import time_mutators as times
from cfcheck.authoring.mutate.fate import Mutant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfcheck.authoring.mutate.original import Original

__all__ = ["MUTATORS", "Mutator", "mutants_of"]

Find = Callable[["Original"], Iterator[Mutant]]


@dataclass(frozen=True, slots=True)
class Mutator:
    """A kind of small change, and how to make every one of it."""

    name: str
    find: Find

    @property
    def meaning(self) -> str:
        """What it changes, and why a monitor cares."""
        return (self.find.__doc__ or "").strip()

    def mutants(self, of: Original) -> Iterator[Mutant]:
        """Every mutant of this kind."""
        return (replace(mutant, mutator=self.name) for mutant in self.find(of))


_FINDERS: Final[tuple[Find, ...]] = (
    # norms
    norms.norm_dropped,
    norms.modality_flipped,
    norms.bearer_dropped,
    norms.against_dropped,
    norms.act_dropped,
    conditions.kind_narrowed,
    conditions.kind_widened,
    norms.exemption_dropped,
    norms.exemption_added,
    norms.exemption_test_dropped,
    # conditions
    conditions.part_dropped,
    conditions.all_any_swapped,
    conditions.not_removed,
    conditions.number_moved,
    conditions.value_dropped,
    # limits
    terms.limit_lifted,
    terms.period_dropped,
    terms.area_inverted,
    terms.threshold_moved,
    # times
    times.boundary_moved,
    # actors
    standings.member_dropped,
    standings.candidate_dropped,
    standings.not_bound_dropped,
    standings.exclusion_dropped,
    standings.list_entry_dropped,
    standings.name_dropped,
    standings.part_of_dropped,
)

MUTATORS: Final[Mapping[str, Mutator]] = {
    mutator.name: mutator for mutator in (Mutator(find.__name__.replace("_", "-"), find) for find in _FINDERS)
}


def mutants_of(of: Original) -> Iterator[Mutant]:
    """Every mutant of the agreement, in the order of the table."""
    for mutator in MUTATORS.values():
        yield from mutator.mutants(of)
