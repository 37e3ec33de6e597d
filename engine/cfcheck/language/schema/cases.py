"""The form of cases files: incidents, and what a rule's author expects of them."""

from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator, WithJsonSchema

from cfcheck.language.schema.fields import Entry, FormFault, KebabId, Refused, Text, choice, found, one_or_several
from cfcheck.model.assessment import Outcome
from cfcheck.model.text import listed, suggestion
from cfcheck.model.verdict import Reason, Verdict

__all__ = ["NO_FINDING", "OUTCOMES", "SHORTHAND", "CaseEntry", "CasesFile", "RowEntry"]

NO_FINDING: Final = "none"
"""What a case expects of a limit, rule or exemption that says nothing of its incident."""

OUTCOMES: Final = (*(outcome.value for outcome in Outcome), NO_FINDING)

SHORTHAND: Final = "WHEN, ACT, PERPETRATOR -> TARGET, COUNTRY"
_UNSAID: Final = "?"
_ARROW: Final = " -> "
_PARTS: Final = 4

VerdictWord = Annotated[Verdict, choice(Verdict)]
ReasonWord = Annotated[Reason, choice(Reason)]


def _incident(value: object) -> dict[str, Any]:
    if isinstance(value, str):
        return _spelled_out(value)
    return _fields(value)


def _fields(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise Refused(f"expected an incident, {found(value)}", "write its fields as a mapping")


def _spelled_out(line: str) -> dict[str, Any]:
    """The incident that a line in the short form stands for; `?` is what the report does not say."""
    parts = [part.strip() for part in line.split(",")]
    sides = [side.strip() for side in parts[2].split(_ARROW)] if len(parts) == _PARTS else []
    if len(sides) != len(("perpetrator", "target")) or not all((*parts, *sides)):
        hint = f"the short form is `{SHORTHAND}`, with `?` for what the report does not say; or write a mapping"
        raise Refused(f"expected an incident, {found(line)}", hint)
    fields = {"occurred": parts[0], "act": parts[1], "perpetrator": sides[0], "target": sides[1]}
    incident: dict[str, Any] = {field: value for field, value in fields.items() if value != _UNSAID}
    return incident if parts[3] == _UNSAID else {**incident, "location": {"country": parts[3]}}


def _outcome(value: object) -> str:
    if isinstance(value, str) and value in OUTCOMES:
        return value
    hint = suggestion(value, OUTCOMES) if isinstance(value, str) else ""
    raise Refused(f"expected {listed(OUTCOMES)}, {found(value)}", hint, "unknown-word")


def _each(value: object) -> dict[str, list[str]]:
    if not isinstance(value, dict) or not value:
        raise Refused(f"expected fields of the incident, each with a list of texts, {found(value)}")
    faults = [
        FormFault(f"expected a list of texts, {found(texts)}", below=(field,))
        for field, texts in value.items()
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts)
    ]
    if faults:
        raise Refused.because(faults)
    return value


Incident = Annotated[dict[str, Any], PlainValidator(_incident), WithJsonSchema({"type": "object"})]
PartOfIncident = Annotated[dict[str, Any], PlainValidator(_fields), WithJsonSchema({"type": "object"})]
OutcomeWord = Annotated[str, PlainValidator(_outcome), WithJsonSchema({"enum": list(OUTCOMES)})]
Each = Annotated[
    dict[str, list[str]],
    PlainValidator(_each),
    WithJsonSchema(
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "type": "array",
                "items": {"type": ["string", "number", "boolean"]},
                "minItems": 1,
            },
        }
    ),
]
Verdicts = Annotated[tuple[VerdictWord, ...], one_or_several(VerdictWord)]
Reasons = Annotated[tuple[ReasonWord, ...], one_or_several(ReasonWord)]
Ids = Annotated[tuple[KebabId, ...], one_or_several(KebabId)]
Texts = Annotated[tuple[Text, ...], one_or_several(Text)]


class RowEntry(Entry):
    """One row of a table: what differs from its case."""

    name: Text = Field(description="What the row shows; results call it `CASE [ROW]`.")
    incident: PartOfIncident = Field(
        {}, description="What replaces the incident's fields; `location.country` replaces only that part of one."
    )
    without: Texts = Field((), description="Fields of the incident that this row's report does not state.")
    verdict: VerdictWord | None = Field(
        None, description="The verdict expected of the row; with it, nothing that the case expects is taken over."
    )
    possible: Verdicts = Field((), description="The verdicts that remain possible, where the verdict is indeterminate.")
    reasons: Reasons = Field((), description="Why the verdict is indeterminate.")
    breached: Ids = Field((), description="Ids of the rules found breached, all of them.")
    not_breached: Ids = Field((), description="Ids of rules that are certainly not breached.")
    findings: dict[KebabId, OutcomeWord] = Field(
        {}, min_length=1, description="What limits, rules and exemptions say, by their ids; `none` for nothing."
    )
    todo: Text = Field("", description="Why it does not come out yet, or is not decided: it is reported, not failed.")
    cites: Texts = Field((), description="What says so: sentences of the semantics, such as S35, or provisions.")
    note: Text = Field("", description="Anything worth knowing about the row.")


class CaseEntry(Entry):
    """One incident, or a table of them, and what is expected of it."""

    name: Text = Field(description="What the case shows, as a fact in the present tense.")
    incident: Incident = Field(
        description=f"The incident, in the incident format or as `{SHORTHAND}`; every scalar is read as text."
    )
    each: Each = Field({}, description="Fields of the incident with the texts that each is tried with in turn.")
    rows: tuple[RowEntry, ...] = Field((), min_length=1, description="A table: the case is tried once for each row.")
    verdict: VerdictWord = Field(description="The verdict expected.")
    possible: Verdicts = Field((), description="The verdicts that remain possible, where the verdict is indeterminate.")
    reasons: Reasons = Field((), description="Why the verdict is indeterminate.")
    breached: Ids = Field((), description="Ids of the rules found breached, all of them.")
    not_breached: Ids = Field((), description="Ids of rules that are certainly not breached.")
    findings: dict[KebabId, OutcomeWord] = Field(
        {}, min_length=1, description="What limits, rules and exemptions say, by their ids; `none` for nothing."
    )
    todo: Text = Field("", description="Why it does not come out yet, or is not decided: it is reported, not failed.")
    cites: Texts = Field((), description="What says so: sentences of the semantics, such as S35, or provisions.")
    note: Text = Field("", description="Anything worth knowing about the case.")


class CasesFile(Entry):
    """The cases of one rule."""

    cases: tuple[CaseEntry, ...] = Field(description="The cases.", min_length=1)
