"""What results look like. The expected output stands in tests/data/formats, one file for each format and input.

`CFCHECK_RECORD=1 pytest tests/report/test_formats.py` writes the files anew; whoever does it reads the diff.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    ASIDE,
    DATA,
    EITHER_LIMIT,
    HOSTILE,
    HOSTILE_ASIDE,
    HOSTILE_TEXT,
    NOTHING,
    OPEN,
    PROVENANCE,
    RESULTS,
    VIOLATION,
    assessment,
)
from tests.rendering import render

from cfcheck.model.assessment import Assessment, Attribution, AttributionStatus, Note, Provenance, SetAside
from cfcheck.model.result_json import line_of, plain_assessment
from cfcheck.model.struct import replace
from cfcheck.model.verdict import Verdict
from cfcheck.model.visible import visible
from cfcheck.report.csv_lines import COLUMNS
from cfcheck.report.render import RENDERERS, make_renderer
from cfcheck.report.row import Row
from cfcheck.report.terminal import Paper
from cfcheck.report.words import set_aside_line

EXPECTED = DATA / "formats"
ENDINGS = {"table": "txt", "json": "json", "jsonl": "jsonl", "csv": "csv", "geojson": "geojson", "markdown": "md"}
INPUTS: dict[str, tuple[Assessment | SetAside, ...]] = {
    "all": RESULTS,
    "empty": (),
    "one": (VIOLATION,),
    "only-set-aside": (ASIDE,),
}


class Terminal(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_terminal_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def rendered(
    name: str,
    results: tuple[Assessment | SetAside, ...],
    out: io.StringIO | None = None,
    provenance: Provenance = PROVENANCE,
) -> str:
    out = out or io.StringIO(newline="")
    render(name, out, provenance, results)
    return out.getvalue()


def test_expected_output_is_there_for_every_format() -> None:
    assert set(ENDINGS) == set(RENDERERS)
    files = {f"{name}.{ending}" for name in INPUTS for ending in ENDINGS.values()}
    assert {path.name for path in EXPECTED.iterdir()} == files


@pytest.mark.parametrize("results", INPUTS)
@pytest.mark.parametrize("name", RENDERERS)
def test_output_is_this(name: str, results: str) -> None:
    path = EXPECTED / f"{results}.{ENDINGS[name]}"
    output = rendered(name, INPUTS[results])
    if os.environ.get("CFCHECK_RECORD"):
        path.write_bytes(output.encode())
    assert output.encode() == path.read_bytes()


def test_json_has_every_key_in_order_and_no_float() -> None:
    document = json.loads(rendered("json", RESULTS), parse_float=pytest.fail)
    assert list(document) == ["format", "provenance", "assessments", "set_aside", "summary"]
    assert [one["incident"] for one in document["assessments"]] == [
        result.incident for result in RESULTS if isinstance(result, Assessment)
    ]
    assert document["summary"]["incidents"] == len(document["assessments"])
    assert document["summary"]["set_aside"] == len(document["set_aside"])


def test_a_json_line_stands_alone() -> None:
    line = json.loads(rendered("jsonl", (ASIDE, OPEN)))
    assert line == json.loads(json.dumps(plain_assessment(OPEN))) | {
        "agreement": PROVENANCE.agreement,
        "rules_hash": PROVENANCE.rules_hash,
    }


def test_csv_says_what_json_says() -> None:
    rows = list(csv.DictReader(io.StringIO(rendered("csv", RESULTS), newline="")))
    lines = [json.loads(line) for line in rendered("jsonl", RESULTS).split("\n") if line]
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        assert tuple(row) == COLUMNS
        assert row["incident"].removeprefix("'") == visible(line["incident"])
        assert (row["verdict"], row["rules_hash"]) == (line["verdict"], line["rules_hash"])
        assert row["possible"].split("; ") == line["possible"]
        assert [fact.partition(":")[0] for fact in row["needs"].split("; ") if fact] == [
            need["fact"] for need in line["needs"]
        ]


SIGN = "\N{REPLACEMENT CHARACTER}"
# An id, and its cell.
CELLS = {
    "a formula": ("=1", "'=1"),
    "a sum": ("+1", "'+1"),
    "a number, which an id is not": ("-3.5", "'-3.5"),
    "a function of long ago": ("@SUM(A1)", "'@SUM(A1)"),
    "a wide sign": ("＝1", "'＝1"),  # noqa: RUF001  # meant
    "another": ("＠x", "'＠x"),  # noqa: RUF001  # meant
    "a tab": ("\t=1", " '=1"),
    "spaces": (" \u00a0\u3000=1", " \u00a0\u3000'=1"),
    "joiners": ("\u200d\u200c=1", "\u200d\u200c'=1"),
    "quotes": ('"=1', "\"'=1"),
    "an apostrophe, so that one can be taken away": ("'=1", "''=1"),
    "a line end": ("\r\n=1", f"{SIGN}{SIGN}=1"),
    "a byte order mark": ("\ufeff=1", f"{SIGN}=1"),
    "a cell where semicolons part them": ('x;=HYPERLINK("a")', 'x;\'=HYPERLINK("a")'),
    "the same behind a space and a quote": ('x; "=1', "x; \"'=1"),
    "a cell where bars part them": ("x|@y", "x|'@y"),
    "several": ("=a;+b|-c", "'=a;'+b|'-c"),
    "signs of a terminal": ("a\x1b[31m\x9b\x00\u202eb", f"a{SIGN}[31m{SIGN}{SIGN}{SIGN}b"),
    "a command": ("::error::##[x]", f"{SIGN}:error::{SIGN}#[x]"),
    "no formula": ("2016-02-27-saraqib; a=b, c@d, e+f", "2016-02-27-saraqib; a=b, c@d, e+f"),
    "another script": ("حلب-1", "حلب-1"),
}


@pytest.mark.parametrize(("identifier", "cell"), CELLS.values(), ids=CELLS)
def test_csv_cells_are_text(identifier: str, cell: str) -> None:
    (row,) = csv.DictReader(io.StringIO(rendered("csv", (replace(VIOLATION, incident=identifier),)), newline=""))
    assert row["incident"] == cell


@given(st.text(alphabet="=+-@;|,\t\r\n \"'\x00\u00a0\u200d\ufeff＝a1", max_size=12))  # noqa: RUF001  # meant
def test_no_cell_is_a_formula_however_the_file_is_parted(text: str) -> None:
    found = replace(VIOLATION, incident=text, notes=(Note(text, text),))
    written = rendered("csv", (found,)).removeprefix("\ufeff")
    for delimiter in ",;|\t":
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
            for cell in row:
                assert cell.strip('\u00a0\u200d "')[:1] not in {*"=+-@＝"}, (delimiter, cell)  # noqa: RUF001  # meant


@pytest.mark.parametrize("name", ["table", "markdown"])
def test_what_people_read_has_nothing_that_disturbs_a_terminal(name: str) -> None:
    output = rendered(name, (HOSTILE, HOSTILE_ASIDE))
    assert not set(output) & set("\x1b\u202e\u2069")
    assert "\ufffd[31m" in output.replace("\\", "")


def test_markdown_keeps_hostile_text_in_its_cell() -> None:
    lines = rendered("markdown", (HOSTILE, HOSTILE_ASIDE)).splitlines()
    for line in lines:
        if line.startswith("|"):
            bars = line.replace("\\|", "").count("|")
            assert bars == 6, line


def test_nothing_is_cut_from_a_table() -> None:
    words = "".join(rendered("table", (EITHER_LIMIT, replace(VIOLATION, incident="x" * 300))).split())
    assert words.count("x") == 300 + "".join(rendered("table", (EITHER_LIMIT, VIOLATION)).split()).count("x")
    assert "e-clash-with-a-" in words


def test_long_results_are_drawn_page_by_page() -> None:
    out = io.StringIO()
    renderer = make_renderer("table", out, PROVENANCE)
    for number in range(501):
        renderer.add(line_of(replace(VIOLATION, incident=f"incident-{number}"), PROVENANCE), list)
    assert out.getvalue().count("Incident") == 1
    assert "incident-499" in out.getvalue()
    assert "incident-500" not in out.getvalue()


def test_a_terminal_has_its_own_width_and_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm-256color")
    output = rendered("table", (VIOLATION, NOTHING), Terminal())
    assert "\x1b[1;31mapparent violation\x1b[0m" in output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in rendered("table", (VIOLATION, NOTHING), Terminal())


def test_a_narrow_terminal_gets_lines_of_80(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    ruler = next(line for line in rendered("table", (OPEN, HOSTILE), Terminal()).splitlines() if line.startswith("--"))
    assert len(ruler) == 80


def test_what_is_not_a_terminal_is_100_wide_whatever_the_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = rendered("table", RESULTS)
    monkeypatch.setenv("COLUMNS", "40")
    assert rendered("table", RESULTS) == expected
    assert max(len(line) for line in expected.split("* not verified")[0].splitlines()) <= 100


def test_a_terminal_that_does_not_say_how_wide_it_is_has_80_columns() -> None:
    ruler = next(line for line in rendered("table", (OPEN,), Terminal()).splitlines() if line.startswith("--"))
    assert len(ruler) == 80


def table(*cells: str, widths: tuple[int, ...]) -> list[str]:
    out = io.StringIO()
    headings = ["A", "B", "C"][: len(cells)]
    row = Row(Verdict.VIOLATION, tuple((cell,) for cell in cells), is_verified=True)
    Paper(out).table(headings, [row], widths)
    return out.getvalue().splitlines()[2:-1]


def test_words_that_fit_stay_whole_and_longer_ones_are_broken() -> None:
    assert table("id", "one two  three", "abcdefghijklm nop", widths=(4, 8, 5)) == [
        "id    one two   abcde",
        "      three     fghij",
        "                klm",
        "                nop",
    ]


def test_columns_are_those_of_a_terminal_and_not_characters() -> None:
    assert table("id", "停火 協議", "e\u0301te\u0301 x", widths=(4, 5, 4)) == [
        "id    停火   e\u0301te\u0301",
        "      協議   x",
    ]
    assert table("id", "停火協議", "x", widths=(4, 5, 1)) == ["id    停火   x", "      協議"]
    assert table("id", "停", "x", widths=(2, 1, 1)) == ["id  停  x"]


def test_as_of_and_short_hashes_are_shown() -> None:
    provenance = replace(PROVENANCE, as_of="2020-05-01", rules_hash="short")
    assert "rules short," in rendered("table", (), provenance=provenance)
    assert ", as of 2020-05-01\n" in rendered("table", (), provenance=provenance)


def test_a_violation_by_one_of_two_rules_says_so() -> None:
    rule = replace(VIOLATION.findings[0], outcome=OPEN.findings[1].outcome)
    by_either = replace(VIOLATION, findings=(rule, replace(rule, id="other", title="Another rule")))
    output = " ".join(rendered("markdown", (by_either,)).split())
    assert "either The sides cease attacks on one another (serious);<br>or Another rule (serious)" in output


def test_a_table_has_fifty_perpetrators_and_how_many_more_there_are() -> None:
    many = replace(VIOLATION.attribution, perpetrators=tuple(f"G{number}" for number in range(1_060)))
    named = replace(VIOLATION, attribution=many)
    output = " ".join(rendered("table", (named,)).split())
    assert "G48; G49; and 1,010 more (" in output
    assert "G1059" not in output
    fifty = replace(VIOLATION, attribution=replace(many, perpetrators=many.perpetrators[:50]))
    assert "G48; G49 (" in " ".join(rendered("table", (fifty,)).split())


def test_a_record_set_aside_has_a_line() -> None:
    assert set_aside_line(ASIDE) == (
        "reports.json, record 7 (`g-later`): occurred: ends before it begins: from 2020-03-02 to 2020-03-01"
    )


@pytest.mark.parametrize("name", RENDERERS)
def test_formats_without_room_for_records_set_aside_say_so(name: str) -> None:
    shown = "g-later" in rendered(name, (VIOLATION, ASIDE))
    assert make_renderer(name, io.StringIO(), PROVENANCE).shows_set_aside is shown


def test_no_format_needs_rich() -> None:
    code = (
        "import sys, cfcheck.report.render, cfcheck.report.explained, cfcheck.report.terminal;"
        " print(any(m.startswith('rich') for m in sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_an_open_attribution_without_names_is_open() -> None:
    nobody = assessment("x", Verdict.VIOLATION, attribution=Attribution(AttributionStatus.OPEN, (), None))
    assert "| open |" in rendered("markdown", (nobody,))


def test_hostile_text_is_whole_in_json() -> None:
    assert json.loads(rendered("jsonl", (HOSTILE,)))["incident"] == HOSTILE_TEXT
    assert Path(EXPECTED / "all.jsonl").read_bytes().count(b"\n") == 7
