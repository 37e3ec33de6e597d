"""The Syria 2016 rules in the form that every contestant can express: two-valued, names and acts as closed lists.

What is lost on the way: a missing field counts as "no" where cfcheck leaves it open; the lists have only the names that
the generated incidents use, compared as written; the coalition counts as bound; the disputed end is at its earliest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from benchmarks.generate import ACTORS, ATTACKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "BEGIN", "BEGIN_TEXT", "COUNTRY", "END", "END_TEXT", "KINDS", "NO", "PLEA", "RULES", "SIDES", "UNSTATED", "YES",
    "Coded", "ReducedRule", "code_lines", "flat_lines",
]  # fmt: skip

BEGIN_TEXT: Final = "2016-02-27T00:00:00+02:00"
END_TEXT: Final = "2016-09-19T00:00:00+03:00"
BEGIN: Final = int(datetime.fromisoformat(BEGIN_TEXT).timestamp())
END: Final = int(datetime.fromisoformat(END_TEXT).timestamp())
COUNTRY: Final = "SYR"

# What a report says of a test of the plea of self-defence.
YES: Final = 1
NO: Final = 0
UNSTATED: Final = -1
PLEA: Final = ("responding", "immediate_threat", "proportionate")

_GROUND: Final = ("capture", "non_violent_transfer", "territory_attempt")
_AID: Final = ("aid_blocked", "aid_looted", "medical_evacuation_blocked")
_ACTS: Final = {"attack": ATTACKS, "ground": _GROUND, "aid": _AID}


@dataclass(frozen=True, slots=True)
class ReducedRule:
    """Breached if a bearer does one of the acts to one of the targets, within the dates and the country.

    Sides are keys of ACTORS. No targets: to anybody. No holders: wherever. `is_defeasible`: not if the whole plea is
    met. `is_excess`: only if the report says that the force was not proportionate.
    """

    id: str
    kind: str
    bearers: tuple[str, ...]
    targets: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    is_defeasible: bool = False
    is_excess: bool = False

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that breach it."""
        return _ACTS[self.kind]

    def lists(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each field of a flat report that is held against a list, with the list."""
        yield "act", self.acts
        for field, sides in (("perpetrator", self.bearers), ("target", self.targets), ("holder", self.holders)):
            if sides:
                yield field, tuple(name for side in sides for name in ACTORS[side])


_G, _O, _C, _BOTH = ("government",), ("opposition",), ("civilians",), ("government", "opposition")

RULES: Final = (
    ReducedRule("annex-1a-civilians", "attack", _O, _C),
    ReducedRule("annex-1b", "attack", _O, _G, is_defeasible=True),
    ReducedRule("annex-1c", "ground", _O, _BOTH),
    ReducedRule("annex-1d", "aid", _O, holders=_O),
    ReducedRule("annex-1e", "attack", _O, _G, is_excess=True),
    ReducedRule("annex-2a-civilians", "attack", _G, _C),
    ReducedRule("annex-2b", "attack", _G, _O, is_defeasible=True),
    ReducedRule("annex-2c", "ground", _G, _BOTH),
    ReducedRule("annex-2d", "aid", _G, holders=_G),
    ReducedRule("annex-2e", "attack", _G, _O, is_excess=True),
    ReducedRule("js-coalition-attacks", "attack", ("coalition",), _BOTH),
)


def flat_lines(source: Path) -> Iterator[dict[str, Any]]:
    """Each report as a flat mapping: times as seconds, the plea as numbers, what is missing as empty text or 0."""
    with source.open("rb") as lines:
        for line in lines:
            report = orjson.loads(line)
            location = report.get("location") or {}
            plea = (report.get("claims") or {}).get("self_defence") or {}
            occurred = report.get("occurred")
            yield {
                "id": report["id"],
                "at": int(datetime.fromisoformat(occurred).timestamp()) if occurred else 0,
                "act": report.get("act", ""),
                "perpetrator": report.get("perpetrator", ""),
                "target": report.get("target", ""),
                "country": location.get("country", ""),
                "holder": location.get("controlled_by", ""),
                "responding": plea.get("responding", UNSTATED) * 1,
                "immediate_threat": plea.get("immediate_threat", UNSTATED) * 1,
                "proportionate": plea.get("proportionate", UNSTATED) * 1,
            }


class Coded(NamedTuple):
    """A report for an engine that knows numbers only: on which lists its texts stand was decided before."""

    id: str
    numbers: dict[str, int]


_KIND_OF: Final = {act: number for number, acts in enumerate(_ACTS.values(), 1) for act in acts}
_SIDE_OF: Final = {name: number for number, names in enumerate(ACTORS.values(), 1) for name in names}
KINDS: Final = {kind: number for number, kind in enumerate(_ACTS, 1)}
SIDES: Final = {side: number for number, side in enumerate(ACTORS, 1)}


def code_lines(source: Path) -> Iterator[Coded]:
    """Each report as numbers; 0 is on no list."""
    for flat in flat_lines(source):
        numbers = {
            "at": flat["at"],
            "act": _KIND_OF.get(flat["act"], 0),
            "perpetrator": _SIDE_OF.get(flat["perpetrator"], 0),
            "target": _SIDE_OF.get(flat["target"], 0),
            "holder": _SIDE_OF.get(flat["holder"], 0),
            "country": int(flat["country"] == COUNTRY),
            **{test: flat[test] for test in PLEA},
        }
        yield Coded(flat["id"], numbers)
