"""What a check is, what an issue is, and a one-line description of each code that the loader reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cfcheck.authoring.check.written import Spot, Written
    from cfcheck.model.problem import Problem

    Finder = Callable[[Written], Iterator["Remark"]]

__all__ = ["LOADER_FAULTS", "Category", "Check", "Issue", "IssueSeverity", "Remark"]


class IssueSeverity(StrEnum):
    """How much an issue matters, gravest first. Not the severity of a rule, which says how grave a breach is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def reaches(self, threshold: IssueSeverity) -> bool:
        """Whether it is at least as grave as the threshold."""
        order = list(IssueSeverity)
        return order.index(self) <= order.index(threshold)


class Category(StrEnum):
    """The subject of a check."""

    FORM = "form"
    TIME = "time"
    LAW = "law"
    MEANING = "meaning"
    ACTORS = "actors"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that a check found. `example` is an incident that shows it, as `json.loads` would give it."""

    category: Category
    severity: IssueSeverity
    problem: Problem
    example: Mapping[str, Any] | None = None

    @property
    def check(self) -> str:
        """The name of the check."""
        return self.problem.code

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then by check and message."""
        return self.problem.sort_key


class Remark(NamedTuple):
    """A finding of a check at one place; name and severity come from the check."""

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
        """The remarks of the check on an agreement."""
        return map(self.issue, self.find(written))

    def issue(self, remark: Remark) -> Issue:
        """The remark as an issue of this check."""
        source, position = remark.spot
        problem = source.problem(self.name, remark.message, position, remark.hint)
        return Issue(self.category, self.severity, problem, remark.example)


LOADER_FAULTS: Final[Mapping[str, str]] = {
    "not-utf8": "the file is not UTF-8",
    "hidden-character": "a character that cannot be seen, or that reorders what is seen",
    "file-too-large": "the file is larger than any rule file",
    "empty-file": "the file is empty",
    "yaml-syntax": "the file is not YAML",
    "several-documents": "the file has a second document",
    "yaml-anchor": "a YAML anchor",
    "yaml-alias": "a YAML alias",
    "yaml-merge-key": "a YAML merge key",
    "yaml-tag": "a YAML tag",
    "key-not-text": "a key is a list or a mapping",
    "duplicate-key": "a key is twice in a mapping",
    "no-value": "a key or an entry has no value",
    "nested-too-deeply": "values are nested too deeply",
    "unknown-key": "a key that the rule language does not have",
    "missing-key": "a key that is needed is missing",
    "unknown-field": "a condition asks about a field that incidents do not have",
    "wrong-shape": "a list, a mapping or a text where another one is expected",
    "too-few": "fewer entries than needed",
    "invalid-value": "a value of another form than the key has",
    "unknown-word": "a word that is not one of a closed list",
    "invalid-id": "an id that is not written as ids are",
    "invalid-time": "a time that never was, happened twice, or is written in another form",
    "backward-period": "a period ends before it begins",
    "unknown-time-zone": "a time zone that the tz database does not have",
    "unknown-actor": "an id that no actor has",
    "unknown-list": "an id that no list has",
    "unknown-act": "an id that no act has",
    "unknown-weapon": "an id that no weapon has",
    "unknown-place": "an id that no place has",
    "unknown-party": "an id that no party has",
    "unknown-party-or-actor": "an id that neither a party nor an actor has",
    "unknown-source": "an id that no document has",
    "unknown-claim": "a claim that no permission has",
    "unknown-test": "a test that the claim does not have",
    "unknown-rule": "cases of, or in, a rule that there is not",
    "dangling-exemption": "`unless` names a permission that there is not",
    "not-a-permission": "`unless` names a rule that is no permission",
    "not-an-umbrella": "an actor that is no umbrella includes others",
    "not-an-act": "a weapon is directed at somebody",
    "wrong-level": "a place is of another level than the field",
    "protected-actor": "civilians are made a party or excluded",
    "duplicate-id": "one id for two things",
    "ambiguous-id": "one id for a party and an actor",
    "shared-name": "one name for two actors at the same time",
    "two-standings": "an actor has two standings at the same time",
    "cycle": "something is part of itself, includes itself or lies within itself",
    "invalid-incident": "the incident of a case is not one",
    "unknown-norm": "a case expects something of a limit, rule or exemption that there is not",
    "contrary-expectations": "a case expects what can never be",
    "duplicate-name": "two cases of a file have one name",
    "too-many-cases": "a table stands for more cases than anybody means",
    "stray-file": "a file where no rule file is read",
    "stray-link": "a link that leads out of the repository, or of the folder of rules",
    "missing-file": "a folder without agreement.yaml",
    "no-such-folder": "a folder that there is not",
    "unreadable-file": "a file that cannot be read",
    "unknown-agreement": "neither a folder nor an agreement that comes with cfcheck",
    "unknown-column": "a mapping names a column that it does not declare",
    "unknown-code-list": "a mapping names a code list that it does not have",
    "duplicate-header": "a mapping has one header, or one number of columns, for two things",
    "invalid-layout": "a mapping has a layout of times that means nothing",
    "further-problems": "more problems than are told at once",
}
