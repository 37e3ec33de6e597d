"""A line of JSON taken apart again; what formats make of lines, and what they keep until their end."""

from __future__ import annotations

from io import StringIO
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.model.assessment import (
    Assessment,
    Attribution,
    AttributionStatus,
    Finding,
    FindingKind,
    Need,
    Note,
    Outcome,
    Provenance,
    SetAside,
)
from cfcheck.model.citation import Citation, SourceId
from cfcheck.model.result_json import attribution_of_line, decided_of, line_of, notes_of, parts_of, text_of
from cfcheck.model.rule import Severity
from cfcheck.model.struct import replace
from cfcheck.model.verdict import Reason, Verdict
from cfcheck.report import csv_lines, row
from cfcheck.report.kept import KeptText
from cfcheck.report.render import make_renderer

PROVENANCE: Final = Provenance("a", "1", "rules", "probable", "0", "0", None)
# Texts that look like the keys by which the parts of a line are found, and what JSON escapes.
TEXTS: Final = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            ',"verdict":',
            ',"attribution":{',
            ',"notes":[',
            '],"incident_hash":"',
            '","agreement":"a"}\n',
            "\\",
            '"',
            "\n",
        ]
    ),
).map(lambda text: text.encode("utf-8", "ignore").decode())
CITATIONS: Final = st.builds(Citation, TEXTS.map(SourceId), TEXTS, st.booleans())
FINDINGS: Final = st.builds(
    Finding,
    st.just(FindingKind.RULE),
    TEXTS,
    TEXTS,
    st.sampled_from(Outcome),
    st.lists(CITATIONS, max_size=2, unique=True).map(tuple),
    st.sampled_from(Severity),
)
ASSESSMENTS: Final = st.builds(
    Assessment,
    TEXTS,
    st.sampled_from(Verdict),
    st.lists(st.sampled_from(Verdict), max_size=3).map(tuple),
    st.lists(st.sampled_from(Reason), max_size=3).map(tuple),
    st.lists(st.builds(Need, TEXTS, st.sampled_from(Reason), TEXTS), max_size=2).map(tuple),
    st.lists(FINDINGS, max_size=2).map(tuple),
    st.builds(
        Attribution, st.sampled_from(AttributionStatus), st.lists(TEXTS, max_size=2).map(tuple), st.none() | TEXTS
    ),
    st.lists(st.builds(Note, TEXTS, TEXTS), max_size=2).map(tuple),
    st.text("0123456789abcdef", min_size=64, max_size=64),
)


@given(ASSESSMENTS)
def test_a_line_taken_apart_says_what_the_assessment_says(assessment: Assessment) -> None:
    parts = parts_of(line_of(assessment, PROVENANCE))
    decided = decided_of(parts.decision)
    assert assessment == Assessment(
        text_of(parts.incident),
        *decided,
        attribution_of_line(parts.attribution),
        notes_of(parts.notes),
        parts.incident_hash.decode(),
    )


@given(ASSESSMENTS)
def test_a_limit_has_no_severity_in_a_line(assessment: Assessment) -> None:
    limits = tuple(replace(one, kind=FindingKind.LIMIT, severity=None) for one in assessment.findings)
    parts = parts_of(line_of(replace(assessment, findings=limits), PROVENANCE))
    assert decided_of(parts.decision).findings == limits


def several(count: int) -> bytes:
    """Lines of incidents for which the same was decided."""
    one = Assessment(
        "",
        Verdict.NO_VIOLATION,
        (Verdict.NO_VIOLATION,),
        (),
        (),
        (),
        Attribution(AttributionStatus.OPEN, (), None),
        (),
        "",
    )
    return b"".join(line_of(replace(one, incident=f"i-{number}"), PROVENANCE) for number in range(count))


@pytest.mark.parametrize(
    ("name", "module", "makes"),
    [("csv", csv_lines, "_decision_cells"), ("markdown", row, "_decision_cells"), ("table", row, "_decision_cells")],
)
def test_what_a_decision_comes_to_is_made_once(
    name: str, module: Any, makes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    make = getattr(module, makes)

    def counted(decision: bytes) -> object:
        made.append(decision)
        return make(decision)

    monkeypatch.setattr(module, makes, counted)
    renderer = make_renderer(name, StringIO(), PROVENANCE)
    for _ in range(3):
        renderer.add(several(100), list)
    assert len(made) == 1


def test_geojson_has_the_point_of_each_record() -> None:
    out = StringIO()
    renderer = make_renderer("geojson", out, PROVENANCE)
    records = (
        b'{"id":"i-0","location":{"lat":36,"lon":37.5}}',
        b'{"id":"i-1","location":{"lon":37.5}}',
        b'{"id":"i-2","location":null}',
        b'{"location":{"place":"lat","lon":-1e-7,"lat":-0.0},"id":"i-3","extra":{"location":{"lat":1,"lon":1}}}',
    )
    renderer.add(several(4), lambda: records)
    features = [line for line in out.getvalue().splitlines() if '"Feature"' in line]
    assert [line[: line.index(',"properties"')] for line in features] == [
        '{"type":"Feature","id":"i-0","geometry":{"type":"Point","coordinates":[37.5,36.0]}',
        '{"type":"Feature","id":"i-1","geometry":null',
        '{"type":"Feature","id":"i-2","geometry":null',
        '{"type":"Feature","id":"i-3","geometry":{"type":"Point","coordinates":[-1e-7,-0.0]}',
    ]


@given(st.lists(st.text(st.characters(), max_size=5_000), max_size=30))
def test_kept_text_comes_back(pieces: list[str]) -> None:
    kept = KeptText()
    for piece in pieces * 4:
        kept.add(piece)
    assert "".join(kept.text()) == "".join(pieces * 4)
    assert bool(kept) == bool(pieces)


@pytest.mark.parametrize("name", ["json", "geojson", "markdown", "table"])
def test_of_records_set_aside_little_is_kept(name: str) -> None:
    renderer: Any = make_renderer(name, StringIO(), PROVENANCE)
    asides = (SetAside("reports.json", number, f"id-{number}", "act", "is unknown") for number in range(20_000))
    renderer.set_aside(asides)
    kept = renderer._set_aside  # noqa: SLF001  # what it holds is the point
    assert sum(map(len, kept._packed)) < 20 * 20_000  # noqa: SLF001
    assert sum(map(len, kept._pieces)) < 128 * 1024  # noqa: SLF001
