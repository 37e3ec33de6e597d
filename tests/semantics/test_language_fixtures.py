"""Cases of the rule folders come out as their authors expect, by either inference, and show the semantics whole.

`fixtures/language` holds invented agreements, `rules/syria-2016-coh` is the shipped one. Cases and tests cite sentences
of docs/semantics.md by number; the second half of this module holds citations and sentences against each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.terms import FOLDERS, INFERENCES, ROOT, evaluator, terms

from cfcheck.authoring.test.runner import run_cases
from cfcheck.language.cases import case_files, load_cases
from cfcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cfcheck.evaluation.evaluator import InferenceChoice
    from cfcheck.language.cases import Case

CASES = [
    (name, case)
    for name, folder in FOLDERS.items()
    for found in case_files(folder)
    for case in load_cases(found, terms(name))
]
CASE_FILES = [path for folder in FOLDERS.values() for path in sorted(folder.glob("cases/*.yaml"))]


@pytest.mark.parametrize("inference", INFERENCES)
@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}/{case.rule}: {case.name}" for name, case in CASES])
def test_case_comes_out_as_expected(name: str, case: Case, inference: InferenceChoice) -> None:
    (outcome,) = run_cases(evaluator(name, inference), [case])
    assert outcome.differences == ()


@pytest.mark.parametrize("name", FOLDERS)
def test_every_rule_has_cases_that_tell(name: str) -> None:
    """Of each rule there is a case that is, or may be, a violation, and one that settles otherwise."""
    cases = [case for agreement, case in CASES if agreement == name]
    for rule in terms(name).rules:
        verdicts = {case.verdict for case in cases if case.rule == rule}
        assert verdicts & {Verdict.VIOLATION, Verdict.INDETERMINATE}, rule
        assert verdicts & {Verdict.NO_VIOLATION, Verdict.OUT_OF_SCOPE}, rule


# --- citations -------------------------------------------------------------------------------------------------

SENTENCES = set(
    re.findall(r"^- \*\*(S\d+)\*\*", (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8"), re.MULTILINE)
)

# Sentences that no case can show, and why. Tests cite them instead.
NOT_BY_A_CASE = {
    "S1": "says what a fact is; the cases of S2 and S3 rest on it",
    "S5": "compares two reports: tests/laws",
    "S8": "the length of a day moves no verdict alone: tests/model/test_zone.py",
    "S9": "a refused record has no verdict: tests/model/test_written_time.py",
    "S15": "says what a standing is, and the order of what follows: tests/evaluation/test_standing.py",
    "S37": "compares two reports: tests/evaluation/test_evaluator.py",
    "S40": "cases do not state needs: tests/evaluation/test_openness.py",
    "S44": "a refused record has no verdict: tests/semantics/test_runs.py",
    "S45": "about two records of a run: tests/semantics/test_runs.py",
    "S46": "about the result as a whole: tests/evaluation/test_evaluator.py",
    "S47": "compares two runs: tests/laws",
    "S48": "about a run as of a time: tests/evaluation/test_evaluator.py",
    "S51": "cases have no boundaries: tests/evaluation/test_places.py",
    "S52": "cases have no boundaries: tests/evaluation/test_shapes.py",
    "S53": "cases have no boundaries: tests/evaluation/test_places.py",
    "S54": "cases have no boundaries: tests/evaluation/test_places.py",
    "S55": "cases have no boundaries: tests/evaluation/test_places.py",
    "S57": "compares two runs: tests/laws",
}


def cited_by_cases() -> dict[str, set[str]]:
    """Per cases file, the sentences that its cases cite."""
    cited = {}
    for path in CASE_FILES:
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = [entry for case in content["cases"] for entry in (case, *case.get("rows", ()))]
        cites = [entry.get("cites", []) for entry in entries]
        words = {word for cite in cites for word in ([cite] if isinstance(cite, str) else cite)}
        cited[str(path.relative_to(ROOT))] = {word for word in words if re.fullmatch(r"S\d+", word)}
    return cited


def cited_by_tests() -> dict[str, set[str]]:
    paths: list[Path] = sorted((ROOT / "tests").rglob("test_*.py"))
    return {
        str(path.relative_to(ROOT)): set(re.findall(r"\bS\d\d?\b", path.read_text(encoding="utf-8")))
        for path in paths
        if path.name != "test_language_fixtures.py"
    }


def test_sentences_are_numbered_without_a_gap() -> None:
    assert sorted(SENTENCES, key=lambda sentence: int(sentence[1:])) == [f"S{n}" for n in range(1, len(SENTENCES) + 1)]


@pytest.mark.parametrize("cited", [cited_by_cases, cited_by_tests])
def test_no_sentence_is_cited_that_does_not_exist(cited: Callable[[], dict[str, set[str]]]) -> None:
    assert {place: unknown for place, sentences in cited().items() if (unknown := sentences - SENTENCES)} == {}


def test_every_sentence_is_shown_by_a_case_or_there_is_a_reason() -> None:
    shown = set[str]().union(*cited_by_cases().values())
    assert SENTENCES - shown == set(NOT_BY_A_CASE)


def test_every_sentence_that_no_case_shows_is_cited_by_a_test() -> None:
    assert set(NOT_BY_A_CASE) - set[str]().union(*cited_by_tests().values()) == set()


def test_every_case_of_the_language_cites_a_sentence() -> None:
    for path in CASE_FILES:
        if path.is_relative_to(ROOT / "fixtures"):
            for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]:
                assert case.get("cites"), f"{path}: {case['name']}"
