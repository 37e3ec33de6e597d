"""Checks of law (unverified, binding nobody, or excusing nothing), and those that analysis of situations makes."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.meaning import MeaningKind, meaning_findings
from cfcheck.authoring.check.check import Remark
from cfcheck.authoring.check.helpers import citings_in, ever_in_force
from cfcheck.authoring.check.written import each_of, key_spot
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.authoring.analysis.meaning import MeaningFinding
    from cfcheck.authoring.check.check import Finder
    from cfcheck.authoring.check.written import Written
    from cfcheck.language.yaml.source import Document, Path
    from cfcheck.model.agreement import Agreement, Party
    from cfcheck.model.rule import Exemption, Rule

__all__ = ["of_meaning", "unbindable_bearers", "unnamed_exemptions", "unverified_citations"]


def unverified_citations(written: Written) -> Iterator[Remark]:
    """The citations that results show and that nobody has verified against the original text."""
    for key in ("in_force", "excluded"):
        entries = _length(written.terms, key)
        for index in range(entries):
            yield from _unverified(written.terms, (key, index))
    for party in written.agreement.parties:
        yield from _unverified(written.terms, ("parties", party, "cite"))
    for norm in (*written.agreement.rules, *written.agreement.exemptions):
        yield from _unverified(written.norm(norm), ("cite",))


def _length(document: Document, key: str) -> int:
    content = document.content
    entries = content.get(key) if isinstance(content, dict) else None
    return len(entries) if isinstance(entries, list) else 0


def _unverified(document: Document, path: Path) -> Iterator[Remark]:
    for citing in citings_in(document, path):
        if not citing.verified:
            message = f"nobody has verified the citation of {quoted(f'{citing.source} {citing.provision}')}"
            hint = "hold the encoding against the text, then say `verified: true`"
            yield Remark(key_spot(document, citing.path), message, hint)


def unnamed_exemptions(written: Written) -> Iterator[Remark]:
    """Permissions that no rule names under `unless`, so that they defeat nothing."""
    named = {exemption for rule in written.agreement.rules.values() for exemption in rule.unless}
    for exemption in written.agreement.exemptions:
        if exemption not in named:
            message = f"no rule names the permission {quoted(exemption)}, so it excuses nothing"
            hint = f"add `unless: [{exemption}]` to the rules that it is to defeat, or remove the file"
            yield Remark(key_spot(written.norm(exemption), ("modality",)), message, hint)


def unbindable_bearers(written: Written) -> Iterator[Remark]:
    """Bearers of which nobody is known to be, or to perhaps be, bound while the agreement is in force."""
    agreement = written.agreement
    empty = {party.id for party in agreement.parties.values() if not _has_somebody(party, agreement)}
    norms: tuple[Rule | Exemption, ...] = (*agreement.rules.values(), *agreement.exemptions.values())
    for norm in norms:
        document = written.norm(norm.id)
        for party, spot in each_of(document, ("bearers",), norm.bearers):
            if party in empty:
                message = f"{quoted(norm.id)} binds {quoted(party)}, which has nobody while the agreement is in force"
                hint = f"say in agreement.yaml who the `members` or `candidates` of {quoted(party)} are"
                yield Remark(spot, message, hint)


def _has_somebody(party: Party, agreement: Agreement) -> bool:
    return bool(party.candidates) or any(ever_in_force(agreement, member.period) for member in party.members)


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
