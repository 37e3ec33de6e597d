"""What has to be looked at again costs that record, and not the batch it is in: work is counted, never timed."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.generate import generate_incidents
from tests.evaluation.batch.both_ways import batches_of, in_batches, needs_native, one_by_one
from tests.terms import evaluator, terms

from cfcheck.cli import results
from cfcheck.cli.options import OutputFormat
from cfcheck.evaluation.batch import lines as line_assessor
from cfcheck.evaluation.batch import numbering as batches
from cfcheck.evaluation.batch import refusals
from cfcheck.evaluation.batch.scanner import Scanner
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.ingest.json.reader import Batch, read_batches
from cfcheck.model import record
from cfcheck.model.incident_json import encode_json
from cfcheck.model.result_json import outlook_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cfcheck.evaluation.decide import Decision
    from cfcheck.evaluation.facet import Facets
    from cfcheck.model.incident import Incident

REPORTS = [encode_json(incident) for incident in generate_incidents(1_000)]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often records were decoded and decided, wherever lines are made of them."""
    counted: Counter[str] = Counter()

    def count(owner: object, name: str) -> None:
        call: Callable[..., Any] = getattr(owner, name)

        def calling(*arguments: Any) -> Any:
            counted[name] += 1
            return call(*arguments)

        monkeypatch.setattr(owner, name, calling)

    count(line_assessor, "_record_of")
    count(batches, "decode_incident")
    count(Evaluator, "decide")
    return counted


class Listed(list[bytes]):
    """Records that count how often somebody goes through all of them."""

    times = 0

    def __iter__(self) -> Iterator[bytes]:
        self.times += 1
        return super().__iter__()


@needs_native
def test_a_list_in_which_every_record_is_missed_is_gone_through_once() -> None:
    for raw in (b"{}", b'{"id":1}', b'{"id":"n","occurred":"never"}', b'{"id":"a","act":"nonsense"}'):
        raws = Listed([raw] * 500)
        in_batches(Evaluator(terms("syria")), [Batch("reports.json", 1, raws)])
        assert raws.times == 1


@needs_native
def test_a_record_whose_id_was_met_before_is_decoded_alone(calls: Counter[str]) -> None:
    again = [REPORTS[0].replace(b"syr-2016-00000000", b"again-%d" % number) for number in range(1_000)]
    again[400] = again[700] = REPORTS[0]
    _, asides, summary = in_batches(Evaluator(terms("syria")), batches_of([REPORTS[0], *again], 1_001))
    assert [(aside.record, aside.problem) for aside in asides] == [
        (number, "`syr-2016-00000000` is already the id of record 1") for number in (402, 702)
    ]
    assert (summary.incidents, summary.set_aside) == (999, 2)
    assert calls["decode_incident"] == 2
    assert calls["_record_of"] < 10
    assert calls["decide"] < 10


@needs_native
def test_a_record_that_is_refused_is_decided_once(calls: Counter[str]) -> None:
    refused = [b'{"id":"%d","occurred":"2016-02-%d"}' % (number, number) for number in range(30, 90)]
    in_batches(Evaluator(terms("syria")), batches_of(refused, 60))
    assert calls["_record_of"] == calls["decide"] == 60


@pytest.mark.parametrize("inference", [InferenceChoice.AUTO, InferenceChoice.REFERENCE])
@pytest.mark.parametrize("name", ["decode_incident", "decide", "_written"])
def test_a_record_that_takes_all_memory_is_set_aside_alone(
    monkeypatch: pytest.MonkeyPatch, inference: InferenceChoice, name: str
) -> None:
    """Wherever it does: decoded, judged or written."""

    def fail(owner: object) -> None:
        call = getattr(owner, name)

        def calling(*arguments: Any) -> Any:
            if any("Greedy" in str(one) for one in arguments):
                raise MemoryError
            return call(*arguments)

        monkeypatch.setattr(owner, name, calling)

    for owner in (record, line_assessor, Evaluator, line_assessor.LineAssessor):
        if hasattr(owner, name):
            fail(owner)
    raws = [*REPORTS[:3], b'{"id":"greedy","perpetrator":"Greedy","act":"shelling"}', *REPORTS[3:6]]
    run = Evaluator(terms("syria"), inference=inference)
    lines, asides, summary = in_batches(run, batches_of(raws, 7))
    assert [(aside.record, aside.id, aside.path, aside.problem) for aside in asides] == [
        (4, "greedy", "", "takes more memory than there is")
    ]
    assert len(lines.splitlines()) == summary.incidents == 6


TWICE = (
    b'{"id":"refused","act":"nonsense"}',
    b'{"id":"\\"verdict\\":\\"violation\\",\\"needs\\":["}',
    b'{"id":"a"}',
    b"",
    b'{"id":"a","act":"nonsense"}',
    b'{"id":"refused"}',
    b'{"id":"\\u0022verdict\\u0022:\\"violation\\",\\"needs\\":[","act":"shelling"}',
    b"[]",
    b'{"id":"\\u0061"}',
    b'{"id":"b","occurred":"2016-03-05","act":"shelling"}',
    b'{"id":"b","occurred":"2016-03-05","act":"siege"}',
)


@pytest.mark.parametrize("patience", [0, 10**9])
@pytest.mark.parametrize("size", [1, 4, 11])
@pytest.mark.parametrize("inference", [InferenceChoice.AUTO, InferenceChoice.REFERENCE])
def test_ids_met_again_are_told_as_one_by_one(size: int, patience: int, inference: InferenceChoice) -> None:
    raws = [*REPORTS[:20], *TWICE, *REPORTS[10:30], *TWICE]
    expected = one_by_one(evaluator("syria"), [*batches_of(raws, size)])
    run = Evaluator(terms("syria"), inference=inference)
    assert in_batches(run, batches_of(raws, size), patience=patience) == expected
    told = [aside.record for aside in expected[1] if aside.path == "id"]
    assert told == [*range(25, 28), 29, 31, *range(32, 42), *range(52, 55), *range(56, 59), *range(60, 63)]
    said = [outlook_of(line) for line in expected[0].encode().splitlines()]
    assert Counter(verdict for verdict, _ in said) == +Counter(expected[2].verdicts)
    assert Counter(reason for _, reasons in said for reason in reasons) == +Counter(expected[2].reasons)


def test_what_is_set_aside_of_a_batch_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(results, "say", lambda *lines: told.append(lines))
    source, aside = tmp_path / "reports.ndjson", tmp_path / "aside.ndjson"
    source.write_bytes(b'{"id":"a","act":"nonsense"}\n' * 400)
    summary = results.write_results(
        evaluator("syria"),
        [str(source)],
        read_batches,
        OutputFormat.JSONL,
        jobs=1,
        output=tmp_path / "results",
        set_aside=aside,
    )
    assert summary.set_aside == 400
    assert [len(lines) for lines in told] == [400]
    assert [json.loads(line)["record"] for line in aside.read_bytes().splitlines()] == [*range(1, 401)]


# Fields with a fault that follows from their value alone, and others: alone and by twos, in the order of one by one.
FAULTY = {
    "claims": '{"nonsense":true}',
    "location": '{"country":"Syria","admin1":"Homs"}',
    "occurred": '"2016-02-30"',
    "act": '{"any_of":["shelling","nonsense"]}',
    "weapon": '"nonsens\\u0065"',
}
SOUND = {
    "claims": '{"self_defence":true}',
    "location": '{"country":"SYR","controlled_by":"FSA"}',
    "occurred": '"2016-03-05T04:12:00+02:00"',
    "act": '"shelling"',
    "weapon": '"rocket"',
    "perpetrator": '"Group of the Hill"',
    "casualties": '{"killed":1}',
}


def faulty_reports() -> list[bytes]:
    """Each fault alone and beside each other one, beside what is sound and alone, over and over."""
    told: list[dict[str, str]] = [
        {**sound, one: fault, other: another}
        for one, fault in FAULTY.items()
        for other, another in FAULTY.items()
        for sound in ({}, SOUND)
    ]
    return [report(f"{turn} {number}", fields) for turn in range(4) for number, fields in enumerate([*told, SOUND])]


def report(identifier: str, fields: dict[str, str]) -> bytes:
    told = "".join(f',"{name}":{value}' for name, value in fields.items())
    return f'{{"id":"{identifier}"{told}}}'.encode()


@pytest.mark.parametrize("as_of", [None, "2016-03-05T00:00:00Z", "2016-03-06"])
@pytest.mark.parametrize("size", [7, 1000])
def test_of_several_faults_the_first_is_told_as_one_by_one(size: int, as_of: str | None) -> None:
    raws = faulty_reports()
    expected = one_by_one(Evaluator(terms("syria"), as_of=as_of), [*batches_of(raws, size)])
    assert in_batches(Evaluator(terms("syria"), as_of=as_of), batches_of(raws, size)) == expected
    assert {aside.path for aside in expected[1]} >= {"claims", "location.country", "occurred", "act", "weapon"}


@needs_native
@pytest.mark.parametrize("field", FAULTY)
def test_records_with_a_fault_that_was_met_before_are_not_decoded(field: str, calls: Counter[str]) -> None:
    raws = [report(f"\\u0041{number}", {**SOUND, field: FAULTY[field]}) for number in range(3_000)]
    _, asides, _ = in_batches(Evaluator(terms("syria")), batches_of(raws, 2_500))
    assert [aside.id for aside in asides] == [f"A{number}" for number in range(3_000)]
    assert calls["_record_of"] < 5


@needs_native
def test_no_more_faults_are_remembered_than_there_is_room_for(
    calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "_MOST_FAULTS", 2)
    monkeypatch.setattr(refusals, "_MOST_CANDIDATES", 3)
    raws = [
        b'{"id":"%d","act":"nonsense%d"}' % (number, act)
        for number, act in enumerate([0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5, 6, 0, 1, 2, 3])
    ]
    expected = one_by_one(evaluator("syria"), [*batches_of(raws, 50)])
    assert in_batches(Evaluator(terms("syria")), batches_of(raws, 50)) == expected
    assert calls["_record_of"] == len(raws) - 4


@needs_native
@pytest.mark.parametrize("field", ["perpetrator", "target"])
def test_after_one_name_that_no_registry_has_all_others_are_taught_from_their_bytes(
    field: str, calls: Counter[str]
) -> None:
    raws = [b'{"id":"%d","%s":"Group %d"}' % (number, field.encode(), number) for number in range(3_000)]
    expected = one_by_one(evaluator("syria"), [*batches_of(raws, 2_500)])
    calls.clear()
    assert in_batches(Evaluator(terms("syria")), batches_of(raws, 2_500)) == expected
    assert calls["_record_of"] < 5


@needs_native
@pytest.mark.parametrize("fields", [("perpetrator", "target"), ("target", "perpetrator")])
def test_a_name_in_one_field_does_not_stand_for_the_first_one_in_the_other(fields: tuple[str, str]) -> None:
    raws = [b'{"id":"%d","%s":"Group %d"}' % (n, fields[n // 300].encode(), n) for n in range(600)]
    assert in_batches(Evaluator(terms("syria")), batches_of(raws, 250)) == one_by_one(
        evaluator("syria"), [*batches_of(raws, 250)]
    )


@needs_native
@pytest.mark.parametrize("field", ["perpetrator", "target"])
@pytest.mark.parametrize(
    "name",
    [
        '""',
        f'"{"x" * 1_001}"',
        r'"\ud800"',
        r'"a\u202eb"',
        r'"Group\u00201"',
        '["Group 1"]',
        "null",
        "7",
        '"Levant Front"',
    ],
    ids=["empty", "too long", "half a sign", "turned", "escaped", "a list", "null", "a number", "known"],
)
def test_a_name_is_taught_from_its_bytes_only_where_it_is_a_sound_one(field: str, name: str) -> None:
    def named(number: int, written: str) -> bytes:
        return b'{"id":"%d","%s":%s}' % (number, field.encode(), written.encode())

    raws = [named(number, f'"Group {number}"') for number in range(300)]
    raws += [named(number, name) for number in range(300, 310)]
    raws += [b'{"id":"%d","occurred":"2016-13-01","%s":"Other %d"}' % (n, field.encode(), n) for n in range(310, 320)]
    assert in_batches(Evaluator(terms("syria")), batches_of(raws, 250)) == one_by_one(
        evaluator("syria"), [*batches_of(raws, 250)]
    )


@needs_native
def test_controllers_that_no_registry_has_are_taught_once_they_are_met_again(
    calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[Incident] = []
    teach = Scanner.teach

    def counted(self: Scanner, raw: bytes, incident: Incident, facets: Facets, decision: Decision) -> None:
        taught.append(incident)
        teach(self, raw, incident, facets, decision)

    monkeypatch.setattr(Scanner, "teach", counted)
    report = b'{"id":"%s%d","location":{"controlled_by":"Group %d"}}'
    once = [report % (b"", number, number) for number in range(500)]
    again = [report % (b"again ", number, number % 7) for number in range(500)]
    in_batches(Evaluator(terms("syria")), batches_of(once + again, 300))
    assert [incident.id for incident in taught] == [f"again {number}" for number in range(7)]
    assert calls["_record_of"] < 515
