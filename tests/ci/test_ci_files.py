"""What others point their pipelines at: the action, the hooks and the jobs of docs/ci.md parse, and their commands work."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from tests.authoring.check.sarif import faults_of_sarif

from cfcheck.cli.check import CheckFormat, SeverityWord
from cfcheck.cli.test import TestFormat

ROOT: Final = Path(__file__).parents[2]
ACTION: Final[dict[str, Any]] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: Final[list[dict[str, Any]]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PAGE: Final = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```yaml (\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
STEPS: Final[dict[str, dict[str, Any]]] = {step["name"]: step for step in ACTION["runs"]["steps"] if "name" in step}
INSTALL: Final = "Install cfcheck"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A repository of rules."""
    shutil.copytree(ROOT / "docs" / "checks" / "example", tmp_path / "rules")
    shutil.copytree(ROOT / "rules" / "syria-2016-coh" / "cases", tmp_path / "rules" / "accord" / "cases")
    for path in (tmp_path / "rules" / "accord" / "cases").iterdir():
        path.unlink()
    cases = "cases:\n  - name: Nothing is said\n    incident: {act: raid}\n    verdict: indeterminate\n"
    (tmp_path / "rules" / "accord" / "cases" / "no-attacks.yaml").write_text(cases, encoding="utf-8")
    return tmp_path


def bash(script: str, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]  # as GitHub runs it
    environment = {**os.environ, **variables, "PATH": path}
    return subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)


def run_step(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step's script, with the inputs where the action puts them."""
    given = {key: inputs.get(key.replace("-", "_"), spec["default"]) for key, spec in ACTION["inputs"].items()}
    places = {key: re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text) for key, text in STEPS[name]["env"].items()}
    variables = {key: given[found[1]] for key, found in places.items() if found}
    assert set(variables) == set(STEPS[name]["env"])
    return bash(STEPS[name]["run"], folder, variables)


CHECKS: Final = [name for name in STEPS if name != INSTALL]


@pytest.mark.parametrize("name", CHECKS)
def test_sound_rules_pass_each_step(name: str, home: Path) -> None:
    result = run_step(name, home, sarif="cfcheck.sarif")
    assert (result.returncode, result.stdout.count("::error")) == (0, 0), result.stderr


def test_what_is_found_is_annotated_and_fails_the_step(home: Path) -> None:
    terms = home / "rules" / "accord" / "agreement.yaml"
    terms.write_text(terms.read_text(encoding="utf-8").replace("northern-army", "northern-arm"), encoding="utf-8")
    result = run_step("cfcheck check", home, paths="rules rules/accord")
    assert result.returncode == 1
    assert result.stdout.startswith(
        "::error file=rules/accord/agreement.yaml,line=23,col=15,endColumn=27,title=unknown-actor::"
    )
    sarif = run_step("cfcheck check, as SARIF", home, sarif="cfcheck.sarif")
    assert sarif.returncode == 0
    log = json.loads((home / "cfcheck.sarif").read_text(encoding="utf-8"))
    assert faults_of_sarif(log) == []
    assert "unknown-actor" in {result["ruleId"] for result in log["runs"][0]["results"]}


def test_a_case_that_comes_out_otherwise_is_annotated_and_fails_the_step(home: Path) -> None:
    cases = home / "rules" / "accord" / "cases" / "no-attacks.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("indeterminate", "violation"), encoding="utf-8")
    for shown_as in ("github", "sarif"):
        result = run_step("cfcheck test", home, format=shown_as)
        assert result.returncode == 1
        assert result.stdout.startswith("::error file=rules/accord/cases/no-attacks.yaml,line=2,title=")


def test_what_the_tools_cannot_read_fails_the_sarif_step_too(home: Path) -> None:
    assert run_step("cfcheck check, as SARIF", home, sarif="cfcheck.sarif", paths="nowhere").returncode == 2


HOSTILE: Final = """note: |
  ::error file=rules/accord/agreement.yaml,line=1::forged
  ##[add-mask]forged
"""


def fenced(name: str, home: Path, **inputs: str) -> tuple[str, list[str]]:
    """The token of a step, and what stands between its two lines."""
    result = run_step(name, home, **inputs)
    first, *inner, last = result.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{64}", token)
    assert last == f"::{token}::"
    return token, inner


def test_what_a_pull_request_writes_is_no_command_to_the_runner(home: Path) -> None:
    rule = home / "rules" / "accord" / "no-attacks.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("cite: ", "cite:  ") + HOSTILE, encoding="utf-8")
    first, shown = fenced("cfcheck fmt --check", home)
    second, again = fenced("cfcheck fmt --check", home)
    assert first != second
    assert shown == again
    assert sum("forged" in line for line in shown) == 2
    assert not [line for line in shown if line.lstrip().startswith("::") or "##[" in line]


FORMATS: Final = [
    (name, shown_as) for name in ("cfcheck check", "cfcheck test") for shown_as in ("human", "json", "junit")
]


@pytest.mark.parametrize(("name", "shown_as"), FORMATS)
def test_what_is_no_annotation_is_fenced(name: str, shown_as: str, home: Path) -> None:
    assert fenced(name, home, format=shown_as)[1]


def test_a_step_exits_as_its_command_does(home: Path) -> None:
    assert run_step("cfcheck check", home, paths="nowhere", format="human").returncode == 2
    (home / "rules" / "accord" / "cases" / "no-attacks.yaml").write_text("cases: []\n", encoding="utf-8")
    assert run_step("cfcheck test", home, format="human").returncode == 1


def test_inputs_reach_scripts_as_variables_only(home: Path) -> None:
    assert all("${{" not in step["run"] for step in STEPS.values())
    result = run_step("cfcheck check", home, paths="rules $(touch hacked) ;touch hacked")
    assert result.returncode == 2
    assert not (home / "hacked").exists()


PLANTED: Final = (
    "venv", "ensurepip", "pip", "shutil", "subprocess", "logging", "secrets", "random", "hmac", "base64", "json",
    "sitecustomize", "usercustomize", "cfcheck", "yaml", "msgspec", "typer", "pydantic", "ruamel",
)  # fmt: skip


@pytest.fixture
def marker(home: Path) -> Path:
    """What is made if a module of the repository is imported; every name that could be is there."""
    marker = home.with_name(f"{home.name}-marker")
    for name in PLANTED:
        for path in (home / f"{name}.py", home / name / "__init__.py", home / name / "__main__.py"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"open({str(marker)!r}, 'w').close()\n", encoding="utf-8")
    return marker


@pytest.mark.parametrize("name", CHECKS)
def test_no_step_imports_anything_of_the_repository(name: str, home: Path, marker: Path) -> None:
    result = run_step(name, home, sarif="cfcheck.sarif", format="human")
    assert (result.returncode, marker.exists()) == (0, False), result.stderr


@pytest.mark.slow
def test_the_installation_imports_nothing_of_the_repository(home: Path, marker: Path, tmp_path: Path) -> None:
    """The folder to install is empty, so that nothing has to be fetched; by then all that could be imported was."""
    variables = {"VERSION": "", "HERE": str(tmp_path / "empty"), "HOME_OF_TOOLS": str(tmp_path / "tools")}
    (tmp_path / "empty").mkdir()
    result = bash(f"set +e\n{STEPS[INSTALL]['run']}", home, {**variables, "GITHUB_PATH": str(tmp_path / "path")})
    assert (tmp_path / "tools/cfcheck/bin/pip").is_file(), result.stderr
    assert not marker.exists()


def test_the_fence_of_the_page_imports_nothing_of_the_repository(home: Path, marker: Path) -> None:
    (line,) = (line for line in PAGE.splitlines() if line.startswith("token="))
    result = bash(f'{line}\necho "${{#token}}"', home, {})
    assert (result.stdout, marker.exists()) == ("64\n", False), result.stderr


def test_a_file_with_the_name_of_an_option_is_laid_out_by_the_hook(home: Path) -> None:
    (hook,) = (hook for hook in HOOKS if hook["id"] == "cfcheck-fmt")
    terms = home / "rules" / "accord" / "agreement.yaml"
    (home / "--check.yaml").write_text("# A comment.\n" + terms.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    command = shlex.join([*hook["entry"].split(), *hook.get("args", []), "--check.yaml"])
    result = bash(command, home, {})
    assert (result.returncode, result.stdout) == (0, "--check.yaml\n"), result.stderr


def test_the_page_names_every_input_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (?:`([^`]*)` )?\|", PAGE, re.MULTILINE))
    assert {name: text.strip() for name, text in rows.items()} == {
        name: spec["default"] for name, spec in ACTION["inputs"].items()
    }


def test_defaults_are_words_of_the_command() -> None:
    inputs = ACTION["inputs"]
    assert inputs["format"]["default"] in {*CheckFormat} & {*TestFormat}
    assert {*CheckFormat} - {*TestFormat} == {CheckFormat.SARIF}  # the one that the step for cases has to replace
    assert {inputs["severity"]["default"], inputs["fail-on"]["default"]} <= set(SeverityWord)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_each_hook_passes_on_sound_rules(hook: dict[str, Any], home: Path) -> None:
    files = ["rules/accord/no-attacks.yaml"] if hook.get("pass_filenames", True) else []
    command = shlex.join([*hook["entry"].split(), *hook.get("args", []), *files])
    result = bash(command, home, {})
    assert result.returncode == 0, result.stderr


def test_the_page_configures_every_hook_there_is() -> None:
    (text,) = (text for kind, text in BLOCKS if kind == "hooks")
    (repo,) = yaml.safe_load(text)["repos"]
    assert [hook["id"] for hook in repo["hooks"]] == [hook["id"] for hook in HOOKS]


def test_the_job_for_gitlab_does_what_it_says(home: Path) -> None:
    (text,) = (text for kind, text in BLOCKS if kind == "gitlab")
    job = yaml.safe_load(text)["rules"]
    result = bash("\n".join(job["script"]), home, {})
    assert result.returncode == 0, result.stderr
    reports = job["artifacts"]["reports"]["junit"]
    assert len(reports) == 2
    assert all((home / report).is_file() for report in reports)


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "workflow"])
def test_workflows_give_the_action_inputs_that_it_has(text: str) -> None:
    (job,) = yaml.safe_load(text)["jobs"].values()
    given = [step.get("with", {}) for step in job["steps"] if "/cfcheck@" in step.get("uses", "")]
    assert given
    assert all(set(inputs) <= set(ACTION["inputs"]) for inputs in given)
