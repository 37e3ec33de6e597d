"""Every check has a page, and every page's example does what the page says."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from cfcheck.authoring.check.check import LOADER_FAULTS
from cfcheck.authoring.check.checker import check_folders
from cfcheck.authoring.check.table import CHECKS
from check_page import HOME, INDEX, lay_over, pages
from write_check_index import index_text, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from check_page import CheckPage

PAGES = pages()
TODAY = date(2026, 1, 31)
SECTIONS = ("What is found", "Why it matters", "Avoid", "Prefer", "What is said")
KEBAB = re.compile("[a-z]+(-[a-z]+)*")


def found_in(files: Mapping[str, str], folder: Path, name: str) -> set[str]:
    """The checks, as grave as the one named or graver, that find something when the files are laid over the example."""
    lay_over(files, folder)
    issues = check_folders([folder / "accord"], TODAY).issues
    return {issue.check for issue in issues if issue.severity.reaches(CHECKS[name].severity)}


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert set(PAGES) == set(CHECKS)


def test_the_index_is_current() -> None:
    assert (HOME / INDEX).read_text(encoding="utf-8") == index_text()


def test_names_are_kebab_case_and_those_of_no_fault_of_the_loader() -> None:
    assert all(KEBAB.fullmatch(name) for name in CHECKS)
    assert not set(CHECKS) & set(LOADER_FAULTS)


def test_the_example_itself_has_no_issues(tmp_path: Path) -> None:
    lay_over({}, tmp_path)
    assert check_folders([tmp_path / "accord"], TODAY).issues == ()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_says_what_why_and_what_to_prefer(page: CheckPage) -> None:
    check = CHECKS[page.name]
    title = check.title[0].upper() + check.title[1:]
    assert page.lead == f"{title}. *{check.category}, {check.severity}*"
    assert page.sections == SECTIONS


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_is_to_be_avoided_trips_this_check_and_no_other(page: CheckPage, tmp_path: Path) -> None:
    assert found_in(page.avoid, tmp_path, page.name) >= {page.name}
    others = found_in(page.avoid, tmp_path, page.name) - {page.name}
    # An allowance that has expired allows nothing any more, so what it allowed is found with it.
    assert others == set() or page.name == "expired-allowance"


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_is_to_be_preferred_trips_none(page: CheckPage, tmp_path: Path) -> None:
    assert page.prefer
    assert found_in(page.prefer, tmp_path, page.name) == set()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_a_page_says_is_said(page: CheckPage, tmp_path: Path) -> None:
    assert page.printed == said_of(page, tmp_path)
