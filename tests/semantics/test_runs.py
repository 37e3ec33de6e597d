"""Records of one run. Docs: semantics.md, S44, S45 and S47."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.terms import INFERENCES, evaluator

from cfcheck.evaluation.batch.records import assess_records
from cfcheck.model.assessment import Assessment, SetAside
from cfcheck.model.record import record_from

if TYPE_CHECKING:
    from cfcheck.evaluation.evaluator import InferenceChoice

CLAUSE = re.compile("[;:] (?!it ends)")
RECORDS = [
    '{"id": "a", "occurred": "2016-03-05"}',
    '{"id": "b", "atc": "shelling"}',
    '{"id": "c", "occurred": "2016-03-25T00:30"}',
    '{"id": "a", "occurred": "2016-03-06"}',
    '{"id": "d", "claims": {"mercy": true}}',
    '{"id": "e"',
    '{"id": "f", "occurred": "2016-01-01"}',
]


def run(inference: InferenceChoice) -> list[Assessment | SetAside]:
    records = [record_from(text.encode(), "reports.jsonl", number) for number, text in enumerate(RECORDS, 1)]
    return list(assess_records(evaluator("syria", inference), records))


@pytest.mark.parametrize("inference", INFERENCES)
def test_record_that_cannot_be_judged_is_set_aside_and_the_others_are_evaluated(inference: InferenceChoice) -> None:
    """S44, S45."""
    said = [
        f"{result.incident} {result.verdict}" if isinstance(result, Assessment)
        else f"{result.file} {result.record} {result.id} {result.path}: {CLAUSE.split(result.problem)[0]}"
        for result in run(inference)
    ]  # fmt: skip
    assert said == [
        "a indeterminate",
        "reports.jsonl 2 b : unknown key `atc`",
        "reports.jsonl 3 c occurred: `2016-03-25T00:30` never happened in Asia/Damascus",
        "reports.jsonl 4 a id: `a` is already the id of record 1",
        "reports.jsonl 5 d claims: unknown claim `mercy`",
        "reports.jsonl 6 e : is not JSON: it ends in the middle",
        "f out_of_scope",
    ]


def test_either_inference_gives_the_same_results() -> None:
    """S47."""
    results = [run(inference) for inference in INFERENCES]
    assert all(result == results[0] for result in results)


def test_input_order_of_keys_moves_nothing_but_the_hash() -> None:
    """S46: the hash is of the record as given."""
    record = {"id": "a", "occurred": "2016-03-05", "perpetrator": "Syrian Arab Army"}
    texts = [json.dumps(record), json.dumps(dict(reversed(record.items())))]
    records = [record_from(text.encode(), "reports.jsonl", 1) for text in texts]
    (one,), (other,) = (list(assess_records(evaluator("syria"), [record])) for record in records)
    assert isinstance(one, Assessment)
    assert isinstance(other, Assessment)
    assert (one.verdict, one.reasons, one.needs) == (other.verdict, other.reasons, other.needs)
    assert one.incident_hash != other.incident_hash
