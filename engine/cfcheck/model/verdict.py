"""Verdicts, the reasons why one is open, and the table that derives them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cfcheck.model.logic import Truth

__all__ = ["REASONS", "Reason", "Verdict", "Verdicts", "gravest", "possible_verdicts"]


class Verdict(StrEnum):
    """The answer for one incident under one agreement."""

    VIOLATION = "violation"
    OUT_OF_SCOPE = "out_of_scope"
    NO_VIOLATION = "no_violation"
    INDETERMINATE = "indeterminate"

    __hash__ = str.__hash__  # that of an Enum is Python, and takes ten times as long


class Reason(StrEnum):
    """Why a verdict is not settled; the list is closed."""

    MISSING_FIELD = "missing_field"
    TIME_PRECISION = "time_precision"
    PLACE_PRECISION = "place_precision"
    ATTRIBUTION = "attribution"
    PARTY_STATUS = "party_status"
    TARGET_STATUS = "target_status"
    AREA_CONTROL = "area_control"
    EXEMPTION_OPEN = "exemption_open"
    CONFLICTING_REPORTS = "conflicting_reports"
    DISPUTED_START = "disputed_start"
    DISPUTED_END = "disputed_end"

    __hash__ = str.__hash__  # as above


REASONS: Final = tuple(Reason)

Verdicts = frozenset[Verdict]
"""The settled verdicts that remain possible; never empty, never holding `indeterminate`."""

_OUT: Final[Verdicts] = frozenset({Verdict.OUT_OF_SCOPE})

# Docs: semantics.md, the verdict table. What a breach known, excluded or open gives inside the agreement's reach.
_INSIDE: Final[dict[Truth, Verdicts]] = {
    Truth.TRUE: frozenset({Verdict.VIOLATION}),
    Truth.FALSE: frozenset({Verdict.NO_VIOLATION}),
    Truth.UNKNOWN: frozenset({Verdict.VIOLATION, Verdict.NO_VIOLATION}),
}

# From the least grave to the gravest.
_GRAVITY: Final = (Verdict.OUT_OF_SCOPE, Verdict.NO_VIOLATION, Verdict.VIOLATION)


def possible_verdicts(limit: Truth, breach: Truth) -> Verdicts:
    """The verdicts possible where some limit holds, and some rule is breached and not defeated, with these truths."""
    if limit is Truth.TRUE:
        return _OUT
    return _INSIDE[breach] if limit is Truth.FALSE else _INSIDE[breach] | _OUT


def gravest(first: Verdicts, second: Verdicts) -> Verdicts:
    """The verdicts possible for two acts done together, of which the graver verdict settles."""
    return frozenset(max(one, other, key=_GRAVITY.index) for one in first for other in second)
