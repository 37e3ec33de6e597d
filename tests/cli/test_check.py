"""`cfcheck check`, `test`, `rules` and `schema`: rules held against the language and against their cases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.options import ConfidenceWord, InferenceWord, SchemaKind
from cfcheck.cli.terminal import ExitCode
from cfcheck.evaluation.evaluator import InferenceChoice
from cfcheck.model.agreement import AttributionConfidence

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "fixtures" / "language"
DATA = ROOT / "tests" / "data"
NOT_VERIFIED = " [accord 5, not verified]"
CASES = "cases:\n  - name: an attack before the start\n    incident: {occurred: '2015-02-01', act: shelling}\n"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of rules with one small agreement, and the working folder beside it."""
    shutil.copytree(LANGUAGE / "registry", tmp_path / "rules" / "registry")
    folder = tmp_path / "rules" / "accord"
    folder.mkdir()
    for name in ("agreement.yaml", "self-defence.yaml", "north-attacks.yaml"):
        shutil.copy(LANGUAGE / "north-south" / name, folder)
    (folder / "cases").mkdir()
    monkeypatch.chdir(tmp_path)
    return folder


def write_cases(rules: Path, text: str, rule: str = "north-attacks") -> None:
    (rules / "cases" / f"{rule}.yaml").write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


# --- check ------------------------------------------------------------------------------------------------------


def test_sound_rules_pass_and_unverified_norms_are_counted() -> None:
    result = run("check", "--today", "2026-01-31")
    assert result.exit_code == ExitCode.DONE
    assert result.stdout == (
        "syria-2016-coh: 11 rules, 1 exemption; 12 of these 12 norms rest on a citation that nobody has verified yet\n"
        "acled: mapping, 24 columns\n"
        "syrian-archive: mapping, 13 columns\n"
        "ucdp-ged: mapping, 25 columns\n"
    )


def test_a_folder_of_agreements_is_checked_whole(rules: Path) -> None:
    assert rules.is_dir()
    result = run("check", "rules")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (ExitCode.DONE, "accord: 1 rule, 1 exemption")


def test_cases_are_checked_with_the_rules(rules: Path) -> None:
    write_cases(rules, CASES + "    verdict: out-of-scope\n")
    result = run("check", "rules/accord")
    assert result.exit_code == ExitCode.FOUND
    assert "rules/accord/cases/north-attacks.yaml:4:14: " in result.stdout


def test_a_path_that_leads_nowhere_is_wrong_usage(rules: Path) -> None:
    for command in ("check", "test"):
        result = run(command, "syria-2016")
        assert result.exit_code == ExitCode.USAGE
        assert result.stderr == (
            "cfcheck: syria-2016: there is no such file, folder or agreement; did you mean `syria-2016-coh`?\n"
        )
    result = run("check", str(rules / "registry"))
    assert result.exit_code == ExitCode.USAGE


def test_a_folder_without_agreements_is_wrong_usage(rules: Path) -> None:
    (rules / "registry").mkdir()
    result = run("check", "rules/accord/registry")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == (
        "cfcheck: rules/accord/registry: neither this folder nor one in it has an agreement.yaml\n"
    )


# --- test -------------------------------------------------------------------------------------------------------


def test_cases_as_expected_pass(rules: Path) -> None:
    write_cases(rules, CASES + "    verdict: out_of_scope\n")
    for path in ("rules", "rules/accord", "rules/accord/north-attacks.yaml", "rules/accord/cases/north-attacks.yaml"):
        result = run("test", path)
        assert (result.exit_code, result.stdout) == (
            ExitCode.DONE,
            "rules/accord/cases/north-attacks.yaml: 1 passed\n1 case: 1 passed\n",
        )
    assert run("test", "rules").stderr == "rules/accord: no cases for `self-defence`\n"


def test_a_failing_case_shows_expected_against_got(rules: Path) -> None:
    write_cases(
        rules,
        "cases:\n"
        "  - name: an attack in the time of the accord\n"
        "    incident: {occurred: '2015-03-02', act: shelling, perpetrator: Nobody we know, casualties: {killed: 3}}\n"
        "    verdict: violation\n"
        "    breached: north-attacks\n",
    )
    result = run("test", "rules")
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout.startswith(
        "rules/accord/cases/north-attacks.yaml: 1 failed\n"
        "\n"
        "FAILED rules/accord/cases/north-attacks.yaml:2: an attack in the time of the accord\n"
        "  expected (-) and got (+):\n"
        "    verdict\n"
        "      - violation\n"
        "      + indeterminate\n"
        "    breached\n"
        "      - north-attacks\n"
        "      + (none)\n"
        "  note: perpetrator: the name `Nobody we know` is not in the registry\n"
        "  why:\n"
        "    The only reading: "
    )
    assert result.stdout.splitlines()[-1] == "1 case: 1 failed"


def test_a_case_that_cannot_be_judged_fails(rules: Path) -> None:
    write_cases(rules, "cases:\n  - name: an act\n    incident: {act: arson}\n    verdict: no_violation\n")
    result = run("test", "rules")
    assert result.exit_code == ExitCode.FOUND
    assert "      + set aside\n  note: act: " in result.stdout


UNKNOWN_NAMES = {
    "breached": (
        CASES + "    verdict: violation\n    breached: [north-attack]\n",
        "north-attacks",
        "rules/accord/cases/north-attacks.yaml:5:16: unknown rule `north-attack`",
    ),
    "file": (
        CASES + "    verdict: out_of_scope\n",
        "north-atacks",
        "rules/accord/cases/north-atacks.yaml:1:1: unknown rule `north-atacks`",
    ),
    "incident": (
        "cases:\n  - name: x\n    incident: {casualties: {kiled: 3}}\n    verdict: violation\n",
        "north-attacks",
        "rules/accord/cases/north-attacks.yaml:3:28: unknown key `kiled`; did you mean `killed`?",
    ),
}


@pytest.mark.parametrize("kind", UNKNOWN_NAMES)
def test_unknown_names_fail(rules: Path, kind: str) -> None:
    text, rule, message = UNKNOWN_NAMES[kind]
    write_cases(rules, text, rule)
    result = run("test", "rules")
    assert result.exit_code == ExitCode.FOUND
    assert message in result.stdout


def test_nothing_tested_is_an_error(rules: Path) -> None:
    assert rules.is_dir()
    result = run("test", "rules")
    assert result.exit_code == ExitCode.FOUND
    assert "cfcheck: no case was run; --allow-empty lets that pass\n" in result.stderr
    result = run("test", "rules/accord/north-attacks.yaml")
    assert result.exit_code == ExitCode.FOUND
    assert "rules/accord: there are no cases for the rule `north-attacks`\n" in result.stdout


def test_rules_that_cannot_be_loaded_cannot_be_tested(rules: Path) -> None:
    (rules / "north-attacks.yaml").write_text("title: x\n", encoding="utf-8")
    result = run("test", "rules")
    assert result.exit_code == ExitCode.INVALID
    assert "rules/accord/north-attacks.yaml:1:1: " in result.stderr


# --- rules and schema -------------------------------------------------------------------------------------------


def test_the_agreements_that_come_with_cfcheck_are_listed() -> None:
    assert run("rules", "list").stdout == ("syria-2016-coh  Terms for a Cessation of Hostilities in Syria  11 rules\n")


def test_an_agreement_is_shown_with_what_is_not_verified(rules: Path) -> None:
    text = (rules / "north-attacks.yaml").read_text(encoding="utf-8")
    (rules / "north-attacks.yaml").write_text(text.replace("verified: true", "verified: false"), encoding="utf-8")
    assert run("rules", "show", "rules/accord").stdout.splitlines()[4:] == [
        "In force",
        "  from 2015-03-01 06:00 until 2015-12-02 00:00 [accord 1]",
        "",
        "Parties",
        "  north: North [accord 2]",
        "    member     northern-army",
        "  south: South [accord 3]",
        "    member     southern-army",
        "    member     late-signatory from 2015-04-01 00:00",
        "    member     leaver until 2015-05-01 00:00",
        "    candidate  hill-brigade",
        "    candidate  southern-bands",
        "",
        "Not bound",
        "  neutrals",
        "",
        "Excluded",
        "  whoever outlawry lists [accord 4]",
        "",
        "Rules",
        "  north-attacks: The north does not attack the south",
        "    prohibition on north, serious; breached by attack against south; unless self-defence" + NOT_VERIFIED,
        "",
        "Exemptions",
        "  self-defence: Either side may defend itself",
        "    raised by the claim self_defence, open to north, south [accord 8]",
        "    test responding: whether it responded to an attack",
        "    test proportionate: whether it was proportionate",
        "",
        "rules: 1, exemptions: 1, parties: 2, members: 4, candidates: 2; not verified: 1 of 2 norms",
    ]


def test_the_registry_is_shown(rules: Path) -> None:
    assert rules.is_dir()
    assert run("rules", "acts", "--rules", "rules/accord").stdout.splitlines()[:3] == [
        "attack       attack",
        "  shelling   shelling",
        "  raid       raid",
    ]
    assert (
        "heavy_weapon  heavy weapon\n  howitzer    howitzer\n"
        in run("rules", "weapons", "--rules", "rules/accord").stdout
    )
    assert (
        "hill-brigade (group): Hill Brigade\n  also Summit Brigade\n"
        in run("rules", "actors", "--rules", "rules/accord").stdout
    )


def test_a_disputed_time_is_shown_with_who_says_so() -> None:
    lines = run("rules", "show", str(ROOT / "fixtures" / "language" / "disputed")).stdout.splitlines()
    assert lines[5] == (
        "  from (2015-03-01 00:00 according to the north; 2015-03-02 00:00 according to the south)"
        " until (2015-09-01 00:00 according to the north; never according to the south) [accord 1, not verified]"
    )


def test_unknown_rules_are_wrong_usage() -> None:
    result = run("rules", "show", "syria-2016")
    assert result.exit_code == ExitCode.USAGE
    assert result.stderr == (
        "cfcheck: --rules: `syria-2016` is neither a folder nor an agreement that comes with cfcheck; "
        "did you mean `syria-2016-coh`?\n"
    )


@pytest.mark.parametrize("kind", SchemaKind)
def test_every_schema_is_printed(kind: SchemaKind) -> None:
    schema = json.loads(run("schema", kind).stdout)
    assert {"$ref", "$defs", "properties", "anyOf", "oneOf"} & set(schema)


def test_the_words_of_options_are_those_of_what_they_choose() -> None:
    assert [*map(str, ConfidenceWord)] == [*map(str, AttributionConfidence)]
    assert [*map(str, InferenceWord)] == [*map(str, InferenceChoice)]
