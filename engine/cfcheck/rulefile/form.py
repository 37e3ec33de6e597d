"""Finds the part of a file's form that a path leads to, for the keys it has and what they are for."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["keys_at"]


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
