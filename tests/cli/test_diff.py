"""`cfcheck diff` as a user runs it: what the arguments mean, what every format says, and how it ends.

`CFCHECK_RECORD=1 pytest tests/cli/test_diff.py` writes the expected files anew; whoever does it reads the diff.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.authoring.diff.repository import begin, commit, git
from typer.testing import CliRunner

from cfcheck.authoring.diff.outputs import RENDERERS
from cfcheck.cli import app
from cfcheck.cli.diff import DiffFormat
from cfcheck.cli.terminal import ExitCode
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.zone import tz_version
from cfcheck.version import VERSION

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "fixtures" / "language"
EXPECTED = ROOT / "tests" / "data" / "comparing"

ANSWERED = {
    "id": "answered",
    "occurred": "2015-03-05",
    "act": "shelling",
    "perpetrator": "Northern Army",
    "target": "Southern Army",
    "location": {"country": "XNS"},
    "claims": {"self_defence": {"responding": True, "proportionate": True}},
}
PLAIN = {**{key: value for key, value in ANSWERED.items() if key != "claims"}, "id": "plain"}
REPORTS = [
    ANSWERED,
    PLAIN,
    {"id": "elsewhere", "occurred": "2015-03-05", "act": "shelling", "location": {"country": "XXX"}},
    {"id": "a|<b>@all", "occurred": "2015-03-05", "act": "no-such-act"},
    {"id": "a march|<b>@all", "occurred": "2015-03-05", "act": "parade"},
]


@pytest.fixture(autouse=True)
def _scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place of its own for temporary files, so that any that is left can be seen."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a repository with a small accord, unchanged since its commit."""
    folder = tmp_path / "home"
    shutil.copytree(LANGUAGE / "registry", folder / "rules" / "registry")
    accord = folder / "rules" / "accord"
    accord.mkdir()
    for name in ("agreement.yaml", "self-defence.yaml", "north-attacks.yaml"):
        shutil.copy(LANGUAGE / "north-south" / name, accord)
    begin(folder)
    shutil.copytree(folder / "rules", tmp_path / "before")
    monkeypatch.chdir(folder)
    return folder


def edit(path: str, *changes: tuple[str, str]) -> None:
    text = Path(path).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    Path(path).write_text(text, encoding="utf-8")


def change_terms() -> None:
    """Changes of several kinds, in the working tree."""
    edit(
        "rules/accord/agreement.yaml",
        ("06:00", "07:00"),
        ('      - {actor: leaver, until: "2015-04-30"}\n', ""),
        ("The Accord,", "The Accord of the mill,"),
    )
    edit(
        "rules/accord/north-attacks.yaml",
        ("unless: [self-defence]\n", ""),
        ("severity: serious", "severity: grave"),
        ("verified: true", "verified: false"),
    )
    edit(
        "rules/registry/world.yaml",
        ("aliases: [the North]", "aliases: [the North, {name: Northern Host, from: '2015-06-01'}]"),
        ("  march: {title: march}", "  march: {title: march}\n  parade: {title: parade, is: march}"),
    )


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["diff", *arguments], catch_exceptions=False)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    assert tempfile.gettempdir() not in result.output
    return result


def failed(*arguments: str) -> str:
    """What is said of wrong usage."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    return result.stderr


def steady(home: Path, output: str) -> str:
    """The output without what depends on when and by what it was made."""
    now, before = (load_agreement(rules / "accord").content_hash for rules in (home / "rules", home.parent / "before"))
    for value, name in ((git(home, "rev-parse", "HEAD"), "COMMIT"), (before, "OLD-HASH"), (now, "NEW-HASH")):
        output = output.replace(value, name).replace(f"{value[:16]}...", name).replace(f"{value[:12]}...", name)
    return output.replace(tz_version(), "TZ").replace(VERSION, "VERSION")


def compared(name: str, output: str) -> None:
    path = EXPECTED / name
    if os.environ.get("CFCHECK_RECORD"):
        path.write_bytes(output.encode())
    assert output.encode() == path.read_bytes()


# --- what it says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown_as", DiffFormat)
def test_what_differs_in_every_format(home: Path, shown_as: DiffFormat) -> None:
    change_terms()
    Path("reports.json").write_text(json.dumps(REPORTS), encoding="utf-8")
    result = run("HEAD", "rules/accord", "reports.json", "--situations", "--format", shown_as)
    assert result.exit_code == ExitCode.INVALID
    compared(f"changed.{shown_as}", steady(home, result.stdout))
    aside = (
        "reports.json, record 4 (`a|<b>@all`): act: unknown act `no-such-act`; `cfcheck rules acts` lists those known\n"
    )
    assert result.stderr == ("" if shown_as is DiffFormat.JSON else aside)


@pytest.mark.parametrize("shown_as", DiffFormat)
def test_no_difference_in_every_format(home: Path, shown_as: DiffFormat) -> None:
    result = run("--format", shown_as)
    assert result.exit_code == ExitCode.DONE
    compared(f"same.{shown_as}", steady(home, result.stdout))


def test_every_format_can_be_chosen() -> None:
    assert list(RENDERERS) == list(DiffFormat)


def test_a_comment_changes_nothing_that_is_said(home: Path) -> None:
    edit("rules/accord/north-attacks.yaml", ("modality:", "# A comment.\nmodality:"))
    result = run("--exit-code")
    assert result.exit_code == ExitCode.DONE
    assert "\nThe rule files differ in nothing that they say: in comments, layout or order.\n" in result.stdout
    assert home.is_dir()


def test_a_change_without_an_example_is_said(home: Path) -> None:
    edit("rules/accord/north-attacks.yaml", ("severity: serious", "severity: minor"))
    result = run()
    assert result.stdout.splitlines()[:8] == [
        "accord: 1 change of the terms, 0 example situations change verdict",
        "",
        "Terms",
        "  changed: `severity` of norm `north-attacks`",
        "    - HEAD:rules/accord/north-attacks.yaml:7: serious",
        "    + rules/accord/north-attacks.yaml:7: minor",
        "",
        "Example situations: none found among reports that state their facts in full, in words that both sides know",
    ]
    assert home.is_dir()


def test_a_comment_on_a_pull_request_is_never_too_long(home: Path) -> None:
    for number in range(60):
        text = Path("rules/accord/north-attacks.yaml").read_text(encoding="utf-8")
        note = "note: " + "a long note, " * 100
        Path(f"rules/accord/north-attacks-{number}.yaml").write_text(f"{text}{note}\n", encoding="utf-8")
    edit("rules/accord/agreement.yaml", ("area: {country: XNS}", "area: {country: XNT}"))
    reports = [{**PLAIN, "id": f"report-{number}-" + "x" * 60} for number in range(100)]
    Path("reports.json").write_text(json.dumps(reports), encoding="utf-8")
    result = run("HEAD", "rules/accord", "reports.json", "--situations", "--format", "markdown")
    assert "### accord: 61 changes of the terms, " in result.stdout
    assert "31 more are not shown; `--format json` has all of them." in result.stdout
    assert "70 more are not shown; `--format json` has all of them." in result.stdout
    assert len(result.stdout) < 65_536
    assert home.is_dir()


def test_an_agreement_that_only_one_side_has(home: Path) -> None:
    shutil.copytree("rules/accord", "rules/another")
    result = run("--fail-on", "terms")
    assert result.exit_code == ExitCode.FOUND
    assert "another: added as a whole, 1 rule, 1 exemption\n" in result.stdout
    shutil.rmtree("rules/accord")
    result = run()
    assert "accord: removed as a whole, 1 rule, 1 exemption\n" in result.stdout
    assert json.loads(run("--format", "json").stdout)["agreements"][0]["new"] is None
    assert "### accord: removed as a whole, 1 rule, 1 exemption\n" in run("--format", "markdown").stdout
    assert home.is_dir()


# --- what the arguments mean -------------------------------------------------------------------------------------


def sides(*arguments: str) -> tuple[str, str]:
    """What the two sides of the first agreement are called."""
    result = run(*arguments, "--format", "json")
    assert result.stderr == ""
    (agreement,) = json.loads(result.stdout)["agreements"]
    return agreement["old"]["name"], agreement["new"]["name"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ("HEAD:rules/accord", "rules/accord")),
        (["main"], ("main:rules/accord", "rules/accord")),
        (["rules"], ("HEAD:rules/accord", "rules/accord")),
        (["rules/accord"], ("HEAD:rules/accord", "rules/accord")),
        (["./rules/accord/"], ("HEAD:rules/accord", "rules/accord")),
        (["main:rules"], ("main:rules/accord", "rules/accord")),
        (["main:./rules/accord"], ("main:rules/accord", "rules/accord")),
        (["main", "rules/accord"], ("main:rules/accord", "rules/accord")),
        (["rules/accord", "main"], ("rules/accord", "main:rules/accord")),
        (["main", "HEAD"], ("main:rules/accord", "HEAD:rules/accord")),
        (["main", "HEAD:rules/accord"], ("main:rules/accord", "HEAD:rules/accord")),
        (["main:rules/accord", "HEAD"], ("main:rules/accord", "HEAD:rules/accord")),
        (["main:rules", "rules/accord"], ("main:rules/accord", "rules/accord")),
        (["rules/accord", "copy"], ("rules/accord", "copy")),
        (["HEAD^{/a: change}:rules", "HEAD"], ("HEAD^{/a: change}:rules/accord", "HEAD:rules/accord")),
    ],
)
def test_sides(home: Path, arguments: list[str], expected: tuple[str, str]) -> None:
    shutil.copytree("rules/accord", "copy")
    shutil.copytree("rules/registry", "registry")
    git(home, "commit", "-q", "--allow-empty", "-m", "a: change")
    assert sides(*arguments) == expected


def test_sides_below_the_top(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("rules")
    assert sides("accord") == ("HEAD:rules/accord", "accord")
    assert sides("main:rules/accord") == ("main:rules/accord", "accord")
    monkeypatch.chdir("accord")
    assert sides(".") == ("HEAD:rules/accord", ".")
    assert home.is_dir()


def test_an_agreement_that_comes_with_cfcheck_is_shown_by_its_name(home: Path) -> None:
    result = run("rules/accord", "syria-2016-coh", "--no-situations")
    assert "  changed: `id` of the agreement\n    - rules/accord/agreement.yaml:1: accord\n" in result.stdout
    assert "    + syria-2016-coh/agreement.yaml:13: syria-2016-coh\n" in result.stdout
    assert "+ registry/" in result.stdout
    assert str(ROOT) not in result.stdout
    assert home.is_dir()


def test_files_among_the_arguments_are_incidents(home: Path) -> None:
    edit("rules/accord/north-attacks.yaml", ("unless: [self-defence]\n", ""))
    Path("main.json").write_text(json.dumps(ANSWERED), encoding="utf-8")
    for sides_named in ([], ["main"], ["main", "rules"]):
        summary = json.loads(run(*sides_named, "main.json", "--format", "json").stdout)["summary"]
        assert (summary["incidents"], summary["verdict_changes"]) == (1, 1)
    assert home.is_dir()


def test_incidents_come_from_standard_input(home: Path) -> None:
    edit("rules/accord/north-attacks.yaml", ("unless: [self-defence]\n", ""))
    result = CliRunner().invoke(app, ["diff", "main", "rules", "-", "-f", "json"], input=json.dumps(ANSWERED))
    (change,) = json.loads(result.stdout)["incidents"]
    assert (change["incident"], change["file"], change["old"]["verdict"]) == ("answered", "-", "no_violation")
    assert home.is_dir()


def test_incidents_come_through_mappings(home: Path) -> None:
    Path("events.csv").write_text("id,type_of_violence\n1,1\n", encoding="utf-8")
    result = run("main", "rules", "events.csv", "--from", "ucdp-ged", "--format", "json")
    assert result.exit_code == ExitCode.INVALID
    assert [aside["file"] for aside in json.loads(result.stdout)["set_aside"]] == ["events.csv"]
    assert failed("main", "rules", "events.csv", "--from", "ucdp").startswith("cfcheck: --from: ")
    assert home.is_dir()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["mian"],
            "mian: there is no such folder, file, git revision or agreement that comes with cfcheck",
        ),
        (
            ["syria-2016-co", "rules"],
            "syria-2016-co: there is no such folder, file, git revision or agreement that comes with cfcheck; did you mean `syria-2016-coh`?",
        ),
        (
            ["rules", "no-reports.json"],
            "no-reports.json: there is no such folder, file, git revision or agreement that comes with cfcheck",
        ),
        (
            ["main..HEAD"],
            "main..HEAD: there is no such folder, file, git revision or agreement that comes with cfcheck; for two revisions, name one after the other",
        ),
        (
            ["x" * 5000],
            f"{'x' * 5000}: there is no such folder, file, git revision or agreement that comes with cfcheck",
        ),
        (["mian:rules"], "`mian` is no revision of this repository; name a commit, branch or tag"),
        (["main:ruels"], "`main` has no folder `ruels`"),
        (["--", "-p:rules"], "`-p` is no revision of this repository; name a commit, branch or tag"),
        (
            ["--", "--help", "rules"],
            "--help: there is no such folder, file, git revision or agreement that comes with cfcheck",
        ),
        ([":rules"], "`` is no revision of this repository; name a commit, branch or tag"),
        (["main:rules/registry"], "main:rules/registry: neither this folder nor one in it has an agreement.yaml"),
        (["rules/registry", "rules"], "rules/registry: neither this folder nor one in it has an agreement.yaml"),
        (["main", "new"], "`main` has no folder `new`"),
        (["main:gone"], "gone: there is no such folder in the working tree; name the other side"),
        (["main:rules", "new/other"], "main:rules has no agreement `other`"),
        (
            ["main", "rules", "reports.json", "--fail-on", "situations", "--no-situations"],
            "--fail-on situations: contradicts --no-situations",
        ),
        (["--fail-on", "verdicts"], "--fail-on verdicts: name incidents to compare"),
        (
            ["rules", "new", "reports.json"],
            "incidents are compared under one agreement, not under `accord` and `other`; choose it by --agreement",
        ),
        (
            ["rules", "new", "reports.json", "--agreement", "other"],
            "incidents are compared under an agreement that both sides have; `other` is not on the old side",
        ),
        (
            ["rules", "new", "reports.json", "--agreement", "accord"],
            "incidents are compared under an agreement that both sides have; `accord` is not on the new side",
        ),
        (
            ["rules", "new", "--agreement", "acord"],
            "--agreement: neither side has an agreement `acord`; did you mean `accord`?",
        ),
        (
            ["rules", "new", "--agreement", "x"],
            "--agreement: neither side has an agreement `x`; there are `accord` and `other`",
        ),
        (["rules", "rules", "--agreement", "x"], "--agreement: neither side has an agreement `x`; there is `accord`"),
        (["rules/accord", "new", "--agreement", "other"], "--agreement: rules/accord is the agreement `accord`"),
        (["--threshold", "possible"], "--threshold: name incidents to compare"),
        (["--as-of", "2015-03-01"], "--as-of: name incidents to compare"),
        (
            ["main", "rules", "reports.json", "--as-of", "spring"],
            "--as-of: `spring` is not a time of a form such as 2016-03-01T04:12:00+02:00, 2016-03-01T04:12, 2016-03-01 or 2016-03",
        ),
    ],
)
def test_what_makes_no_sense_is_said(home: Path, arguments: list[str], said: str) -> None:
    shutil.copytree("rules/accord", "gone/accord")
    commit(home)
    shutil.rmtree("gone")
    shutil.copytree("rules/accord", "new/other")
    shutil.copytree("rules/registry", "new/registry")
    Path("reports.json").write_text("[]", encoding="utf-8")
    assert failed(*arguments) == f"cfcheck: {said}\n"


def test_one_of_several_agreements_can_be_chosen(home: Path) -> None:
    """No other is told of, or even loaded."""
    for name in ("other", "torn"):
        shutil.copytree("rules/accord", f"rules/{name}")
    Path("rules/torn/agreement.yaml").write_text("cfcheck: 1\n", encoding="utf-8")
    commit(home)
    for name in ("accord", "other"):
        edit(f"rules/{name}/north-attacks.yaml", ("severity: serious", "severity: grave"))
    Path("reports.json").write_text(json.dumps(REPORTS[:2]), encoding="utf-8")
    assert run().exit_code == ExitCode.INVALID
    result = run("main", "rules", "reports.json", "--agreement", "other", "--format", "json")
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
    shown = json.loads(result.stdout)
    assert [one["agreement"] for one in shown["agreements"]] == ["other"]
    assert (shown["summary"]["incidents"], shown["summary"]["findings_change"]) == (2, 2)
    named = run("main", "rules/other", "reports.json", "--format", "json")
    assert json.loads(named.stdout)["incidents"] == shown["incidents"]
    assert run("--agreement", "torn").exit_code == ExitCode.INVALID


def test_of_two_agreements_that_are_named_either_id_is_theirs(home: Path) -> None:
    shutil.copytree("rules/accord", "rules/other")
    for name in ("accord", "other"):
        result = run("rules/accord", "rules/other", "--agreement", name)
        assert (result.exit_code, result.stdout.partition(":")[0]) == (ExitCode.DONE, "other")
    assert run("main", "rules/accord", "--agreement", "accord").exit_code == ExitCode.DONE
    assert home.is_dir()


def test_both_sides_judge_by_the_same_threshold_at_the_same_time(home: Path) -> None:
    doubtful = {**PLAIN, "id": "doubtful", "perpetrator": {"any_of": [PLAIN["perpetrator"]], "confidence": "doubtful"}}
    later = {**PLAIN, "id": "later", "occurred": "2015-04-05"}
    Path("reports.json").write_text(json.dumps([PLAIN, doubtful, later]), encoding="utf-8")
    edit("rules/accord/north-attacks.yaml", ("act: attack", "act: raid"))
    arguments = ("main", "rules", "reports.json", "--format", "json")

    def judged(*more: str) -> tuple[list[str], dict[str, object]]:
        shown = json.loads(run(*arguments, *more).stdout)
        return [one["incident"] for one in shown["incidents"] if one["change"] == "verdict"], shown["summary"]

    changed, summary = judged()
    assert changed == ["plain", "later"]
    assert (summary["threshold"], summary["as_of"]) == (None, None)
    changed, summary = judged("--threshold", "doubtful", "--as-of", "2015-04-01")
    assert changed == ["plain", "doubtful"]
    assert (summary["threshold"], summary["as_of"], summary["set_aside"]) == ("doubtful", "2015-04-01", 1)
    for shown_as in ("human", "markdown"):
        result = run(
            "main", "rules", "reports.json", "-f", shown_as, "--threshold", "doubtful", "--as-of", "2015-04-01"
        )
        said = "set aside on both sides: 1; attribution threshold: doubtful; known as of: 2015-04-01\n"
        assert said in result.stdout
    assert home.is_dir()


def test_quiet_is_quiet_of_how_a_table_was_read(home: Path) -> None:
    Path("table.csv").write_text("id,act\n1,shelling\n", encoding="utf-8")
    arguments = ("main", "rules", "table.csv", "--from", "csv", "--encoding", "utf-8", "--delimiter", ",")
    assert run(*arguments).stderr == "table.csv: read as UTF-8, separated by commas, with a header row\n"
    assert run(*arguments, "--quiet").stderr == ""
    assert home.is_dir()


def test_an_unknown_word_of_fail_on_is_wrong_usage(home: Path) -> None:
    assert "unknown word `term`; did you mean `terms`?" in " ".join(failed("--fail-on", "term").split())
    assert "unknown word `x`; known are `terms`, `verdicts` and" in " ".join(failed("--fail-on", "x").split())
    assert home.is_dir()


def test_without_a_repository_only_folders_can_be_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    assert failed() == "cfcheck: name the rules to compare; there is no folder `rules` here, which is the default\n"
    shutil.copytree(LANGUAGE, "rules")
    said = "lies in no git repository; name two folders to compare\n"
    assert failed() == f"cfcheck: rules: {said}"
    assert failed("main:rules") == f"cfcheck: .: {said}"
    assert failed("main") == (
        "cfcheck: main: there is no such folder, file, git revision or agreement that comes with cfcheck; "
        f"rules: {said}"
    )
    monkeypatch.setenv("PATH", "")
    assert failed() == "cfcheck: git is not installed, or not on the PATH; without it, name folders\n"
    result = CliRunner().invoke(app, ["diff", "rules/disputed", "rules/disputed"])
    assert result.exit_code == ExitCode.DONE


# --- how it ends -------------------------------------------------------------------------------------------------


def test_a_difference_is_no_failure_unless_it_is_feared(home: Path) -> None:
    edit("rules/accord/north-attacks.yaml", ("severity: serious", "severity: grave"))
    Path("reports.json").write_text(json.dumps([PLAIN]), encoding="utf-8")
    assert run().exit_code == ExitCode.DONE
    assert run("--exit-code").exit_code == ExitCode.FOUND
    assert run("--fail-on", "terms").exit_code == ExitCode.FOUND
    assert run("--fail-on", "situations").exit_code == ExitCode.DONE
    assert run("main", "rules", "reports.json", "--fail-on", "verdicts,situations").exit_code == ExitCode.DONE
    edit("rules/accord/north-attacks.yaml", ("act: attack", "act: raid"))
    assert run("--fail-on", "situations").exit_code == ExitCode.FOUND
    assert run("main", "rules", "reports.json", "--fail-on", "verdicts").exit_code == ExitCode.FOUND
    assert home.is_dir()


def test_rules_that_do_not_load_are_shown_where_their_user_knows_them(home: Path) -> None:
    edit("rules/accord/north-attacks.yaml", ("bearers: [north]", "bearers: [nort]"))
    shutil.copytree("rules/accord", "rules/another")
    edit("rules/another/north-attacks.yaml", ("bearers: [nort]", "bearers: [north]"))
    commit(home)
    edit("rules/accord/north-attacks.yaml", ("bearers: [nort]", "bearers: [north]"))
    edit("rules/another/north-attacks.yaml", ("severity: serious", "severity: grave"))
    result = run()
    assert result.exit_code == ExitCode.INVALID
    assert result.stderr == (
        "HEAD:rules/accord/north-attacks.yaml:3:11: unknown party `nort`\n"
        "  3 | bearers: [nort]\n"
        "    |           ^^^^\n"
        "  help: did you mean `north`?\n"
        "cfcheck: 1 problem in HEAD:rules/accord, which was not compared\n"
    )
    assert result.stdout.startswith("another: 1 change of the terms, ")
    result = run("HEAD", "rules/accord")
    assert (result.exit_code, result.stdout) == (ExitCode.INVALID, "")


def test_output_goes_to_a_file_once_all_is_there(home: Path) -> None:
    result = run("--output", "diff.md", "--format", "markdown")
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, "")
    assert Path("diff.md").read_text(encoding="utf-8").startswith("### accord: 0 changes of the terms, ")
    assert home.is_dir()


def test_a_file_that_is_not_there_is_set_aside(home: Path) -> None:
    result = run("main", "rules", "missing.json")
    assert result.exit_code == ExitCode.INVALID
    assert result.stderr == "missing.json: there is no such file\n"
    assert home.is_dir()
