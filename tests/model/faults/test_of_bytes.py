"""The first fault of a record's form, with its path. Its JSON is in test_json_fault.py."""

from __future__ import annotations

import gc
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from cfcheck.model.faults.memory import FaultMemory
from cfcheck.model.faults.of_bytes import fault_of_record
from cfcheck.model.incident import Incident, InvalidIncident
from cfcheck.model.incident_json import decode_incident, incident_from

if TYPE_CHECKING:
    from collections.abc import Callable

STATES = (
    "expected `alleged`, `under_investigation`, `suspended`, `assessed`, `verified`, `substantiated`, "
    "`not_substantiated` or `not_confirmed`"
)
GAVE_UP = ("", "is no incident; what is wrong with it lies behind its first 200,000 values")
KNOWN = (
    "known are `id`, `occurred`, `act`, `weapon`, `perpetrator`, `target`, `participants`, `location`, `casualties`, "
    "`claims`, `sources`, `state`, `description` and `extra`"
)
EMPTY = "is empty; leave the key out where nothing is known"

# What stands behind the id of a record, and the path and problem of its first fault.
FAULTS = [
    # Kinds
    ('"occurred":true', "occurred", "expected text or an object, found true or false"),
    ('"act":null,"weapon":1.0', "weapon", "expected text or an object, found a number"),
    ('"perpetrator":{"any_of":["b",["c",null]]}', "perpetrator.any_of[1][1]", "expected text, found null"),
    ('"perpetrator":{"any_of":["b",[["c"]]]}', "perpetrator.any_of[1][0]", "expected text, found a list"),
    ('"target":["b","c",{"any_of":["d"]}]', "target[2]", "expected text, found an object"),
    ('"participants":["b",5]', "participants[1]", "expected text or a list, found a whole number"),
    ('"location":"Fua"', "location", "expected an object, found text"),
    ('"location":{"lat":"36"}', "location.lat", "expected a number, found text"),
    ('"location":{"lat":null,"lon":false}', "location.lon", "expected a number, found true or false"),
    ('"location":{"controlled_by":[]}', "location.controlled_by", "expected text or an object, found a list"),
    ('"casualties":[]', "casualties", "expected an object, found a list"),
    ('"casualties":{"killed":"3"}', "casualties.killed", "expected a whole number or an object, found text"),
    ('"casualties":{"killed":{"min":null,"max":2.0}}', "casualties.killed.max", "expected a whole number, found a number"),
    ('"claims":[]', "claims", "expected an object, found a list"),
    ('"claims":{"c":true,"d":1}', "claims.*", "expected true or false or an object, found a whole number"),
    ('"claims":{"c":{"d":null,"e":"no"}}', "claims.*.*", "expected true or false, found text"),
    ('"sources":{}', "sources", "expected a list, found an object"),
    ('"sources":[{},{"name":"x"},null]', "sources[2]", "expected an object, found null"),
    ('"sources":[{"credibility":6.0}]', "sources[0].credibility", "expected a whole number, found a number"),
    ('"state":5', "state", "expected text, found a whole number"),
    ('"extra":[]', "extra", "expected an object, found a list"),
    ('"occurred":{"any_of":["x",{"any_of":[{"any_of":[{"from":5}]}]}]}',
     "occurred.any_of[1].any_of[0].any_of[0].from", "expected text, found a whole number"),
    # Keys
    ('"colour":"red"', "", f"unknown key `colour`; {KNOWN}"),
    ('"Act":"x"', "", "unknown key `Act`; known are"),
    ('"a\\u0063t\\u0073":"x"', "", "unknown key `acts`; did you mean `act`?"),
    ('"":1', "", f"unknown key ``; {KNOWN}"),
    (f'"{"x" * 70}":1', "", f"unknown key `{'x' * 60}…`; {KNOWN}"),
    ('"location":{"latitude":5}', "location", "unknown key `latitude`; known are"),
    ('"sources":[{},{"nmae":"x"}]', "sources[1]", "unknown key `nmae`; did you mean `name`?"),
    ('"occurred":{"any_of":["x",{"form":"y"}]}', "occurred.any_of[1]", "unknown key `form`; did you mean `from`?"),
    ('"act":{"confidence":"probable"}', "act", "unknown key `confidence`; known are `any_of`"),
    ('"act":{}', "act", "the key `any_of` is missing"),
    ('"location":{"controlled_by":{"confidence":null}}', "location.controlled_by", "the key `any_of` is missing"),
    # Words
    ('"state":"Alleged"', "state", "unknown word `Alleged`; did you mean `alleged`?"),
    ('"state":"none"', "state", f"unknown word `none`; {STATES}"),
    (f'"state":"{"x" * 70}"', "state", f"unknown word `{'x' * 60}…`; expected `alleged`"),
    ('"sources":[{"reliability":"G"}]', "sources[0].reliability",
     "unknown word `G`; expected `A`, `B`, `C`, `D`, `E` or `F`"),
    ('"perpetrator":{"any_of":["b"],"confidence":"certain"}', "perpetrator.confidence",
     "unknown word `certain`; expected `confirmed`, `probable`, `possible` or `doubtful`"),
    # Lengths
    ('"occurred":""', "occurred", f"{EMPTY} (text expected)"),
    ('"occurred":{"any_of":["x",""]}', "occurred.any_of[1]", f"{EMPTY} (text expected)"),
    ('"target":[]', "target", f"{EMPTY} (a list expected)"),
    ('"target":[""]', "target[0]", f"{EMPTY} (text expected)"),
    ('"act":{"any_of":[]}', "act.any_of", f"{EMPTY} (a list expected)"),
    ('"participants":[]', "participants", "expected at least 2 items"),
    ('"participants":["b"]', "participants", "expected at least 2 items"),
    # Numbers
    ('"casualties":{"killed":-1}', "casualties.killed", "expected a whole number of at least 0"),
    ('"casualties":{"killed":{"max":-5}}', "casualties.killed.max", "expected a whole number of at least 0"),
    ('"casualties":{"killed":-%s}' % ("9" * 5000), "casualties.killed", "expected a whole number of at least 0"),
    ('"casualties":{"killed":%s}' % ("9" * 4301), "casualties.killed", "has more than 4,300 digits"),
    ('"casualties":{"killed":1e999}', "casualties.killed", "expected a whole number or an object, found a number"),
    ('"location":{"lat":-90.5}', "location.lat", "expected a number of at least -90"),
    ('"location":{"lon":%s}' % ("9" * 5000), "location.lon", "expected a number of at most 180"),
    ('"location":{"radius_km":-1e-9}', "location.radius_km", "expected a number of at least 0"),
    ('"location":{"radius_km":1e999}', "location.radius_km", "is too large a number"),
    ('"location":{"radius_km":1%s}' % ("0" * 309), "location.radius_km", "is too large a number"),
    ('"sources":[{"credibility":0}]', "sources[0].credibility", "expected a whole number of at least 1"),
    ('"sources":[{"credibility":7}]', "sources[0].credibility", "expected a whole number of at most 6"),
    ('"casualties":{"killed":{"min":4,"max":3}}', "casualties.killed", "`min` 4 is greater than `max` 3"),
    ('"casualties":{"killed":{"min":2,"max":3,"min":4}}', "casualties.killed", "`min` 4 is greater than `max` 3"),
    ('"casualties":{"killed":{"min":%s,"max":3}}' % ("9" * 99), "casualties.killed",
     f"`min` {'9' * 60}… is greater than `max` 3"),
    ('"casualties":{"killed":{"min":4,"max":3,"x":1}}', "casualties.killed", "unknown key `x`; known are `min` and `max`"),
    # Anything
    ('"extra":{"x":1e999}', "extra.x", "is too large a number"),
    ('"extra":{"x":-1e999}', "extra.x", "is too large a number"),
    ('"extra":{"x":%s}' % ("9" * 4301), "extra.x", "has more than 4,300 digits"),
    ('"extra":{"a":1,"b c":[1,{"d":[2,1e400]}]}', "extra.*.*.d.*", "is too large a number"),
    ('"extra":{"x":[[[[[[[[[[[[[[1e400]]]]]]]]]]]]]]}', "extra.x.*.*.*.*.*.*.*.*.*.*…", "is too large a number"),
    # The first of several
    ('"act":5,"weapon":5', "act", "expected text or an object, found a whole number"),
    ('"x":1,"act":5', "", f"unknown key `x`; {KNOWN}"),
    ('"act":5,"weapon":', "act", "expected text or an object, found a whole number"),
    ('"participants":[5]', "participants[0]", "expected text or a list, found a whole number"),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "path", "problem"), FAULTS, ids=[rest[:60] for rest, _, _ in FAULTS])
@pytest.mark.parametrize("before", ["", '"id":"a",'], ids=["without an id", "with an id"])
def test_first_fault_is_found_with_its_path(before: str, rest: str, path: str, problem: str) -> None:
    fault = fault_of_record(f"{{{before}{rest}}}".encode(), Incident)
    assert fault is not None
    assert fault.path == path
    assert fault.problem.startswith(problem)


@pytest.mark.parametrize(
    ("record", "path", "problem"),
    [
        ("{}", "", "the key `id` is missing"),
        ('{"act":"x","occurred":null}', "", "the key `id` is missing"),
        ('{"id":null}', "id", "expected text, found null"),
        ('{"id":""}', "id", f"{EMPTY} (text expected)"),
        (json.dumps({"id": "é" * 513}), "id", "expected at most 512 characters, found 513"),
        (json.dumps({"id": "é" * 513}, ensure_ascii=False), "id", "expected at most 512 characters, found 513"),
        ('{"id":"a","id":5}', "id", "expected text, found a whole number"),
        ("null", "", "expected an object, found null"),
        (" [] ", "", "expected an object, found a list"),
        ('"x"', "", "expected an object, found text"),
        ("5 x", "", "expected an object, found a whole number"),
        ("-1.5", "", "expected an object, found a number"),
        ("false", "", "expected an object, found true or false"),
    ],
)
def test_record_as_a_whole_is_told(record: str, path: str, problem: str) -> None:
    assert fault_of_record(record.encode(), Incident) == (path, problem)


SOUND = [
    '{"id":"a"}',
    ' {"i\\u0064" : "a" , "act" : null } ',
    json.dumps({"id": "é" * 512}),
    json.dumps({"id": "é" * 512}, ensure_ascii=False),
    '{"id":"a","casualties":{"killed":{"min":5,"max":3,"max":7},"injured":{},"women_killed":-0}}',
    '{"id":"a","location":{"lat":-90,"lon":180.0,"radius_km":1e308}}',
    '{"id":"a","sources":[],"extra":{},"claims":{}}',
    '{"id":"a","sources":[{"credibility":1},{"credibility":6}]}',
    f'{{"id":"a","casualties":{{"killed":{"9" * 4300}}}}}',
    f'{{"id":"a","extra":{{"":[1e308,{"9" * 4300},-1e-999,"\\ud83d\\ude00",[[[{{"x":[]}}]]]]}}}}',
    '{"id":"a","participants":["b",["c"]],"perpetrator":{"confidence":"possible","any_of":["b"]}}',
]


@pytest.mark.parametrize("record", SOUND, ids=[record[:60] for record in SOUND])
def test_no_fault_is_found_where_there_is_none(record: str) -> None:
    assert fault_of_record(record.encode(), Incident) is None
    decode_incident(record.encode())


def nested(depth: int) -> bytes:
    """An `extra` whose innermost list is so many levels deep in the record."""
    return b'{"id":"a","extra":{"x":' + b"[" * (depth - 2) + b"]" * (depth - 2) + b'},"act":5}'


def test_nesting_is_told_by_its_brackets() -> None:
    assert fault_of_record(nested(201), Incident) == ("act", "expected text or an object, found a whole number")
    assert fault_of_record(nested(202), Incident) == ("", "is nested too deeply")
    assert fault_of_record(b'{"id":"a","occurred":' + b'{"any_of":[' * 50_000, Incident) == ("", "is nested too deeply")


def test_refusal_without_a_fault_that_is_found_says_as_much_as_is_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it may be with a decoder that is stricter than the present one."""
    monkeypatch.setattr("cfcheck.model.faults.memory.fault_of_record", lambda *_: None)
    monkeypatch.setattr("cfcheck.model.incident_json._faults", lambda: FaultMemory(Incident))
    with pytest.raises(InvalidIncident, match=r"^is not of the form of an incident$"):
        decode_incident(b'{"id":5}')
    with pytest.raises(InvalidIncident, match=r"^is nested too deeply$"):
        decode_incident(b'{"id":"a","extra":{"x":' + b"[" * 100_000)


@pytest.mark.parametrize(
    "record",
    [
        b'{"id":"a","participants":[%s5]}' % (b'"\\u0061",' * 1000),
        b'{"id":"a","extra":{"x":[%s]},"act":5}' % (b"[{}]," * 500 + b"[]"),
        b'{"id":"a","sources":[%s5]}' % (b'{"credibility":3},' * 500),
    ],
    ids=["texts", "anything", "objects"],
)
def test_search_gives_up_where_it_would_take_too_long(record: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault_of_record(record, Incident) not in (None, GAVE_UP)
    monkeypatch.setattr("cfcheck.model.faults.of_bytes.MOST_STEPS", 1000)
    assert fault_of_record(record, Incident) == GAVE_UP


def test_many_values_that_need_no_look_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cfcheck.model.faults.of_bytes.MOST_STEPS", 10)
    record = b'{"id":"a","participants":[%s5],"act":5}' % (b'"b",["c","d"],' * 600)
    fault = ("participants[1200]", "expected text or a list, found a whole number")
    assert fault_of_record(record, Incident) == fault
    record = b'{"id":"a","extra":{"x":[%s1],%s"z":1},"act":5}' % (b"[1,2.5]," * 600, b'"y":true,' * 600)
    assert fault_of_record(record, Incident) == ("act", "expected text or an object, found a whole number")


@pytest.mark.parametrize("read", [
    lambda: incident_from({"id": "a", "perpetrator": "x" * 1001}),
    lambda: incident_from({"id": object()}),
    lambda: decode_incident(b'{"id": "a", "act": 3}'),
    lambda: decode_incident(b'{"id": "a", "act": '),
    lambda: decode_incident(b'{"id": "a", "description": "' + b"x" * 70_000 + b'", "act": 3}'),
])  # fmt: skip
def test_a_record_that_is_refused_is_freed_at_once(read: Callable[[], Incident]) -> None:
    """Without a search for cycles, of which a run makes few."""

    def refused() -> None:
        with suppress(InvalidIncident):
            read()

    refused()  # what only a first time makes
    gc.collect()
    gc.disable()
    try:
        refused()
        assert gc.collect() == 0
    finally:
        gc.enable()
