"""The incident format, decoded and encoded. Docs: semantics.md, S2, S44; docs/incident-format.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from cfcheck.model.incident import AnyOfActors, AnyOfKinds, Incident, InvalidIncident, Location, Occurred, Range
from cfcheck.model.incident_json import (
    decode_incident,
    encode_json,
    incident_from,
    incident_from_texts,
    incident_json_schema,
    split_records,
)

if TYPE_CHECKING:
    from collections.abc import Callable

READ: list[tuple[dict[str, Any], Incident]] = [
    ({}, Incident("one")),
    ({"occurred": "2016-03-01"}, Incident("one", occurred="2016-03-01")),
    ({"occurred": {"from": "2016-03-01", "to": "2016-03-02"}},
     Incident("one", occurred=Occurred("2016-03-01", "2016-03-02"))),
    ({"occurred": {"any_of": ["2016-03-01", {"from": "2016-03-02"}]}},
     Incident("one", occurred=Occurred(any_of=("2016-03-01", Occurred("2016-03-02"))))),
    ({"act": {"any_of": ["raid", "march"]}}, Incident("one", act=AnyOfKinds(("raid", "march")))),
    ({"perpetrator": ["a", "b"], "target": "c"}, Incident("one", perpetrator=("a", "b"), target="c")),
    ({"perpetrator": {"any_of": ["a", ["b", "c"]], "confidence": "possible"}},
     Incident("one", perpetrator=AnyOfActors(("a", ("b", "c")), "possible"))),
    ({"participants": ["a", ["b", "c"]]}, Incident("one", participants=("a", ("b", "c")))),
    ({"location": {"place": "Fua", "lat": 36, "controlled_by": {"any_of": ["a", "b"]}}},
     Incident("one", location=Location(place="Fua", lat=36.0, controlled_by=AnyOfActors(("a", "b"))))),
    ({"claims": {"self_defence": {"responding": True, "proportionate": None}}},
     Incident("one", claims={"self_defence": {"responding": True, "proportionate": None}})),
    ({"claims": {"self_defence": None}}, Incident("one", claims={"self_defence": None})),
    ({"extra": {"anything": [1, {"deep": None}]}}, Incident("one", extra={"anything": [1, {"deep": None}]})),
]  # fmt: skip

NULLS = ["occurred", "act", "weapon", "perpetrator", "target", "participants", "location", "casualties", "claims",
         "sources", "state", "description", "extra"]  # fmt: skip

# A record's text, where in it the problem is, and the problem.
REFUSED = [
    ("{}", "", "the key `id` is missing"),
    ('{"id": ""}', "id", "is empty; leave the key out where nothing is known (text expected)"),
    (f'{{"id": "{"x" * 513}"}}', "id", "expected at most 512 characters, found 513"),
    ('{"id": 5}', "id", "expected text, found a whole number"),
    ('{"id": "a", "weapn": "rifle"}', "", "unknown key `weapn`; did you mean `weapon`?"),
    ('{"id": "a", "colour": "red"}', "", "unknown key `colour`; known are `id`, `occurred`"),
    ('{"id": "a", "occurred": 2016}', "occurred", "expected text or an object, found a whole number"),
    ('{"id": "a", "occurred": {"form": "2016"}}', "occurred", "unknown key `form`; did you mean `from`?"),
    ('{"id": "a", "occurred": {"any_of": []}}', "occurred.any_of", "is empty; leave the key out"),
    ('{"id": "a", "perpetrator": []}', "perpetrator",
     "is empty; leave the key out where nothing is known (a list expected)"),
    ('{"id": "a", "perpetrator": {"any_of": ["b"], "confidence": "probabel"}}', "perpetrator.confidence",
     "unknown word `probabel`; did you mean `probable`?"),
    ('{"id": "a", "participants": ["b"]}', "participants", "expected at least 2 items"),
    ('{"id": "a", "casualties": {"killed": {"min": 4, "max": 3}}}', "casualties.killed",
     "`min` 4 is greater than `max` 3"),
    ('{"id": "a", "casualties": {"killed": -1}}', "casualties.killed", "expected a whole number of at least 0"),
    ('{"id": "a", "casualties": {"killed": 1.5}}', "casualties.killed", "expected a whole number or an object"),
    ('{"id": "a", "casualties": {"killed": {"mini": 3}}}', "casualties.killed",
     "unknown key `mini`; did you mean `min`?"),
    ('{"id": "a", "location": {"lat": 91}}', "location.lat", "expected a number of at most 90"),
    ('{"id": "a", "sources": [{"name": "x"}, {"reliability": "G"}]}', "sources[1].reliability", "unknown word `G`"),
    ('{"id": "a", "sources": [{"credibility": 7}]}', "sources[0].credibility", "expected a whole number of at most 6"),
    ('{"id": "a", "state": "checked"}', "state", "unknown word `checked`; expected `alleged`"),
    ('{"id": "a", "claims": {"self_defence": "yes"}}', "claims.*", "expected true or false or an object, found text"),
    ('{"id": "a"', "", "is not JSON: it ends in the middle"),
    ('{"id": a}', "", "is not JSON: expected a value at byte 8, found `a`"),
    ('{"id": "a", "extra": {"x": ' + "[" * 100_000, "", "is nested too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "incident"), READ, ids=[json.dumps(facts) for facts, _ in READ])
def test_record_is_read(facts: dict[str, Any], incident: Incident) -> None:
    record = {"id": "one", **facts}
    assert incident_from(record) == incident
    assert decode_incident(json.dumps(record).encode()) == incident
    assert decode_incident(encode_json(incident)) == incident


@pytest.mark.parametrize("field", NULLS)
def test_null_is_the_same_as_not_stated(field: str) -> None:
    """S2."""
    assert incident_from({"id": "one", field: None}) == Incident("one")


@pytest.mark.parametrize(
    ("record", "path", "problem"),
    REFUSED,
    ids=[f"S44 {path or 'record'}: {problem}"[:70] for _, path, problem in REFUSED],
)
def test_record_is_refused_with_its_path_and_problem(record: str, path: str, problem: str) -> None:
    with pytest.raises(InvalidIncident) as refused:
        decode_incident(record.encode())
    assert refused.value.path == path
    assert refused.value.problem.startswith(problem)
    assert str(refused.value) == (f"{path}: " if path else "") + refused.value.problem


def test_record_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(InvalidIncident, match=r"^is not UTF-8: it has the byte 0xFF at byte 9; save it as UTF-8$"):
        decode_incident(b'{"id": "\xff"}')


@pytest.mark.parametrize("read", [incident_from, incident_from_texts])
def test_mapping_is_refused_like_a_record(read: Callable[[dict[str, Any]], Incident]) -> None:
    with pytest.raises(InvalidIncident, match=r"^act: expected text"):
        read({"id": "one", "act": ["raid"]})


def test_texts_are_read_as_what_they_stand_for() -> None:
    """Cases are YAML in which every scalar is text."""
    texts = {
        "id": "one",
        "location": {"lat": "36.5"},
        "casualties": {"killed": "3", "injured": {"min": "2"}},
        "claims": {"self_defence": "true"},
        "sources": [{"credibility": "2"}],
    }
    incident = incident_from_texts(texts)
    assert incident.location == Location(lat=36.5)
    assert incident.casualties is not None
    assert (incident.casualties.killed, incident.casualties.injured) == (3, Range(2))
    assert incident.claims == {"self_defence": True}


@pytest.mark.parametrize(
    ("document", "records"),
    [
        ("[]", []),
        (' [{"id": "a"}, 5]', ['{"id": "a"}', "5"]),
        ('{"incidents": [{"id": "a"}]}', ['{"id": "a"}']),
        ('{"incidents": null}', None),
        ('{"id": "a"}', None),
    ],
)
def test_document_is_split_into_records(document: str, records: list[str] | None) -> None:
    assert split_records(document.encode()) == (None if records is None else [record.encode() for record in records])


@pytest.mark.parametrize("document", ["[", '{"incidents": [', "[" * 100_000])
def test_document_that_is_not_json_is_refused(document: str) -> None:
    with pytest.raises(InvalidIncident):
        split_records(document.encode())


def test_same_value_gives_the_same_bytes() -> None:
    """S47."""
    incident = incident_from({"target": "b", "perpetrator": "a", "id": "one"})
    assert encode_json(incident) == b'{"id":"one","perpetrator":"a","target":"b"}'


def test_schema_accepts_what_is_read() -> None:
    validator = Draft202012Validator(incident_json_schema())
    for facts, _ in READ:
        validator.validate({"id": "one", **facts})
    assert not validator.is_valid({"occurred": "2016-03-01"})
    assert not validator.is_valid({"id": "one", "colour": "red"})
