"""What a person who writes rule files sees in an editor: asked of the real yaml-language-server.

Skipped where it is not installed; `.ci/run` installs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.editors.language_server import LanguageServer, server_command, why_there_is_none

from cfcheck.language.scaffold import begin_agreement, begin_cases, begin_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.slow, pytest.mark.skipif(server_command() is None, reason=why_there_is_none())]

ROOT = Path(__file__).parents[2]
ACCORD = ROOT / "rules" / "syria-2016-coh"
RULE = "# yaml-language-server: $schema=../../schemas/rule.schema.json\n"
CASES = "# yaml-language-server: $schema=../../../schemas/cases.schema.json\n"
BEGUN = f"{RULE}title: A\nmodality: prohibition\n"


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    with LanguageServer(server_command() or [], ROOT) as started:
        yield started


def test_an_empty_rule_file_is_offered_its_keys(server: LanguageServer) -> None:
    offered = server.completions(ACCORD / "new.yaml", f"{RULE}title: A\n^\n")
    assert {"modality", "bearers", "act", "against", "when", "unless", "severity", "cite", "claim", "tests"} <= offered
    assert "title" not in offered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{RULE}title: A\nmodality: ^\n", {"prohibition", "obligation", "permission"}),
        (f"{BEGUN}when:\n  ^\n", {"all", "any", "not", "occurred", "weapon", "location.admin1", "casualties.killed"}),
        (f"{BEGUN}cite:\n  ^\n", {"source", "provision", "verified", "note"}),
    ],
)
def test_what_can_stand_at_a_place_is_offered_there(server: LanguageServer, text: str, expected: set[str]) -> None:
    assert expected <= server.completions(ACCORD / "new.yaml", text)


def test_the_incidents_of_cases_are_completed_too(server: LanguageServer) -> None:
    text = f"{CASES}cases:\n  - name: A\n    incident:\n      ^\n"
    assert {"occurred", "perpetrator", "casualties"} <= server.completions(ACCORD / "cases" / "new.yaml", text)


def test_keys_are_explained(server: LanguageServer) -> None:
    assert "How grave a breach is held to be" in server.hover(ACCORD / "new.yaml", f"{BEGUN}sev^erity: minor\n")


def test_an_unknown_key_is_diagnosed(server: LanguageServer) -> None:
    assert "bearerz" in server.faulty_parts(ACCORD / "new.yaml", f"{BEGUN}bearerz: [a]\n")
    assert "bearers" not in server.faulty_parts(ACCORD / "new.yaml", f"{BEGUN}bearers: [a]\n")


def test_an_unknown_key_of_an_incident_is_diagnosed(server: LanguageServer) -> None:
    text = f"{CASES}cases:\n  - name: A\n    incident: {{%s: 2015-01-02}}\n    verdict: violation\n"
    assert "ocurred" in server.faulty_parts(ACCORD / "cases" / "new.yaml", text % "ocurred")
    assert server.faulty_parts(ACCORD / "cases" / "new.yaml", text % "occurred") == []


def test_what_new_writes_names_a_schema_that_is_there_and_is_without_fault(
    server: LanguageServer, tmp_path: Path
) -> None:
    written = [
        *begin_agreement("accord", tmp_path),
        *begin_rule("accord", "no-shelling", tmp_path),
        *begin_cases("accord", "no-shelling", tmp_path),
    ]
    begun = [path for path in written if path.suffix == ".yaml"]
    assert len(begun) == 5
    for path in begun:
        assert server.faulty_parts(path, path.read_text(encoding="utf-8")) == []
    norm = tmp_path / "accord" / "no-shelling.yaml"
    modeline = norm.read_text(encoding="utf-8").partition("\n")[0]
    assert "bearers" in server.completions(norm, f"{modeline}\ntitle: A\n^\n")
    assert server.faulty_parts(norm, f"{modeline}\ntitel: A\n")


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_rule_files_here_are_without_fault(server: LanguageServer, path: Path) -> None:
    kind = "cases" if path.parent.name == "cases" else "registry" if "registry" in path.parts else "rule"
    kind = {"agreement.yaml": "agreement"}.get(path.name, "mapping" if path.parent.name == "mappings" else kind)
    schema = (ROOT / "schemas" / f"{kind}.schema.json").as_uri()
    modeline = f"# yaml-language-server: $schema={schema}\n"
    assert server.faulty_parts(path, modeline + path.read_text(encoding="utf-8")) == []
