"""Nouns with one thing changed, whatever they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from cfcheck.model.zone import Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

Noun = TypeVar("Noun")


def field_names(value: Any) -> tuple[str, ...]:
    """The names of the fields of a noun; none for anything else."""
    if isinstance(value, type):
        return ()
    if is_dataclass(value):
        return tuple(field.name for field in fields(value) if field.init)
    return tuple(getattr(value, "__struct_fields__", ()))


def with_changes(noun: Noun, **changes: Any) -> Noun:
    """The noun with other values in some of its fields."""
    return type(noun)(**{**{name: getattr(noun, name) for name in field_names(noun)}, **changes})


# What is no part of what the terms say: where it is written, the hash of the files, how a time is spelled. And what
# follows from something else that is told: the ends of a disputed boundary from its claims.
UNSAID = {"origin", "origins", "content_hash", "text@Milestone", "earliest@disputed", "latest@disputed"}
# The loader gives every actor and place its title for a name; one without it cannot be.
IMPOSSIBLE = {"registry.actors.names.gone", "registry.places.names.gone"}


class Varier:
    """Changes one thing of a value in each place where nothing was changed before."""

    def __init__(self) -> None:
        self._seen = set(IMPOSSIBLE)

    def variants(self, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
        """The value with one thing in it changed, and where, as a path of fields."""
        if field_names(value):
            yield from self._of_fields(value, path)
        elif isinstance(value, Mapping):
            yield from self._of_mapping(value, path)
        elif isinstance(value, tuple | frozenset):
            yield from self._of_entries(value, path)
        elif value is not None and self._is_new(path):
            yield ".".join(path), other_than(value)

    def _is_new(self, path: tuple[str, ...]) -> bool:
        where = ".".join(path)
        return where not in self._seen and not self._seen.add(where)  # type: ignore[func-returns-value]  # it is None

    def _of_fields(self, value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        kind = "disputed" if getattr(value, "claims", ()) else type(value).__name__
        for name in field_names(value):
            if not {name, f"{name}@{kind}"} & UNSAID:
                for where, changed in self.variants(getattr(value, name), (*path, name)):
                    yield where, with_changes(value, **{name: changed})

    def _of_mapping(self, value: Mapping[Any, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for key, inner in value.items():
            if self._is_new((*path, "gone")):
                yield ".".join((*path, "gone")), {other: one for other, one in value.items() if other != key}
            for where, changed in self.variants(inner, path):
                yield where, {**value, key: changed}

    def _of_entries(self, value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        entries = value if isinstance(value, tuple) else sorted(value)
        for place, inner in enumerate(entries):
            before, after = entries[:place], entries[place + 1 :]
            if self._is_new((*path, "gone")):
                yield ".".join((*path, "gone")), type(value)((*before, *after))
            for where, changed in self.variants(inner, path):
                yield where, type(value)((*before, changed, *after))


def other_than(value: Any) -> Any:
    """Another value of the kind."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(one for one in type(value) if one is not value)
        case Zone():
            return Zone("Asia/Kabul")
        case int():
            return type(value)(value + 60_000_000)
        case str():
            return f"{value}x"
    raise AssertionError(f"no other {type(value)}")
