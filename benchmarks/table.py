"""Writes what was measured as Markdown. Knows nothing of how."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.comparison import Comparison, Standing
    from benchmarks.measures import Line

__all__ = ["comparison_table", "heading", "measures_table"]


def heading(day: str, machine: str, versions: str, records: int, rounds: int) -> str:
    """Where and when, and with how much."""
    return (
        f"{day}, {machine}.\n{versions}.\n"
        f"{records:,} incidents unless the line says otherwise; medians of {rounds} interleaved rounds.\n"
    )


def measures_table(lines: Iterable[Line]) -> str:
    """The measures beside what they must and should reach."""
    head = ("measure", "measured", "must", "strive", "from")
    return _table(head, ((line.measure, line.figure, line.must, line.strive, line.taken_from) for line in lines))


def comparison_table(comparison: Comparison) -> str:
    """All that took part, and who did not."""
    head = (
        "",
        "incidents/s of CPU",
        "by the clock",
        "of cfcheck's",
        "peak MiB",
        "start-up ms",
        "incidents",
        "what it answers",
    )
    own = next(standing for standing in comparison.standings if not standing.kind)
    rows = (_cells(standing, own) for standing in comparison.standings)
    skipped = f"\nNot installed, so left out: {', '.join(comparison.skipped)}.\n" if comparison.skipped else ""
    return _table(head, rows, numbers=6) + skipped


def _cells(standing: Standing, own: Standing) -> Sequence[str]:
    kind = f" ({standing.kind})" if standing.kind else ""
    return (
        f"{standing.title}{kind}",
        f"{standing.by_cpu:,.0f}",
        f"{standing.by_clock:,.0f}",
        f"{standing.by_cpu / own.by_cpu:.2f}",
        f"{standing.peak:.0f}",
        f"{standing.start_up * 1000:.0f}",
        f"{standing.records:,}",
        standing.semantics,
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    rules = ["---", *["---:"] * numbers, *["---"] * (len(head) - numbers - 1)]
    return "".join(f"{line}\n" for line in _lines([head, rules, *rows]))


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield f"| {' | '.join(row)} |"
