"""Which times are one moment, whatever came before in a run. Docs: semantics.md, S7 and S47."""

from __future__ import annotations

import pytest
from tests.terms import evaluator, terms

from cfcheck.evaluation import moments as moment
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.evaluation.moments import MomentFinder
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import incident_from

# Times of one run in order; those that are none are refused whatever came before.
RUNS = [
    ("syria", ["2016-03-26T00:30:00", "2016-03-25T12:00:00", "2016-03-25T00:30:00"], "S7 a skipped minute"),
    ("syria", ["2016-03-26T00:30:00+02:00", "2016-03-25T12:00:00+02:00", "2016-03-25T00:30:00+02:00"],
     "with its offset"),
    ("syria", ["2016-10-27T12:00:00", "2016-10-26T23:30:00", "2016-10-27T23:30:00"], "S7 one that happened twice"),
    ("syria", ["2016-02-26T12:00:00Z", "2016-02-26T21:59:59Z", "2016-02-26T22:00:00Z"], "S10 the day of the start"),
    ("syria", ["2016-02-27 12:00:00", "2016-02-27T12:00:00", "2016-02-28 12:00:00"], "spaces for T"),
    ("disputed", ["2015-03-01T12:00:00", "2015-02-28T12:00:00", "2015-03-01T23:59:59"], "S12 between disputed starts"),
    ("north-south", ["2015-03-29T12:00:00.12345", "2015-03-30T03:30:00", "2015-03-29T03:30:00.12345"],
     "S7 a skipped minute with a fraction"),
    ("syria", ["2016-03-25T12:00:00.12345"], "S8 a fraction of a second on the day of 23 hours"),
    ("operators", ["9999-12-31T10:00:00"], "the last day of all"),
]  # fmt: skip


def verdicts(name: str, times: list[str], memory: int) -> list[str]:
    run = Evaluator(terms(name), inference=InferenceChoice.REFERENCE, memory=memory)
    said = []
    for occurred in times:
        try:
            said.append(" ".join(run.assess(incident_from({"id": "one", "occurred": occurred})).possible))
        except InvalidIncident as fault:
            said.append(fault.path)
    return said


@pytest.mark.parametrize(("name", "times"), [pytest.param(*run[:2], id=run[2]) for run in RUNS])
def test_what_came_before_in_a_run_changes_nothing(name: str, times: list[str]) -> None:
    assert verdicts(name, times, memory=1000) == verdicts(name, times, memory=0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2016-03-05", "2016-03-06T10:00", True),
        ("2016-03-05", "2016-02-26", False),
        ("2016-02-26T21:59:59Z", "2016-02-26T22:00:00Z", False),
        ("2016-02-27T00:00:00+02:00", "2016-02-26T22:00:00Z", True),
    ],
)
def test_moments_that_nothing_tells_apart_are_one(one: str, other: str, same: bool) -> None:  # noqa: FBT001  # a row
    run = evaluator("syria")
    finder = MomentFinder(run.agreement.zone, run.tester.stretches)
    found = [finder.find(incident_from({"id": "one", "occurred": occurred})) for occurred in (one, other)]
    assert (found[0] is found[1]) is same
    assert [finder[each.number] for each in found] == found


LEFT_OUT = [
    ("syria", "2016-02-05", [], "S10 starts at midnight cut no day"),
    ("syria", "2016-03-05T04:12", [25], "S7 clocks skip a midnight"),
    ("syria", "2016-10-31T04:12:00", [27], "S7 an hour comes back"),
    ("north-south", "2015-03-31", [1, 29], "S10 one starts at six; S7 a day of 23 hours"),
]


@pytest.mark.parametrize(("name", "occurred", "left_out"), [pytest.param(*row[:3], id=row[3]) for row in LEFT_OUT])
def test_days_around_a_time_are_those_that_have_one_moment(name: str, occurred: str, left_out: list[int]) -> None:
    run = evaluator(name)
    finder = MomentFinder(run.agreement.zone, run.tester.stretches)
    found = finder.days_around(occurred)
    assert sorted(set(range(1, _last_of_month(occurred) + 1)) - {day.day for day in found}) == left_out
    for day, one in found.items():
        for clock in ("", "T00:00", "T23:59:59"):
            assert finder.find(incident_from({"id": "one", "occurred": f"{day}{clock}"})) is one


def _last_of_month(occurred: str) -> int:
    return {"2016-02": 29}.get(occurred[:7], 31)


@pytest.mark.parametrize("occurred", ["2016-03", "2016-03-05T04:12Z", "2016-03-05T04:12:00+02:00"])
def test_other_times_tell_of_no_days(occurred: str) -> None:
    run = evaluator("syria")
    assert not MomentFinder(run.agreement.zone, run.tester.stretches).days_around(occurred)


def test_memory_of_months_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "_MOST_MONTHS", 2)
    run = evaluator("syria")
    finder = MomentFinder(run.agreement.zone, run.tester.stretches)
    found = [len(finder.days_around(f"2016-{month}-05")) for month in ("04", "05", "06", "04")]
    assert found == [30, 31, 30, 30]


def test_memory_of_times_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "_MOST_TIMES", 2)
    days = ["01-25", "02-26", "02-27", "03-28", "01-25", "02-27"]
    times = [f"2016-{day}T{clock}" for day in days for clock in ("12:00:00", "12:00:00Z", "12:00")]
    assert verdicts("syria", times, memory=1000) == verdicts("syria", times, memory=0)
