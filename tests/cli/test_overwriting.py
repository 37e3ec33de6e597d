"""No command writes over anything that it reads, whatever the two are called."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cfcheck.cli.terminal import ExitCode

ROOT = Path(__file__).parents[2]
CFCHECK = f"{sys.executable} -c 'from cfcheck.cli import main; main()'"
BOX = '{"type":"Feature","properties":{"NAME":"Box"},"geometry":{"type":"Polygon","coordinates":[[[35,34],[36,34],[36,35],[35,34]]]}}'
TABLE = """
cfcheck: 1
title: A sheet
columns: {id: id}
incident:
  - id: "{id}"
"""
RULE = "rules/disputed/north-attacks.yaml"
REGISTRY = "rules/registry/world.yaml"
EVALUATE = "evaluate reports.ndjson --rules rules/disputed"
LOST = "read from, and would be lost; name another file"

# What is run, and what is said. `linked`, `same` and `loop/` are other names of a rule file.
REFUSED = {
    "a rule": (f"{EVALUATE} -o {RULE}", f"--output: {RULE} is {LOST}"),
    "the agreement": (f"{EVALUATE} -o rules/disputed/agreement.yaml", f"--output: rules/disputed/agreement.yaml is {LOST}"),
    "cases": (f"{EVALUATE} -o rules/disputed/cases/north-attacks.yaml", f"--output: rules/disputed/cases/north-attacks.yaml is {LOST}"),
    "the registry": (f"{EVALUATE} -o {REGISTRY}", f"--output: {REGISTRY} is {LOST}"),
    "the registry beside the current folder": (f"evaluate reports.ndjson --rules rules/disputed/. -o {REGISTRY}", f"--output: {REGISTRY} is {LOST}"),
    "a rule as what is set aside": (f"{EVALUATE} --set-aside {RULE}", f"--set-aside: {RULE} is {LOST}"),
    "by a symbolic link": (f"{EVALUATE} -o linked", f"--output: linked is the same file as {RULE}, which is {LOST}"),
    "by a hard link": (f"{EVALUATE} -o same", f"--output: same is the same file as {RULE}, which is {LOST}"),
    "by a link to the folder": (f"{EVALUATE} -o loop/disputed/north-attacks.yaml", f"--output: loop/disputed/north-attacks.yaml is the same file as {RULE}, which is {LOST}"),
    "by a way around": (f"{EVALUATE} -o rules/disputed/../../{RULE}", f"--output: rules/disputed/../../{RULE} is the same file as {RULE}, which is {LOST}"),
    "by its whole path": (f"{EVALUATE} -o {{top}}/{RULE}", f"--output: {{top}}/{RULE} is the same file as {RULE}, which is {LOST}"),
    "by standard output": (f"{EVALUATE} >>{RULE}", f"standard output is the same file as {RULE}, which is read from; write to another one"),
    "by a name of standard output": (f"{EVALUATE} -o /dev/stdout >>{RULE}", f"--output: /dev/stdout is the same file as {RULE}, which is {LOST}"),
    "the boundaries": (f"{EVALUATE} --boundaries country:NAME=box.geojson -o box.geojson", f"--output: box.geojson is {LOST}"),
    "the mapping": ("evaluate t.csv --from ./table.yaml -o table.yaml", f"--output: table.yaml is {LOST}"),
    "the mapping of a conversion": ("convert t.csv --from table.yaml --set-aside table.yaml", f"--set-aside: table.yaml is {LOST}"),
    "the table of a conversion": ("convert t.csv --from table.yaml -o ./t.csv", f"--output: t.csv is {LOST}"),
    "the conversion of a table appended to it": ("convert t.csv --from table.yaml >>t.csv", "standard output is the same file as t.csv, which is read from; write to another one"),
    "an explanation": ("explain reports.ndjson a --rules rules/disputed >>reports.ndjson", "standard output is the same file as reports.ndjson, which is read from; write to another one"),
    "a rule that is checked": (f"check rules -o {RULE}", f"--output: {RULE} is {LOST}"),
    "a mapping that is checked": ("check table.yaml -o table.yaml", f"--output: table.yaml is {LOST}"),
    "a rule that is tested": (f"test rules/disputed -o {RULE}", f"--output: {RULE} is {LOST}"),
    "a rule that mutates": (f"test rules/disputed --mutate -o {RULE}", f"--output: {RULE} is {LOST}"),
    "cases of a rule that is tested": (f"test {RULE} -o rules/disputed/cases/north-attacks.yaml", f"--output: rules/disputed/cases/north-attacks.yaml is {LOST}"),
    "a rule that is compared": (f"diff old rules -o {RULE}", f"--output: {RULE} is {LOST}"),
    "incidents that are compared": ("diff rules/disputed rules/disputed reports.ndjson -o reports.ndjson", f"--output: reports.ndjson is {LOST}"),
    "a pipe": (f"{EVALUATE} /dev/stdout | cat", "standard output is the same file as /dev/stdout, which is read from; write to another one"),
}  # fmt: skip


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for name in ("registry", "disputed"):
        shutil.copytree(ROOT / "fixtures" / "language" / name, tmp_path / "rules" / name)
    shutil.copytree(tmp_path / "rules", tmp_path / "old")
    (tmp_path / "reports.ndjson").write_text('{"id":"a"}\n')
    (tmp_path / "t.csv").write_text("id\na\n")
    (tmp_path / "table.yaml").write_text(TABLE)
    (tmp_path / "box.geojson").write_text(f'{{"type":"FeatureCollection","features":[{BOX}]}}')
    (tmp_path / "linked").symlink_to(RULE)
    (tmp_path / "same").hardlink_to(tmp_path / RULE)
    (tmp_path / "loop").symlink_to("rules")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(box: Path, line: str) -> tuple[int, str]:
    script = f"{CFCHECK} {line}; exit $?"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script], cwd=box, check=False, capture_output=True, timeout=60
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(("line", "said"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_and_left_as_it_was(box: Path, line: str, said: str) -> None:
    before = contents(box)
    code, told = run(box, line.format(top=box))
    assert told.splitlines()[0] == f"cfcheck: {said.format(top=box)}"
    assert code == ExitCode.USAGE
    assert contents(box) == before


# Nothing of these is read.
ALLOWED = {
    "a new file beside the rules": f"{EVALUATE} -o rules/disputed/results.json",
    "an old one beside the rules": f"{EVALUATE} -o rules/old-results",
    "a rule of another folder": f"{EVALUATE} -o old/disputed/north-attacks.yaml",
    "a link that leads nowhere": f"{EVALUATE} -o new",
    "a mapping that is not used": f"{EVALUATE} -o table.yaml",
    "the old results": f"{EVALUATE} -o results",
}


@pytest.mark.parametrize("line", ALLOWED.values(), ids=ALLOWED)
def test_what_is_not_read_can_be_written_over(box: Path, line: str) -> None:
    (box / "new").symlink_to("not-yet")
    for name in ("results", "rules/old-results"):
        (box / name).write_text("of yesterday")
    assert run(box, f"{line} -q")[0] == ExitCode.DONE


def test_a_folder_that_ignores_the_case_of_letters_has_one_file_by_two_names(box: Path) -> None:
    """The system tells by the file that both names are one; here, a hard link stands for that."""
    (box / "REPORTS.ndjson").hardlink_to(box / "reports.ndjson")
    before = contents(box)
    assert run(box, f"{EVALUATE} -o REPORTS.ndjson") == (
        ExitCode.USAGE,
        f"cfcheck: --output: REPORTS.ndjson is the same file as reports.ndjson, which is {LOST}\n",
    )
    assert contents(box) == before
