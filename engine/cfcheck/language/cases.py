"""Cases: incidents with what a rule's author expects of them, read from cases files; tables of cases are expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.language.load.files import FoundFile, find_files
from cfcheck.language.load.page import open_page
from cfcheck.language.schema import CASES, NO_FINDING
from cfcheck.model.incident import Incident, InvalidIncident
from cfcheck.model.incident_json import incident_from_texts
from cfcheck.model.problem import InvalidRules
from cfcheck.model.program import LimitId
from cfcheck.model.text import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path as FilePath

    from cfcheck.language.load.page import Page
    from cfcheck.language.schema import CaseEntry, CasesFile, RowEntry
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.citation import Origin
    from cfcheck.model.verdict import Reason, Verdict

__all__ = [
    "MOST_VARIANTS",
    "TERMS",
    "Case",
    "Expected",
    "Variant",
    "case_files",
    "count_of_variants",
    "load_cases",
    "place_of_fault",
    "variants",
]

MOST_VARIANTS: Final = 10_000
"""How many cases one table may stand for."""

Fields = dict[str, Any]


class Expected(NamedTuple):
    """What is expected of a case. Of what is empty, nothing is."""

    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]
    breached: tuple[str, ...]
    not_breached: tuple[str, ...]
    findings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One case of a table, or a case that is none: what its incident states, and where each of this is written.

    `place` is where the case, row or text stands; `origins` where a field of the incident does, if not in the case's.
    """

    name: str
    incident: Fields
    expected: Expected
    todo: str
    place: Path
    origins: Mapping[str, Path] = field(default_factory=dict)


def count_of_variants(entry: CaseEntry) -> int:
    """How many cases the entry stands for."""
    return max(1, len(entry.rows)) * prod(map(len, entry.each.values()))


def variants(entry: CaseEntry, path: Path) -> Iterator[Variant]:
    """The cases that the entry stands for: its rows in order, and of each its texts."""
    for label, variant in _rows(entry, path):
        for texts in product(*(list(enumerate(texts)) for texts in entry.each.values())):
            yield _tried(entry, path, label, variant, dict(zip(entry.each, texts, strict=True)))


def _rows(entry: CaseEntry, path: Path) -> Iterator[tuple[tuple[str, ...], Variant]]:
    if not entry.rows:
        yield (), Variant(entry.name, entry.incident, _expected(entry, entry), entry.todo, path)
    for number, row in enumerate(entry.rows):
        place = (*path, "rows", number)
        incident = dict(entry.incident)
        origins: dict[str, Path] = {}
        for key in row.without:
            _leave_out(incident, key)
        for key, value in row.incident.items():
            _state(incident, key, value)
            origins[key.partition(".")[0]] = (*place, "incident", key)
        yield (row.name,), Variant(entry.name, incident, _expected(entry, row), row.todo or entry.todo, place, origins)


def _tried(
    entry: CaseEntry, path: Path, label: tuple[str, ...], variant: Variant, texts: Mapping[str, tuple[int, str]]
) -> Variant:
    """The variant with one text for each field of `each`."""
    incident, origins, place = dict(variant.incident), dict(variant.origins), variant.place
    for key, (index, text) in texts.items():
        _state(incident, key, text)
        origins[key.partition(".")[0]] = (*path, "each", key, index)
        place = place if entry.rows else (*path, "each", key, index)
    labels = (*label, *(text for _, text in texts.values()))
    name = f"{entry.name} [{', '.join(labels)}]" if labels else entry.name
    return Variant(name, incident, variant.expected, variant.todo, place, origins)


def _expected(entry: CaseEntry, own: CaseEntry | RowEntry) -> Expected:
    """What is expected: by a row with a verdict, only what it states; by another one, what it does not replace too."""
    if own.verdict is not None:
        return Expected(
            own.verdict, own.possible, own.reasons, own.breached, own.not_breached, own.findings
        )  # fmt: skip
    return Expected(
        entry.verdict,
        own.possible or entry.possible,
        own.reasons or entry.reasons,
        own.breached or entry.breached,
        own.not_breached or entry.not_breached,
        own.findings or entry.findings,
    )


def _state(incident: Fields, key: str, value: object) -> None:
    """Puts the value at the dotted key. What the rows share stays as it is."""
    first, _, rest = key.partition(".")
    if not rest:
        incident[first] = value
        return
    part = incident.get(first)
    inner = dict(part) if isinstance(part, dict) else {}
    _state(inner, rest, value)
    incident[first] = inner


def _leave_out(incident: Fields, key: str) -> None:
    first, _, rest = key.partition(".")
    part = incident.get(first)
    if not rest:
        incident.pop(first, None)
    elif isinstance(part, dict):
        inner = dict(part)
        _leave_out(inner, rest)
        incident[first] = inner


TERMS: Final = "terms"
"""The name of the cases of no norm, but of agreement.yaml itself."""

_STEP: Final = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Case:
    """An incident and what is expected of it. None, or nothing: nothing is expected there.

    `name` is that of its row too, where it is one of a table: `CASE [ROW]`. `file` is the cases file as it was named,
    `origin` the line on which the case or its row begins. `todo` is why it need not come out as expected. `place` is
    where in the file it stands, and `origins` where fields of its incident do that it does not state itself.
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
    not_breached: frozenset[str] = frozenset()
    findings: tuple[tuple[str, str], ...] = ()
    todo: str = ""
    place: Path = ()
    origins: Mapping[str, Path] = field(default_factory=dict)


class _Known(NamedTuple):
    """What cases may name: rules, and the outcomes of each limit, rule and exemption by its id."""

    rules: frozenset[str]
    outcomes: Mapping[str, tuple[str, ...]]


_OF_LIMIT: Final = ("holds", "may_hold", NO_FINDING)
_OF_RULE: Final = ("breached", "possibly_breached", "defeated", NO_FINDING)
_OF_EXEMPTION: Final = ("defeats", "may_defeat", NO_FINDING)


def case_files(folder: FilePath) -> tuple[FoundFile, ...]:
    """The cases files of the agreement in the folder, in order."""
    return find_files(folder, None).cases


def load_cases(found: FoundFile, agreement: Agreement) -> tuple[Case, ...]:
    """The cases of the file, whose name is the rule's id or `terms`; of a table, one for each row. Raises InvalidRules.

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
    """The file is named for a rule or exemption, or for the terms themselves: who is bound, when and where."""
    known = {*agreement.rules, *agreement.exemptions, TERMS}
    page.expect(page.found.id, (), frozenset(known), "rule")


def _cases(page: Page[CasesFile], file: CasesFile, agreement: Agreement) -> Iterator[Case]:
    known = _known(agreement)
    places: dict[str, Path] = {}
    for number, entry in enumerate(file.cases):
        path = ("cases", number)
        _check_names(page, path, entry, known)
        for place, row in enumerate(entry.rows):
            _check_names(page, (*path, "rows", place), row, known)
        if count_of_variants(entry) > MOST_VARIANTS:
            message = f"the table stands for more than {MOST_VARIANTS:,} cases"
            page.refuse((*path, "each"), "too-many-cases", message, "split it")
            continue
        for variant in variants(entry, path):
            yield from _case(page, variant, places)


def _known(agreement: Agreement) -> _Known:
    outcomes: dict[str, tuple[str, ...]] = {
        **dict.fromkeys((str(limit) for limit in LimitId), _OF_LIMIT),
        **dict.fromkeys(agreement.rules, _OF_RULE),
        **dict.fromkeys(agreement.exemptions, _OF_EXEMPTION),
    }
    return _Known(frozenset(agreement.rules), outcomes)


def _check_names(page: Page[CasesFile], path: Path, entry: CaseEntry | RowEntry, known: _Known) -> None:
    """What the entry names exists, and can have the outcome expected of it."""
    for key, rules in (("breached", entry.breached), ("not_breached", entry.not_breached)):
        for place, rule in enumerate(rules):
            page.expect(rule, _at(page, (*path, key), place), known.rules, "rule")
    for rule in set(entry.breached) & set(entry.not_breached):
        message = f"{quoted(rule)} is expected to be breached as well"
        hint = "leave it out of one of the two"
        page.refuse((*path, "not_breached"), "contrary-expectations", message, hint)
    for name, outcome in entry.findings.items():
        if name not in known.outcomes:
            hint = suggestion(name, known.outcomes)
            message = f"unknown limit, rule or exemption {quoted(name)}"
            page.refuse_key((*path, "findings", name), "unknown-norm", message, hint)
        elif outcome not in known.outcomes[name]:
            message = f"{quoted(name)} never comes out as {quoted(outcome)}; expected {listed(known.outcomes[name])}"
            page.refuse((*path, "findings", name), "contrary-expectations", message)


def _at(page: Page[CasesFile], path: Path, place: int) -> Path:
    """Where the value stands, which may be one or a list."""
    return (*path, place) if (*path, place) in page.document.values else path


def _case(page: Page[CasesFile], variant: Variant, places: dict[str, Path]) -> Iterator[Case]:
    """The case, unless a problem was noted."""
    if variant.name in places:
        message = f"another case has the name {quoted(variant.name)}, at {page.place_of(places[variant.name])}"
        page.refuse_key(variant.place, "duplicate-name", message, "name each case and row for what it shows")
        return
    places[variant.name] = variant.place
    incident = _incident(page, variant, f"{page.found.id}-{len(places)}")
    if incident is not None:
        yield _made(page, variant, incident, variant.expected)


def _made(page: Page[CasesFile], variant: Variant, incident: Incident, expected: Expected) -> Case:
    return Case(
        rule=page.found.id,
        name=variant.name,
        incident=incident,
        verdict=expected.verdict,
        possible=frozenset(expected.possible) or None,
        reasons=frozenset(expected.reasons) or None,
        breached=frozenset(expected.breached) or None,
        file=str(page.found.path),
        origin=page.origin(variant.place),
        not_breached=frozenset(expected.not_breached),
        findings=tuple(sorted(expected.findings.items())),
        todo=variant.todo,
        place=variant.place,
        origins=variant.origins,
    )


def _incident(page: Page[CasesFile], variant: Variant, name: str) -> Incident | None:
    """The incident, named after its case where it has no id; None after a problem was noted."""
    texts: dict[str, Any] = {"id": name, **variant.incident}
    try:
        return incident_from_texts(texts)
    except InvalidIncident as fault:
        page.refuse(place_of_fault(variant, fault), "invalid-incident", fault.problem)
        return None


def place_of_fault(case: Case | Variant, fault: InvalidIncident) -> Path:
    """Where what is wrong with the case's incident is written: in the row, under `each`, or in the case."""
    steps = [int(step) if step.isdigit() else step for step in _STEP.findall(fault.path)]
    strange = [origin for key, origin in case.origins.items() if key not in Incident.__struct_fields__]
    origin = case.origins.get(str(steps[0])) if steps else next(iter(strange), None)
    if origin is not None:
        return (*origin, *steps[1:])
    entry = case.place[:2]
    return (*entry, "incident", *steps)
