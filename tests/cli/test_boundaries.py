"""`--boundaries` of `cfcheck evaluate` and `cfcheck explain`: what it changes, what it says, and nothing without it."""

from __future__ import annotations

import builtins
import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.squares import DISTRICTS, UPLAND, accord, feature, provinces, written
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.options import DEFAULT_TOLERANCE
from cfcheck.cli.terminal import ExitCode
from cfcheck.evaluation.boundaries import TOLERANCE_M

if TYPE_CHECKING:
    from typer.testing import Result

IN_UPLAND = '{"id":"in","location":{"country":"XNS","lat":0.75,"lon":10.5}}'
DISAGREES = '{"id":"no","location":{"country":"XNS","admin1":"Lowland","lat":0.75,"lon":10.5}}'
HASH = "a" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    accord(tmp_path)
    written(tmp_path / "provinces.geojson", provinces())
    return tmp_path


def run(*arguments: str, stdin: str = IN_UPLAND, command: str = "evaluate") -> Result:
    where = [command, "-", *(["in"] if command == "explain" else []), *arguments, "--rules", "accord"]
    return CliRunner().invoke(app, where, input=stdin, catch_exceptions=False)


def needs(result: Result) -> set[str]:
    (assessment,) = json.loads(result.stdout)["assessments"]
    return {need["fact"] for need in assessment["needs"]}


def test_a_point_is_looked_up() -> None:
    asked = {"location.admin1", "location.admin2", "location.place"}
    assert needs(run("--format", "json")) >= asked
    result = run("--format", "json", "--boundaries", "provinces.geojson")
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
    (assessment,) = json.loads(result.stdout)["assessments"]
    outcomes = {finding["id"]: finding["outcome"] for finding in assessment["findings"]}
    assert (outcomes["upland"], outcomes["north"]) == ("possibly_breached", "possibly_breached")
    assert "far" not in outcomes


def test_a_disagreement_is_noted() -> None:
    result = run("--format", "jsonl", "--boundaries", "provinces.geojson", stdin=DISAGREES)
    assert json.loads(result.stdout)["notes"] == [
        {
            "path": "location.admin1",
            "text": "`Lowland` and the point disagree: by the boundaries the point is in `Upland`; each was left possible",
        }
    ]


def test_the_result_says_which_files_it_was_computed_from() -> None:
    drawn = ["--boundaries", "provinces.geojson", "--boundaries", "admin1:ADM1_EN:XNS=./provinces.geojson"]
    document_ = json.loads(run("--format", "json", *drawn, "--boundary-tolerance", "50").stdout)
    first, second = document_["provenance"]["boundaries"]
    assert len(first["hash"]) == len(HASH)
    assert {**first, "hash": HASH} == {
        "level": "admin1", "file": "provinces.geojson", "names": ["ADM1_EN"], "covers": None, "tolerance_m": 50,
        "hash": HASH,
    }  # fmt: skip
    assert second == {**first, "covers": "XNS"}


@pytest.mark.parametrize("shown_as", ["table", "markdown"])
def test_people_read_which_files_it_was_computed_from(shown_as: str) -> None:
    result = run("--format", shown_as, "--boundaries", "provinces.geojson")
    assert "boundaries provinces.geojson " in result.stdout
    assert "... (admin1, borders to 300 m)" in result.stdout


def test_a_line_or_row_that_stands_alone_has_a_hash_of_the_boundaries() -> None:
    def line(*more: str) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(run("-f", "jsonl", "--boundaries", "provinces.geojson", *more).stdout)
        return parsed

    said = line()
    assert list(said)[-3:] == ["agreement", "rules_hash", "boundaries_hash"]
    assert said == line()
    assert said["boundaries_hash"] != line("--boundary-tolerance", "50")["boundaries_hash"]
    (row,) = csv.DictReader(io.StringIO(run("-f", "csv", "--boundaries", "provinces.geojson").stdout))
    assert list(row)[-1] == "boundaries_hash"
    assert row["boundaries_hash"] == said["boundaries_hash"]


@pytest.mark.parametrize("shown_as", ["json", "jsonl", "csv", "table", "markdown"])
def test_without_boundaries_nothing_of_them_is_said(shown_as: str) -> None:
    assert "boundar" not in run("--format", shown_as).stdout


def test_the_tolerance_moves_what_is_near_a_border() -> None:
    near = '{"id":"near","location":{"lat":1.002,"lon":10.5}}'  # some 220 m north of all
    wide, narrow = (
        run("-f", "json", "--boundaries", "admin1:ADM1_EN:XNS=provinces.geojson", *more, stdin=near)
        for more in ([], ["--boundary-tolerance", "100"])
    )
    assert "location.country" in needs(wide)
    assert "location.country" not in needs(narrow)


def test_units_that_the_registry_does_not_know_are_told_once() -> None:
    more = [feature(UPLAND, ADM0_PCODE="XN", ADM1_PCODE="-", ADM1_EN=name) for name in ("Islnd", "Zzz")]
    written_file("more.geojson", [*provinces(), *more])
    told = (
        "boundaries: more.geojson: the admin1 `Islnd` is not in the registry; the nearest known name is `Island`, which "
        "was not used\n"
        "boundaries: more.geojson: the admin1 `Zzz` is not in the registry\n"
    )
    result = run("--boundaries", "more.geojson", stdin=f"{IN_UPLAND}\n{DISAGREES}")
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, told)
    assert run("--boundaries", "more.geojson", "--quiet").stderr == ""


def test_many_units_that_the_registry_does_not_know_are_counted() -> None:
    unknown = [feature(UPLAND, NAME=f"{number}") for number in range(22)]
    result = run("--boundaries", f"admin1:NAME={written_file('unknown.geojson', unknown)}")
    assert result.stderr.splitlines()[-1] == "boundaries: and 2 more"
    assert len(result.stderr.splitlines()) == 21


def test_a_unit_that_may_be_several_places_is_told() -> None:
    both = [feature(UPLAND, NAME="Upland", OTHER="Lowland")]
    result = run("--boundaries", f"admin1:NAME,OTHER={written_file('both.geojson', both)}")
    assert (
        result.stderr == "boundaries: both.geojson: the admin1 `Upland` may be `lowland` or `upland` of the registry\n"
    )


def written_file(name: str, features: list[dict[str, Any]]) -> str:
    return written(Path(name), features)


@pytest.mark.parametrize(("file", "code", "said"), [
    ("nowhere.geojson", ExitCode.USAGE, "nowhere.geojson: cannot be read: no such file or directory"),
    ("admn1:NAME=provinces.geojson", ExitCode.USAGE,
     "`admn1:NAME=provinces.geojson`: unknown level `admn1`; did you mean `admin1`?"),
    ("broken.geojson", ExitCode.INVALID, "broken.geojson: is no GeoJSON FeatureCollection"),
])  # fmt: skip
@pytest.mark.parametrize("command", ["evaluate", "explain"])
def test_boundaries_that_cannot_be_used_end_the_command(command: str, file: str, code: ExitCode, said: str) -> None:
    Path("broken.geojson").write_text("[]", encoding="utf-8")
    result = run("--boundaries", file, command=command)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", f"cfcheck: --boundaries: {said}\n")


def test_not_more_faults_are_told_than_can_be_read() -> None:
    nameless = [feature(UPLAND, NAME="Upland"), *(feature(square, NAME="") for square in [*DISTRICTS.values()] * 6)]
    result = run("--boundaries", f"admin1:NAME={written_file('nameless.geojson', nameless)}")
    assert result.exit_code == ExitCode.INVALID
    assert len(result.stderr.splitlines()) == 21
    assert result.stderr.splitlines()[-1] == "cfcheck: --boundaries: and 4 more"


def test_without_shapely_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("cfcheck.evaluation.boundaries.")]:
        monkeypatch.delitem(sys.modules, module)
    load = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "shapely":
            raise ModuleNotFoundError("No module named 'shapely'", name=name)
        return load(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    result = run("--boundaries", "provinces.geojson")
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert result.stderr == (
        "cfcheck: --boundaries: boundaries need the package shapely, which is not installed: "
        "`pip install 'cfcheck[boundaries]'`\n"
    )
    assert run().exit_code == ExitCode.DONE


def test_the_tolerance_is_the_same_at_the_prompt_and_in_python() -> None:
    assert DEFAULT_TOLERANCE == TOLERANCE_M


# --- explain ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("location", "said"), [
    ('{"place":"Mill"}', "location.admin1: not stated; location.place leaves upland"),
    ('{"admin2":"Upper North","place":"Ford"}',
     "location.admin1: not stated; location.admin2 and location.place leave lowland or upland (reports conflict)"),
    ('{"lat":0.75,"lon":10.5}', "location.admin1: not stated; the point leaves upland"),
    ('{"admin1":"Lowland","lat":0.75,"lon":10.5}',
     'location.admin1 "Lowland", taken for lowland; location.admin1 and the point leave lowland or upland (reports conflict)'),
    ('{"lat":5,"lon":5}', "location.admin1: not stated; the point leaves any other place than upland"),
    ('{"admin1":"Island","lat":0.75,"lon":10.5}',
     'location.admin1 "Island", taken for island; location.admin1 and the point leave island'),
    ('{"admin1":"Upland"}', 'location.admin1 "Upland", taken for upland'),
    ('{"admin1":"Upland","place":"Mill"}', 'location.admin1 "Upland", taken for upland'),
    ('{"admin1":"Upland","place":"Ford"}',
     'location.admin1 "Upland", taken for upland; location.admin1 and location.place leave lowland or upland (reports conflict)'),
    ('{"admin1":"Uplnd","place":"Ford"}', 'location.admin1 "Uplnd", which the registry does not know'),
    ('{"place":"Mill","lat":0.25,"lon":11.5}',
     "location.admin1: not stated; location.place and the point leave lowland or upland (reports conflict)"),
    ("{}", "location.admin1: not stated"),
])  # fmt: skip
def test_an_explanation_says_what_told_the_place(location: str, said: str) -> None:
    result = run(
        "--all", "--boundaries", "provinces.geojson", stdin=f'{{"id":"in","location":{location}}}', command="explain"
    )
    lines = [line.strip() for line in result.stdout.splitlines()]
    about = [lines[place + 1] for place, line in enumerate(lines) if "location.admin1 is upland (" in line]
    assert set(about) == {said}
