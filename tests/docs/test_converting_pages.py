"""The pages on converting: the worked spreadsheet gives what the page shows, and every key of mappings is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.docs.page import CONVERTING, MAPPING_FORMAT, Keys, keys_told, words_not_on
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.convert import IncidentFormat
from cfcheck.ingest.tables import DIRECT, direct_mapping, mapping_names
from cfcheck.ingest.tables.conditions import COMPARISONS
from cfcheck.ingest.tables.times import layout_of
from cfcheck.language.schema import json_schema

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SHARED = {"CiteEntry", "SourceEntry"}  # on the page on rule files


def test_the_worked_spreadsheet_gives_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {
        found["path"]: found["text"]
        for found in re.finditer(
            r"^```\w+ file=(?P<path>\S+)\n(?P<text>.*?)^```$", CONVERTING, re.DOTALL | re.MULTILINE
        )
    }
    (tmp_path / "field-reports.csv").write_text(files["field-reports.csv"], encoding="utf-8")
    commands = re.findall(r"^\$ cfcheck (.+)\n((?:[^$`].*\n)*)", CONVERTING, re.MULTILINE)
    assert len(commands) == 3
    for command, shown in commands:
        assert CliRunner().invoke(app, command.split(), catch_exceptions=False).output == shown, command
        # Once drafted, it is filled in as the page has it.
        (tmp_path / "field-reports-mapping.yaml").write_text(files["field-reports-mapping.yaml"], encoding="utf-8")


def test_every_key_of_mappings_is_on_the_page_and_no_other() -> None:
    schema = json_schema("mapping")
    models = {name: part for name, part in schema["$defs"].items() if "enum" not in part and name not in SHARED}
    known = {
        name: Keys(frozenset(part.get("properties", ())), frozenset(part.get("required", ())))
        for name, part in {**models, "MappingFile": schema}.items()
    }
    assert dict(keys_told(MAPPING_FORMAT)) == known


def test_every_comparison_and_part_of_a_layout_is_on_the_page() -> None:
    assert words_not_on(MAPPING_FORMAT, COMPARISONS) == set()
    section = MAPPING_FORMAT[MAPPING_FORMAT.index("| in a layout |") : MAPPING_FORMAT.index("`excel` alone")]
    tokens = {token for line in section.splitlines()[2:] for token in re.findall(r"`(\w+)`", line.split(" | ")[0])}
    for token in tokens:
        layout_of({"hh": "YYYY-MM-DD hh:mm"}.get(token, "YYYY-MM-DD hh:mm:ss.fffZZ"))
    assert {"YYYY", "MM", "M", "Month", "Mon", "DD", "D", "hh", "mm", "ss", "fff", "ZZ", "T"} == tokens


def test_every_source_and_format_is_on_the_page() -> None:
    assert words_not_on(CONVERTING, [*mapping_names(), *DIRECT]) == set()
    assert all(f"--format {name}" in CONVERTING for name in IncidentFormat)


def test_the_fields_that_the_page_names_are_columns() -> None:
    section = CONVERTING[CONVERTING.index("Name the columns as") : CONVERTING.index("Then no mapping is")]
    named = set(re.findall(r"`([a-z_.0-9]+)`", section))
    assert named <= {column.name for column in direct_mapping("csv").columns}
    assert len(named) > 8
