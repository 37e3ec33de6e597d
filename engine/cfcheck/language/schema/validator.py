"""Validates a document against the form of its kind, and reports each fault at its place in our own words."""

from __future__ import annotations

from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, Tag, TypeAdapter, ValidationError

from cfcheck.language.schema.fields import FormFault, Refused, found
from cfcheck.language.schema.kinds import KINDS
from cfcheck.language.yaml.source import MOST_PROBLEMS
from cfcheck.model.text import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.language.schema.kinds import FileKind, KindName
    from cfcheck.language.yaml.source import Document, Path, Plain
    from cfcheck.model.problem import Problem

__all__ = ["keys_at", "validate"]


def keys_at(form: object, path: Iterable[str | int]) -> dict[str, str]:
    """The keys of the mapping at the path, each with its description; empty if no such mapping is known."""
    for part in path:
        form = _inner(form, part)
    model = _bare(form)
    return _fields(model) if _is_model(model) else {}


def _is_model(form: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(form, type) and issubclass(form, BaseModel)


def _fields(model: type[BaseModel]) -> dict[str, str]:
    return {field.alias or name: field.description or "" for name, field in model.model_fields.items()}


def _bare(form: object) -> object:
    """The form without annotations and without the possibility of being absent."""
    while get_origin(form) in (Annotated, Union, UnionType):
        present = [member for member in get_args(form) if member is not NoneType]
        if get_origin(form) is not Annotated and len(present) > 1:
            break
        form = present[0]
    return form


def _inner(form: object, part: str | int) -> object:
    form = _bare(form)
    if _is_model(form):
        for name, field in form.model_fields.items():
            if part == (field.alias or name):
                return field.annotation
        return None
    members = get_args(form)
    if get_origin(form) in (Union, UnionType):
        return next((member for member in members if _tagged(member, part)), None)
    if get_origin(form) is dict:
        return members[1]
    return members[0] if members else None


def _tagged(member: object, part: str | int) -> bool:
    return any(isinstance(mark, Tag) and mark.tag == part for mark in get_args(member)[1:])


File = TypeVar("File")

_KEY_MARK = "[key]"
# What pydantic calls a wrong shape, and what was expected there.
_SHAPES = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "a text",
}


def validate(document: Document, kind: FileKind[File]) -> File | tuple[Problem, ...]:
    """The file as its kind describes it, or every problem of the document: its YAML's and its form's."""
    problems = document.problems
    if document.content is not None:
        try:
            file = _adapter(kind.name).validate_python(document.content, context=kind.context)
        except ValidationError as error:
            found_here = _problems(document, kind, error)
            problems += tuple(islice(found_here, MOST_PROBLEMS))
            if next(found_here, None):
                problems += (document.source.further_problems(),)
        else:
            return problems or cast("File", file)  # the adapter of the kind yields what the kind is generic in
    return problems


@cache
def _adapter(kind: KindName) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind].form)


def _problems(document: Document, kind: FileKind[File], error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        path = _document_path(document.content, detail["loc"])
        for fault in _faults(detail["type"], detail["loc"], detail["input"], detail.get("ctx", {}), kind):
            place = path + fault.below
            if document.is_faulty(place):
                continue
            locate = document.problem_at_key if fault.at_key else document.problem_at_value
            yield locate(place, fault.code, fault.message, fault.hint)


def _document_path(content: Plain | None, location: tuple[str | int, ...]) -> Path:
    """The path in the document: without the parts that only the form has (tags of unions, lists of one)."""
    path: Path = ()
    for part in location:
        inner: Plain | None = None
        if isinstance(content, dict) and isinstance(part, str):
            inner = content.get(part)
        elif isinstance(content, list) and isinstance(part, int) and part < len(content):
            inner = content[part]
        if inner is not None:
            content, path = inner, (*path, part)
    return path


def _faults(
    error_type: str, location: Path, value: object, context: dict[str, Any], kind: FileKind[File]
) -> Iterator[FormFault]:
    """What pydantic's error says, in our words."""
    at_key = bool(location) and location[-1] == _KEY_MARK
    if isinstance(refused := context.get("error"), Refused):
        yield from (fault._replace(at_key=fault.at_key or at_key) for fault in refused.faults)
    elif error_type in ("missing", "extra_forbidden"):
        key, known = str(location[-1]), keys_at(kind.form, location[:-1])
        yield _missing(key, known) if error_type == "missing" else _unknown(key, known)
    elif error_type in _SHAPES:
        yield FormFault(f"expected {_SHAPES[error_type]}, {found(value)}", code="wrong-shape")
    elif error_type == "too_short":
        least, length = context["min_length"], len(value) if isinstance(value, list | dict) else 0
        # pydantic counts only sound entries; of the others it has spoken already.
        if length < least:
            entries = "1 entry" if least == 1 else f"{least} entries"
            yield FormFault(f"expected at least {entries}, found {length}", code="too-few")
    else:
        yield FormFault(f"this has no meaning here: {found(value)}")


def _missing(key: str, known: dict[str, str]) -> FormFault:
    description = known.get(key, "")
    hint = f"{quoted(key)}: {description[:1].lower()}{description[1:].rstrip('.')}" if description else ""
    return FormFault(f"{quoted(key)} is missing", hint, "missing-key", at_key=True)


def _unknown(key: str, known: dict[str, str]) -> FormFault:
    hint = suggestion(key, known)
    if known and not hint:
        hint = f"the keys here are {listed(known, 'and')}"
    return FormFault(f"unknown key {quoted(key)}", hint, "unknown-key", at_key=True)
