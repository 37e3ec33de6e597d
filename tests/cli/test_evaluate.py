"""`cfcheck evaluate`: results where they were asked for, a clear word on what is wrong, and a documented exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.options import FailOn, OutputFormat
from cfcheck.cli.terminal import ExitCode
from cfcheck.model.verdict import Verdict
from cfcheck.report.render import RENDERERS

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "fixtures" / "language"
DATA = ROOT / "tests" / "data"
RULES = str(LANGUAGE / "north-south")
VIOLATION = (
    '{"id":"v","occurred":"2015-03-02","act":"shelling","perpetrator":"the North","target":"the South",'
    '"location":{"country":"XNS"}}'
)
BEFORE = '{"id":"b","occurred":"2015-02-02"}'
OPEN = '{"id":"o"}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, *lines: str) -> None:
    Path(name).write_text("\n".join(lines), encoding="utf-8")


def run(*arguments: str, stdin: str | None = None, rules: str = RULES) -> Result:
    return CliRunner().invoke(app, ["evaluate", *arguments, "--rules", rules], input=stdin, catch_exceptions=False)


def document(result: Result) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


def set_aside(result: Result) -> list[tuple[str, int, str | None, str, str]]:
    return [tuple(one.values()) for one in document(result)["set_aside"]]


# --- what goes in and comes out ---------------------------------------------------------------------------------


def test_files_are_evaluated_in_order() -> None:
    write("one.json", f"[{VIOLATION}]")
    write("two.ndjson", BEFORE)
    result = run("two.ndjson", "one.json", "-", "--format", "json", stdin=OPEN)
    assert result.exit_code == ExitCode.DONE
    assert [(one["incident"], one["verdict"]) for one in document(result)["assessments"]] == [
        ("b", "out_of_scope"),
        ("v", "violation"),
        ("o", "indeterminate"),
    ]


def test_standard_input_is_read_where_no_file_is_named() -> None:
    result = run("--format", "jsonl", stdin=f"{VIOLATION}\n{BEFORE}\n")
    assert [json.loads(line)["incident"] for line in result.stdout.splitlines()] == ["v", "b"]


def test_the_table_calls_a_violation_apparent() -> None:
    result = run("-", stdin=VIOLATION)
    assert result.exit_code == ExitCode.DONE
    assert "apparent violation" in result.stdout
    assert "A rule-based reading of reports, not a legal finding." in result.stdout


@pytest.mark.parametrize("output_format", OutputFormat)
def test_every_format_gives_the_same_bytes_twice(output_format: OutputFormat) -> None:
    lines = f"{VIOLATION}\nnonsense\n{BEFORE}\n"
    first, second = (run("-", "--format", output_format, stdin=lines) for _ in range(2))
    assert first.stdout_bytes == second.stdout_bytes
    assert first.exit_code == second.exit_code == ExitCode.INVALID


@pytest.mark.parametrize("output_format", OutputFormat)
def test_several_jobs_give_the_same_bytes_in_every_format(output_format: OutputFormat) -> None:
    records = (
        f'{{"id":"{number}","act":"shelling","location":{{"lat":1,"lon":{number % 180}}}}}' for number in range(2_000)
    )
    lines = "\n".join(f"{record}\nnonsense" if number % 7 == 0 else record for number, record in enumerate(records))
    one, three = (run("-", "--format", output_format, "--jobs", jobs, stdin=lines) for jobs in ("1", "3"))
    assert one.stdout_bytes == three.stdout_bytes
    assert "1999" in one.stdout


def test_jobs_are_for_json() -> None:
    result = run("-", "--from", "csv", "--jobs", "2", stdin="id\na\n")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == "cfcheck: --jobs is for incidents as JSON, not for tables; leave it out\n"


def test_the_formats_are_those_there_are() -> None:
    assert list(OutputFormat) == list(RENDERERS)


def test_output_replaces_a_file_once_it_is_whole(folder: Path) -> None:
    write("results.json", "before")
    result = run("-", "--format", "json", "--output", "results.json", stdin=VIOLATION)
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, "")
    assert json.loads(Path("results.json").read_text(encoding="utf-8"))["summary"]["incidents"] == 1
    assert [path.name for path in folder.iterdir()] == ["results.json"]


def test_a_run_that_breaks_off_leaves_the_file_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise SystemExit(ExitCode.INTERRUPTED)

    monkeypatch.setattr("cfcheck.cli.results.watched", break_off)
    write("results.json", "before")
    result = run("-", "--output", "results.json", stdin=VIOLATION)
    assert result.exit_code == ExitCode.INTERRUPTED
    assert Path("results.json").read_text(encoding="utf-8") == "before"
    assert [path.name for path in folder.iterdir()] == ["results.json"]


@pytest.mark.parametrize(
    ("output", "message"),
    [("nowhere/results", "no such file or directory"), (".", "is a directory")],
)
def test_output_that_cannot_be_written_is_wrong_usage(output: str, message: str) -> None:
    result = run("-", "--output", output, stdin=VIOLATION)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == f"cfcheck: {output}: cannot be written: {message}\n"


def test_what_is_set_aside_can_have_its_own_file() -> None:
    result = run("-", "--format", "csv", "--set-aside", "aside.jsonl", stdin=f"{VIOLATION}\n{VIOLATION}\n[]")
    assert result.exit_code == ExitCode.INVALID
    assert result.stdout_bytes.count(b"\r\n") == 2
    aside = Path("aside.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in aside] == [
        {"file": "-", "record": 2, "id": "v", "path": "id", "problem": "`v` is already the id of record 1"},
        {"file": "-", "record": 3, "id": None, "path": "", "problem": "expected an object, found a list"},
    ]


@pytest.mark.parametrize("output_format", ["jsonl", "csv"])
def test_a_format_without_room_for_it_says_on_stderr_what_is_set_aside(output_format: str) -> None:
    result = run("-", "--format", output_format, stdin=f"{VIOLATION}\nnonsense\n")
    assert result.stderr == "-, record 2: is not JSON: expected a value at byte 1, found `nonsense`\n"


# --- options ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        ("violation", VIOLATION, ExitCode.FOUND),
        ("violation", BEFORE, ExitCode.DONE),
        ("out_of_scope,violation", BEFORE, ExitCode.FOUND),
        ("indeterminate", OPEN, ExitCode.FOUND),
        ("violation", f"{VIOLATION}\nnonsense", ExitCode.FOUND),
        ("violation", f"{BEFORE}\nnonsense", ExitCode.INVALID),
        ("set-aside", f"{BEFORE}\nnonsense", ExitCode.FOUND),
        ("set-aside", BEFORE, ExitCode.DONE),
    ],
)
def test_fail_on_decides_the_exit_code(words: str, stdin: str, code: ExitCode) -> None:
    result = run("-", "--fail-on", words, "--format", "jsonl", stdin=stdin)
    assert result.exit_code == code
    assert result.stdout


def test_fail_on_knows_every_verdict() -> None:
    assert set(FailOn) == {*Verdict, "set-aside"}


def test_an_unknown_word_is_wrong_usage() -> None:
    result = run("-", "--fail-on", "violations", stdin=VIOLATION)
    assert result.exit_code == ExitCode.USAGE
    assert "unknown word `violations`; did you mean `violation`?" in result.stderr


def test_a_threshold_leaves_a_weaker_attribution_open() -> None:
    named = '"perpetrator":{"any_of":["the North"],"confidence":"possible"}'
    report = VIOLATION.replace('"perpetrator":"the North"', named)
    weak, strong = (
        document(run("-", "--format", "json", "--threshold", word, stdin=report))["assessments"][0]["verdict"]
        for word in ("probable", "possible")
    )
    assert (weak, strong) == ("indeterminate", "violation")


def test_what_occurred_after_the_reports_were_known_is_set_aside() -> None:
    result = run("-", "--format", "json", "--as-of", "2015-03-01", stdin=f"{VIOLATION}\n{BEFORE}")
    assert result.exit_code == ExitCode.INVALID
    assert set_aside(result) == [
        ("-", 1, "v", "occurred", "is after 2015-03-01, as of which the reports are said to be known")
    ]
    assert document(result)["provenance"]["as_of"] == "2015-03-01"


def test_a_time_that_is_none_is_wrong_usage() -> None:
    result = run("-", "--as-of", "yesterday", stdin=VIOLATION)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.startswith("cfcheck: --as-of: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("inference", ["reference", "auto"])
def test_either_inference_gives_the_same_bytes(inference: str) -> None:
    lines = f"{VIOLATION}\n{BEFORE}\n{OPEN}"
    assert run("-", "--inference", inference, stdin=lines).stdout == run("-", stdin=lines).stdout


def test_default_rules_are_named_on_stderr() -> None:
    result = CliRunner().invoke(app, ["evaluate", "-", "--format", "jsonl"], input=BEFORE)
    assert result.stderr == "rules: syria-2016-coh, which comes with cfcheck; name others with --rules\n"
    quiet = CliRunner().invoke(app, ["evaluate", "-", "--format", "jsonl", "--quiet"], input=BEFORE)
    assert (quiet.stderr, quiet.stdout) == ("", result.stdout)


# --- bad input --------------------------------------------------------------------------------------------------

# What a file holds, and what is said of the one record of it that is not VIOLATION: number, id, path, problem.
BAD: dict[str, tuple[str, tuple[int, str | None, str, str]]] = {
    "truncated": (
        f'[{VIOLATION},\n{{"id":"x",',
        (
            2,
            "x",
            "",
            (
                f"is not JSON: the file ends inside the record that begins on line 2 (byte {len(VIOLATION) + 4}); "
                "nothing from there on was read"
            ),
        ),
    ),
    "wrong type": (
        f'[{VIOLATION},{{"id":"x","casualties":{{"killed":"many"}}}}]',
        (2, "x", "casualties.killed", "expected a whole number or an object, found text"),
    ),
    "unknown key": (
        f'[{{"id":"x","weapons":"rifle"}},{VIOLATION}]',
        (1, "x", "", "unknown key `weapons`; did you mean `weapon`?"),
    ),
    "unknown act": (
        f'[{{"id":"x","act":"arson"}},{VIOLATION}]',
        (1, "x", "act", "unknown act `arson`; `cfcheck rules acts` lists those known"),
    ),
    "no such latitude": (
        f'[{{"id":"x","location":{{"lat":361}}}},{VIOLATION}]',
        (1, "x", "location.lat", "expected a number of at most 90"),
    ),
    "backward range": (
        f'[{{"id":"x","occurred":{{"from":"2015-03-02","to":"2015-03-01"}}}},{VIOLATION}]',
        (1, "x", "occurred", "ends before it begins: from 2015-03-02 to 2015-03-01"),
    ),
    "zone abbreviation": (
        f'[{{"id":"x","occurred":"2015-03-02 10:00 EET"}},{VIOLATION}]',
        (
            1,
            "x",
            "occurred",
            (
                "`2015-03-02 10:00 EET` has the zone abbreviation `EET`, which does not say which zone is meant; "
                "write an offset such as +02:00, or Z"
            ),
        ),
    ),
    "no id": (f'[{{"occurred":"2015-03-02"}},{VIOLATION}]', (1, None, "", "the key `id` is missing")),
    "duplicate id": (f"{VIOLATION}\n{VIOLATION}", (2, "v", "id", "`v` is already the id of record 1")),
    "duplicate key": (
        f'{VIOLATION}\n{{"id":"x","act":"raid","act":"march"}}',
        (2, "x", "", "the key `act` is there twice in one object"),
    ),
    "100 levels": (
        f'{VIOLATION}\n{{"id":"x","extra":{{"a":{"[" * 100}{"]" * 100}}}}}',
        (2, "x", "extra", "is nested more than 32 levels deep"),
    ),
    "a bad line": (
        f"{VIOLATION}\nwhat is this",
        (2, None, "", "is not JSON: expected a value at byte 1, found `what`"),
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_record_is_told_and_the_rest_evaluated(fault: str) -> None:
    content, told = BAD[fault]
    write("r", content)
    result = run("r", "--format", "json")
    assert result.exit_code == ExitCode.INVALID
    assert set_aside(result) == [("r", *told)]
    assert [one["verdict"] for one in document(result)["assessments"]] == ["violation"]


def test_not_utf8_is_told() -> None:
    Path("r").write_bytes(b'{"id":"x\xe9"}\n' + VIOLATION.encode())
    result = run("r", "--format", "json")
    assert result.exit_code == ExitCode.INVALID
    problem = "is not UTF-8: it has the byte 0xE9 at byte 9; save it as UTF-8"
    assert set_aside(result) == [("r", 1, None, "", problem)]


WHOLE = {
    "missing": "there is no such file",
    "folder": "is a folder; name the files in it",
    "empty": "is empty; expected a JSON list of incidents, one incident, or one a line (NDJSON)",
    "table.csv": "is neither JSON nor NDJSON; expected a JSON list of incidents, one incident, or one a line (NDJSON)",
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_cannot_be_read_is_told_and_the_others_evaluated(name: str) -> None:
    Path("folder").mkdir()
    write("empty")
    write("table.csv", "id,act", "x,raid")
    write("good.json", VIOLATION)
    result = run(name, "good.json", "--format", "json")
    assert result.exit_code == ExitCode.INVALID
    assert set_aside(result) == [(name, 0, None, "", WHOLE[name])]
    assert len(document(result)["assessments"]) == 1


def test_rules_with_five_faults_are_told_before_anything_is_evaluated() -> None:
    shutil.copytree(DATA / "sound", "rules")
    shutil.copytree(DATA / "broken" / "five-faults" / "accord", "rules/accord", dirs_exist_ok=True)
    result = run("-", rules="rules/accord", stdin=VIOLATION)
    assert (result.exit_code, result.stdout) == (ExitCode.INVALID, "")
    expected = (DATA / "broken" / "five-faults" / "expected.txt").read_text(encoding="utf-8")
    assert result.stderr == f"{expected}cfcheck: 7 problems in rule files; nothing was evaluated\n"


def test_unknown_rules_are_wrong_usage() -> None:
    result = run("-", rules="syria", stdin=VIOLATION)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.startswith(
        "cfcheck: --rules: `syria` is neither a folder nor an agreement that comes with cfcheck"
    )


def test_an_unknown_mapping_is_told() -> None:
    result = run("-", "--from", "ucdp", stdin=VIOLATION)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr.startswith("cfcheck: --from: the mapping cannot be read: no such file or directory; ")
    assert "`ucdp-ged`" in result.stderr


def test_a_table_is_read_by_a_mapping() -> None:
    write("events.csv", "id,type_of_violence", "1,1")
    result = run("events.csv", "--from", "ucdp-ged", "--format", "json")
    assert result.exit_code == ExitCode.INVALID
    assert document(result)["assessments"] == []
    assert set_aside(result)
