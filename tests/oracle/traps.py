"""The traps of `traps.yaml`, each with its agreement, its report and the verdicts that are possible."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_VERDICTS = {"V": "violation", "NV": "no_violation", "OOS": "out_of_scope"}


class Trap(NamedTuple):
    case: str
    agreement: dict[str, Any]
    incident: dict[str, Any]
    as_of: str | None
    exact: frozenset[str]


@cache
def traps() -> tuple[Trap, ...]:
    written = yaml.safe_load(Path(__file__).with_name("traps.yaml").read_text("utf-8"))
    return tuple(
        Trap(
            case["case"],
            written["agreements"][case["agreement"]],
            {"id": "one", **case["incident"]},
            case.get("as_of"),
            frozenset(_VERDICTS[one] for one in case["exact"]),
        )
        for case in written["cases"]
    )
