"""The mapping for the Syrian Archive on its records of February to May 2016: nobody is blamed, and little is settled."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.ingest.tables import convert, open_mapping
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.incident import Occurred
from cfcheck.model.record import Record

REPOSITORY = Path(__file__).resolve().parents[2]
ARCHIVE = REPOSITORY.parent / "shared" / "data" / "syrian_archive_2016-02_2016-05.csv"

pytestmark = pytest.mark.skipif(
    not ARCHIVE.is_file(), reason=f"the data are not there: {ARCHIVE.name} beside the repository"
)


@cache
def records() -> tuple[Record, ...]:
    with ARCHIVE.open("rb") as stream:
        results = tuple(convert(stream, ARCHIVE.name, open_mapping("syrian-archive")))
    assert all(isinstance(result, Record) for result in results)
    return tuple(result for result in results if isinstance(result, Record))


def test_every_record_is_an_incident() -> None:
    assert len(records()) == len({record.incident.id for record in records()}) == 388


def test_nobody_is_blamed_and_no_act_is_read_out_of_a_text() -> None:
    for record in records():
        incident = record.incident
        assert (incident.perpetrator, incident.target, incident.participants, incident.act) == (None,) * 4
        assert incident.state == "alleged"
    kinds = Counter((record.incident.extra or {}).get("violation_type") for record in records())
    assert kinds == {
        "Alleged civilian casualties from Russian attacks": 357,
        "Use of illegal weapons": 24,
        "Unlawful attacks": 3,
        "Specifically protected persons and objects": 2,
        None: 2,
    }


def test_a_video_shows_what_happened_on_its_day_or_before() -> None:
    times = [record.incident.occurred for record in records()]
    ends = [time.end for time in times if isinstance(time, Occurred) and time.start is None]
    # Recorded from 21:00 UTC on it may be the next day already.
    assert (len(ends), times.count(None)) == (367, 21)


def test_only_what_was_recorded_before_the_start_is_settled() -> None:
    evaluator = Evaluator(load_agreement(REPOSITORY / "rules" / "syria-2016-coh"))
    verdicts: Counter[tuple[bool, str]] = Counter()
    for record in records():
        occurred = record.incident.occurred
        before = isinstance(occurred, Occurred) and (occurred.end or "") < "2016-02-27"
        verdicts[before, str(evaluator.assess(record.incident, record.raw).verdict)] += 1
    assert verdicts == {(True, "out_of_scope"): 273, (False, "indeterminate"): 115}


def test_only_the_weapons_column_names_a_weapon() -> None:
    weapons = Counter(record.incident.weapon for record in records())
    assert weapons == {None: 362, "cluster_munition": 26}
