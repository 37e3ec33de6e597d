"""What a report leaves possible, fact by fact. Docs: semantics.md, S1, S2, S6 and S39."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cfcheck.evaluation.facts import check_location, count_of, kinds_of, time_of
from cfcheck.model.incident import Count, Incident, InvalidIncident, Range
from cfcheck.model.incident_json import incident_from
from cfcheck.model.taxonomy import Kind, KindId, Taxonomy
from cfcheck.model.time import ALWAYS, BEGINNING, END, Instant
from cfcheck.model.verdict import Reason
from cfcheck.model.zone import Zone, instant_of

DAMASCUS = Zone("Asia/Damascus")
ACTS = Taxonomy({KindId(kind): Kind(KindId(kind), kind) for kind in ("attack", "air_strike", "shelling")})

# What is stated, the span possible as local days or times, and why a test of it can stay open.
TIMES: list[tuple[Any, list[tuple[str, str]], str, str]] = [
    ("2016-03-01", [("2016-03-01", "2016-03-02")], "time_precision", "S6 a day"),
    ({"from": "2016-03-01", "to": "2016-03-02"}, [("2016-03-01", "2016-03-03")], "time_precision",
     "S6 a range takes in all of the day it ends with"),
    ({"from": "2016-02", "to": "2016-03-01T12:00"}, [("2016-02-01", "2016-03-01T12:01")], "time_precision",
     "S6 a range of a month to a minute"),
    ({"any_of": ["2016-03-01", "2016-03-05"]}, [("2016-03-01", "2016-03-02"), ("2016-03-05", "2016-03-06")],
     "conflicting_reports", "S39 reports that conflict"),
    ({"any_of": [{"from": "2016-03-01", "to": "2016-03-02"}, "2016-03-02"]}, [("2016-03-01", "2016-03-03")],
     "conflicting_reports", "S39 a range among them"),
    ({"any_of": ["2016-03-01"]}, [("2016-03-01", "2016-03-02")], "time_precision", "one that conflicts with nothing"),
]  # fmt: skip

NO_TIMES: list[tuple[Any, str]] = [
    ({"from": "2016-03-02", "to": "2016-03-01"}, "occurred: ends before it begins: from 2016-03-02 to 2016-03-01"),
    ({}, "occurred: has neither `from` nor `to`; leave the key out where nothing is known"),
    ({"any_of": ["2016-03-01"], "from": "2016-03-01"},
     "occurred: has `any_of` beside `from` or `to`; write one or the other"),
    ({"any_of": ["2016-03-01"], "to": "2016-03-01"},
     "occurred: has `any_of` beside `from` or `to`; write one or the other"),
    ({"any_of": [{"any_of": ["2016-03-01"]}]}, "occurred.any_of[0]: is an `any_of` inside an `any_of`; write one list"),
    ({"any_of": ["2016-03-01", {}]},
     "occurred.any_of[1]: has neither `from` nor `to`; leave the key out where nothing is known"),
    ("2016-02-30", "occurred: `2016-02-30` names no time: that month has no such day"),
    ({"from": "yesterday"}, "occurred.from: `yesterday` is not a time"),
    ({"to": "today"}, "occurred.to: `today` is not a time"),
    ({"any_of": ["2016-03-01", "then"]}, "occurred.any_of[1]: `then` is not a time"),
]  # fmt: skip

COUNTS: list[tuple[Count | None, tuple[int, int | None], Reason, str]] = [
    (None, (0, None), Reason.MISSING_FIELD, "S2 not stated"),
    (3, (3, 3), Reason.CONFLICTING_REPORTS, "a number"),
    (Range(2, 5), (2, 5), Reason.CONFLICTING_REPORTS, "a range"),
    (Range(low=2), (2, None), Reason.CONFLICTING_REPORTS, "at least"),
    (Range(high=5), (0, 5), Reason.CONFLICTING_REPORTS, "at most"),
    (Range(5, 5), (5, 5), Reason.CONFLICTING_REPORTS, "a range of one number"),
    (Range(), (0, None), Reason.CONFLICTING_REPORTS, "a range without ends"),
]


def report(**facts: object) -> Incident:
    return incident_from({"id": "one", **facts})


def local(text: str) -> Instant:
    (instant,) = DAMASCUS.instants(datetime.fromisoformat(text))
    return instant


@pytest.mark.parametrize(("stated", "span", "reason"), [pytest.param(*t[:3], id=t[3]) for t in TIMES])
def test_time_stated_leaves_a_span(stated: object, span: list[tuple[str, str]], reason: str) -> None:
    """S1."""
    time = time_of(report(occurred=stated), DAMASCUS)
    assert (time.span, time.reason) == (tuple((local(start), local(end)) for start, end in span), reason)


def test_time_not_stated_leaves_all_time() -> None:
    """S2."""
    time = time_of(report(occurred=None), DAMASCUS)
    assert (time.span, time.reason) == (ALWAYS, Reason.MISSING_FIELD)


def test_range_may_be_open_at_either_end() -> None:
    assert time_of(report(occurred={"from": "2016-03-01"}), DAMASCUS).span == ((local("2016-03-01"), END),)
    assert time_of(report(occurred={"to": "2016-03-01"}), DAMASCUS).span == ((BEGINNING, local("2016-03-02")),)


def test_range_to_a_minute_that_happened_twice_ends_with_the_second() -> None:
    """S7."""
    (interval,) = time_of(report(occurred={"from": "2016-10-27", "to": "2016-10-27T23:30"}), DAMASCUS).span
    assert interval.end == instant_of(datetime.fromisoformat("2016-10-27T21:31Z"))


@pytest.mark.parametrize(("stated", "problem"), NO_TIMES, ids=[str(stated) for stated, _ in NO_TIMES])
def test_what_is_no_time_is_refused(stated: object, problem: str) -> None:
    """S44."""
    with pytest.raises(InvalidIncident) as refused:
        time_of(report(occurred=stated), DAMASCUS)
    assert str(refused.value).startswith(problem)


@pytest.mark.parametrize(
    ("stated", "kinds", "reason"),
    [
        pytest.param(None, None, "missing_field", id="S2 not stated"),
        pytest.param("attack", ["attack"], "missing_field", id="one, perhaps less precise than is asked"),
        pytest.param({"any_of": ["attack"]}, ["attack"], "missing_field", id="a choice of one"),
        pytest.param({"any_of": ["air_strike", "shelling"]}, ["air_strike", "shelling"], "conflicting_reports",
                     id="S39 reports that conflict"),
    ],
)  # fmt: skip
def test_kinds_stated(stated: object, kinds: list[str] | None, reason: str) -> None:
    found = kinds_of(report(act=stated).act, ACTS, "act")
    assert (found.kinds and list(found.kinds), found.reason) == (kinds, reason)


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        ("shelings", "act: unknown act `shelings`; did you mean `shelling`?"),
        ({"any_of": ["attack", "dance"]}, "act: unknown act `dance`; `cfcheck rules acts` lists those known"),
    ],
)
def test_unknown_kind_is_refused(stated: object, problem: str) -> None:
    """S44."""
    with pytest.raises(InvalidIncident) as refused:
        kinds_of(report(act=stated).act, ACTS, "act")
    assert str(refused.value) == problem


@pytest.mark.parametrize(("count", "bounds", "reason"), [pytest.param(*c[:3], id=c[3]) for c in COUNTS])
def test_count_has_bounds(count: Count | None, bounds: tuple[int, int | None], reason: Reason) -> None:
    assert count_of(count) == (*bounds, reason)


@pytest.mark.parametrize("country", ["Syria", "SY", "syr", "S1R", "ŠYR"])
def test_country_is_a_code_of_three_capitals(country: str) -> None:
    check_location(None)
    check_location(report(location={"place": "Fua"}).location)
    check_location(report(location={"country": "SYR"}).location)
    with pytest.raises(InvalidIncident, match=f"^location.country: expected .* such as `SYR`, found `{country}`$"):
        check_location(report(location={"country": country}).location)
