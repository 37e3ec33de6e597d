"""A check: its name, what it is about, and the function that finds what it finds. Knows no check in particular."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cfcheck.checking.issue import Category, Issue, IssueSeverity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cfcheck.checking.written import Spot, Written

    Finder = Callable[[Written], Iterator["Remark"]]

__all__ = ["Check", "Remark"]


class Remark(NamedTuple):
    """What a check has to say of a spot. Whose remark it is and how much it matters, its check knows."""

    spot: Spot
    message: str
    hint: str
    example: Mapping[str, Any] | None = None


def _nothing(_: Written) -> Iterator[Remark]:
    """What is found in one agreement by a check that looks at all that the others found."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Check:
    """One check. Its name is kebab-case, and the name of its page in docs/checks.

    What a check that is `unanimous` finds in a registry that agreements share counts if it is found with each of them.
    """

    name: str
    category: Category
    severity: IssueSeverity
    title: str
    find: Finder = _nothing
    unanimous: bool = False

    def issues(self, written: Written) -> Iterator[Issue]:
        """What the check finds in an agreement."""
        return map(self.issue, self.find(written))

    def issue(self, remark: Remark) -> Issue:
        """The remark as an issue of this check."""
        source, position = remark.spot
        problem = source.problem(self.name, remark.message, position, remark.hint)
        return Issue(self.category, self.severity, problem, remark.example)
