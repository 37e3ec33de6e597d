"""Runs every check over agreements, and sets aside what is allowed. Knows the table of checks, and no check.

An agreement that does not load has its loader's problems for issues; the other checks need one that does.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from cfcheck.cases import case_files, load_cases
from cfcheck.checking.allowance import Allowance, Malformed, allowances_in
from cfcheck.checking.case_faults import CaseExaminer
from cfcheck.checking.check import Remark
from cfcheck.checking.issue import Category, Issue, IssueSeverity
from cfcheck.checking.report import Allowed, Checked, Content
from cfcheck.checking.table import CHECKS, EXPIRED, MALFORMED, UNUSED
from cfcheck.checking.written import REGISTRY, open_written
from cfcheck.converting.mapping_loader import open_mapping
from cfcheck.file_bytes import read_bytes
from cfcheck.loading.finder import AGREEMENT_FILE
from cfcheck.problem import InvalidRules
from cfcheck.wording import quoted
from cfcheck.yamlfile import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from cfcheck.checking.written import Written
    from cfcheck.converting.mapping import Mapping
    from cfcheck.problem import Problem
    from cfcheck.rule import Exemption, Rule

__all__ = ["ALLOWABLE", "check_folders", "issues_in"]

ALLOWABLE = frozenset(CHECKS) - {MALFORMED, EXPIRED, UNUSED}
"""The checks whose issues somebody may allow."""


def check_folders(folders: Iterable[Path], today: date, mappings: Iterable[Path] = ()) -> Checked:
    """What all checks find in the agreements in the folders, on a day, and what is wrong with the mappings."""
    found: list[Issue] = []
    by_agreement: list[list[Issue]] = []
    opened: list[tuple[Path, Written]] = []
    for folder in folders:
        try:
            written = open_written(folder, today)
        except InvalidRules as invalid:
            found += map(_of_loader, invalid.problems)
            continue
        opened.append((folder, written))
        by_agreement.append(list(issues_in(written)))
        found += map(_of_loader, _problems_of_cases(folder, written))
    sound, of_mappings = _mappings(mappings)
    found += of_mappings
    found += _together([written for _, written in opened], by_agreement)
    issues = sorted({issue.sort_key: issue for issue in found}.values(), key=lambda issue: issue.sort_key)
    open_issues, allowed, of_allowances = _sifted(issues, opened, today)
    everything = sorted((*open_issues, *of_allowances), key=lambda issue: issue.sort_key)
    return Checked(tuple(everything), tuple(allowed), tuple(_content(written) for _, written in opened), sound)


def _mappings(paths: Iterable[Path]) -> tuple[tuple[Mapping, ...], list[Issue]]:
    """The mappings that load, and what is wrong with the others."""
    sound: list[Mapping] = []
    found: list[Issue] = []
    for path in paths:
        try:
            sound.append(open_mapping(path))
        except InvalidRules as invalid:
            found += map(_of_loader, invalid.problems)
    return tuple(sound), found


def issues_in(written: Written) -> Iterator[Issue]:
    """What each check finds in an agreement, whether it is allowed or not."""
    for check in CHECKS.values():
        yield from check.issues(written)


def _together(opened: Sequence[Written], found: Sequence[Sequence[Issue]]) -> Iterator[Issue]:
    """What was found with some agreement; of checks that are unanimous, only what was with all that use the file."""
    users = Counter(document.source.file for written in opened for document in written.documents.values())
    times = Counter(issue.sort_key for issues in found for issue in issues)
    for issue in chain.from_iterable(found):
        if not CHECKS[issue.check].unanimous or times[issue.sort_key] == users[issue.problem.file]:
            yield issue


def _of_loader(problem: Problem) -> Issue:
    return Issue(Category.FORM, IssueSeverity.ERROR, problem)


def _problems_of_cases(folder: Path, written: Written) -> Iterator[Problem]:
    examiner = CaseExaminer(written.agreement)
    for found in case_files(folder):
        try:
            cases = load_cases(found, written.agreement)
        except InvalidRules as invalid:
            yield from invalid.problems
        else:
            yield from examiner.faults(cases, read_document(read_bytes(found.path), str(found.path)))


def _content(written: Written) -> Content:
    agreement = written.agreement
    norms: tuple[Rule | Exemption, ...] = (*agreement.rules.values(), *agreement.exemptions.values())
    unverified = sum(not all(citation.verified for citation in norm.citations) for norm in norms)
    return Content(agreement.id, len(agreement.rules), len(agreement.exemptions), unverified)


Sifted = tuple[list["Issue"], list["Allowed"], list["Issue"]]


def _sifted(issues: Sequence[Issue], opened: Sequence[tuple[Path, Written]], today: date) -> Sifted:
    """The issues that nobody allows, those that somebody does, and those of the allowances themselves."""
    allowances: dict[tuple[str, int, str], Allowance] = {}
    own: list[Issue] = []
    for found in _allowances(opened):
        if isinstance(found, Malformed):
            own.append(CHECKS[MALFORMED].issue(Remark(*found)))
        elif found.has_expired(today):
            own.append(CHECKS[EXPIRED].issue(_expiry(found)))
        else:
            allowances[found.spot.source.file, found.line, found.check] = found
    remaining: list[Issue] = []
    allowed: list[Allowed] = []
    for issue in issues:
        allowance = allowances.get((issue.problem.file, issue.problem.line, issue.check))
        if allowance is None:
            remaining.append(issue)
        else:
            allowed.append(Allowed(issue, allowance))
    used = {id(one.allowance) for one in allowed}
    unused = (allowance for allowance in allowances.values() if id(allowance) not in used)
    partly = _partly_checked(opened)
    own += [CHECKS[UNUSED].issue(_idleness(one)) for one in unused if one.spot.source.file not in partly]
    return remaining, allowed, own


def _allowances(opened: Sequence[tuple[Path, Written]]) -> Iterator[Allowance | Malformed]:
    """Every allowance of every file, once."""
    files: set[str] = set()
    for _, written in opened:
        for document in written.documents.values():
            if document.source.file not in files:
                files.add(document.source.file)
                yield from allowances_in(document, ALLOWABLE)


def _partly_checked(opened: Sequence[tuple[Path, Written]]) -> set[str]:
    """Shared registry files of which not every agreement that uses them was checked: one of the others may need it."""
    checked = {folder.resolve() for folder, _ in opened}
    partly = set()
    for folder, written in opened:
        beside = {path.parent.resolve() for path in folder.resolve().parent.glob(f"*/{AGREEMENT_FILE}")}
        if not beside <= checked:
            partly |= {
                document.source.file for key, document in written.documents.items() if key.startswith(f"{REGISTRY}/")
            }
    return partly


def _expiry(allowance: Allowance) -> Remark:
    message = f"the allowance of {quoted(allowance.check)} by {allowance.by} ended with {allowance.until}"
    return Remark(allowance.spot, message, "mend what it allowed, or have somebody answer for it anew")


def _idleness(allowance: Allowance) -> Remark:
    message = f"{quoted(allowance.check)} finds nothing here that could be allowed"
    return Remark(allowance.spot, message, "remove the comment (`--fix` does), or put it on the line it is about")
