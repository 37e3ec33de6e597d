"""The table of checks: name, what each looks at, how much it matters, and a description in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.meaning import MeaningKind
from cfcheck.authoring.check import actor_checks, exclusions, form_checks, law_checks, mirror, time_checks
from cfcheck.authoring.check.check import Category, Check, IssueSeverity
from cfcheck.authoring.check.law_checks import of_meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHECKS", "EXPIRED", "MALFORMED", "UNUSED"]

# Checks of allowances. They come after all others, of which they have to know what was found; nobody can allow them.
MALFORMED: Final = "malformed-allowance"
EXPIRED: Final = "expired-allowance"
UNUSED: Final = "unused-allowance"

_ERROR, _WARNING, _INFO = IssueSeverity
_FORM, _TIME, _LAW, _MEANING, _ACTORS = Category
_K = MeaningKind

_TABLE: Final = (
    Check("unused-source", _FORM, _WARNING, "a document is declared and never cited", form_checks.unused_sources),
    Check("unused-party", _FORM, _WARNING, "no norm names a party", form_checks.unused_parties),
    Check(
        "unused-definition",
        _FORM,
        _WARNING,
        "an entry of the agreement's own registry makes no difference to it",
        form_checks.unused_definitions,
    ),
    Check(
        "registry-file-name",
        _FORM,
        _WARNING,
        "a registry file is not named as ids are",
        form_checks.registry_file_names,
    ),
    Check(MALFORMED, _FORM, _ERROR, "a comment seems to allow something and does not"),
    Check(EXPIRED, _FORM, _ERROR, "the last day of an allowance is past"),
    Check(UNUSED, _FORM, _WARNING, "an allowance allows nothing that is there"),
    Check("overlapping-periods", _TIME, _WARNING, "the same is said twice for one time", time_checks.overlaps),
    Check("gap-between-periods", _TIME, _WARNING, "two periods have a day or less between them", time_checks.gaps),
    Check(
        "statement-out-of-force",
        _TIME,
        _WARNING,
        "who is bound or excluded only when the agreement is not in force",
        time_checks.statements_out_of_force,
    ),
    Check(
        "excluded-member",
        _TIME,
        _WARNING,
        "a member is excluded while it is bound",
        exclusions.excluded_members,
    ),
    Check("late-milestone", _TIME, _WARNING, "announcement or deadline after the start", time_checks.late_milestones),
    Check(
        "acceptance-after-deadline",
        _TIME,
        _WARNING,
        "a member accepts after the agreement's deadline for it",
        time_checks.acceptances_after_deadline,
    ),
    Check(
        "acceptance-after-start",
        _TIME,
        _INFO,
        "a member is bound only from after the start",
        time_checks.acceptances_after_start,
    ),
    Check(
        "endorsement-after-start",
        _TIME,
        _WARNING,
        "a body adopts the agreement after the start",
        time_checks.endorsements_after_start,
    ),
    Check(
        "document-before-fact",
        _TIME,
        _WARNING,
        "a name, tie or designation begins after every document cited for it",
        actor_checks.documents_before_facts,
    ),
    Check(
        "disputed-boundary", _TIME, _INFO, "when something begins or ends is disputed", time_checks.disputed_boundaries
    ),
    Check(
        "unverified-citation",
        _LAW,
        _INFO,
        "nobody has held a citation against its text",
        law_checks.unverified_citations,
    ),
    Check("unnamed-exemption", _LAW, _WARNING, "no rule names a permission", law_checks.unnamed_exemptions),
    Check("unbindable-bearer", _LAW, _WARNING, "a norm binds a party that has nobody", law_checks.unbindable_bearers),
    Check("mirror", _LAW, _WARNING, "the norms of the two sides do not mirror each other", mirror.unmirrored_norms),
    Check(
        _K.LIMIT_ALWAYS_HOLDS.value, _MEANING, _ERROR, "nothing is ever within reach", of_meaning(_K.LIMIT_ALWAYS_HOLDS)
    ),
    Check(_K.NEVER_BREACHED.value, _MEANING, _ERROR, "nothing can breach a norm", of_meaning(_K.NEVER_BREACHED)),
    Check(
        _K.BREACH_NEVER_CERTAIN.value,
        _MEANING,
        _WARNING,
        "no report can settle that a norm is breached",
        of_meaning(_K.BREACH_NEVER_CERTAIN),
    ),
    Check(
        _K.ALWAYS_COVERED.value,
        _MEANING,
        _WARNING,
        "another norm covers all that one does",
        of_meaning(_K.ALWAYS_COVERED),
    ),
    Check(
        _K.EXEMPTION_NEVER_DEFEATS.value,
        _MEANING,
        _WARNING,
        "an exemption never defeats a rule that names it",
        of_meaning(_K.EXEMPTION_NEVER_DEFEATS),
    ),
    Check(
        _K.EXEMPTION_ALWAYS_DEFEATS.value,
        _MEANING,
        _WARNING,
        "an exemption defeats every breach of a rule",
        of_meaning(_K.EXEMPTION_ALWAYS_DEFEATS),
    ),
    Check(
        _K.OPPOSITE_DEMANDS.value, _MEANING, _ERROR, "two norms demand opposite things", of_meaning(_K.OPPOSITE_DEMANDS)
    ),
    Check(_K.UNGOVERNED.value, _MEANING, _INFO, "the terms say nothing of a kind of act", of_meaning(_K.UNGOVERNED)),
    Check(
        "lookalike-names",
        _ACTORS,
        _WARNING,
        "names of two actors differ in case, diacritics or punctuation only",
        actor_checks.lookalike_names,
    ),
    Check(
        "needless-alias", _ACTORS, _WARNING, "another name of the actor says the same", actor_checks.needless_aliases
    ),
    Check(
        "alias-contains-designated",
        _ACTORS,
        _WARNING,
        "of two names, one in the other, one is of a designated actor",
        actor_checks.aliases_containing_designated,
    ),
    Check(
        "unplaced-actor",
        _ACTORS,
        _INFO,
        "nothing says where an actor stands",
        actor_checks.unplaced_actors,
        unanimous=True,
    ),
)

CHECKS: Final[Mapping[str, Check]] = {check.name: check for check in _TABLE}
"""The checks by name, in the order of the table."""
