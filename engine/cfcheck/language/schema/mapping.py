"""The form of a mapping file: how the rows of a table become incidents, with `{column}` where a cell goes."""

import re
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from cfcheck.language.schema.citing import Cites, Sources
from cfcheck.language.schema.fields import (
    Entry,
    Flag,
    LanguageVersion,
    Refused,
    SnakeId,
    Text,
    choice,
    found,
    one_or_several,
)
from cfcheck.language.schema.kinds import RULE
from cfcheck.language.schema.validator import _problems
from cfcheck.language.yaml.source import Document
from cfcheck.model.problem import Problem
from cfcheck.model.text import quoted

__all__ = [
    "ActorsEntry",
    "BetweenEntry",
    "BlockEntry",
    "CasualtiesEntry",
    "CellsEntry",
    "CodedEntry",
    "ColumnEntry",
    "FileEntry",
    "Filled",
    "LocationEntry",
    "MappingFile",
    "MomentEntry",
    "NameInTable",
    "RangeEntry",
    "ReportSourceEntry",
    "RowCondition",
    "SetAsideEntry",
    "Unless",
    "validate_mapping",
]

_FILLED = re.compile(r"(?:[^{}]|\{[^{}]+\})+")


def _filled(value: object) -> str:
    if isinstance(value, str) and _FILLED.fullmatch(value.strip()):
        return value.strip()
    raise Refused(f"expected a text, with `{{column}}` where a cell goes, {found(value)}")


def _condition(value: object) -> object:
    if isinstance(value, dict) and value:
        return value
    raise Refused(f"expected a condition, {found(value)}", "write `column: what its cell says`")


Filled = Annotated[str, BeforeValidator(_filled)]
# The form of a condition on a column depends on its kind; the loader reads it, and knows the columns.
RowCondition = Annotated[dict[str, Any], PlainValidator(_condition), WithJsonSchema({"type": "object"})]


class CodedEntry(Entry):
    """What a code list has for a cell."""

    code: Filled = Field(description="The code, as the cell writes it.")
    codes: SnakeId = Field(alias="in", description="Id of a list under `codes`; a code it lacks sets the row aside.")


def _shape(*keys: tuple[str, str]) -> Discriminator:
    def shape(value: object) -> str:
        if isinstance(value, list):
            return "<several>"
        return next(
            (tag for key, tag in keys if isinstance(value, dict) and key in value),
            "<other>" if isinstance(value, dict) else "<text>",
        )

    return Discriminator(shape)


Made = Annotated[
    Annotated[Filled, Tag("<text>")] | Annotated[CodedEntry, Tag("<other>")],
    _shape(),
]


class BetweenEntry(Entry):
    """A count that lies between two."""

    low: Made | None = Field(None, alias="min", description="Not fewer.")
    high: Made | None = Field(None, alias="max", description="Not more.")


class RangeEntry(Entry):
    """A time that lies between two, both included. One of the two may be left out."""

    start: Filled | None = Field(None, alias="from", description="Not before this.")
    end: Filled | None = Field(None, alias="to", description="Not after this.")


class MomentEntry(Entry):
    """A day that stands for a longer time."""

    at: Filled = Field(description="The day as written.")
    known_to: Made = Field(description="`day`, `month`, `year`, or `3 days`: that many before and after it.")


Count = Annotated[
    Annotated[Filled, Tag("<text>")] | Annotated[CodedEntry, Tag("<coded>")] | Annotated[BetweenEntry, Tag("<other>")],
    _shape(("code", "<coded>")),
]
Occurred = Annotated[
    Annotated[Filled, Tag("<text>")] | Annotated[MomentEntry, Tag("<moment>")] | Annotated[RangeEntry, Tag("<other>")],
    _shape(("at", "<moment>")),
]
Side = Annotated[tuple[Made, ...], one_or_several(Made)]


class LocationEntry(Entry):
    """Where it happened."""

    country: Made | None = Field(None, description="Country code, ISO 3166-1 alpha-3.")
    admin1: Made | None = Field(None, description="Name of the governorate or province.")
    admin2: Made | None = Field(None, description="Name of the district.")
    place: Made | None = Field(None, description="Name of the place.")
    lat: Made | None = Field(None, description="Latitude of the point.")
    lon: Made | None = Field(None, description="Longitude of the point.")
    radius_km: Made | None = Field(None, description="How far the point can be off.")
    controlled_by: Made | None = Field(None, description="Who holds the ground.")


class CasualtiesEntry(Entry):
    """People reported killed or injured."""

    killed: Count | None = Field(None, description="Everybody killed.")
    injured: Count | None = Field(None, description="Everybody injured.")
    civilians_killed: Count | None = Field(None, description="Civilians killed.")
    civilians_injured: Count | None = Field(None, description="Civilians injured.")
    women_killed: Count | None = Field(None, description="Women killed.")
    children_killed: Count | None = Field(None, description="Children killed.")


class ReportSourceEntry(Entry):
    """Who reports it."""

    name: Made | None = Field(None, description="The source's name.")
    url: Made | None = Field(None, description="Where the report can be read.")
    date: Made | None = Field(None, description="The report's day.")
    reliability: Made | None = Field(None, description="A to F; F means unknown.")
    credibility: Made | None = Field(None, description="1 to 6; 6 means unknown.")
    note: Made | None = Field(None, description="Anything worth knowing about the source.")


class BlockEntry(Entry):
    """A part of the incident. Where several blocks make the same field, the first one that can makes it."""

    when: RowCondition | None = Field(None, description="Which rows it is for; absent if for all.")
    id: Filled | None = Field(None, description="The incident's id.")
    occurred: Occurred | None = Field(None, description="When it occurred.")
    act: Made | None = Field(None, description="Id of an act of the registry.")
    weapon: Made | None = Field(None, description="Id of a weapon of the registry.")
    perpetrator: Side | None = Field(None, description="Who did it; several: together.")
    target: Side | None = Field(None, description="To whom it was done; several: together.")
    participants: tuple[Side, ...] | None = Field(
        None, description="Who fought; not made where a perpetrator or target was made before.", min_length=2
    )
    location: LocationEntry | None = Field(None, description="Where it happened.")
    casualties: CasualtiesEntry | None = Field(None, description="People reported killed or injured.")
    sources: tuple[ReportSourceEntry, ...] | None = Field(None, description="Who reports it.")
    state: Made | None = Field(None, description="The report's own state of verification.")
    description: Made | None = Field(None, description="What the report says.")
    extra: dict[SnakeId, Made] = Field({}, description="Anything more; kept and shown, never judged.")


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
