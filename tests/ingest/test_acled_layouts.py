"""Invented events in every layout of ACLED's exports come to the same incidents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cfcheck.evaluation.batch.records import unique_records
from cfcheck.ingest.tables import convert, open_mapping
from cfcheck.model.assessment import SetAside

DATA = Path(__file__).parents[1] / "data" / "acled"
ACLED = open_mapping("acled")
EXPECTED: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "expected.ndjson").read_text("utf-8").splitlines()
]
SAME = (
    "current.csv", "upper-case.csv", "byte-order-mark.csv", "day-first.csv", "export-tool.csv", "api.json",
    "features.geojson",
)  # fmt: skip


def incidents(name: str) -> list[Any]:
    with (DATA / name).open("rb") as stream:
        records = unique_records(convert(stream, name, ACLED))
        return [
            (record.record, record.problem) if isinstance(record, SetAside) else json.loads(record.raw)
            for record in records
        ]


@pytest.mark.parametrize("name", SAME)
def test_a_layout_gives_the_expected_incidents(name: str) -> None:
    assert incidents(name) == EXPECTED


def test_before_2023_nobody_says_that_civilians_were_aimed_at() -> None:
    found = incidents("before-2023.csv")
    assert found[2].pop("participants") == [EXPECTED[2]["perpetrator"], EXPECTED[2]["target"]]
    expected = [{**one} for one in EXPECTED]
    del expected[2]["perpetrator"], expected[2]["target"]
    assert found == expected


def test_a_row_for_each_actor_says_nothing_of_who_did_what_to_whom() -> None:
    found = incidents("monadic.csv")
    refused = [one for one in found if isinstance(one, tuple)]
    assert refused == [
        (3, "`ACLED-SYR1` is already the id of record 2"),
        (5, "`ACLED-SYR2` is already the id of record 4"),
        (7, "`ACLED-SYR3` is already the id of record 6"),
    ]
    sides = {"perpetrator", "target", "participants"}
    assert [sides & one.keys() for one in found if isinstance(one, dict)] == [set(), set(), set(), {"perpetrator"}]
