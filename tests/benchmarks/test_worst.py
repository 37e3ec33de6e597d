"""What is measured as the worst records: as large as is read, and judged or set aside for what they are."""

from __future__ import annotations

import pytest
from benchmarks import worst
from benchmarks.worst import LARGEST, WORST
from tests.terms import evaluator

from cfcheck.evaluation.batch.records import assess_records
from cfcheck.model.record import record_from

SMALL = {
    "as many ways as are read",
    "too many ways",
    "as many perpetrators as are read",
    "long names",
    "names of marks",
}
JUDGED = SMALL - {"too many ways"} | {
    "a long description", "a fraction", "escapes", "backslashes", "brackets in a text", "white space", "extra: numbers",
    "extra: fractions", "extra: numbers with exponents", "extra: empty lists", "extra: empty objects",
    "extra: small objects", "extra: as deep as can be", "extra: keys", "extra: keys with escapes", "extra: a table",
}  # fmt: skip


@pytest.mark.parametrize("kind", WORST)
@pytest.mark.slow
def test_a_record_is_as_large_as_is_read_and_told_of(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured is with larger ones, which take longer."""
    most = 512 * 1024
    monkeypatch.setattr(worst, "LARGEST", most)
    raw = WORST[kind]()
    assert len(raw) <= LARGEST
    if kind not in SMALL:
        assert most - 4_096 < len(raw) <= most
    (told,) = assess_records(evaluator("syria"), [record_from(raw, "-", 1)])
    assert hasattr(told, "verdict") is (kind in JUDGED)
