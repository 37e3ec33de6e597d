"""Issues as SARIF 2.1.0, the form in which code hosts take what static analysis finds."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from cfcheck.authoring.check.check import LOADER_FAULTS, IssueSeverity
from cfcheck.authoring.check.output import example_words
from cfcheck.authoring.check.table import CHECKS
from cfcheck.model.visible import JsonText, visible
from cfcheck.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from cfcheck.authoring.check.allowances import Allowance
    from cfcheck.authoring.check.check import Issue
    from cfcheck.authoring.check.report import Report

__all__ = ["write_sarif"]

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# What message texts take for more than text: a link, `[text](1)`, unless a backslash stands before a bracket (SARIF
# 3.11.6), and the place of an argument, `{0}`, unless its braces are doubled (3.11.5).
_LINK: Final = re.compile(r"\]\(")
_PLACEHOLDER: Final = re.compile(r"\{\d+\}")
_LEVELS: Final[Mapping[IssueSeverity, str]] = {
    IssueSeverity.ERROR: "error",
    IssueSeverity.WARNING: "warning",
    IssueSeverity.INFO: "note",
}


def write_sarif(report: Report, out: TextIO) -> None:
    """A log with one run: the issues that are shown, and those that are allowed as suppressed."""
    results = [_result(issue, None) for issue in report.shown]
    results += [_result(allowed.issue, allowed.allowance) for allowed in report.checked.allowed]
    rules = _rules({result["ruleId"] for result in results})
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    for result in results:
        result["ruleIndex"] = places[result["ruleId"]]
    driver = {"name": "cfcheck", "version": VERSION, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    JsonText(out).write(f"{json.dumps(log, ensure_ascii=False, indent=2)}\n")


def _rules(used: set[str]) -> list[dict[str, Any]]:
    """Every check, and those faults of the loader that occur in the report."""
    checks = [(check.name, check.title, check.severity, check.category.value) for check in CHECKS.values()]
    faults = [(name, title, IssueSeverity.ERROR, "form") for name, title in LOADER_FAULTS.items() if name in used]
    known = {name for name, *_ in (*checks, *faults)}
    others = [(name, "a fault of a rule file", IssueSeverity.ERROR, "form") for name in sorted(used - known)]
    return [
        {
            "id": name,
            "shortDescription": {"text": title},
            "defaultConfiguration": {"level": _LEVELS[severity]},
            "properties": {"tags": [category]},
        }
        for name, title, severity, category in (*checks, *faults, *others)
    ]


def _result(issue: Issue, allowance: Allowance | None) -> dict[str, Any]:
    example = f"Example: {example_words(issue)}" if issue.example is not None else ""
    lines = [part for part in (issue.problem.message, issue.problem.hint, example) if part]
    result: dict[str, Any] = {
        "ruleId": issue.check,
        "level": _LEVELS[issue.severity],
        "message": {"text": "\n".join(map(_message, lines))},
        "locations": [{"physicalLocation": _location(issue)}],
        "partialFingerprints": {"cfcheck/v1": _fingerprint(issue)},
    }
    if allowance is not None:
        justification = visible(f"{allowance.by}, until {allowance.until}: {allowance.reason}")
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": justification}]
    return result


def _location(issue: Issue) -> dict[str, Any]:
    problem = issue.problem
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.file)}}
    if problem.line:
        region: dict[str, Any] = {"startLine": problem.line}
        if problem.column:
            region |= {"startColumn": problem.column, "endColumn": problem.column + problem.width}
        if problem.excerpt:
            region["snippet"] = {"text": "\t".join(map(visible, problem.excerpt.split("\t")))}
        location["region"] = region
    return location


def _message(line: str) -> str:
    """The line as a message shows it, in which nothing is a link or a place for an argument."""
    return _LINK.sub(r"\\](", _PLACEHOLDER.sub(r"{\g<0>}", visible(line)))


def _uri(file: str) -> str:
    """The path as a URI; what is not UTF-8 in it is named by its bytes."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(PurePosixPath(*path.parts)))


def _fingerprint(issue: Issue) -> str:
    """A fingerprint of the issue that does not change when lines above it do."""
    problem = issue.problem
    identity = json.dumps([issue.check, problem.file, problem.excerpt.strip(), problem.message])
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
