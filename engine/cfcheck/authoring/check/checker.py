"""Runs every check over agreements, and separates the issues that a comment allows.

If an agreement does not load, the loader's problems are its issues, since the other checks need a loaded agreement.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.authoring.check.allowances import Allowance, Malformed, allowances_in
from cfcheck.authoring.check.cases import CaseExaminer
from cfcheck.authoring.check.check import Category, Issue, IssueSeverity, Remark
from cfcheck.authoring.check.report import Allowed, Checked, Content
from cfcheck.authoring.check.table import CHECKS, EXPIRED, MALFORMED, UNUSED
from cfcheck.authoring.check.written import REGISTRY, written_of
from cfcheck.ingest.tables.mapping_loader import open_mapping
from cfcheck.language.cases import load_cases
from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.links import enclosing, leads_out, stray_link
from cfcheck.language.load.files import AGREEMENT_FILE, find_files
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.paths import files_named, resolved
from cfcheck.model.problem import InvalidRules
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from cfcheck.authoring.check.written import Written
    from cfcheck.ingest.tables.mapping import Mapping as TableMapping
    from cfcheck.language.load.files import FoundFile
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.problem import Problem
    from cfcheck.model.rule import Exemption, Rule

__all__ = ["ALLOWABLE", "check_folders", "issues_in"]

ALLOWABLE = frozenset(CHECKS) - {MALFORMED, EXPIRED, UNUSED}
"""The checks whose issues somebody may allow."""


def check_folders(folders: Iterable[Path], today: date, mappings: Iterable[Path] = ()) -> Checked:
    """The issues of all checks in the agreements in the folders, on a day, and the problems of the mappings."""
    found: list[Issue] = []
    examined: list[_Examined] = []
    users: Counter[str] = Counter()
    for folder in folders:
        try:
            one = _examined(folder, today, users.keys())
        except InvalidRules as invalid:
            found += map(_of_loader, invalid.problems)
            continue
        examined.append(one)
        users.update(one.files)
        found += one.of_cases
    sound, of_mappings = _mappings(mappings)
    found += of_mappings
    found += _together([one.issues for one in examined], users)
    issues = sorted({issue.sort_key: issue for issue in found}.values(), key=lambda issue: issue.sort_key)
    open_issues, allowed, of_allowances = _sifted(issues, examined, today)
    everything = sorted((*open_issues, *of_allowances), key=lambda issue: issue.sort_key)
    return Checked(tuple(everything), tuple(allowed), tuple(one.content for one in examined), sound)


class _Examined(NamedTuple):
    """What is left of an agreement once it was looked at: of thousands of rule files, none is held on to.

    `files` are the names of all its files, `shared` of those that other agreements use too; `allowances` are those of
    files that no agreement before it used.
    """

    folder: Path
    content: Content
    files: tuple[str, ...]
    shared: frozenset[str]
    issues: tuple[Issue, ...]
    of_cases: tuple[Issue, ...]
    allowances: tuple[Allowance | Malformed, ...]


def _examined(folder: Path, today: date, known: Collection[str]) -> _Examined:
    """What is found in the agreement in the folder; of the files known, allowances were read. Raises InvalidRules."""
    found = find_files(folder, None)
    written = written_of(found, today)
    files = {key: document.source.file for key, document in written.documents.items()}
    fresh = {one.source.file: one for one in written.documents.values() if one.source.file not in known}
    return _Examined(
        folder,
        _content(written),
        tuple(files.values()),
        frozenset(file for key, file in files.items() if key.startswith(f"{REGISTRY}/")),
        tuple(issues_in(written)),
        tuple(map(_of_loader, _problems_of_cases(found.cases, written.agreement))),
        tuple(chain.from_iterable(allowances_in(document, ALLOWABLE) for document in fresh.values())),
    )


def _mappings(paths: Iterable[Path]) -> tuple[tuple[TableMapping, ...], list[Issue]]:
    """The mappings that load, and the problems of the others."""
    sound: list[TableMapping] = []
    found: list[Issue] = []
    for path in paths:
        if path.is_symlink() and leads_out(path, enclosing(path.parent)):
            found.append(_of_loader(stray_link(path)))
            continue
        try:
            sound.append(open_mapping(path))
        except InvalidRules as invalid:
            found += map(_of_loader, invalid.problems)
    return tuple(sound), found


def issues_in(written: Written) -> Iterator[Issue]:
    """The issues of all checks in an agreement, whether they are allowed or not."""
    for check in CHECKS.values():
        yield from check.issues(written)


def _together(found: Sequence[Sequence[Issue]], users: Mapping[str, int]) -> Iterator[Issue]:
    """What was found with some agreement; of checks that are unanimous, only what was with all users of the file."""
    times = Counter(issue.sort_key for issues in found for issue in issues)
    for issue in chain.from_iterable(found):
        if not CHECKS[issue.check].unanimous or times[issue.sort_key] == users[issue.problem.file]:
            yield issue


def _of_loader(problem: Problem) -> Issue:
    return Issue(Category.FORM, IssueSeverity.ERROR, problem)


def _problems_of_cases(files: Iterable[FoundFile], agreement: Agreement) -> Iterator[Problem]:
    examiner = CaseExaminer(agreement)
    for found in files:
        try:
            cases = load_cases(found, agreement)
        except InvalidRules as invalid:
            yield from invalid.problems
        else:
            faults = tuple(examiner.faults(cases))
            # The places of entries in the file, which few files need.
            document = read_document(read_bytes(found.path), str(found.path)) if faults else None
            yield from (document.problem_at_value(*fault) for fault in faults if document)


def _content(written: Written) -> Content:
    agreement = written.agreement
    norms: tuple[Rule | Exemption, ...] = (*agreement.rules.values(), *agreement.exemptions.values())
    unverified = sum(not all(citation.verified for citation in norm.citations) for norm in norms)
    return Content(agreement.id, len(agreement.rules), len(agreement.exemptions), unverified)


Sifted = tuple[list["Issue"], list["Allowed"], list["Issue"]]


def _sifted(issues: Sequence[Issue], examined: Sequence[_Examined], today: date) -> Sifted:
    """The issues that nobody allows, those that somebody does, and those of the allowances themselves."""
    allowances: dict[tuple[str, int, str], Allowance] = {}
    own: list[Issue] = []
    for found in chain.from_iterable(one.allowances for one in examined):
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
    partly = _partly_checked(examined)
    own += [CHECKS[UNUSED].issue(_idleness(one)) for one in unused if one.spot.source.file not in partly]
    return remaining, allowed, own


def _partly_checked(examined: Sequence[_Examined]) -> set[str]:
    """Shared registry files of which not every agreement that uses them was checked: one of the others may need it."""
    folders = [resolved(one.folder) for one in examined]
    homes = {folder.parent for folder in folders}
    beside = {home: {resolved(path.parent) for path in files_named(AGREEMENT_FILE, home)} for home in homes}
    partly = {home for home in homes if not beside[home] <= set(folders)}
    of_agreements = zip(examined, folders, strict=True)
    return {file for one, folder in of_agreements if folder.parent in partly for file in one.shared}


def _expiry(allowance: Allowance) -> Remark:
    message = f"the allowance of {quoted(allowance.check)} by {allowance.by} ended with {allowance.until}"
    return Remark(allowance.spot, message, "mend what it allowed, or have somebody answer for it anew")


def _idleness(allowance: Allowance) -> Remark:
    message = f"{quoted(allowance.check)} finds nothing here that could be allowed"
    return Remark(allowance.spot, message, "remove the comment (`--fix` does), or put it on the line it is about")
