"""Results in a format, from assessments and records set aside, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.evaluation.batch.records import Tally
from cfcheck.model.assessment import SetAside
from cfcheck.model.result_json import line_of
from cfcheck.report.render import make_renderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from cfcheck.model.assessment import Assessment, Provenance, Summary

__all__ = ["render"]


def render(
    name: str,
    out: TextIO,
    provenance: Provenance,
    results: Iterable[Assessment | SetAside],
    records: Mapping[str, bytes] | None = None,
) -> Summary:
    """Write the results, of which `records` are the bytes by id, and count them."""
    renderer = make_renderer(name, out, provenance)
    tally = Tally()
    for result in results:
        tally.add(result)
        if isinstance(result, SetAside):
            renderer.set_aside([result])
        else:
            record = (records or {}).get(result.incident, b"{}")
            renderer.add(line_of(result, provenance), lambda record=record: [record])  # type: ignore[misc]
    renderer.finish(tally.summary())
    return tally.summary()
