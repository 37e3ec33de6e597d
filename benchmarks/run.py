"""Measures cfcheck: `python benchmarks/run.py [--records N] [--rounds R] [--only MEASURE ...] [--markdown FILE]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it can be run by path, from anywhere

from benchmarks.comparison import compare
from benchmarks.contestants import CONTESTANTS
from benchmarks.machine import describe_machine, describe_versions, today
from benchmarks.measures import MEASURES, Line
from benchmarks.table import comparison_table, heading, measures_table
from benchmarks.workshop import Workshop

COMPARISON: Final = "comparison"
_RECORDS: Final = 200_000
_ROUNDS: Final = 3


def main() -> int:
    """Run the measures that are asked for, and print the tables."""
    options = _options()
    wanted = options.only or [*MEASURES, COMPARISON]
    versions = describe_versions(["cfcheck", "msgspec", *(one.distribution for one in CONTESTANTS if one.distribution)])
    parts = [heading(today(), describe_machine(), versions, options.records, options.rounds)]
    with TemporaryDirectory(prefix="cfcheck-benchmarks-") as folder:
        _furnish(Path(folder))
        parts += _measured(Workshop(Path(folder), options.records, options.rounds), wanted)
    text = "\n".join(parts)
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0


def _furnish(folder: Path) -> None:
    """Give what is measured the surroundings that it has once installed: compiled modules and a cache, here its own."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["CFCHECK_CACHE"] = str(folder / "cache")


def _measured(shop: Workshop, wanted: list[str]) -> list[str]:
    lines: list[Line] = []
    tables: list[str] = []
    for name, measure in MEASURES.items():
        if name in wanted:
            _say(name)
            lines += measure(shop)
    if COMPARISON in wanted:
        _say(COMPARISON)
        compared = compare(shop)
        lines.append(compared.line)
        tables.append(comparison_table(compared))
    return [measures_table(lines), *tables]


def _say(name: str) -> None:
    print(f"measuring: {name}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure cfcheck beside what else could be used.")
    parser.add_argument(
        "--records", type=int, default=_RECORDS, help=f"incidents to measure with (default {_RECORDS:,})"
    )
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help=f"interleaved rounds (default {_ROUNDS})")
    parser.add_argument("--only", nargs="+", choices=[*MEASURES, COMPARISON], metavar="MEASURE", help="only these")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here as well")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
