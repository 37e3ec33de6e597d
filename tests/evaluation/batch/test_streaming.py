"""Lines of real agreements, by the scanner, without it, and by processes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from benchmarks.generate import generate_incidents
from tests.evaluation.batch.both_ways import batches_of, in_batches, needs_native, one_by_one
from tests.terms import evaluator, terms

from cfcheck.evaluation import bit_judge
from cfcheck.evaluation.batch import lines as line_assessor
from cfcheck.evaluation.batch import seen
from cfcheck.evaluation.batch.jobs import assessed
from cfcheck.evaluation.batch.lines import LineAssessor
from cfcheck.evaluation.batch.numbering import TooManyRecords, lines_of
from cfcheck.evaluation.batch.seen import new_key
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident_json import encode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.ingest.json.reader import Batch

REPORTS = [encode_json(incident) for incident in generate_incidents(3_000)]
STRANGE = [
    b"{", b"", REPORTS[0], b'{"id": "far", "occurred": "2016-03-05 04:12", "act": "shelling"}',
    b'{"id": "wall", "occurred": "2016-03-05T04:12:00"}', b'{"id": "wall-2", "occurred": "2016-03-05T05:12:00"}',
    b'{"id": "gap", "occurred": "2016-03-25T00:30:00"}', b'{"id": "clash", "participants": ["FSA", "Syrian Arab Army"]}',
    b'{"id": "clash-2", "participants": ["FSA", "Syrian Arab Army"], "occurred": "2016-03-05"}',
    b'{"id": "either", "perpetrator": {"any_of": ["FSA", "ISIL"]}, "target": ["Hezbollah", "civilians"]}',
    b'{"id": "pleaded", "act": "shelling", "claims": {"self_defence": true}}', b'{"id": "claimed", "claims": {"x": true}}',
]  # fmt: skip


def batches() -> list[Batch]:
    return [*batches_of(REPORTS + STRANGE, 700), *batches_of(STRANGE[:4], 2, "more.ndjson")]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("as_of", [None, "2016-06-01"])
def test_the_same_as_one_by_one(jobs: int, as_of: str | None) -> None:
    runs = [Evaluator(terms("syria"), as_of=as_of) for _ in range(2)]
    assert in_batches(runs[0], batches(), jobs=jobs) == one_by_one(runs[1], batches())


@pytest.mark.slow
@pytest.mark.parametrize("inference", [InferenceChoice.AUTO, InferenceChoice.REFERENCE])
@pytest.mark.parametrize("at_once", [1, 9_000, 80_000])
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_in_parts_of_any_size(jobs: int, at_once: int, inference: InferenceChoice) -> None:
    run = Evaluator(terms("syria"), inference=inference)
    assert in_batches(run, batches(), jobs=jobs, at_once=at_once) == one_by_one(evaluator("syria"), batches())


def written_times() -> Iterator[str]:
    """Days around starts, ends and changes of the clocks, and at the ends of what is remembered, in every form."""
    firsts = [(1969, 12, 30), (2015, 2, 12), (2015, 3, 27), (2016, 2, 24), (2016, 3, 23), (2016, 10, 25), (2149, 6, 5)]
    days = [date(*first) + timedelta(days=more) for first in firsts for more in range(6)]
    clocks = [
        "",
        *(f"{sep}{clock}" for sep in "T " for clock in ("00:00", "00:30:00", "03:30:00", "21:59:59", "23:59")),
    ]
    offsets = ["", "Z", "+02:00", "-14:00", ".5", " "]
    return (f"{day}{clock}{offset}" for day in days for clock in clocks for offset in offsets)


@needs_native
@pytest.mark.parametrize("as_of", [None, "2016-03-25"])
@pytest.mark.parametrize("name", ["syria", "disputed", "north-south"])
def test_times_are_the_same_however_they_are_written(name: str, as_of: str | None) -> None:
    raws = [b'{"id":"%d","occurred":"%s"}' % (number, at.encode()) for number, at in enumerate(written_times())]
    defined = Evaluator(terms(name), as_of=as_of, memory=0)
    assert in_batches(Evaluator(terms(name), as_of=as_of), [*batches_of(raws, 500)]) == one_by_one(
        defined, [*batches_of(raws, 500)]
    )


def test_the_same_by_processes_where_nothing_is_scanned() -> None:
    run = Evaluator(terms("syria"), inference=InferenceChoice.REFERENCE)
    assert in_batches(run, batches(), jobs=2) == one_by_one(Evaluator(terms("syria")), batches())


@pytest.mark.parametrize("inference", [InferenceChoice.REFERENCE, InferenceChoice.AUTO])
def test_without_the_native_scanner(inference: InferenceChoice, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = one_by_one(evaluator("syria"), batches())
    monkeypatch.setattr(bit_judge, "native", None)
    monkeypatch.setattr(seen, "native", None)
    assert in_batches(Evaluator(terms("syria"), inference=inference), batches()) == expected


@needs_native
def test_what_was_learnt_is_forgotten_where_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_assessor, "_LARGEST_SCANNER", 1)
    assert in_batches(Evaluator(terms("syria")), batches()) == one_by_one(evaluator("syria"), batches())


@pytest.mark.parametrize("memory", [1, 50])
def test_whatever_an_evaluator_remembers(memory: int) -> None:
    run = Evaluator(terms("syria"), memory=memory)
    assert in_batches(run, batches()) == one_by_one(evaluator("syria"), batches())


def test_a_file_that_is_read_twice() -> None:
    twice = [*batches_of(REPORTS[:5], 2), *batches_of(REPORTS[:5], 2)]
    outcome = in_batches(Evaluator(terms("syria")), twice)
    assert outcome == one_by_one(evaluator("syria"), twice)
    assert [aside.problem for aside in outcome[1]] == [
        f"`syr-2016-0000000{number}` is already the id of record {number + 1}" for number in range(5)
    ]


def test_more_records_than_can_be_numbered_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cfcheck.evaluation.batch.numbering._MOST_RECORDS", 700)
    assessor = LineAssessor(Evaluator(terms("syria")), new_key())
    with pytest.raises(TooManyRecords, match="one run takes at most 700 records; split the input"):
        list(lines_of(assessed(batches(), assessor)))
