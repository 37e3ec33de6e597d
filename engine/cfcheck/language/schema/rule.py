"""The form of a rule file: one norm, which forbids, requires or permits."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from cfcheck.language.schema.citing import Cites
from cfcheck.language.schema.condition_reader import condition_node
from cfcheck.language.schema.fields import Entry, KebabId, SnakeId, Text, choice, one_or_several
from cfcheck.model.rule import Modality, Severity
from cfcheck.model.text import nearest

__all__ = ["CONDITION_MARK", "ObligationFile", "PermissionFile", "ProhibitionFile", "RuleFile"]

# Stands in the generated schema for the condition's own, which refers to itself.
CONDITION_MARK = "condition"

Parties = Annotated[tuple[KebabId, ...], one_or_several(KebabId)]
Acts = Annotated[tuple[SnakeId, ...], one_or_several(SnakeId)]
if TYPE_CHECKING:
    from cfcheck.language.schema.condition import Node

    When = Node
else:
    # Read by hand; the nodes are hidden from pydantic, which would validate them.
    When = Annotated[Any, PlainValidator(condition_node), WithJsonSchema({"title": CONDITION_MARK})]
ModalityWord = Annotated[Modality, choice(Modality)]
SeverityWord = Annotated[Severity, choice(Severity)]


class NormEntry(Entry):
    """What every norm states."""

    title: Text = Field(description="The norm in a short sentence, in the agreement's words.")
    modality: ModalityWord = Field(description="What the norm does.")
    bearers: Parties = Field(description="Ids of the parties it is addressed to.")
    when: When | None = Field(None, description="A condition, where the other keys do not suffice.")
    cite: Cites = Field(description="Where the agreement says so.")
    note: Text = Field("", description="Anything worth knowing about the norm.")


class BindingEntry(NormEntry):
    """What prohibitions and obligations have in common."""

    against: Parties = Field((), description="Ids of parties or actors it protects; absent: whoever the target is.")
    unless: Parties = Field((), description="Ids of the permissions of this agreement that defeat it.")
    severity: SeverityWord = Field(description="How grave a breach is held to be; never moves a verdict.")


class ProhibitionFile(BindingEntry):
    """A prohibition."""

    modality: Annotated[Literal[Modality.PROHIBITION], choice(Modality)] = Field(description="What the norm does.")
    act: Acts = Field(description="Ids of the acts that are forbidden.")


class ObligationFile(BindingEntry):
    """An obligation."""

    modality: Annotated[Literal[Modality.OBLIGATION], choice(Modality)] = Field(description="What the norm does.")
    act: Acts = Field((), description="Ids of the acts that are owed.")
    breached_by: Acts = Field(description="Ids of the acts by which it is breached.")


class PermissionFile(NormEntry):
    """A permission."""

    modality: Annotated[Literal[Modality.PERMISSION], choice(Modality)] = Field(description="What the norm does.")
    act: Acts = Field((), description="Ids of the acts that are permitted; absent: whatever the act.")
    claim: SnakeId = Field(description="The key of a report's `claims` that raises it.")
    tests: dict[SnakeId, Text] = Field(
        description="What must be true for it to defeat a rule: a question in plain words for each test.", min_length=1
    )


def _modality(value: object) -> str:
    # What is no modality is read as the nearest, or as a prohibition, which then says so of its key `modality`.
    stated = value.get("modality") if isinstance(value, dict) else None
    meant = nearest(stated, list(Modality)) if isinstance(stated, str) else None
    return f"<{meant or Modality.PROHIBITION}>"


RuleFile = Annotated[
    Annotated[ProhibitionFile, Tag("<prohibition>")]
    | Annotated[ObligationFile, Tag("<obligation>")]
    | Annotated[PermissionFile, Tag("<permission>")],
    Discriminator(_modality),
]
