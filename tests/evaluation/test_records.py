"""From records to assessments: each record once, nothing dropped, everything counted."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

import cfcheck
from cfcheck.evaluation.batch.records import Tally, assess_records
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.ingest.json.reader import Record, read_incidents
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.assessment import Assessment, SetAside
from cfcheck.model.record import Reserved, record_from
from cfcheck.model.verdict import Reason, Verdict

NORTH_SOUTH = Path(__file__).parents[2] / "fixtures" / "language" / "north-south"
ATTACK = (
    b'{"id":"%b","occurred":"2015-03-02","act":"shelling","perpetrator":"the North","target":"the South",'
    b'"location":{"country":"XNS"}}'
)
BEFORE = b'{"id":"%b","occurred":"2015-02-02"}'


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(load_agreement(NORTH_SOUTH))


def assessed(evaluator: Evaluator, content: bytes) -> list[Assessment | SetAside]:
    return list(assess_records(evaluator, read_incidents(io.BytesIO(content), "reports")))


def record(content: bytes, file: str = "reports", number: int = 1) -> Record:
    read = record_from(content, file, number)
    assert isinstance(read, Record)
    return read


def test_each_record_gives_one_result_in_order(evaluator: Evaluator) -> None:
    lines = [ATTACK % b"a", b"nonsense", BEFORE % b"b", b'{"id":"c","act":"arson"}', ATTACK % b"d"]
    results = assessed(evaluator, b"\n".join(lines))
    assert [
        (one.incident, one.verdict) if isinstance(one, Assessment) else (one.record, one.id, one.path)
        for one in results
    ] == [
        ("a", Verdict.VIOLATION),
        (2, None, ""),
        ("b", Verdict.OUT_OF_SCOPE),
        (4, "c", "act"),
        ("d", Verdict.VIOLATION),
    ]


def test_the_hash_is_that_of_the_bytes_of_the_record(evaluator: Evaluator) -> None:
    in_list = assessed(evaluator, b"[" + ATTACK % b"a" + b"]")
    in_line = assessed(evaluator, ATTACK % b"a" + b"\r\n")
    assert in_list == in_line
    spaced = assessed(evaluator, (ATTACK % b"a").replace(b",", b", "))
    assert [one.incident_hash for one in in_list if isinstance(one, Assessment)] != [
        one.incident_hash for one in spaced if isinstance(one, Assessment)
    ]


def test_an_id_counts_once_in_a_run(evaluator: Evaluator) -> None:
    records = [
        record(BEFORE % b"a", "one.json", 1),
        record(BEFORE % b"b", "one.json", 2),
        record(ATTACK % b"a", "one.json", 3),
        record(BEFORE % b"b", "two.json", 1),
        record(BEFORE % b"a", "one.json", 1),
    ]
    assert list(assess_records(evaluator, records))[2:] == [
        SetAside("one.json", 3, "a", "id", "`a` is already the id of record 1"),
        SetAside("two.json", 1, "b", "id", "`b` is already the id of record 2 of one.json"),
        SetAside("one.json", 1, "a", "id", "`a` is already the id of record 1"),
    ]


def test_a_record_that_cannot_be_judged_keeps_its_id(evaluator: Evaluator) -> None:
    results = assessed(evaluator, b'{"id":"a","act":"arson"}\n' + ATTACK % b"a")
    assert [one.problem for one in results if isinstance(one, SetAside)][1] == "`a` is already the id of record 1"


@pytest.mark.parametrize(("content", "stands"), [(BEFORE, True), (ATTACK, False), (b'{"id":"%b"}', False)])
def test_a_reserved_record_stands_only_where_it_is_certainly_out_of_scope(
    evaluator: Evaluator, content: bytes, *, stands: bool
) -> None:
    reserved = Reserved("rows", 7, "a", "type", "is many events", record(content % b"a", "rows", 7))
    (result,) = assess_records(evaluator, [reserved])
    if stands:
        assert isinstance(result, Assessment)
        assert result.verdict is Verdict.OUT_OF_SCOPE
    else:
        assert result == SetAside("rows", 7, "a", "type", "is many events")


def test_a_reserved_record_takes_its_id_too(evaluator: Evaluator) -> None:
    reserved = Reserved("rows", 2, "a", "type", "is many events", record(BEFORE % b"a", "rows", 2))
    results = list(assess_records(evaluator, [record(BEFORE % b"a", "rows", 1), reserved]))
    assert results[1] == SetAside("rows", 2, "a", "id", "`a` is already the id of record 1")


def test_the_tally_counts_everything_once(evaluator: Evaluator) -> None:
    tally = Tally()
    for result in assessed(evaluator, b"\n".join([ATTACK % b"a", BEFORE % b"b", b"x", b'{"id":"c"}', ATTACK % b"d"])):
        tally.add(result)
    summary = tally.summary()
    assert (summary.incidents, summary.set_aside) == (4, 1)
    assert dict(summary.verdicts) == {
        Verdict.VIOLATION: 2,
        Verdict.OUT_OF_SCOPE: 1,
        Verdict.NO_VIOLATION: 0,
        Verdict.INDETERMINATE: 1,
    }
    assert list(summary.reasons) == list(Reason)
    assert summary.reasons[Reason.MISSING_FIELD] == 1


def test_every_public_name_is_there() -> None:
    assert dir(cfcheck) == sorted(cfcheck.__all__)
    for name in cfcheck.__all__:
        assert getattr(cfcheck, name) is not None
    with pytest.raises(AttributeError, match="module 'cfcheck' has no attribute 'nonsense'"):
        _ = cfcheck.nonsense


def test_importing_cfcheck_imports_nothing_heavy() -> None:
    program = (
        "import sys, cfcheck; print([m for m in sys.modules if m.startswith('cfcheck.')], 'msgspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "[] False\n"
