"""The memory that the values of a table take is bounded in bytes: long cells and headers are forgotten."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from tests.ingest.conversions import PLAIN, mapping_from, table

from cfcheck.ingest.tables import cells as reading
from cfcheck.ingest.tables import convert, converter, direct_mapping
from cfcheck.ingest.tables import fields as making

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfcheck.ingest.tables import Mapping

COUNT = 200
LONG = 20_000
SMALL = 256 * 1024
MOST = 2_500_000
"""Of some 4 MB that the cells, or the headers, of each table take."""

SIDES = """
cfcheck: 1
title: Two sides
columns: {number: No, one: One, other: Other}
incident:
  - id: "{number}"
    participants: ["{one}", "{other}"]
"""


def long_name(number: int) -> str:
    return f"Group {number} ".ljust(LONG, "x")


# A mapping, and the cells of a row beside its number.
TABLES: dict[str, tuple[str, list[str], Callable[[int], list[str]]]] = {
    "names": (PLAIN, ["Date", "Who"], lambda number: ["2016-03-05", long_name(number)]),
    "names of sides": (SIDES, ["One", "Other"], lambda number: [long_name(number), long_name(-number)]),
    "what should be a time": (PLAIN, ["Date", "Who"], lambda number: [f"{number}".ljust(LONG, "x"), "A"]),
}  # fmt: skip


@pytest.fixture(autouse=True)
def small_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (making, reading, converter):
        monkeypatch.setattr(module, "_MOST_BYTES", SMALL)
    monkeypatch.setattr("cfcheck.model.text.normalise.__self__._most_bytes", SMALL)


def bytes_held(content: bytes, file: str, mapping: Mapping) -> int:
    """What is still held once every row has been converted, and none of the records is."""
    rows = convert(io.BytesIO(content), file, mapping)
    tracemalloc.start()
    try:
        assert sum(1 for _ in rows) == COUNT
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("cells", TABLES)
def test_long_cells_are_forgotten(cells: str) -> None:
    mapping, header, row = TABLES[cells]
    content = table([["No", *header], *([str(number), *row(number)] for number in range(COUNT))])
    assert bytes_held(content, "table.csv", mapping_from(mapping)) < MOST


def test_headers_that_nobody_reads_are_remembered_up_to_a_size() -> None:
    features = [
        {"type": "Feature", "geometry": None, "properties": {"id": str(number), long_name(number): 1}}
        for number in range(COUNT)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert bytes_held(content, "map.geojson", direct_mapping("geojson")) < MOST
