"""The base of value classes: frozen msgspec structs, which are quick to define, to make, to compare and to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import MsgspecError, Struct, field, msgpack
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NotPacked", "Noun", "field", "packed", "replace", "unpacked"]

Kind = TypeVar("Kind")


class Noun(Struct, frozen=True):
    """A value: equal to another of its type whose fields are equal. A class of it takes 15 microseconds to define.

    A dataclass takes 650, each time a process starts; see docs/decisions/0039-nouns-are-structs.md.
    """


class NotPacked(ValueError):
    """Raised for bytes that are not the packed form of the expected type."""


def packed(value: object, plain: Callable[[Any], object]) -> bytes:
    """The value as bytes (MessagePack). `plain` turns what is no noun and nothing plain into something plain."""
    return msgpack.encode(value, enc_hook=plain)


def unpacked(raw: bytes, kind: type[Kind], made: Callable[[type, Any], object]) -> Kind:
    """The value of that type which the bytes hold. `made` is the way back from what `plain` gave.

    Raises NotPacked unless each part has the type that its noun declares. Builds nothing but what is declared.
    """
    try:
        return msgpack.decode(raw, type=kind, dec_hook=made)
    except (MsgspecError, ValueError, RecursionError) as error:
        refused = error.__cause__  # by `made`
        why = refused if isinstance(refused, NotPacked) else f"these bytes hold no {kind.__name__}"
        raise NotPacked(str(why)) from error
