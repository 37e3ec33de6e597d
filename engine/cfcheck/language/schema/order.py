"""The order in which the keys of each mapping in a rule file are written."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from cfcheck.language.schema.cases import CaseEntry, RowEntry
from cfcheck.language.schema.kinds import KINDS
from cfcheck.language.schema.mapping import FileEntry, MappingFile, SetAsideEntry
from cfcheck.language.schema.registry import ActorEntry
from cfcheck.language.schema.rule import NormEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.language.schema.schema import SchemaName
    from cfcheck.language.yaml.source import Path, Plain

__all__ = ["key_orders"]

# Where files are not written in the order of the form: a form lists what kinds of norms share before what they do not.
_AS_WRITTEN: Final[dict[type[BaseModel], tuple[str, ...]]] = {
    NormEntry: (
        "title", "modality", "bearers", "act", "breached_by", "against", "claim", "tests", "when", "unless", "severity",
        "cite", "note",
    ),
    RowEntry: (
        "name", "todo", "cites", "incident", "without", "verdict", "possible", "reasons", "breached", "not_breached",
        "findings", "note",
    ),
    CaseEntry: (
        "name", "todo", "cites", "incident", "each", "rows", "verdict", "possible", "reasons", "breached",
        "not_breached", "findings", "note",
    ),
    ActorEntry: ("title", "kind", "part_of", "includes", "open", "aliases", "cite", "note"),
    FileEntry: ("encoding", "delimiter", "records", "headers"),
    SetAsideEntry: ("when", "unless", "reason"),
    MappingFile: (
        "cfcheck", "title", "note", "sources", "columns", "file", "cells", "actors", "set_aside", "incident", "keep",
        "codes",
    ),
}  # fmt: skip


def key_orders(kind: SchemaName, content: Plain) -> dict[Path, tuple[str, ...]]:
    """The order of the keys of each mapping of a sound file of the kind, by its path; ids have none of their own."""
    form: Any = MappingFile if kind == "mapping" else KINDS[kind].form
    return dict(_orders(form, content, ()))


def _orders(form: object, content: Plain, path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    if isinstance(content, str):
        return
    for member in _members(form):
        if isinstance(content, dict) and isinstance(member, type) and issubclass(member, BaseModel):
            forms = {field.alias or name: field.annotation for name, field in member.model_fields.items()}
            if forms.keys() >= content.keys():
                yield path, _order(member)
                for key, part in content.items():
                    yield from _orders(forms[key], part, (*path, key))
                return
        elif get_origin(member) in (dict, tuple):
            yield from _inside(member, content, path)
            return


def _inside(form: object, content: Plain, path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """What is in a mapping of ids or in a list, or stands for a list of one."""
    if get_origin(form) is dict and isinstance(content, dict):
        for key, part in content.items():
            yield from _orders(get_args(form)[1], part, (*path, key))
    elif get_origin(form) is tuple and isinstance(content, list):
        for index, part in enumerate(content):
            yield from _orders(get_args(form)[0], part, (*path, index))
    elif get_origin(form) is tuple:
        yield from _orders(get_args(form)[0], content, path)


def _order(model: type[BaseModel]) -> tuple[str, ...]:
    written = next((order for form, order in _AS_WRITTEN.items() if issubclass(model, form)), None)
    return written or tuple(field.alias or name for name, field in model.model_fields.items())


def _members(form: object) -> Iterator[object]:
    """The forms that a value may have, without annotations."""
    if get_origin(form) is Annotated:
        yield from _members(get_args(form)[0])
    elif get_origin(form) in (Union, UnionType):
        for member in get_args(form):
            yield from _members(member)
    elif form is not NoneType:
        yield form
