"""A record that is set aside is taken apart for the scanner only once its fault is met again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.evaluation.batch.both_ways import batches_of, in_batches, needs_native
from tests.terms import terms

from cfcheck.evaluation.batch.scanner import Scanner
from cfcheck.evaluation.evaluator import Evaluator

if TYPE_CHECKING:
    from cfcheck.model.assessment import SetAside
    from cfcheck.model.incident import Incident


@needs_native
@pytest.mark.parametrize(("different", "taken_apart"), [(400, 0), (200, 200)])
def test_a_fault_that_is_met_once_is_not_taken_apart(
    different: int, taken_apart: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[bytes] = []
    slots_of = Scanner._slots_of  # noqa: SLF001  # how often it is called is the point

    def counted(self: Scanner, record: bytes) -> tuple[bytes | None, ...] | None:
        taught.append(record)
        return slots_of(self, record)

    teach_refusal = Scanner.teach_refusal
    given: list[bytes] = []

    def noted(self: Scanner, record: bytes, incident: Incident, aside: SetAside) -> None:
        given.append(record)
        teach_refusal(self, record, incident, aside)

    monkeypatch.setattr(Scanner, "_slots_of", counted)
    monkeypatch.setattr(Scanner, "teach_refusal", noted)
    raws = [b'{"id":"%d","act":"nonsense%d"}' % (number, number % different) for number in range(400)]
    _, asides, _ = in_batches(Evaluator(terms("syria")), batches_of(raws, 400))
    assert len(asides) == 400
    assert len(given) == 400
    assert len(taught) == taken_apart
