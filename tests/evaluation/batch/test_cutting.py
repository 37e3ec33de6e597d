"""What waits to be written is bounded by its own size, however small the records are that it is made of."""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

import pytest
from tests.evaluation.batch.both_ways import batches_of
from tests.terms import terms

from cfcheck.evaluation.batch import jobs as spreading
from cfcheck.evaluation.batch.cutting import MOST_WRITTEN, Expectation, Part, whole
from cfcheck.evaluation.batch.jobs import assessed, assessed_by
from cfcheck.evaluation.batch.lines import LineAssessor
from cfcheck.evaluation.batch.numbering import lines_of
from cfcheck.evaluation.batch.seen import new_key
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.ingest.json.lines import plain_lines
from cfcheck.ingest.json.reader import Batch
from cfcheck.model.assessment import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_LINE = 4096
ANY = [InferenceChoice.AUTO, InferenceChoice.REFERENCE]


def tiny(count: int) -> list[bytes]:
    return [b'{"id":"%d"}' % number for number in range(count)]


class AtOnce(Executor):
    """A pool whose jobs are always done before anyone looks. `made` is how many bytes of lines there are in all."""

    made = 0

    def submit(self, do: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(do(*arguments, **named))
        self.made += len(future.result().lines)
        return future


def test_a_batch_is_cut_by_what_the_lines_of_the_last_part_took() -> None:
    batch, expectation = Batch("reports", 1, tiny(5_000)), Expectation()
    parts = expectation.parts(batch)
    cut = [next(parts)]
    expectation.learn(records=10, size=10 * 10_000)
    cut += parts
    sizes = [part.stop - part.start for part in cut]
    assert sizes[0] == 715
    assert set(sizes[1:]) == {142, 143}
    assert sum(sizes) == 5_000


@pytest.mark.parametrize(("records", "size"), [(0, 0), (7, 0), (1, 10**9)])
@pytest.mark.parametrize("count", [1, 2, 1001])
def test_parts_are_all_of_a_batch_whatever_is_expected(records: int, size: int, count: int) -> None:
    expectation = Expectation()
    expectation.learn(records, size)
    batch = Batch("reports", 1, tiny(count))
    parts = list(expectation.parts(batch))
    assert [number for part in parts for number in range(part.start, part.stop)] == list(range(count))


def test_a_part_is_told_by_its_records() -> None:
    part = whole(Batch("reports", 1, tiny(9)))
    assert (part.start, part.stop) == (0, 9)
    assert part.after(4) == Part(part.batch, 4, 9)
    assert part.before(4) == Part(part.batch, 0, 4)


@pytest.mark.parametrize("inference", ANY)
def test_no_more_is_made_at_once_than_fits(inference: InferenceChoice) -> None:
    assessor = LineAssessor(Evaluator(terms("syria"), inference=inference), new_key())
    made = list(lines_of(assessed(batches_of(tiny(6_000), 6_000), assessor)))
    sizes = [len(one.lines) for one in made]
    assert sum(one.size for one in made) == 6_000
    assert len(sizes) > 2
    assert all(MOST_WRITTEN <= size < MOST_WRITTEN + LONGEST_LINE for size in sizes[:-1])


@pytest.mark.parametrize("inference", ANY)
def test_nor_is_more_set_aside_at_once(inference: InferenceChoice) -> None:
    assessor = LineAssessor(Evaluator(terms("syria"), inference=inference), new_key())
    batch = Batch("reports", 1, [b"{}"] * 2_500)
    made = list(lines_of(assessed([batch], assessor)))
    assert [len(one.asides) for one in made] == [1000, 1000, 500]
    assert [aside.record for one in made for aside in one.asides] == list(range(1, 2_501))


@pytest.mark.parametrize("inference", ANY)
@pytest.mark.parametrize("count", [1, 4])
def test_what_waits_is_bounded_while_nobody_takes_it(
    inference: InferenceChoice, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = AtOnce()
    monkeypatch.setattr(spreading, "ThreadPoolExecutor", lambda *_, **__: pool)
    monkeypatch.setattr(spreading, "ProcessPoolExecutor", lambda *_, **__: pool)
    evaluator, key = Evaluator(terms("syria"), inference=inference), new_key()
    assessor = LineAssessor(evaluator, key)
    monkeypatch.setattr(spreading, "_assess", assessor.assess)
    local = threading.local()
    local.assessor = assessor
    monkeypatch.setattr(threading, "local", lambda: local)
    batches = batches_of(tiny(20_000), 20_000)
    taken, most = 0, 0
    for one in assessed_by(count, batches, evaluator, key, scans=assessor.scans):
        assert not isinstance(one, SetAside)
        most = max(most, pool.made - taken)
        taken += len(one[1].lines)
    assert taken == pool.made > 20_000 * 500
    # Some wait for each job; one is about to be taken, and one is the rest of it.
    # Some parts wait for each job; one is about to be taken, and one may be the rest of it.
    assert most <= (count * 3 + 2) * (MOST_WRITTEN + LONGEST_LINE)


def test_large_records_are_not_joined_for_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    def noted(part: Part) -> object:
        sent.append(sum(map(len, part.batch.raws)))
        return assessor.assess(part)

    monkeypatch.setattr(spreading, "ProcessPoolExecutor", lambda *_, **__: AtOnce())
    monkeypatch.setattr(spreading, "_assess", noted)
    evaluator, key = Evaluator(terms("syria"), inference=InferenceChoice.REFERENCE), new_key()
    assessor = LineAssessor(evaluator, key)
    large = [b'{"id":"%d","description":"%s"}' % (number, b"x" * 300_000) for number in range(12)]
    done = assessed_by(2, batches_of(large, 1), evaluator, key, scans=False)
    assert len(list(done)) == len(sent) == 3
    assert max(sent) < 4 * 300_100


def test_blank_lines_are_part_of_a_batch() -> None:
    def reports() -> Iterator[Batch]:
        yield Batch("reports", 1, plain_lines(b"", b'\n\n{"id":"1"}\n\n{"id":"2"}\n'))

    assessor = LineAssessor(Evaluator(terms("syria")), new_key())
    (made,) = lines_of(assessed(reports(), assessor))
    assert bytes(made.lines).count(b"\n") == 2
