"""The form of cases files: incidents, and the verdicts that a rule's author expects of them."""

from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from cfcheck.rulefile.faults import Refused
from cfcheck.rulefile.fields import Entry, KebabId, Text, choice, found, one_or_several
from cfcheck.verdict import Reason, Verdict

__all__ = ["CaseEntry", "CasesFile"]

VerdictWord = Annotated[Verdict, choice(Verdict)]
ReasonWord = Annotated[Reason, choice(Reason)]


def _incident(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise Refused(f"expected an incident, {found(value)}", "write its fields as a mapping")


Incident = Annotated[dict[str, Any], PlainValidator(_incident), WithJsonSchema({"type": "object"})]


class CaseEntry(Entry):
    """One incident and what is expected of it."""

    name: Text = Field(description="What the case shows, as a fact in the present tense.")
    incident: Incident = Field(description="The incident, in the incident format; every scalar is read as text.")
    verdict: VerdictWord = Field(description="The verdict expected.")
    possible: Annotated[tuple[VerdictWord, ...], one_or_several(VerdictWord)] = Field(
        (), description="The verdicts that remain possible, where the verdict is indeterminate."
    )
    reasons: Annotated[tuple[ReasonWord, ...], one_or_several(ReasonWord)] = Field(
        (), description="Why the verdict is indeterminate."
    )
    breached: Annotated[tuple[KebabId, ...], one_or_several(KebabId)] = Field(
        (), description="Ids of the rules found breached."
    )
    cites: Annotated[tuple[Text, ...], one_or_several(Text)] = Field(
        (), description="What says so: sentences of the semantics, such as S35, or provisions."
    )
    note: Text = Field("", description="Anything worth knowing about the case.")


class CasesFile(Entry):
    """The cases of one rule."""

    cases: tuple[CaseEntry, ...] = Field(description="The cases.", min_length=1)
