"""The forms of rule files, as the loader and as editors see them. What they refuse is in ../data/broken."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cfcheck.language.schema import (
    AGREEMENT,
    CASES,
    REGISTRY,
    RULE,
    AgreementFile,
    AllNode,
    CasesFile,
    ClaimNode,
    CountNode,
    FileKind,
    IdsNode,
    KindName,
    ObligationFile,
    PermissionFile,
    ProhibitionFile,
    RegistryFile,
    Uncertain,
    json_schema,
    validate,
)
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.problem import InvalidRules, Problem

DATA = Path(__file__).parents[1] / "data"
SOUND = DATA / "sound"
KINDS: dict[str, FileKind[Any]] = {kind.name: kind for kind in (AGREEMENT, CASES, REGISTRY, RULE)}
FILES: dict[str, KindName] = {
    "accord/agreement.yaml": "agreement",
    "accord/no-attacks.yaml": "rule",
    "accord/let-aid-pass.yaml": "rule",
    "accord/self-defence.yaml": "rule",
    "registry/registry.yaml": "registry",
    "accord/registry/more.yaml": "registry",
}
CASES_TEXT = """
cases:
  - name: a rocket across the bridge is a breach
    incident: {id: "1", act: attack, casualties: {killed: 3}}
    verdict: indeterminate
    possible: [violation, out_of_scope]
    reasons: attribution
    breached: no-attacks
"""


def checked(text: str, kind: FileKind[Any]) -> Any:  # a file of the kind, or problems
    return validate(read_document(text.encode(), "f.yaml"), kind)


def messages(text: str, kind: FileKind[Any]) -> list[str]:
    problems = checked(text, kind)
    assert isinstance(problems, tuple)
    return [str(problem) for problem in problems]


def test_agreement_has_the_form_of_its_file() -> None:
    file = checked((SOUND / "accord/agreement.yaml").read_text(), AGREEMENT)
    assert isinstance(file, AgreementFile)
    assert file.parties["north"].members[0].actor == "northern-army"
    assert [cite.verified for cite in file.parties["south"].cite] == [False, True]
    assert file.endorsements[0].votes is not None
    assert file.endorsements[0].votes.in_favour == 15


def test_rule_has_the_form_of_its_modality() -> None:
    forms = [checked((SOUND / "accord" / f"{rule}.yaml").read_text(), RULE) for rule in ("no-attacks", "let-aid-pass")]
    permission = checked((SOUND / "accord/self-defence.yaml").read_text(), RULE)
    assert [type(form) for form in (*forms, permission)] == [ProhibitionFile, ObligationFile, PermissionFile]
    assert forms[1].bearers == ("north",)


def test_registry_has_the_form_of_its_file() -> None:
    file = checked((SOUND / "registry/registry.yaml").read_text(), REGISTRY)
    assert isinstance(file, RegistryFile)
    assert file.actors["northern-army"].aliases[0].name == "Army of the North"
    assert isinstance(file.lists["council"].entries[0].start, Uncertain)


def test_cases_have_the_form_of_their_file() -> None:
    file = checked(CASES_TEXT, CASES)
    assert isinstance(file, CasesFile)
    assert file.cases[0].incident == {"id": "1", "act": "attack", "casualties": {"killed": "3"}}
    assert file.cases[0].reasons == ("attribution",)


CONDITIONS = [
    ("{act: attack}", IdsNode("act", (("attack", ("act",)),), ("act",))),
    ("{casualties.killed: {more_than: 3}}", CountNode("casualties.killed", ((4, None),), ("casualties.killed",))),
    ("{casualties.killed: {less_than: 3}}", CountNode("casualties.killed", ((None, 2),), ("casualties.killed",))),
    (
        "{casualties.killed: {at_least: 1, at_most: 9, less_than: 9, more_than: 1}}",
        CountNode("casualties.killed", ((2, 8),), ("casualties.killed",)),
    ),
    ("{casualties.killed: [0, 7]}", CountNode("casualties.killed", ((0, 0), (7, 7)), ("casualties.killed",))),
    ("{claims.plea: false}", ClaimNode("plea", None, False, ("claims.plea",))),  # noqa: FBT003  # the value written
    (
        "{act: [a, b], weapon: c}",
        AllNode(
            (
                IdsNode("act", (("a", ("act", 0)), ("b", ("act", 1))), ("act",)),
                IdsNode("weapon", (("c", ("weapon",)),), ("weapon",)),
            ),
            (),
        ),
    ),
]


@pytest.mark.parametrize(("written", "read"), CONDITIONS)
def test_condition_is_read_with_the_place_of_each_part(written: str, read: object) -> None:
    text = (SOUND / "accord/let-aid-pass.yaml").read_text() + f"when: {written}\n"
    assert checked(text, RULE).when == read


@pytest.mark.parametrize(
    "time", ["2020-02-27", "2020-02-27 00:00", "2020-02-27T23:59:59", "2020-02-27 00:00Z", "2020-02-27 00:00+05:30"]
)
def test_time_has_one_of_these_forms(time: str) -> None:
    written = messages(f'announced: {{at: "{time}"}}', AGREEMENT)
    assert all(message.endswith("is missing") for message in written)


@pytest.mark.parametrize(
    "time", ["2020", "2020-02", "27.2.2020", "2020-02-27 24:00", "2020-02-27 9:00", "noon", "2020-02-27 00:00 +02:00"]
)
def test_anything_else_is_no_time(time: str) -> None:
    assert any("expected a time such as" in message for message in messages(f'announced: {{at: "{time}"}}', AGREEMENT))


def test_registry_takes_no_wall_time() -> None:
    text = 'cfcheck: 1\nactors: {a: {title: A, aliases: [{name: B, from: "2020-01-01 10:00"}]}}'
    assert messages(text, REGISTRY) == [
        "f.yaml:2:50: `2020-01-01 10:00` is a wall time, and a registry has no time zone"
    ]


LEAKS = re.compile(
    r"pydantic|Input should|Field required|valid (dictionary|string|list)|Entry|ProhibitionFile|RuleFile|<\w+>"
    r"|type=|NoneType"
)
_PLAIN = st.recursive(
    st.sampled_from(["north", "attack", "2020-01-01", "true", "3", "Bad Id", "prohibition", "permission", "never"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "title",
                    "modality",
                    "bearers",
                    "act",
                    "when",
                    "cite",
                    "all",
                    "any",
                    "not",
                    "from",
                    "until",
                    "disputed",
                    "at",
                    "by",
                    "actors",
                    "a",
                    "aliases",
                    "name",
                    "cases",
                    "earliest",
                    "latest",
                    "occurred",
                    "casualties.killed",
                    "claims.x",
                    "in_force",
                    "parties",
                    "members",
                    "excluded",
                    "list",
                    "actor",
                    "acts",
                    "is",
                    "lists",
                    "entries",
                    "cfcheck",
                    "sources",
                    "url",
                    "area",
                    "country",
                    "tests",
                    "claim",
                    "severity",
                    "verdict",
                    "incident",
                    "part_of",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_PLAIN, st.sampled_from(sorted(KINDS)))
def test_problems_speak_our_words_alone(plain: object, kind: str) -> None:
    text = yaml.safe_dump(plain, default_style="'")
    problems = validate(read_document(text.encode(), "f.yaml"), KINDS[kind])
    for problem in problems if isinstance(problems, tuple) else ():
        assert isinstance(problem, Problem)
        assert not LEAKS.search(problem.render()), problem.render()
        assert "no meaning here" not in problem.message
        assert len(set(problems)) == len(problems)


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as editors do, by the core schema of YAML 1.2: numbers and truth values, but no times."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("int", "bool", "null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("kind", get_args(KindName))
def test_json_schema_is_one(kind: KindName) -> None:
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert "null" not in str(schema)
    assert not re.search("Entry'|File'", str([part.get("title") for part in schema.get("$defs", {}).values()]))


@pytest.mark.parametrize(("file", "kind"), FILES.items())
def test_json_schema_accepts_what_the_loader_accepts(file: str, kind: KindName) -> None:
    content = yaml.load((SOUND / file).read_text(), Loader=EditorLoader)  # noqa: S506  # a SafeLoader
    errors = [error.message for error in Draft202012Validator(json_schema(kind)).iter_errors(content)]
    assert errors == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("rule", {"title": "x"}),
        ("rule", {"title": "x", "modality": "permission", "bearers": "a", "act": "b", "severity": "grave", "cite": []}),
        ("agreement", {"cfcheck": 2}),
        ("registry", {"cfcheck": 1, "actors": {"a": {"title": "A", "kind": "band"}}}),
        ("registry", {"cfcheck": 1, "acts": {"a": {"title": "A", "directed": "yes"}}}),
        ("cases", {"cases": [{"name": "x", "incident": {}, "verdict": "guilty"}]}),
    ],
)
def test_json_schema_refuses_what_the_loader_refuses(kind: KindName, content: dict[str, Any]) -> None:
    assert not Draft202012Validator(json_schema(kind)).is_valid(content)
    assert isinstance(checked(yaml.safe_dump(content), KINDS[kind]), tuple)


def test_every_key_of_the_json_schema_is_described() -> None:
    for kind in get_args(KindName):
        schema = json_schema(kind)
        for name, form in {"": schema, **schema.get("$defs", {})}.items():
            for key, part in form.get("properties", {}).items() if name != "Condition" else ():
                assert part.get("description"), f"{kind}: {name}.{key}"


def test_invalid_rules_lists_its_problems_by_place() -> None:
    late, early = Problem("a", "f.yaml", 9, 1, "late"), Problem("b", "f.yaml", 2, 3, "early")
    error = InvalidRules([late, early, late])
    assert error.problems == (early, late)
    assert str(error) == "f.yaml:2:3: early\nf.yaml:9:1: late"
    assert isinstance(error, ValueError)
