"""The form of a mapping file: how the rows of somebody else's table become incidents.

Knows the form only: whether a column, code list or source that is named exists is for the loader of mappings to say.
"""

import re
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, WithJsonSchema

from cfcheck.document import Document
from cfcheck.problem import Problem
from cfcheck.rulefile.citing import Cites, Sources
from cfcheck.rulefile.faults import Refused
from cfcheck.rulefile.fields import Entry, Flag, LanguageVersion, SnakeId, Text, choice, found, one_or_several
from cfcheck.rulefile.kinds import RULE
from cfcheck.rulefile.mapping_block import BlockEntry, Filled, RowCondition
from cfcheck.rulefile.validator import _problems
from cfcheck.wording import quoted

__all__ = [
    "ActorsEntry", "CellsEntry", "ColumnEntry", "FileEntry", "MappingFile", "NameInTable", "SetAsideEntry", "Unless",
    "validate_mapping",
]  # fmt: skip

_OFFSET = r"Z|[+-]\d\d:\d\d"


class Unless(StrEnum):
    """When a row that would be set aside stands after all."""

    OUT_OF_SCOPE = "out_of_scope"


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    raise Refused(f"expected what is written in a cell, {found(value)}")


def _separator(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise Refused(f"expected a text that stands between two names, {found(value)}")


def _one_of(*words: str) -> BeforeValidator:
    def chosen(value: object) -> object:
        if value in words:
            return value
        raise Refused(f"expected {' or '.join(quoted(word) for word in words)}, {found(value)}", code="unknown-word")

    return BeforeValidator(chosen)


def _offset(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(_OFFSET, value, re.ASCII):
        return value
    raise Refused(f"expected an offset such as +02:00, or Z, {found(value)}", code="invalid-time")


Cell = Annotated[str, BeforeValidator(_cell), WithJsonSchema({"type": ["string", "number"]})]
Separator = Annotated[str, BeforeValidator(_separator)]


class ColumnEntry(Entry):
    """A column that the mapping uses."""

    header: Annotated[tuple[Text, ...], one_or_several(Text)] = Field(
        description="Its header; several: whichever there is."
    )
    optional: Flag = Field(default=False, description="Whether a file may lack it; its cells are then empty.")


Headers = Annotated[tuple[Text, ...], one_or_several(Text)]


def _column(value: object) -> object:
    return value if isinstance(value, dict) else {"header": value}


class FileEntry(Entry):
    """How the files are laid out."""

    encoding: Annotated[tuple[Text, ...], one_or_several(Text)] = Field(
        (), description="Encodings to try in this order, where no byte order mark tells; absent: UTF-8 and no other."
    )
    delimiter: Annotated[str, _one_of(",", ";", "|", "tab")] | None = Field(
        None, description="What separates cells; absent: whichever of , ; | and tab gives the columns."
    )
    headers: tuple[Headers, ...] = Field(
        (), description="Columns of files without a header row, told apart by their number."
    )
    records: tuple[Text, ...] = Field((), description="JSON: keys under which the rows may lie.")


class CellsEntry(Entry):
    """How cells are written."""

    empty: tuple[Cell, ...] = Field((), description="What stands for nothing, beside an empty cell.")
    decimal: Annotated[str, _one_of(".", ",")] = Field(".", description="The decimal separator.")
    times: tuple[Text, ...] = Field(
        (), description="Layouts of times, made of YYYY MM DD Month Mon hh mm ss fff ZZ and signs; or `iso`, `excel`."
    )
    offset: Annotated[str, BeforeValidator(_offset)] | None = Field(
        None, description="Offset of clock times; absent: wall time where it happened."
    )


class NameInTable(Entry):
    """An actor's name where the table's word is not the registry's."""

    name: Text = Field(description="The name in the registry.")
    note: Text = Field(description="Why the two are the same.")
    cite: Cites = Field((), description="Where that is written.")


class ActorsEntry(Entry):
    """How actors are written."""

    separator: Separator | None = Field(None, description="What stands between several actors in one cell.")
    whole: tuple[Text, ...] = Field((), description="Names that contain the separator.")
    names: dict[str, NameInTable] = Field({}, description="Names to read as another name, by the table's spelling.")


class SetAsideEntry(Entry):
    """Rows that cannot be judged as an incident."""

    when: RowCondition = Field(description="Which rows.")
    reason: Filled = Field(description="Why, in words for the reader of the summary.")
    unless: Annotated[Unless, choice(Unless)] | None = Field(
        None, description="`out_of_scope`: a row stands where the agreement certainly does not reach it."
    )


def _kept(value: object) -> object:
    if value == "unmapped" or (isinstance(value, list) and all(isinstance(entry, str) for entry in value)):
        return value
    raise Refused(f"expected `unmapped` or a list of headers, {found(value)}")


class MappingFile(Entry):
    """How rows become incidents."""

    cfcheck: LanguageVersion = Field(description="Version of the language of rule files.")
    title: Text = Field(description="What the mapping is for.")
    note: Text = Field("", description="Anything worth knowing about the data.")
    sources: Sources = Field({}, description="The documents cited in this file, by id.")
    columns: dict[SnakeId, Annotated[ColumnEntry, BeforeValidator(_column, Text | list[Text] | ColumnEntry)]] = Field(
        description="The columns used: a name for each, and its header.", min_length=1
    )
    file: FileEntry = Field(FileEntry.model_validate({}), description="How the files are laid out.")
    cells: CellsEntry = Field(CellsEntry.model_validate({}), description="How cells are written.")
    actors: ActorsEntry = Field(ActorsEntry.model_validate({}), description="How actors are written.")
    codes: dict[SnakeId, dict[str, Annotated[tuple[Text, ...], one_or_several(Text)]]] = Field(
        {}, description="Code lists: what each code stands for; several: one of these."
    )
    set_aside: tuple[SetAsideEntry, ...] = Field(
        (), description="Rows that cannot be judged. The first that applies counts, one without `unless` before others."
    )
    incident: tuple[BlockEntry, ...] = Field(description="The incident, in blocks.", min_length=1)
    keep: Annotated[tuple[str, ...] | str, BeforeValidator(_kept)] = Field((), description="Cells to keep in `extra`.")


# Not among the kinds of rule files, which agreements are made of; the validator asks of a kind only its form.
_MAPPING = replace(RULE, form=MappingFile)


@cache
def _adapter() -> TypeAdapter[MappingFile]:
    return TypeAdapter(MappingFile)


def validate_mapping(document: Document) -> MappingFile | tuple[Problem, ...]:
    """The mapping file, or every problem of the document: its YAML's and its form's."""
    problems = document.problems
    if document.content is not None:
        try:
            file = _adapter().validate_python(document.content)
        except ValidationError as error:
            problems += tuple(_problems(document, _MAPPING, error))
        else:
            return problems or file
    return problems
