"""Describes the changes and counts of a comparison in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.terms import ChangeKind
from cfcheck.authoring.diff.comparison import Effect
from cfcheck.model.assessment import SetAside
from cfcheck.model.verdict import Verdict
from cfcheck.model.visible import visible
from cfcheck.model.zone import tz_version
from cfcheck.report.words import VERDICT_WORDS, alternatives, reason_words
from cfcheck.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfcheck.authoring.analysis.difference import SituationChange
    from cfcheck.authoring.analysis.terms import NormChange, TermChange
    from cfcheck.authoring.diff.comparison import Comparison, IncidentChange, Matrix
    from cfcheck.authoring.diff.side import Side
    from cfcheck.model.assessment import Assessment, Finding

    Mark = Callable[[str], str]

__all__ = [
    "MATRIX_HEADING",
    "NO_SITUATION",
    "SET_ASIDE_WORDS",
    "becomes_words",
    "counted",
    "headline",
    "incidents_line",
    "matrix_rows",
    "norm_words",
    "open_words",
    "result_words",
    "side_line",
    "subject_words",
    "term_lines",
    "term_words",
    "tool_line",
    "unchanged_words",
    "verdict_words",
]  # fmt: skip

SET_ASIDE_WORDS: Final = "set aside"
MATRIX_HEADING: Final = "old -> new"
NO_SITUATION: Final = "none found among reports that state their facts in full, in words that both sides know"

_SHOWN_OF_A_HASH: Final = 16
_SHOWN_OF_A_COMMIT: Final = 12
_JOINTS: Final = {ChangeKind.ADDED: "to", ChangeKind.REMOVED: "from", ChangeKind.CHANGED: "in"}


def counted(count: int, noun: str) -> str:
    """The count with its noun: `1 change`, `2 changes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# --- terms -------------------------------------------------------------------------------------------------------


def term_words(change: TermChange, mark: Mark) -> str:
    """What became of what: `removed: x from unless of norm y`. `mark` sets words of the rule files apart."""
    part = f"{change.what} {mark(change.id)}" if change.id else f"the {change.what}"
    part += f" of {mark(change.of)}" if change.of else ""
    if not change.key:
        return f"{change.kind}: {part}"
    key = f"{mark(change.key)} of {part}"
    return (
        f"{change.kind}: {mark(change.entry)} {_JOINTS[change.kind]} {key}" if change.entry else f"{change.kind}: {key}"
    )


def term_lines(comparison: Comparison, change: TermChange) -> Iterator[str]:
    """What was and what is written, each after its place: a line with `-` and one with `+`."""
    for sign, side, where, text in (
        ("-", comparison.old, change.old_at, change.old),
        ("+", comparison.new, change.new_at, change.new),
    ):
        if side is not None and where is not None:
            yield f"{sign} {side.place(where)}{f': {visible(text)}' if text else ''}"


# --- verdicts ----------------------------------------------------------------------------------------------------


def verdict_words(verdict: Verdict | None) -> str:
    """The verdict in plain words; None: the incident is set aside."""
    return SET_ASIDE_WORDS if verdict is None else VERDICT_WORDS[verdict]


def result_words(result: Assessment | SetAside) -> str:
    """A verdict with what it leaves possible, or why there is none."""
    if isinstance(result, SetAside):
        path = f"{result.path}: " if result.path else ""
        return f"{SET_ASIDE_WORDS} ({visible(f'{path}{result.problem}')})"
    words = VERDICT_WORDS[result.verdict]
    return f"{words} ({alternatives(result.possible)})" if result.verdict is Verdict.INDETERMINATE else words


def becomes_words(change: IncidentChange) -> str:
    """What the result was and is, or that it stays what it was."""
    old, new = result_words(change.old), result_words(change.new)
    return f"stays {new}" if old == new else f"{old} -> {new}"


def subject_words(change: SituationChange, mark: Mark) -> str:
    """What changes the verdict: a limit, a rule, or the threshold."""
    return f"{change.kind} {mark(change.subject)}" if change.kind else mark(change.subject)


def norm_words(norm: NormChange, mark: Mark) -> str:
    """The outcome of a norm before and after."""
    return f"{norm.kind} {mark(norm.id)}: {_outcome_words(norm.old, norm.new)} -> {_outcome_words(norm.new, norm.old)}"


def open_words(change: IncidentChange) -> str:
    """Why the verdict was and is open; empty where that stays the same."""
    old, new = (() if isinstance(one, SetAside) else one.reasons for one in (change.old, change.new))
    if old == new:
        return ""
    was, becomes = (", ".join(map(reason_words, reasons)) or "nothing" for reasons in (old, new))
    return f"open because of: {was} -> {becomes}"


def _outcome_words(finding: Finding | None, other: Finding | None) -> str:
    """The outcome, with the severity where only that differs."""
    if finding is None:
        return "says nothing"
    words = finding.outcome.replace("_", " ")
    shows_severity = finding.severity and other and finding.outcome is other.outcome
    return f"{words} ({finding.severity})" if shows_severity else words


# --- counts ------------------------------------------------------------------------------------------------------


def headline(comparison: Comparison) -> str:
    """What there is of an agreement, in a line."""
    name = visible(comparison.name)
    side = comparison.new or comparison.old
    if side is not None and (comparison.old is None or comparison.new is None):
        held = f"{counted(len(side.agreement.rules), 'rule')}, {counted(len(side.agreement.exemptions), 'exemption')}"
        return f"{name}: {'added' if comparison.old is None else 'removed'} as a whole, {held}"
    parts = [counted(len(comparison.terms), "change") + " of the terms"]
    if comparison.situations is not None:
        count = len(comparison.situations)
        parts.append(f"{counted(count, 'example situation')} {_changes(count)} verdict")
    return f"{name}: {', '.join(parts)}"


def unchanged_words(comparison: Comparison) -> str:
    """In what the files differ where the terms do not; empty where the terms do."""
    if comparison.terms or comparison.old is None or comparison.new is None:
        return ""
    old, new = (side.agreement.content_hash for side in (comparison.old, comparison.new))
    if old == new:
        return "The rule files are the same."
    return "The rule files differ in nothing that they say: in comments, layout or order."


def incidents_line(matrix: Matrix) -> str:
    """How many incidents there are, and what becomes of them."""
    changed, otherwise = matrix.effects[Effect.VERDICT], matrix.effects[Effect.FINDINGS]
    verbs = (f"{changed:,} {_changes(changed)} verdict", f"{otherwise:,} {_changes(otherwise)} otherwise")
    text = f"{counted(matrix.total, 'incident')}: {', '.join(verbs)}; set aside on both sides: {matrix.set_aside:,}"
    given = {"attribution threshold": matrix.threshold, "known as of": matrix.as_of}
    return "; ".join([text, *(f"{name}: {visible(value)}" for name, value in given.items() if value is not None)])


def _changes(count: int) -> str:
    return "changes" if count == 1 else "change"


def matrix_rows(matrix: Matrix) -> list[list[str]]:
    """A row for each old verdict under a heading row, a column for each new one, set aside last."""
    verdicts: Sequence[Verdict | None] = [*VERDICT_WORDS, None]
    heading = [MATRIX_HEADING, *map(verdict_words, verdicts)]
    return [heading, *([verdict_words(old), *(f"{matrix.count(old, new):,}" for new in verdicts)] for old in verdicts)]


# --- what it was computed from -----------------------------------------------------------------------------------


def side_line(word: str, side: Side) -> str:
    """What a side is, with its hash; hashes are shortened, with three dots that say so."""
    agreement = side.agreement
    commit = f", commit {side.label.commit[:_SHOWN_OF_A_COMMIT]}..." if side.label.commit else ""
    shown = agreement.content_hash[:_SHOWN_OF_A_HASH]
    return visible(f"{word}: {side.label.name}{commit}, version {agreement.version}, rules {shown}...")


def tool_line() -> str:
    """What computed it."""
    return f"cfcheck {VERSION}, tz database {tz_version()}"
