"""`cfcheck convert`, tables without a mapping, drafts of mappings: what is written, said, and set aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]
RULES = str(ROOT / "fixtures" / "language" / "north-south")
MAPPING = """\
cfcheck: 1
title: A spreadsheet
columns: {number: No, day: Date, who: Who, dead: {header: Dead, optional: true}}
cells: {times: [DD/MM/YYYY]}
set_aside:
  - {when: {dead: {more_than: 100}}, reason: "a total, {dead}", unless: out_of_scope}
incident:
  - {id: "{number}", occurred: "{day}", act: shelling, perpetrator: "{who}", location: {country: XNS}, casualties: {killed: "{dead}"}}
"""
SHEET = """\
No,Date,Who,Dead
1,02/03/2015,the North,3
2,31/02/2015,the North,
3,02/03/2015,the North,101
3,02/03/2015,the South,
4,02/02/2015,the North,4000
"""
DIRECT = """\
id,occurred,act,perpetrator,target,location.country,casualties.killed,killed,Weather
1,2015-03-02T04:12,shelling,the North,"{""any_of"": [""the South"", ""civilians""]}",XNS,3,3,rain
2,02/03/2015,shelling,the North,the South,XNS,,,
3,2015-03,,,,,,,
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("mapping.yaml", MAPPING)
    write("sheet.csv", SHEET)
    write("direct.csv", DIRECT)
    return tmp_path


def write(name: str, text: str, encoding: str = "utf-8") -> None:
    Path(name).write_text(text, encoding=encoding)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin, catch_exceptions=False)


# --- what is written and said


def test_rows_become_incidents_and_the_rest_is_set_aside_and_counted() -> None:
    result = run("convert", "sheet.csv", "--from", "mapping.yaml")
    assert result.exit_code == ExitCode.INVALID
    assert result.stdout == (
        '{"id":"1","occurred":"2015-03-02","act":"shelling","perpetrator":"the North","location":{"country":"XNS"},"casualties":{"killed":3}}\n'
    )
    assert result.stderr == (
        "sheet.csv: read as UTF-8, separated by commas, with a header row\n"
        "sheet.csv, record 3 (`2`): occurred: `31/02/2015` is no day of the calendar\n"
        "sheet.csv, record 4 (`3`): dead: a total, 101\n"
        "sheet.csv, record 5 (`3`): id: `3` is already the id of record 4\n"
        "sheet.csv, record 6 (`4`): dead: a total, 4000\n"
        "cfcheck: 1 incident written, 4 set aside\n"
        "      1  dead: a total, 101\n"
        "      1  dead: a total, 4000\n"
        "      1  id: `…` is already the id of record …\n"
        "      1  occurred: `…` is no day of the calendar\n"
    )


def test_what_is_set_aside_can_be_written_and_nothing_said() -> None:
    result = run(
        "convert", "sheet.csv", "--from", "mapping.yaml", "-q", "--set-aside", "no.ndjson", "--output", "yes.ndjson"
    )
    assert (result.exit_code, result.stdout, result.stderr) == (ExitCode.INVALID, "", "")
    assert [json.loads(line)["id"] for line in Path("yes.ndjson").read_text().splitlines()] == ["1"]
    assert Path("no.ndjson").read_text().splitlines()[0] == (
        '{"file":"sheet.csv","record":3,"id":"2","path":"occurred","problem":"`31/02/2015` is no day of the calendar"}'
    )


def test_only_the_first_of_many_are_said_each() -> None:
    write("sheet.csv", "No,Date,Who\n" + "1,x,y\n" * 30)
    lines = run("convert", "sheet.csv", "--from", "mapping.yaml").stderr.splitlines()
    assert len(lines) == 1 + 20 + 1 + 2
    assert lines[21:] == [
        "... and more; `--set-aside FILE` writes each of them",
        "cfcheck: 0 incidents written, 30 set aside",
        "     30  occurred: `…` is no time of the layout `…`",
    ]


@pytest.mark.parametrize(("rows", "written"), [("", "[]\n"), ("1,02/03/2015,A\n2,03/03/2015,B\n", None)])
def test_a_json_list_is_one_document(rows: str, written: str | None) -> None:
    write("sheet.csv", f"No,Date,Who\n{rows}")
    result = run("convert", "sheet.csv", "--from", "mapping.yaml", "--format", "json")
    assert result.exit_code == ExitCode.DONE
    assert written is None or result.stdout == written
    assert [one["id"] for one in json.loads(result.stdout)] == ["1", "2"][: rows.count("\n")]


def test_standard_input_and_several_files_are_one_run() -> None:
    result = run("convert", "-", "sheet.csv", "--from", "mapping.yaml", stdin="No,Date,Who\n1,01/01/2015,A\n")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["1"]
    assert "sheet.csv, record 2 (`1`): id: `1` is already the id of record 2 of -\n" in result.stderr


def test_aggregates_are_kept_on_request_with_the_reason() -> None:
    result = run("convert", "sheet.csv", "--from", "mapping.yaml", "--keep-aggregates", "-q")
    kept = {one["id"]: one.get("extra") for one in map(json.loads, result.stdout.splitlines())}
    assert kept == {"1": None, "3": {"aggregate": "a total, 101"}, "4": {"aggregate": "a total, 4000"}}


def test_what_is_converted_evaluates_like_the_table_itself() -> None:
    """Except for rows that stand only because the agreement certainly does not reach them."""
    at_once = run("evaluate", "sheet.csv", "--from", "mapping.yaml", "--rules", RULES, "-f", "jsonl", "-q").stdout
    run("convert", "sheet.csv", "--from", "mapping.yaml", "-o", "incidents.ndjson", "-q")
    later = run("evaluate", "incidents.ndjson", "--rules", RULES, "-f", "jsonl", "-q").stdout
    # Row 4, of February, is an aggregate; all of it lies before the accord.
    first, fourth = at_once.splitlines(keepends=True)
    assert later == first
    assert json.loads(fourth)["verdict"] == "out_of_scope"


# --- wrong usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "acledd"), "cfcheck: --from: the mapping cannot be read: no such file or directory; did you mean `acled`?\n"),
        (("--from", "csv", "--delimiter", "."), "cfcheck: --delimiter: expected `,`, `;`, `|` or `tab`, found `.`\n"),
        (("--from", "csv", "--encoding", "cp125"), "cfcheck: --encoding: `cp125` is no encoding that can be read; such as `cp1256`\n"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told(arguments: tuple[str, ...], said: str) -> None:
    result = run("convert", "sheet.csv", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (ExitCode.USAGE, "", said)


def test_an_encoding_without_a_table_is_wrong_usage() -> None:
    result = run("evaluate", "incidents.json", "--encoding", "cp1256")
    assert result.exit_code == ExitCode.USAGE
    assert "--encoding and --delimiter are for tables; say with --from what the files are" in result.stderr


def test_a_file_that_is_not_there_is_set_aside() -> None:
    result = run("convert", "gone.csv", "--from", "csv")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (ExitCode.INVALID, "gone.csv: there is no such file")


def test_encoding_and_delimiter_can_be_declared() -> None:
    write("sheet.csv", "id;perpetrator\n1;حركة\n", "cp1256")
    refused = run("convert", "sheet.csv", "--from", "csv")
    assert "is not UTF-8: line 2 has the byte 0xcd; name the encoding with `--encoding`" in refused.stderr
    result = run("convert", "sheet.csv", "--from", "csv", "--encoding", "cp1256", "--delimiter", ";")
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, '{"id":"1","perpetrator":"حركة"}\n')
    assert result.stderr.startswith("sheet.csv: read as CP1256, separated by semicolons, with a header row\n")


# --- tables with the fields of incidents as columns


def test_columns_named_as_fields_are_read_and_others_kept() -> None:
    result = run("convert", "direct.csv", "--from", "csv")
    assert result.stdout == (
        '{"id":"1","occurred":"2015-03-02T04:12","act":"shelling","perpetrator":"the North",'
        '"target":{"any_of":["the South","civilians"]},"location":{"country":"XNS"},"casualties":{"killed":3},'
        '"extra":{"killed":"3","Weather":"rain"}}\n'
        '{"id":"3","occurred":"2015-03"}\n'
    )
    assert result.stderr == (
        "direct.csv: read as UTF-8, separated by commas, with a header row\n"
        "direct.csv, record 3 (`2`): occurred: `02/03/2015` is no time of the layout `YYYY-MM-DDThh:mm:ssZZ or shorter`\n"
        "direct.csv: kept in `extra` and not judged: `killed` (did you mean `casualties.killed`?), `Weather`\n"
        "cfcheck: 2 incidents written, 1 set aside\n"
        "      1  occurred: `…` is no time of the layout `…`\n"
    )


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("No,Date", "the first row, which begins with `No`, has none of the columns expected: id; "),
        ("occurred,Id No", "there is no column `id`; "),
        ("id,Date", "of the fields of an incident there is only `id`; "),
        ("id,casualties.kiled", "of the fields of an incident there is only `id`; is `casualties.kiled` meant as `casualties.killed`?"),
        ("id,occurred,ID", "more than one column is `id`"),
    ],
)  # fmt: skip
def test_a_table_that_has_not_the_fields_is_sent_on(header: str, problem: str) -> None:
    write("sheet.csv", f"{header}\n1,2\n")
    advice = "`cfcheck new mapping FILE` drafts a mapping for a table with columns of its own"
    said = problem + advice if problem.endswith("; ") else problem
    result = run("convert", "sheet.csv", "--from", "csv")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (ExitCode.INVALID, f"sheet.csv: {said}")


def features(**properties: object) -> str:
    point = {"type": "Point", "coordinates": [36.7, 34.8]}
    told = {"id": "1", "participants": ["the North", ["the South", "B"]], "sources": [{"credibility": 2}]}
    feature = {"type": "Feature", "geometry": point, "properties": {**told, **properties}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def test_features_are_read_with_their_points() -> None:
    write("a.geojson", features(**{"casualties.killed": {"min": 1}}))
    assert run("convert", "a.geojson", "--from", "geojson").stderr.splitlines()[1] == (
        'a.geojson, record 1 (`1`): casualties.killed: expected a whole number such as 3, found `{"min": 1}`'
    )
    write("a.geojson", features(**{"casualties.killed": 2}))
    assert run("convert", "a.geojson", "--from", "geojson", "-q").stdout == (
        '{"id":"1","participants":["the North",["the South","B"]],"location":{"lat":34.8,"lon":36.7},'
        '"casualties":{"killed":2},"sources":[{"credibility":2}]}\n'
    )


@pytest.mark.parametrize(
    ("name", "form", "problem"),
    [
        ("a.json", "csv", "is JSON and no CSV; `--from geojson` reads GeoJSON, and incidents as JSON are read without `--from`"),
        ("sheet.csv", "geojson", "is no JSON; `--from csv` reads CSV"),
    ],
)  # fmt: skip
def test_the_form_has_to_be_the_one_that_is_said(name: str, form: str, problem: str) -> None:
    write("a.json", "[]")
    assert run("convert", name, "--from", form).stderr.splitlines()[0] == f"{name}: {problem}"


def test_values_as_the_format_writes_them_have_to_be_json() -> None:
    write("sheet.csv", 'id,perpetrator,claims\n1,"[""A""",\n2,,"{""self_defence"": true}"\n3,[NaN],\n4,,yes\n')
    result = run("convert", "sheet.csv", "--from", "csv")
    assert result.stdout == '{"id":"2","claims":{"self_defence":true}}\n'
    assert [line.partition(": ")[2] for line in result.stderr.splitlines()[1:4]] == [
        'perpetrator: begins as JSON and is none: `["A"`',
        "perpetrator: begins as JSON and is none: `[NaN]`",
        "claims: expected an object, found text",
    ]


def test_results_can_be_shown_on_a_map() -> None:
    write("a.ndjson", '{"id":"1","location":{"lat":34.8,"lon":36.7}}\n{"id":"2","location":{"lat":34.8}}\n{"id":"1"}\n')
    result = run("evaluate", "a.ndjson", "--format", "geojson", "--rules", RULES)
    collection = json.loads(result.stdout)
    assert [(one["id"], one["geometry"], one["properties"]["label"]) for one in collection["features"]] == [
        ("1", {"type": "Point", "coordinates": [36.7, 34.8]}, "indeterminate"),
        ("2", None, "indeterminate"),
    ]
    assert collection["note"] == "A rule-based reading of reports, not a legal finding."
    assert (len(collection["set_aside"]), collection["summary"]["incidents"]) == (1, 2)


# --- drafts


REPORTS = """\
Report ID;Date;Governorate;Lat;Lon;Kind;Side A;;تاريخ;killed;Date
1;03/04/2016;Idleb;35,2;36,1;Shelling;"Gov; x";;أ;1;x
2;03/05/2016;Homs;35,3;36,2;Air strike;Gov;;ب;;y
"""


def test_a_draft_is_as_recorded_loads_and_converts() -> None:
    write("field reports.csv", REPORTS)
    result = run("new", "mapping", "field reports.csv")
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
    assert result.stdout == "field-reports-mapping.yaml\nschemas/mapping.schema.json\n"
    draft = Path("field-reports-mapping.yaml").read_text(encoding="utf-8")
    assert draft == (ROOT / "tests" / "data" / "drafts" / "field-reports-mapping.yaml").read_text(encoding="utf-8")
    checked = run("check", "field-reports-mapping.yaml")
    assert (checked.exit_code, checked.stdout) == (ExitCode.DONE, "field-reports-mapping: mapping, 5 columns\n")
    converted = run("convert", "field reports.csv", "--from", "field-reports-mapping.yaml", "-q")
    assert converted.stdout.splitlines()[0] == (
        '{"id":"1","location":{"admin1":"Idleb","lat":35.2,"lon":36.1},"casualties":{"killed":1},'
        '"extra":{"Date":"x","Kind":"Shelling","Side A":"Gov; x","تاريخ":"أ"}}'
    )


def test_nothing_is_written_over() -> None:
    write("reports-mapping.yaml", "mine")
    write("reports.csv", REPORTS)
    result = run("new", "mapping", "reports.csv")
    assert (result.exit_code, "the file is there already" in result.stderr) == (ExitCode.USAGE, True)
    assert Path("reports-mapping.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (("2016-03-01", "2016-03-02"), "  times: [YYYY-MM-DD]"),
        (("25/04/2016", "03/04/2016"), "  times: [DD/MM/YYYY]"),
        (("04/25/2016", "03/04/2016"), "  times: [MM/DD/YYYY]"),
        (("03/04/2016", "03/04/2016"), "  # times: [DD/MM/YYYY]\n  # times: [MM/DD/YYYY]"),
        (("03/03/2016", ""), "  # times: [DD/MM/YYYY]\n  # times: [MM/DD/YYYY]"),
        (("42430", "42431.0"), "  # times: [excel]"),
        (("1 March 2016", "12 March 2016"), "  times: [D Month YYYY]"),
        (("2016-03-01 04:12", ""), '  times: ["YYYY-MM-DD hh:mm"]'),
        (("last week", ""), "  # times: [YYYY-MM-DD]"),
        (("25/04/2016", "04/25/2016"), "  # times: [YYYY-MM-DD]"),
    ],
)  # fmt: skip
def test_a_layout_is_filled_in_only_where_no_other_fits(days: tuple[str, str], written: str) -> None:
    write("a.csv", f"id,date\n1,{days[0]}\n2,{days[1]}\n")
    assert run("new", "mapping", "a.csv").exit_code == ExitCode.DONE
    draft = Path("a-mapping.yaml").read_text(encoding="utf-8")
    assert f"{written}\n" in draft
    assert ('occurred: "{date}"' in draft) is written.startswith("  times")
    assert run("check", "a-mapping.yaml").exit_code == ExitCode.DONE


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is empty"),
        ("a\nb\n", "cannot be told apart into columns by `,` or `;` or `tab` or `|`: with none of them all rows have as many cells as the header; name one with `--delimiter`"),
        ("a;b,c\n1;2,3\n", "cannot be told apart into columns by `,` or `;` or `tab` or `|`: several fit; name one with `--delimiter`"),
        ("a,b\n1\n", "cannot be told apart into columns by `,` or `;` or `tab` or `|`: with none of them all rows have as many cells as the header; name one with `--delimiter`"),
        ("[]", "has no row with anything in it"),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_from_is_told(content: str, problem: str) -> None:
    write("a.csv", content)
    result = run("new", "mapping", "a.csv")
    assert (result.exit_code, result.stderr) == (ExitCode.INVALID, f"cfcheck: a.csv: {problem}\n")
    assert not Path("a-mapping.yaml").exists()


def test_a_draft_of_json_names_the_key_of_its_rows() -> None:
    write(
        "a.json", json.dumps({"count": 1, "data": [{"event_id": "7", "iso3": "SYR"}, {"event_id": "8", "note": "x"}]})
    )
    assert run("new", "mapping", "a.json").exit_code == ExitCode.DONE
    assert "  records: [data]\n" in Path("a-mapping.yaml").read_text(encoding="utf-8")
    result = run("convert", "a.json", "--from", "a-mapping.yaml", "-q")
    # The second row has no country, and the draft did not know that it may be missing.
    assert result.stdout == '{"id":"7","location":{"country":"SYR"}}\n'


def test_a_known_export_needs_no_mapping_of_its_own() -> None:
    table = ROOT / "tests" / "data" / "acled" / "current.csv"
    result = run("new", "mapping", str(table))
    assert result.stderr == (
        f"cfcheck: {table} has the columns of `acled`; `--from acled` reads it without a mapping of its own\n"
    )


def test_declarations_go_into_the_draft() -> None:
    write("a.csv", "id;perpetrator\n1;حركة\n", "cp1256")
    assert run("new", "mapping", "a.csv", "--encoding", "cp1256", "--delimiter", ";").exit_code == ExitCode.DONE
    result = run("convert", "a.csv", "--from", "a-mapping.yaml", "-q")
    assert result.stdout == '{"id":"1","perpetrator":"حركة"}\n'


def test_a_table_that_declares_its_delimiter_is_drafted_from_and_read() -> None:
    write("a.csv", "sep=;\nid;a,b\n1;2,3\n")
    assert run("new", "mapping", "a.csv").exit_code == ExitCode.DONE
    assert '  delimiter: ";"\n' in Path("a-mapping.yaml").read_text(encoding="utf-8")
    result = run("convert", "a.csv", "--from", "a-mapping.yaml")
    assert result.stdout == '{"id":"1","extra":{"a,b":"2,3"}}\n'
    assert result.stderr.startswith("a.csv: read as UTF-8, separated by semicolons, with a header row\n")
    result = run("convert", "a.csv", "--from", "csv", "--delimiter", ",")
    assert "a.csv: declares with its first line `sep=;` semicolons between cells, and not the commas" in result.stderr


# --- mappings are checked like rule files


def test_faults_of_mappings_are_shown_at_their_place() -> None:
    Path("mappings").mkdir()
    write("mappings/mine.yaml", MAPPING.replace('"{day}"', '"{days}"'))
    write("mappings/other.yaml", MAPPING)
    result = run("check", "mappings")
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout == (
        "mappings/mine.yaml:8:32: unknown column `days` [error: unknown-column]\n"
        '  8 |   - {id: "{number}", occurred: "{days}", act: shelling, perpetrator: "{who}", location: {country: XN…\n'
        "    |                                ^^^^^^^^\n"
        "  help: did you mean `day`?\n"
        "other: mapping, 4 columns\n"
    )


def test_mappings_and_their_faults_are_in_json_too() -> None:
    Path("mappings").mkdir()
    write("mappings/mine.yaml", MAPPING.replace('"{day}"', '"{days}"'))
    write("mappings/other.yaml", MAPPING)
    result = run("check", "mappings", "--format", "json")
    assert result.exit_code == ExitCode.FOUND
    shown = json.loads(result.stdout)
    assert [(one["check"], one["file"], one["line"], one["column"], one["help"]) for one in shown["issues"]] == [
        ("unknown-column", "mappings/mine.yaml", 8, 32, "did you mean `day`?")
    ]
    assert (shown["agreements"], shown["mappings"]) == ([], [{"id": "other", "columns": 4}])
    assert shown["summary"]["error"] == 1


def test_mappings_beside_agreements_are_checked_with_them() -> None:
    result = run("check", str(ROOT / "rules"), "--today", "2026-01-31")
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [
        "syria-2016-coh", "acled", "syrian-archive", "ucdp-ged",
    ]  # fmt: skip
