"""Checks of meaning: what the analysis of an agreement's situations finds, as remarks, one check for each kind."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from cfcheck.analysis.meaning import MeaningKind, meaning_findings
from cfcheck.checking.check import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.analysis.meaning import MeaningFinding
    from cfcheck.checking.check import Finder
    from cfcheck.checking.written import Written

__all__ = ["of_meaning"]

_WAYS_OUT: Final[Mapping[MeaningKind, str]] = {
    MeaningKind.LIMIT_ALWAYS_HOLDS: "correct the terms that draw the limit: no verdict but `out_of_scope` is possible",
    MeaningKind.NEVER_BREACHED: "correct what contradicts itself, or remove the norm",
    MeaningKind.BREACH_NEVER_CERTAIN: "say who is bound or where, or allow this with the reason why it stays open",
    MeaningKind.ALWAYS_COVERED: "remove one of the two, or say what the narrower one adds",
    MeaningKind.EXEMPTION_NEVER_DEFEATS: "take it out of `unless`, or correct whom and what it excuses",
    MeaningKind.EXEMPTION_ALWAYS_DEFEATS: "narrow the exemption, or the norm forbids nothing",
    MeaningKind.OPPOSITE_DEMANDS: "narrow one of the two, or name an exemption under `unless`",
    MeaningKind.UNGOVERNED: "nothing to do, if the terms leave it to itself; otherwise write the norm",
}


@lru_cache(maxsize=1)
def _findings(written: Written) -> tuple[MeaningFinding, ...]:
    """The findings of one agreement; the checks ask for them one after another."""
    return tuple(meaning_findings(written.agreement))


def _of_kind(kind: MeaningKind, written: Written) -> Iterator[Remark]:
    for finding in _findings(written):
        if finding.kind is kind:
            yield Remark(written.line_spot(finding.origin), finding.message, _WAYS_OUT[kind], finding.example)


def of_meaning(kind: MeaningKind) -> Finder:
    """The check that passes on the findings of a kind."""
    return partial(_of_kind, kind)
