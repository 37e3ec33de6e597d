"""Mappings of Python's that are no incident: values that JSON does not have, and texts that spell nothing."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
from collections import OrderedDict, UserDict, deque
from types import MappingProxyType
from typing import Any

import pytest

from cfcheck.model.faults.of_mapping import fault_of_mapping
from cfcheck.model.incident import AnyOfActors, Casualties, Incident, InvalidIncident, Location, Range
from cfcheck.model.incident_json import encode_json, incident_from, incident_from_texts


class Word(enum.StrEnum):
    SHELLING = "shelling"


class Number(enum.IntEnum):
    THREE = 3


class Text(str):
    """As numpy has one."""

    __slots__ = ()


class Float(float):
    """As numpy has one."""

    __slots__ = ()


DAY = dt.date(2016, 3, 1)
FAULTS: list[tuple[Any, str, str]] = [
    # Kinds that JSON does not have
    ({"occurred": DAY}, "occurred", "expected text or an object, found a value of the type `date`"),
    ({"perpetrator": {"b"}}, "perpetrator", "expected text or an object or a list, found a value of the type `set`"),
    ({"target": ["b", b"c"]}, "target[1]", "expected text, found a value of the type `bytes`"),
    ({"participants": deque(["b", "c"])}, "participants", "expected a list, found a value of the type `deque`"),
    ({"participants": ("b", range(2))}, "participants[1]", "expected text or a list, found a value of the type `range`"),
    ({"location": {"lat": decimal.Decimal("36.5")}}, "location.lat", "expected a number, found a value of the type `Decimal`"),
    ({"location": {"lat": Float(36.5)}}, "location.lat", "expected a number, found a value of the type `Float`"),
    ({"act": Text("shelling")}, "act", "expected text or an object, found a value of the type `Text`"),
    ({"perpetrator": AnyOfActors(("b",))}, "perpetrator",
     "expected text or an object or a list, found a value of the type `AnyOfActors`"),
    ({"extra": {"when": DAY}}, "extra.when", "is a value of the type `date`, which JSON does not have"),
    ({"extra": {"a": [1, {"b": ({1},)}]}}, "extra.a[1].b[0]", "is a value of the type `set`, which JSON does not have"),
    ({"extra": {"a b": object()}}, "extra.*", "is a value of the type `object`, which JSON does not have"),
    ({"extra": {"x": 3j}}, "extra.x", "is a value of the type `complex`, which JSON does not have"),
    # Numbers and characters that JSON does not have
    ({"location": {"radius_km": float("nan")}}, "location.radius_km", "is `nan`, which JSON does not have"),
    ({"location": {"radius_km": float("inf")}}, "location.radius_km", "is too large a number"),
    ({"location": {"radius_km": 10**400}}, "location.radius_km", "is too large a number"),
    ({"extra": {"x": float("-inf")}}, "extra.x", "is too large a number"),
    ({"extra": {"x": float("nan")}}, "extra.x", "is `nan`, which JSON does not have"),
    ({"extra": {"x": 10**4300}}, "extra.x", "has more than 4,300 digits"),
    ({"casualties": {"killed": 10**5000}}, "casualties.killed", "has more than 4,300 digits"),
    ({"act": "\ud800"}, "act", "expected text or an object, found text with half a character"),
    ({"extra": {"x": "a\udfff"}}, "extra.x", "is text with half a character, which JSON does not have"),
    # Keys
    ({5: 1}, "", "expected text as a key, found a whole number"),
    ({None: 1}, "", "expected text as a key, found null"),
    ({"claims": {DAY: True}}, "claims", "expected text as a key, found a value of the type `date`"),
    ({"extra": {"x": {(1, 2): 1}}}, "extra.x", "expected text as a key, found a list"),
    ({"extra": {"\ud800": 1}}, "extra", "expected text as a key, found half a character"),
    ({"perpetrator": {Word.SHELLING: 1}}, "perpetrator", "expected text as a key, found a value of the type `Word`"),
    ({"perpetrator": {Text("any_of"): ["b"]}}, "perpetrator", "expected text as a key, found a value of the type `Text`"),
    ({"colour": "red"}, "", "unknown key `colour`; known are `id`, `occurred`"),
    # Form
    ({"id": None}, "id", "expected text, found null"),
    ({"casualties": {"killed": {"min": 4, "max": 3}}}, "casualties.killed", "`min` 4 is greater than `max` 3"),
    ({"participants": ("b",)}, "participants", "expected at least 2 items"),
    ({"location": {"lat": "36"}}, "location.lat", "expected a number, found text"),
    ({"casualties": {"killed": True}}, "casualties.killed", "expected a whole number or an object, found true or false"),
    ({"act": 5, "x": DAY}, "act", "expected text or an object, found a whole number"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "path", "problem"), FAULTS, ids=[str(problem) for *_, problem in FAULTS])
def test_mapping_is_refused_with_its_path_and_problem(facts: Any, path: str, problem: str) -> None:
    with pytest.raises(InvalidIncident) as refused:
        incident_from({"id": "a", **facts})
    assert refused.value.path == path
    assert refused.value.problem.startswith(problem)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (5, "expected an object, found a whole number"),
        (None, "expected an object, found null"),
        ([], "expected an object, found a list"),
        ({}, "the key `id` is missing"),
        (Incident("a"), "expected an object, found a value of the type `Incident`"),
    ],
)
def test_value_that_is_no_mapping_is_refused(value: Any, problem: str) -> None:
    with pytest.raises(InvalidIncident) as refused:
        incident_from(value)
    assert (refused.value.path, refused.value.problem) == ("", problem)


def test_mappings_and_lists_of_other_types_are_taken() -> None:
    incident = Incident("é", act="shelling", perpetrator=AnyOfActors(("b", ("c", "d"))), casualties=Casualties(3))
    facts: dict[str, Any] = {
        "id": "é",
        "act": Word.SHELLING,
        "perpetrator": MappingProxyType({"any_of": ("b", ["c", "d"])}),
        "casualties": OrderedDict(killed=Number.THREE),
    }
    assert incident_from(facts) == incident
    assert incident_from(UserDict(facts)) == incident  # type: ignore[arg-type]  # a mapping, if no dictionary
    assert encode_json(incident_from(facts)) == encode_json(incident)
    assert fault_of_mapping(facts, Incident, of_texts=False) is None


def test_what_holds_itself_is_nested_too_deeply() -> None:
    looped: list[Any] = []
    looped.append(looped)
    with pytest.raises(InvalidIncident, match=r"^is nested too deeply$"):
        incident_from({"id": "a", "extra": {"x": looped}})
    tall: Any = []
    for _ in range(198):
        tall = [tall]
    with pytest.raises(InvalidIncident, match=r"^is nested too deeply$"):
        incident_from({"id": "a", "extra": {"x": tall}})
    incident_from({"id": "a", "extra": {"x": tall[0]}})


def test_search_gives_up_where_it_would_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cfcheck.model.faults.of_mapping.MOST_STEPS", 1000)
    problem = "is no incident; what is wrong with it lies behind its first 200,000 values"
    facts = {"id": "a", "extra": {"x": [1] * 1000}, "act": 5}
    assert fault_of_mapping(facts, Incident, of_texts=False) == ("", problem)


SPELLED: list[tuple[Any, Incident]] = [
    ({"casualties": {"killed": "-0", "injured": "NULL"}}, Incident("a", casualties=Casualties(0))),
    ({"casualties": {"killed": "3.0", "injured": "1e2"}}, Incident("a", casualties=Casualties(3, 100))),
    ({"casualties": {"killed": {"min": "2", "max": "null"}}}, Incident("a", casualties=Casualties(Range(2)))),
    ({"location": {"lat": "-9e1", "lon": "null"}}, Incident("a", location=Location(lat=-90.0))),
    ({"claims": {"c": "TRUE", "d": {"e": "0", "f": "Null"}}}, Incident("a", claims={"c": True, "d": {"e": False, "f": None}})),
    ({"claims": {"c": 1, "d": 0}}, Incident("a", claims={"c": True, "d": False})),
    ({"casualties": {"killed": 3.0}}, Incident("a", casualties=Casualties(3))),
    ({"state": "null", "sources": "null", "occurred": "null"}, Incident("a", occurred="null")),
    ({"extra": {"x": "null"}, "description": "5"}, Incident("a", description="5", extra={"x": "null"})),
]  # fmt: skip
UNSPELLED = [
    ({"casualties": {"killed": "-1"}}, "casualties.killed", "expected a whole number of at least 0"),
    ({"casualties": {"killed": "1.5"}}, "casualties.killed", "expected a whole number or an object, found a number"),
    ({"casualties": {"killed": "1e300"}}, "casualties.killed", "expected a whole number or an object, found a number"),
    ({"casualties": {"killed": "03"}}, "casualties.killed", "expected a whole number or an object, found text"),
    ({"casualties": {"killed": " 3"}}, "casualties.killed", "expected a whole number or an object, found text"),
    ({"casualties": {"killed": "many"}}, "casualties.killed", "expected a whole number or an object, found text"),
    ({"casualties": {"killed": "9" * 4301}}, "casualties.killed", "has more than 4,300 digits"),
    ({"casualties": {"killed": "-" + "9" * 4301}}, "casualties.killed", "expected a whole number of at least 0"),
    ({"casualties": {"killed": {"min": "2", "max": "1"}}}, "casualties.killed", "`min` 2 is greater than `max` 1"),
    ({"location": {"lat": "91"}}, "location.lat", "expected a number of at most 90"),
    ({"location": {"radius_km": "1e999"}}, "location.radius_km", "is too large a number"),
    ({"location": {"lat": "north"}}, "location.lat", "expected a number, found text"),
    ({"claims": {"c": "yes"}}, "claims.*", "expected true or false or an object, found text"),
    ({"claims": {"c": {"d": "2"}}}, "claims.*.*", "expected true or false, found text"),
    ({"claims": {"c": 2}}, "claims.*", "expected true or false or an object, found a whole number"),
    ({"sources": ["null"]}, "sources[0]", "expected an object, found text"),
    ({"sources": [{"credibility": "7"}]}, "sources[0].credibility", "expected a whole number of at most 6"),
    ({"state": "checked"}, "state", "unknown word `checked`; expected `alleged`"),
    ({"occurred": ""}, "occurred", "is empty; leave the key out where nothing is known (text expected)"),
    ({"extra": {"when": DAY}}, "extra.when", "is a value of the type `date`, which JSON does not have"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "incident"), SPELLED, ids=[str(facts) for facts, _ in SPELLED])
def test_texts_stand_for_what_they_spell(facts: Any, incident: Incident) -> None:
    assert incident_from_texts({"id": "a", **facts}) == incident
    assert fault_of_mapping({"id": "a", **facts}, Incident, of_texts=True) is None


@pytest.mark.parametrize(("facts", "path", "problem"), UNSPELLED, ids=[str(facts)[:60] for facts, *_ in UNSPELLED])
def test_texts_that_spell_nothing_are_refused(facts: Any, path: str, problem: str) -> None:
    with pytest.raises(InvalidIncident) as refused:
        incident_from_texts({"id": "a", **facts})
    assert refused.value.path == path
    assert refused.value.problem.startswith(problem)
