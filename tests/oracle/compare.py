"""Compares engine and oracle: `python tests/oracle/compare.py COUNT SEED` prints what was compared and what differs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.oracle.comparing import compared

MOST_SHOWN = 5


def main(count: int, seed: int) -> int:
    began = perf_counter()
    pairs = worlds = refused = wider = otherwise = 0
    shown = []
    for one in compared(count, seed):
        pairs += 1
        worlds += one.worlds
        if one.exact is None:
            refused += 1
        elif one.engine != one.exact:
            wider += one.engine > one.exact
            otherwise += not one.engine > one.exact
            shown.append(one)
    taken = perf_counter() - began
    said = [
        f"{pairs} pairs, {worlds} worlds, {refused} with too many worlds, {pairs / taken:.0f} pairs/s",
        f"{wider + otherwise} differ: {wider} where the engine lists more, {otherwise} otherwise",
    ]
    shown.sort(key=lambda one: one.engine >= (one.exact or one.engine))
    for one in shown[:MOST_SHOWN]:
        answers = {"engine": sorted(one.engine), "exact": sorted(one.exact or ()), "as_of": one.as_of}
        said.append(json.dumps({**answers, "incident": one.incident, "agreement": one.agreement}))
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
