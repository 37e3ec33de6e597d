"""What people read: plain words for verdicts and reasons, and the sentences that stand under every result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.model.assessment import AttributionStatus
from cfcheck.model.text import quoted
from cfcheck.model.verdict import Reason, Verdict
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.model.assessment import Attribution, Provenance, SetAside, Summary
    from cfcheck.model.citation import Citation

__all__ = [
    "NOT_A_FINDING", "NOT_VERIFIED", "UNVERIFIED_MARK", "VERDICT_WORDS", "alternatives", "attribution_words", "cited",
    "counted_reasons", "counted_verdicts", "provenance_line", "reason_words", "set_aside_line",
]  # fmt: skip

NOT_A_FINDING: Final = "A rule-based reading of reports, not a legal finding."
UNVERIFIED_MARK: Final = "*"
NOT_VERIFIED: Final = "not verified: no second person has yet read the cited text beside the rule."

VERDICT_WORDS: Final[Mapping[Verdict, str]] = {
    Verdict.VIOLATION: "apparent violation",
    Verdict.OUT_OF_SCOPE: "out of scope",
    Verdict.NO_VIOLATION: "no violation",
    Verdict.INDETERMINATE: "indeterminate",
}

_SHOWN_OF_A_HASH: Final = 16
_MOST_NAMES: Final = 50


def reason_words(reason: Reason) -> str:
    """The reason in words."""
    return reason.replace("_", " ")


def alternatives(verdicts: Iterable[Verdict]) -> str:
    """The verdicts that remain, the gravest first: `apparent violation or out of scope`."""
    *first, last = [words for verdict, words in VERDICT_WORDS.items() if verdict in frozenset(verdicts)]
    return f"{', '.join(first)} or {last}" if first else last


def attribution_words(attribution: Attribution) -> str:
    """Who did it, as far as the report says, and how sure it is; `open` where that is not the same in every reading."""
    if not attribution.perpetrators:
        return "open"
    shown, rest = attribution.perpetrators[:_MOST_NAMES], len(attribution.perpetrators) - _MOST_NAMES
    names = visible("; ".join((*shown, f"and {rest:,} more") if rest > 0 else shown))
    status = "" if attribution.status is AttributionStatus.SETTLED else "open: "
    return f"{status}{names} ({attribution.confidence})"


def cited(citations: Iterable[Citation]) -> tuple[str, ...]:
    """The places cited, each once, with a mark where the encoding is not verified."""
    return tuple(dict.fromkeys(visible(f"{cite}{'' if cite.verified else UNVERIFIED_MARK}") for cite in citations))


def counted_verdicts(summary: Summary) -> str:
    """How many incidents there are, how many got which verdict, and how many records were set aside."""
    counts = [f"{words} {summary.verdicts.get(verdict, 0)}" for verdict, words in VERDICT_WORDS.items()]
    noun = "incident" if summary.incidents == 1 else "incidents"
    return f"{summary.incidents} {noun}: {', '.join(counts)}; set aside: {summary.set_aside}"


def counted_reasons(summary: Summary) -> str:
    """How often each reason kept a verdict open; empty where none did."""
    counts = [f"{reason_words(reason)} {summary.reasons[reason]}" for reason in Reason if summary.reasons.get(reason)]
    return f"open because of: {', '.join(counts)}" if counts else ""


def provenance_line(provenance: Provenance) -> str:
    """What the results were computed from, on one line; hashes are shortened, with three dots that say so."""
    return ", ".join(visible(part) for part in _provenance(provenance))


def _provenance(provenance: Provenance) -> Iterator[str]:
    yield f"{provenance.agreement} version {provenance.agreement_version}"
    shown = provenance.rules_hash[:_SHOWN_OF_A_HASH]
    yield f"rules {shown}{'...' if shown != provenance.rules_hash else ''}"
    yield f"attribution threshold {provenance.attribution_threshold}"
    yield f"cfcheck {provenance.cfcheck_version}"
    yield f"tz database {provenance.tz_version}"
    if provenance.as_of is not None:
        yield f"as of {provenance.as_of}"
    for source in provenance.boundaries:
        drawn = f"{source.level}, borders to {source.tolerance_m} m"
        yield f"boundaries {source.file} {source.hash[:_SHOWN_OF_A_HASH]}... ({drawn})"


def set_aside_line(aside: SetAside) -> str:
    """A record set aside on one line: where it is, which one, and what is wrong with it."""
    place = visible(aside.file) + (f", record {aside.record}" if aside.record else "")
    which = f" ({quoted(aside.id)})" if aside.id else ""
    path = f"{visible(aside.path)}: " if aside.path else ""
    return f"{place}{which}: {path}{visible(aside.problem)}"
