"""`cfcheck explain`: the right incident, explained; or one clear word why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode
from cfcheck.model.record import Record, Reserved, record_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from typer.testing import Result

    from cfcheck.model.assessment import SetAside

RULES = str(Path(__file__).parents[2] / "fixtures" / "language" / "north-south")
FILE = (
    '[{"id":"first","occurred":"2015-02-02"},'
    '{"id":"second","occurred":"2015-03-02","act":"shelling","perpetrator":"the North","target":"the South",'
    '"location":{"country":"XNS"}},'
    '{"id":"third","act":"arson"}]'
)


def run(*arguments: str, stdin: str = FILE) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments, "--rules", RULES], input=stdin, catch_exceptions=False)


def test_the_incident_is_explained_as_text() -> None:
    result = run("-", "second")
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
    assert result.stdout.startswith("second: apparent violation\n")


def test_all_shows_more() -> None:
    assert len(run("-", "second", "--all").stdout) > len(run("-", "second").stdout)


def test_the_incident_is_explained_as_json() -> None:
    explained = json.loads(run("-", "first", "--format", "json").stdout)
    assert explained["assessment"]["verdict"] == "out_of_scope"


def test_an_unknown_id_is_wrong_usage() -> None:
    result = run("-", "secnd")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == "cfcheck: -: none of its 3 records has the id `secnd`; did you mean `second`?\n"


def test_a_record_that_cannot_be_judged_says_why() -> None:
    result = run("-", "third")
    assert (result.exit_code, result.stdout) == (ExitCode.INVALID, "")
    assert result.stderr == (
        "-, record 3 (`third`): act: unknown act `arson`; `cfcheck rules acts` lists those known\n"
    )


@pytest.mark.parametrize(("stdin", "problem"), [("", "is empty"), ("id,act\n", "is neither JSON nor NDJSON")])
def test_a_file_that_is_none_says_why(stdin: str, problem: str) -> None:
    result = run("-", "first", stdin=stdin)
    assert result.exit_code == ExitCode.INVALID
    assert result.stderr.startswith(f"-: {problem}; expected a JSON list")


@pytest.mark.parametrize(("occurred", "code"), [("2015-02-02", ExitCode.DONE), ("2015-03-02", ExitCode.INVALID)])
def test_a_row_of_many_events_is_explained_only_where_it_is_out_of_scope(
    monkeypatch: pytest.MonkeyPatch, occurred: str, code: ExitCode
) -> None:
    def read(_stream: BinaryIO, file: str) -> Iterator[Record | SetAside]:
        record = record_from(f'{{"id":"row","occurred":"{occurred}"}}'.encode(), file, 1)
        assert isinstance(record, Record)
        yield Reserved(file, 1, "row", "type", "is many events", record)

    monkeypatch.setattr("cfcheck.cli.explain.reader_of", lambda *_said, **_wishes: read)
    result = run("-", "row", stdin="")
    assert result.exit_code == code
    assert result.stderr == ("" if code is ExitCode.DONE else "-, record 1 (`row`): type: is many events\n")
