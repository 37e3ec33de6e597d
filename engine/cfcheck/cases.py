"""Cases: incidents, and what a rule's author expects of them. Reads them from their files; judges nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfcheck.incident import Incident, InvalidIncident, incident_from_texts
from cfcheck.loading.finder import FoundFile, find_files
from cfcheck.loading.page import open_page
from cfcheck.problem import InvalidRules
from cfcheck.rulefile import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cfcheck.agreement import Agreement
    from cfcheck.citation import Origin
    from cfcheck.loading.page import Page
    from cfcheck.rulefile import CasesFile
    from cfcheck.verdict import Reason, Verdict

__all__ = ["Case", "case_files", "load_cases"]

_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Case:
    """An incident and what is expected of it. None: nothing is expected there.

    `file` is the cases file as it was named, `origin` the line on which the case begins.
    """

    rule: str
    name: str
    incident: Incident
    verdict: Verdict
    possible: frozenset[Verdict] | None
    reasons: frozenset[Reason] | None
    breached: frozenset[str] | None
    file: str
    origin: Origin


def case_files(folder: Path) -> tuple[FoundFile, ...]:
    """The cases files of the agreement in the folder, in order."""
    return find_files(folder, None).cases


def load_cases(found: FoundFile, agreement: Agreement) -> tuple[Case, ...]:
    """The cases of the file, whose name is the rule's id. Raises InvalidRules.

    A case that names a rule which the agreement does not have is a problem like any other.
    """
    page = open_page(found, CASES)
    _expect_rule(page, agreement)
    if page.file is None:
        raise InvalidRules(page.problems)
    cases = tuple(_cases(page, page.file, agreement))
    if page.problems:
        raise InvalidRules(page.problems)
    return cases


def _expect_rule(page: Page[CasesFile], agreement: Agreement) -> None:
    """The file is named for a rule or exemption."""
    known = frozenset(agreement.rules) | frozenset(agreement.exemptions)
    page.expect(page.found.id, (), known, "rule")


def _cases(page: Page[CasesFile], file: CasesFile, agreement: Agreement) -> Iterator[Case]:
    rules = frozenset(agreement.rules)
    for place, entry in enumerate(file.cases):
        path = ("cases", place)
        for rule in entry.breached:
            page.expect(rule, (*path, "breached"), rules, "rule")
        incident = _incident(page, path, entry.incident, f"{page.found.id}-{place + 1}")
        if incident is not None:
            yield Case(
                rule=page.found.id,
                name=entry.name,
                incident=incident,
                verdict=entry.verdict,
                possible=frozenset(entry.possible) or None,
                reasons=frozenset(entry.reasons) or None,
                breached=frozenset(entry.breached) or None,
                file=str(page.found.path),
                origin=page.origin(path),
            )


def _incident(page: Page[CasesFile], path: tuple[str | int, ...], texts: dict[str, Any], name: str) -> Incident | None:
    """The incident, named after its case where it has no id; None after a problem was noted."""
    try:
        return incident_from_texts({"id": name, **texts})
    except InvalidIncident as fault:
        steps = [int(step) if step.isdigit() else step for step in _STEP.findall(fault.path)]
        page.refuse((*path, "incident", *steps), "invalid-incident", fault.problem)
        return None
