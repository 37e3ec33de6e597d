"""What becomes of mutants, and how that is shown."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.authoring.mutate.ford import lay, opened, tried
from typer.testing import CliRunner

from cfcheck.authoring.mutate.fate import Fate, evaluator_of, names_in
from cfcheck.authoring.mutate.find_example import answer_of
from cfcheck.authoring.mutate.output import case_lines
from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from pathlib import Path

CASE = """\
name: An attack of one side on the other breaches it
    incident:
      occurred: "2020-03-05"
      act: raid
      perpetrator: Northern Army
      target: Southern Army
      location: {country: XNA}
    verdict: violation
    breached: [no-attacks]"""

SHOWN = """\
ford version 1, rules HASH, attribution threshold probable, cfcheck VERSION, tz database TZ
6 mutants of `let-aid-pass`, tried on 1 case

survived: ford/let-aid-pass.yaml:1: the obligation is left out [norm-dropped]
  as it is:   apparent violation, breached: `let-aid-pass`
  as changed: no violation, breached: none
  this case would kill it:
    - name: "Noticed: the obligation is left out"
      incident:
        occurred: "2020-01-01"
        location:
          country: XNA
        perpetrator: Northern Army
        act: aid_blocked
      verdict: violation
      breached: [let-aid-pass]
"""


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def anonymous(text: str) -> str:
    text = re.sub(r"rules [0-9a-f]+\.\.\.", "rules HASH", text)
    return re.sub(r"cfcheck \S+, tz database \S+", "cfcheck VERSION, tz database TZ", text)


@pytest.fixture
def accord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    lay(tmp_path, CASE)
    monkeypatch.chdir(tmp_path)
    return "ford"


def test_a_survivor_is_shown_with_a_case_that_would_kill_it(accord: str) -> None:
    result = run("test", f"{accord}/let-aid-pass.yaml", "--mutate")
    assert result.exit_code == ExitCode.FOUND
    assert anonymous(result.stdout).startswith(SHOWN.replace("6 mutants", _count(result.stdout)))
    assert result.stdout.endswith("survived, 1 equivalent\n")


def _count(text: str) -> str:
    found = re.search(r"^\d+ mutants", text, re.MULTILINE)
    return found[0] if found else ""


def test_json_names_killers_proofs_and_examples(accord: str) -> None:
    result = run("test", accord, "--mutate", "--format", "json")
    document = json.loads(result.stdout)
    (tally,) = document["agreements"]
    assert document["summary"] == tally["summary"]
    assert sum(tally["summary"].values()) == len(tally["mutants"])
    assert tally["provenance"]["agreement"] == "ford"
    killed = next(one for one in tally["mutants"] if one["fate"] == "killed")
    assert killed["killer"] == {
        "file": "ford/cases/no-attacks.yaml",
        "line": 2,
        "name": "An attack of one side on the other breaches it",
    }


def test_the_cases_that_are_shown_kill_every_survivor(tmp_path: Path) -> None:
    survivors = tried(tmp_path, CASE).of(Fate.SURVIVED)
    tellings = [one.telling for one in survivors if one.telling]
    assert len(tellings) == len(survivors)
    written = [line for number, telling in enumerate(tellings) for line in case_lines(telling, f"Noticed {number}")]
    text = "\n".join(["cases:", *written])
    (tmp_path / "ford" / "cases" / "no-attacks.yaml").write_text(text, encoding="utf-8")
    result = run("test", str(tmp_path / "ford"), "--mutate")
    assert re.search(r", 0 survived, \d+ equivalent\n$", result.stdout), result.stdout
    assert result.exit_code == ExitCode.DONE


def test_an_example_differs_under_the_mutant(tmp_path: Path) -> None:
    tally = tried(tmp_path, CASE)
    original = evaluator_of(opened(tmp_path).agreement)
    for one in tally.of(Fate.SURVIVED):
        assert one.telling is not None
        assert answer_of(original, one.telling.incident) == one.telling.original
        assert answer_of(evaluator_of(one.mutant.agreement), one.telling.incident) == one.telling.mutated
        assert one.telling.original != one.telling.mutated


@pytest.mark.slow
def test_without_cases_nothing_is_killed(tmp_path: Path) -> None:
    lay(tmp_path)
    result = run("test", str(tmp_path / "ford"), "--mutate")
    assert result.exit_code == ExitCode.FOUND
    assert result.stderr == "cfcheck: no case could be run, so that nothing can be killed\n"
    assert " 0 killed, " in result.stdout


@pytest.mark.slow
def test_a_case_that_fails_as_it_is_counts_for_nothing(tmp_path: Path) -> None:
    lay(tmp_path, CASE.replace("verdict: violation", "verdict: no_violation"))
    result = run("test", str(tmp_path / "ford"), "--mutate")
    assert f"{tmp_path / 'ford'}: 1 case not as expected, left out here; see `cfcheck test`\n" in result.stderr
    assert result.exit_code == ExitCode.FOUND


def test_an_agreement_that_does_not_load_ends_the_command(tmp_path: Path) -> None:
    folder = lay(tmp_path)
    (folder / "no-attacks.yaml").write_text("title: nothing else\n", encoding="utf-8")
    assert run("test", str(folder), "--mutate").exit_code == ExitCode.INVALID


def test_a_cases_file_that_cannot_be_read_is_told_and_the_others_count(tmp_path: Path) -> None:
    folder = lay(tmp_path, CASE)
    (folder / "cases" / "no-rockets.yaml").write_text("cases: nothing\n", encoding="utf-8")
    result = run("test", str(folder), "--mutate")
    assert "no-rockets.yaml:1" in result.stderr
    assert "tried on 1 case" in result.stdout
    assert result.exit_code == ExitCode.FOUND


def test_names_are_found_wherever_an_incident_has_them() -> None:
    incident = incident_from(
        {
            "id": "one",
            "perpetrator": {"any_of": ["a", ["b", "c"]]},
            "target": ["d", "e"],
            "location": {"controlled_by": {"any_of": ["f"]}},
        }
    )
    assert list(names_in(incident)) == ["a", "b", "c", "d", "e", "f"]
    assert list(names_in(incident_from({"id": "one", "participants": ["a", ["b"]]}))) == ["a", "b"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--format", "junit"), "--format: mutants are shown as `human` or `json`, not as junit"),
        (("--coverage", "-q"), "--mutate: measures with all cases; leave out `--quiet` and `--coverage`"),
        (("-k", "attack"), "--mutate: measures with all cases; leave out `--filter`"),
    ],
)
def test_what_mutants_have_no_use_for_is_refused(accord: str, options: tuple[str, ...], message: str) -> None:
    result = run("test", accord, "--mutate", *options)
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == f"cfcheck: {message}\n"


@pytest.mark.slow
def test_a_case_that_is_still_to_be_done_kills_nothing(tmp_path: Path) -> None:
    tally = tried(tmp_path, f"{CASE}\n    todo: nobody has read the annex yet")
    assert (tally.cases, tally.failing) == (0, 0)
    assert not tally.of(Fate.KILLED)
