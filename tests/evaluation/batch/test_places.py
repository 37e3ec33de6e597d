"""Names of places that contradict each other give the same by the scanner as one by one. Docs: semantics.md, S47, S56."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import pytest
from tests.evaluation.batch.both_ways import batches_of, in_batches, one_by_one
from tests.squares import AGREEMENT, REGISTRY, RULE, maps
from tests.terms import written

from cfcheck.evaluation.boundaries import open_boundaries
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATED = {
    "country": [None, "XNS", "XNT"],
    "admin1": [None, "Upland", "Lowland", "Uplnd"],
    "admin2": [None, "Upper North", "Lower South"],
    "place": [None, "Mill", "Bridges", "Ml"],
}
POINT = {"lat": 0.75, "lon": 10.5}
REPORT = {"occurred": "2020-03-10", "act": "attack", "perpetrator": "North Army", "target": "South Army"}


def reports(point: dict[str, float]) -> Iterator[bytes]:
    """Each combination of names twice: what was met before is scanned."""
    for again, said in product((0, 1), product(*STATED.values())):
        location = {key: name for key, name in zip(STATED, said, strict=True) if name is not None}
        yield json.dumps({"id": f"{said} {again}", **REPORT, "location": {**location, **point}}).encode()


@pytest.mark.parametrize("drawn", ["none", "provinces"])
@pytest.mark.parametrize("asked", [
    "location.country: XNS", "location.admin1: upland", "location.admin2: upper-north", "location.place: mill",
    "location.admin1: upland, location.country: XNS",
])  # fmt: skip
def test_places_are_the_same_in_batches(tmp_path: Path, asked: str, drawn: str) -> None:
    agreement = written(tmp_path, AGREEMENT, REGISTRY, rule=RULE.format("rule", asked))
    files = maps(tmp_path)[drawn]
    boundaries = open_boundaries(files) if files else None
    batches = list(batches_of(list(reports(POINT if files else {})), 50))
    defined = Evaluator(agreement, inference=InferenceChoice.REFERENCE, memory=0, boundaries=boundaries)
    assert in_batches(Evaluator(agreement, boundaries=boundaries), batches) == one_by_one(defined, batches)
