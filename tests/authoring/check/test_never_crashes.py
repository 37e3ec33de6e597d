"""A check never crashes on anything that loads: random agreements, and sound rule files with random parts gone."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.authoring.check.sarif import faults_of_sarif
from tests.laws.worlds import AGREEMENTS, agreement_of

from cfcheck.authoring.check.check import Category, Issue, IssueSeverity
from cfcheck.authoring.check.checker import check_folders, issues_in
from cfcheck.authoring.check.outputs import WRITERS
from cfcheck.authoring.check.report import Checked, Report
from cfcheck.authoring.check.table import CHECKS
from cfcheck.authoring.check.written import Written
from cfcheck.model.problem import Problem

TODAY = date(2026, 1, 31)
SOUND = Path(__file__).parents[2] / "data" / "sound"
EXAMPLE = Path(__file__).parents[3] / "docs" / "checks" / "example"
LINES = re.compile(r".*\n")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(AGREEMENTS)
def test_no_check_crashes_on_a_random_agreement(spec: dict[str, Any]) -> None:
    issues = list(issues_in(Written(agreement_of(spec), {}, TODAY)))
    assert {issue.check for issue in issues} <= set(CHECKS)
    assert all(issue.problem.hint for issue in issues)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([SOUND, EXAMPLE]), st.data())
def test_no_check_crashes_on_files_with_lines_gone_or_twice(folder: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as home:
        rules = Path(home) / "rules"
        shutil.copytree(folder, rules)
        path = data.draw(st.sampled_from(sorted(rules.rglob("*.yaml"))))
        lines = LINES.findall(path.read_text(encoding="utf-8"))
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place : place + data.draw(st.integers(0, 2))] = lines[place : place + 1] * data.draw(st.integers(0, 2))
        path.write_text("".join(lines), encoding="utf-8")
        checked = check_folders([rules / "accord"], TODAY)
        assert checked == check_folders([rules / "accord"], TODAY)


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(IssueSeverity))
def test_every_format_writes_whatever_is_said(file: str, message: str, severity: IssueSeverity) -> None:
    problem = Problem("unknown-key", file or "f", 1, 1, message, excerpt=message, hint=message)
    report = Report(Checked((Issue(Category.FORM, severity, problem, {"id": message}),), (), ()), IssueSeverity.INFO)
    written = {}
    for name, write in WRITERS.items():
        out = io.StringIO()
        write(report, out)
        written[name] = out.getvalue()
    assert json.loads(written["json"])["issues"][0]["message"] == message
    log = json.loads(written["sarif"])
    assert faults_of_sarif(log) == []
    assert log["runs"][0]["results"][0]["ruleId"] == "unknown-key"
    assert len(written["github"].splitlines()) == 1
    assert len(ET.fromstring(written["junit"]).findall(".//testcase")) > 1  # noqa: S314  # our own words
