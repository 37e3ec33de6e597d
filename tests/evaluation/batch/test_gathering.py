"""Records of tables give in batches what they give one by one. Docs: semantics.md, S47."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.batch.both_ways import in_batches, of_records
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of
from tests.terms import terms

from cfcheck.evaluation.batch.jobs import gathered
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import encode_json, incident_from
from cfcheck.model.record import Record, Reserved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.ingest.json.reader import Batch


def record(number: int, spec: dict[str, Any] | None = None, file: str = "table.csv") -> Record:
    incident = incident_from({"id": f"row {number}", **(spec or {})})
    return Record(file, number, incident, encode_json(incident))


def reserved(told: Record) -> Reserved:
    return Reserved(told.file, told.number, told.incident.id, "event_clarity", "sums up several", told)


def aside(number: int) -> SetAside:
    return SetAside("table.csv", number, None, "", "has 2 cells")


def shown(found: Batch | SetAside) -> str:
    if isinstance(found, SetAside):
        return f"{found.record} aside"
    told = [f"{found.file} {found.first}: {len(found.raws)}"]
    told += ["in reserve"] if found.reserve else []
    told += [f"without {found.first + place}" for place, raw in enumerate(found.raws) if not raw]
    told += [f"{one.record} aside" for place, one in found.asides if found.first + place == one.record]
    return ", ".join(told)


GATHERED = {
    "rows that follow": ([record(2), record(3)], ["table.csv 2: 2"]),
    "a row of two lines": ([record(2), record(4)], ["table.csv 2: 3, without 3"]),
    "a row of fifty lines": ([record(2), record(53)], ["table.csv 2: 52, " + ", ".join(f"without {gap}" for gap in range(3, 53))]),
    "a row of more": ([record(2), record(54)], ["table.csv 2: 1", "table.csv 54: 1"]),
    "another file": ([record(2), record(3, file="more.csv")], ["table.csv 2: 1", "more.csv 3: 1"]),
    "one set aside": ([record(2), aside(3), record(4)], ["table.csv 2: 3, without 3, 3 aside"]),
    "all set aside": ([aside(2), aside(4)], ["table.csv 2: 3, without 2, without 3, without 4, 2 aside, 4 aside"]),
    "a number again": ([record(2), aside(2), record(2)], ["table.csv 2: 1", "table.csv 2: 1, without 2, 2 aside", "table.csv 2: 1"]),
    "a file as a whole": ([record(2), aside(0), record(3)], ["table.csv 2: 1", "0 aside", "table.csv 3: 1"]),
    "one in reserve": (
        [record(2), reserved(record(3)), record(4)],
        ["table.csv 2: 1", "table.csv 3: 1, in reserve", "table.csv 4: 1"],
    ),
    "many rows": ([record(number) for number in range(2, 1003)], ["table.csv 2: 500", "table.csv 502: 500", "table.csv 1002: 1"]),
    "rows that are long": (
        [record(number, {"description": "x" * 200_000}) for number in range(2, 9)],
        ["table.csv 2: 3", "table.csv 5: 3", "table.csv 8: 1"],
    ),
    "none": ([], []),
}  # fmt: skip


@pytest.mark.parametrize(("records", "expected"), GATHERED.values(), ids=GATHERED)
def test_records_that_follow_one_another_are_a_batch(records: list[Record | SetAside], expected: list[str]) -> None:
    assert list(map(shown, gathered(records))) == expected


def test_what_was_read_before_a_file_broke_off_comes_first() -> None:
    def broken() -> Iterator[Record]:
        yield record(2)
        raise OSError(5, "the disk went away")

    found = gathered(broken())
    assert shown(next(found)) == "table.csv 2: 1"
    with pytest.raises(OSError, match="the disk went away"):
        next(found)


@pytest.mark.parametrize("inference", [InferenceChoice.AUTO, InferenceChoice.REFERENCE])
def test_what_is_in_reserve_stays_so_by_two_jobs(inference: InferenceChoice) -> None:
    """By threads, and by processes, for which small batches are joined."""
    far, here = {"location": {"country": "FRA"}}, {"location": {"country": "SYR"}}
    records: list[Record | SetAside] = [
        record(2),
        reserved(record(3, far)),
        record(4),
        reserved(record(5, here)),
        record(6, far),
    ]
    run = Evaluator(terms("syria"), inference=inference)
    outcome = in_batches(run, gathered(records), jobs=2)
    assert outcome == of_records(Evaluator(terms("syria")), records)
    assert [one.record for one in outcome[1]] == [5]


@st.composite
def rows(draw: st.DrawFn) -> list[Record | SetAside]:
    """Rows of a table, some of several lines, some in reserve, some set aside, some with an id that was there before."""
    found: list[Record | SetAside] = []
    number = 1
    for spec in draw(st.lists(INCIDENTS, max_size=12)):
        number += draw(st.sampled_from([1, 1, 1, 2]))
        told = record(number, {**spec, "id": f"report {draw(st.integers(0, 9))}"})
        kind = draw(st.sampled_from(["plain", "plain", "plain", "reserved", "aside"]))
        found.append(told if kind == "plain" else reserved(told) if kind == "reserved" else aside(number))
    return found


@given(AGREEMENTS, rows(), st.sampled_from([0, 3, 10**9]))
def test_batches_of_a_table_give_what_its_records_give(
    agreement: dict[str, Any], records: list[Record | SetAside], patience: int
) -> None:
    world = agreement_of(agreement)
    given_one_by_one = of_records(Evaluator(world), records)
    assert in_batches(Evaluator(world), gathered(records), patience=patience) == given_one_by_one


def test_rows_set_aside_among_others_make_no_more_batches() -> None:
    rows_by_turns = [record(number) if number % 2 else aside(number) for number in range(2, 1002)]
    assert [len(found.raws) for found in gathered(rows_by_turns) if not isinstance(found, SetAside)] == [500, 500]
