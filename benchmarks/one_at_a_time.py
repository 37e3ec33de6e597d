"""Assesses incidents one by one through the Python API, and prints how many a second, in seconds of CPU, as JSON.

Each is assessed once by an evaluator that has seen none before: what is remembered from one to the next is part of it.
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, TypeVar

from cfcheck import Evaluator, decode_incident, find_agreement, load_agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["main"]

Thing = TypeVar("Thing")


def main(source: Path, count: int) -> int:
    """Print the two rates: of incidents that are decoded already, and from the bytes of each."""
    with source.open("rb") as stream:
        lines = [line.strip() for line in islice(stream, count)]
    agreement = load_agreement(find_agreement("syria-2016-coh"))
    decoded, from_bytes = Evaluator(agreement), Evaluator(agreement)
    rates = {
        "decoded": _rate(decoded.assess, list(map(decode_incident, lines))),
        "from bytes": _rate(lambda line: from_bytes.assess(decode_incident(line), line), lines),
    }
    sys.stdout.write(json.dumps(rates))
    return 0


def _rate(assess: Callable[[Thing], object], things: Sequence[Thing]) -> float:
    begun = process_time()
    for thing in things:
        assess(thing)
    return len(things) / (process_time() - begun)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
