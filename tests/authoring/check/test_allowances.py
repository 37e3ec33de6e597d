"""What is deliberate is allowed by a comment that somebody answers for, until a day, for a reason."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.authoring.check.accords import TERMS, TODAY, WORLD, checked, found

from cfcheck.authoring.check.allowances import comments_in
from cfcheck.authoring.check.checker import check_folders
from cfcheck.language.yaml.reader import read_document

if TYPE_CHECKING:
    from pathlib import Path

ALLOW = "# cfcheck: allow unused-source until 2026-12-31 by R. Author: it is of use elsewhere"
EXTRA = "  protocol: {title: Protocol}"


def sources(*lines: str) -> dict[str, str]:
    return {TERMS: "\n".join(("sources:", "  accord: {title: The Accord}", *lines, ""))}


@pytest.mark.parametrize(
    "lines",
    [
        (f"  {ALLOW}", EXTRA),
        (f"{EXTRA} {ALLOW}",),
        (f"  {ALLOW}", "", "  # a word on the protocol", EXTRA),
        (f"  {ALLOW.replace('# cfcheck: ', '#cfcheck : ')}", EXTRA),
    ],
    ids=["above", "beside", "above other comments", "with other spaces"],
)
def test_an_allowance_is_about_its_line_or_the_next(lines: tuple[str, ...], tmp_path: Path) -> None:
    result = checked(tmp_path, sources(*lines))
    assert result.issues == ()
    (allowed,) = result.allowed
    assert (allowed.issue.check, allowed.allowance.by) == ("unused-source", "R. Author")
    assert (allowed.allowance.until, allowed.allowance.reason) == (date(2026, 12, 31), "it is of use elsewhere")


def test_an_allowance_is_for_one_check_on_one_line(tmp_path: Path) -> None:
    result = checked(tmp_path, sources(f"  {ALLOW}", EXTRA, "  letter: {title: Letter}"))
    assert [(issue.check, issue.problem.line) for issue in result.issues] == [("unused-source", 9)]
    result = checked(tmp_path, sources(f"  {ALLOW.replace('source', 'party')}", EXTRA))
    assert [issue.check for issue in result.issues] == ["unused-allowance", "unused-source"]


def test_an_allowance_lasts_through_its_last_day(tmp_path: Path) -> None:
    checked(tmp_path, sources(f"  {ALLOW}", EXTRA))
    assert check_folders([tmp_path / "accord"], date(2026, 12, 31)).issues == ()
    later = check_folders([tmp_path / "accord"], date(2027, 1, 1)).issues
    assert [issue.check for issue in later] == ["expired-allowance", "unused-source"]


MALFORMED = {
    "# cfcheck: allow": "it has no `allow` with the name of a check",
    "# cfcheck: ignore unused-source": "it has no `allow` with the name of a check",
    "# cfcheck: allow unused-source": "it has no last day: `until` with a date",
    "# cfcheck: allow unused-source until tomorrow by R: x": "it has no last day: `until` with a date",
    "# cfcheck: allow unused-source until 2026-12-31": "it has no owner: `by` with a name",
    "# cfcheck: allow unused-source until 2026-12-31 by : x": "it has no owner: `by` with a name",
    "# cfcheck: allow unused-source until 2026-12-31 by R. Author": "it has no reason: `:` and text after the name",
    "# cfcheck: allow unused-source until 2026-12-31 by R. Author: ": "it has no reason: `:` and text after the name",
    "# cfcheck: allow unused-source by R. Author until 2026-12-31: x": "its parts are in another order",
    "# cfcheck: allow unused-source until 2026-02-30 by R: x": "`2026-02-30` is not a day of the calendar",
    "# cfcheck: allow unused-sauce until 2026-12-31 by R: x": "no check is named `unused-sauce`",
    "# cfcheck: allow unknown-key until 2026-12-31 by R: x": "no check is named `unknown-key`",
    "# cfcheck: allow expired-allowance until 2026-12-31 by R: x": "no check is named `expired-allowance`",
}


@pytest.mark.parametrize("comment", MALFORMED)
def test_a_comment_that_lacks_a_part_allows_nothing_and_says_so(comment: str, tmp_path: Path) -> None:
    result = checked(tmp_path, sources(f"  {comment}", EXTRA))
    first, second = result.issues
    assert (first.check, second.check) == ("malformed-allowance", "unused-source")
    assert first.problem.message == f"this allows nothing: {MALFORMED[comment]}"
    assert first.problem.hint


TEXTS = {
    "single quotes": f"note: ' {ALLOW}'",
    "double quotes": f'note: "a \\" {ALLOW}"',
    "quotes over lines": f"note: 'x\n    {ALLOW}\n    '",
    "double quotes over lines": f'note: "x \\\n    {ALLOW}\n    "',
    "a block": f"note: |\n  x\n\n  {ALLOW}\n",
    "a folded block with a comment at its head": f"note: >-  # a word\n  x\n  {ALLOW}\nsource: x",
    "no space before": "note: x# cfcheck",
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_stands_in_a_text_is_no_comment(name: str) -> None:
    document = read_document(f"{TEXTS[name]}\n".encode(), "f")
    assert not document.problems
    assert [found for found in comments_in(document) if "cfcheck" in found.text] == []


def test_what_follows_a_text_is_a_comment() -> None:
    lines = ["a: 'it''s' # 1", 'b: ["#", "\\"", x] # 2', "c: |", "  # text", "# 3", "d: 'x", "  y' # 4", "e: p # 5 # 6"]
    document = read_document("\n".join(lines).encode(), "f")
    assert [(comment.position.line, comment.text) for comment in comments_in(document)] == [
        (1, "# 1"), (2, "# 2"), (5, "# 3"), (7, "# 4"), (8, "# 5 # 6"),
    ]  # fmt: skip


@given(st.text(st.sampled_from("# '\"\\:\nx-|>[]{},"), max_size=40))
def test_comments_of_what_can_be_read_never_change_what_is_read(text: str) -> None:
    document = read_document(text.encode(), "f")
    if document.problems:
        return
    lines = list(document.source.lines)
    for comment in comments_in(document):
        line, column, _ = comment.position
        lines[line - 1] = lines[line - 1][: column - 1].rstrip()
    again = read_document("\n".join(lines).encode(), "f")
    assert again.content == document.content


def test_a_shared_registry_is_held_to_be_idle_only_if_all_who_use_it_were_checked(tmp_path: Path) -> None:
    comment = "# cfcheck: allow alias-contains-designated until 2026-12-31 by R. Author: no longer so"
    files = {WORLD: f"weapons:\n  {comment}\n  mortar: {{title: Mortar}}\n"}
    assert [issue.check for issue in found(tmp_path, files, "unused-allowance")] == ["unused-allowance"]
    shutil.copytree(tmp_path / "accord", tmp_path / "second")
    assert check_folders([tmp_path / "accord"], TODAY).issues == ()
    both = check_folders([tmp_path / "accord", tmp_path / "second"], TODAY).issues
    assert [issue.check for issue in both] == ["unused-allowance"]


def test_what_is_wrong_in_a_shared_registry_is_said_once(tmp_path: Path) -> None:
    found(tmp_path, {WORLD: "sources:\n  gazette: {title: G}\n  almanac: {title: A}\n"}, "unused-source")
    shutil.copytree(tmp_path / "accord", tmp_path / "second")
    both = check_folders([tmp_path / "accord", tmp_path / "second"], TODAY)
    assert [issue.check for issue in both.issues] == ["unused-source"]
    assert [content.agreement for content in both.contents] == ["accord", "second"]


def test_an_actor_that_one_of_two_agreements_places_is_placed(tmp_path: Path) -> None:
    second = "second/agreement.yaml"
    members = '  east: {title: E, cite: {source: accord, provision: "2"}, members: [clerks]}\n'
    terms = 'in_force: [{from: "2020-01-01", cite: {source: accord, provision: "1"}}]\n'
    head = 'cfcheck: 1\ntitle: T\nversion: "1"\ntime_zone: UTC\nsources: {accord: {title: A}}\n'
    clerks = {f"{WORLD.removesuffix('.yaml')}-more.yaml": "cfcheck: 1\nactors:\n  clerks: {title: Clerks}\n"}
    assert len(found(tmp_path, {**clerks, second: f"{head}{terms}parties:\n{members}"}, "unplaced-actor")) == 1
    both = check_folders([tmp_path / "accord", tmp_path / "second"], TODAY).issues
    assert "clerks" not in "".join(issue.problem.message for issue in both if issue.check == "unplaced-actor")
