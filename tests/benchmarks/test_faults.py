"""What faults are measured with: each record of a kind is set aside for it, and none of the good ones is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from benchmarks.faults import FORMS, GOOD, UNKNOWN_NAMES, write_faults, write_short
from tests.terms import evaluator

from cfcheck.evaluation.batch.records import assess_records
from cfcheck.ingest.json.reader import read_incidents
from cfcheck.ingest.tables.conversion import convert
from cfcheck.ingest.tables.direct import direct_mapping
from cfcheck.model.assessment import SetAside

if TYPE_CHECKING:
    from pathlib import Path

# These are no faults; they are written otherwise, or what they name is not known.
SOUND = {
    GOOD, UNKNOWN_NAMES, "an id with escapes", "an Arabic id", "an Arabic name", "a name with escapes", "a key with an escape",
}  # fmt: skip
# So many of four records are set aside.
FEWER = {"the id of the first": 3, "every other row is none": 2}


@pytest.mark.parametrize(("form", "kind"), [(form, kind) for form, kinds in FORMS.items() for kind in kinds])
def test_every_record_has_the_fault(form: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "faults"
    write_faults(path, form, kind, 4)
    with path.open("rb") as stream:
        records = convert(stream, "f", direct_mapping("csv")) if form == "csv" else read_incidents(stream, "f")
        asides = [one for one in assess_records(evaluator("syria"), records) if isinstance(one, SetAside)]
    if kind in SOUND:
        assert asides == []
    elif form == "csv":
        assert asides
    else:
        assert len(asides) == FEWER.get(kind, 4)


def test_files_are_the_same_each_time(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for form, kinds in FORMS.items():
        for kind in kinds:
            write_faults(one, form, kind, 5)
            write_faults(other, form, kind, 5)
            assert one.read_bytes() == other.read_bytes()


def test_short_records_are_lines_of_16_bytes(tmp_path: Path) -> None:
    path = tmp_path / "short"
    write_short(path, 300)
    lines = path.read_bytes().splitlines(keepends=True)
    assert {len(line) for line in lines} == {16}
    assert len(set(lines)) == 300
    with path.open("rb") as stream:
        results = [*assess_records(evaluator("syria"), read_incidents(stream, "f"))]
    assert not any(isinstance(one, SetAside) for one in results)
