"""Runs one contestant over a file: `python -m benchmarks.contest NAME SOURCE TARGET`. One process, nothing but that."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.contestants import CONTESTANTS

__all__ = ["main"]


def main(name: str, source: Path, target: Path) -> int:
    """Write a line for each incident that breaches a rule: its id and the rules."""
    contestant = next(one for one in CONTESTANTS if one.name == name)
    with target.open("w", encoding="utf-8") as out:
        for incident, rules in contestant.find(source):
            out.write(json.dumps({"incident": incident, "rules": rules}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
