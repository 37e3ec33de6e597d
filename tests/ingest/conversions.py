"""What the tests of converters share: tables, what mappings make of them, and a small mapping to change."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from cfcheck.ingest.tables import Mapping, convert, open_mapping
from cfcheck.model.assessment import SetAside
from cfcheck.model.problem import InvalidRules
from cfcheck.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PLAIN = """
cfcheck: 1
title: A plain spreadsheet
columns: {number: No, day: [Date, Day], who: Who, dead: {header: Dead, optional: true},
          lat: {header: Lat, optional: true}}
cells: {times: [DD/MM/YYYY, YYYY-MM-DD]}
incident:
  - id: "{number}"
    occurred: "{day}"
    perpetrator: "{who}"
    location: {lat: "{lat}"}
    casualties: {killed: "{dead}"}
"""


def table(rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def converted(content: bytes, mapping: Mapping) -> list[Record | SetAside]:
    return list(convert(io.BytesIO(content), "events.csv", mapping))


def incident(content: bytes, mapping: Mapping) -> dict[str, Any]:
    (record,) = converted(content, mapping)
    assert isinstance(record, Record), record
    made: dict[str, Any] = json.loads(record.raw)
    return made


def problems(content: bytes, mapping: Mapping) -> list[tuple[int, str, str]]:
    return [
        (fault.record, fault.path, fault.problem)
        for fault in converted(content, mapping)
        if isinstance(fault, SetAside)
    ]


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mapping_of(folder: Path, *changes: tuple[str, str]) -> Mapping:
    text = PLAIN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return open_mapping(written(folder, text))


def any_mapping() -> Mapping:
    return mapping_from(PLAIN.replace("cells:", "file: {records: [data]}\ncells:"))


@cache
def mapping_from(text: str) -> Mapping:
    with TemporaryDirectory() as folder:
        return open_mapping(written(Path(folder), text))


def refused(folder: Path, *changes: tuple[str, str]) -> str:
    with pytest.raises(InvalidRules) as caught:
        mapping_of(folder, *changes)
    return "\n".join(problem.render() for problem in caught.value.problems)
