"""The shapes that values may have, derived from msgspec types, for code that checks records without its decoder.

It is separate from `incident` because few modules need msgspec's description of types, which takes long to import.
"""

from __future__ import annotations

from collections.abc import Mapping  # a noun's fields are looked up when it is made
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct, inspect
from msgspec.structs import fields as fields_of

from cfcheck.model.struct import Noun, replace

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Shape", "shape_of", "unmet_demand"]


class Shape(Noun, frozen=True, eq=False):
    """What a value may be, described without the decoder's types; at most one form for each JSON type.

    `text` are the least and greatest length in characters, `words` the texts allowed if not all are; `bounds` those of
    a number, `whole` one without a fraction; `required` the fields that have to be there. None, or empty: no such form.
    `checked` is a type that demands more of its fields together than the type of each does: to make one says whether
    the demand is met. A type that holds itself has a shape that holds itself, so that shapes are not compared.
    """

    null: bool = False
    boolean: bool = False
    anything: bool = False
    text: tuple[int, int | None] | None = None
    words: tuple[str, ...] = ()
    bounds: tuple[float | None, float | None] | None = None
    whole: bool = False
    element: Shape | None = None
    least_elements: int = 0
    most_elements: int | None = None
    fields: Mapping[str, Shape] = MappingProxyType({})
    required: frozenset[str] = frozenset()
    checked: type[Struct] | None = None
    mapped: Shape | None = None


_NOTHING: Final = Shape()
_NAMES: Final = Shape.__struct_fields__


@cache
def shape_of(kind: type) -> Shape:
    """The shape of a struct."""
    return _shape(inspect.type_info(kind), {})


def unmet_demand(kind: type[Struct], given: Mapping[str, object]) -> str:
    """What the type, `checked` of a shape, demands of its fields together and these do not meet; empty if they do."""
    names = _names(kind)
    try:
        kind(**{names[key]: value for key, value in given.items()})
    except ValueError as error:  # raised by the type itself, in our words
        return str(error)
    return ""


@cache
def _names(kind: type[Struct]) -> dict[str, str]:
    """The name of each field by the one that it has in JSON."""
    return {field.encode_name: field.name for field in fields_of(kind)}


_Known = dict[type, dict[str, Shape]]


def _shape(kind: inspect.Type, known: _Known) -> Shape:
    if isinstance(kind, inspect.UnionType):
        shape = Shape()
        for one in kind.types:
            found = _shape(one, known)
            # Not by what is empty: the fields of a type that holds itself are empty until all of them are known.
            stated = {name: value for name in _NAMES if (value := getattr(found, name)) is not getattr(_NOTHING, name)}
            shape = replace(shape, **stated)
        return shape
    return next((shape_of(kind, known) for one, shape_of in _SHAPES.items() if isinstance(kind, one)), Shape())


def _struct_shape(kind: Any, known: _Known) -> Shape:  # noqa: ANN401  # a type of msgspec's
    fields = known.get(kind.cls)
    if fields is None:
        fields = known[kind.cls] = {}
        hints = get_type_hints(kind.cls)
        for field in kind.fields:
            shape = _shape(field.type, known)
            # The description of a type lists its words in no particular order.
            fields[field.encode_name] = replace(shape, words=_words(hints[field.name])) if shape.words else shape
    return Shape(
        fields=fields,
        required=frozenset(field.encode_name for field in kind.fields if field.required),
        checked=kind.cls if hasattr(kind.cls, "__post_init__") else None,
    )


def _words(hint: object) -> tuple[str, ...]:
    """The words of a type that has some, in the order in which they are written."""
    inner = get_args(hint)
    return inner if get_origin(hint) is Literal else next(filter(None, map(_words, inner)), ())


_SHAPES: Final[dict[type, Callable[[Any, _Known], Shape]]] = {
    inspect.Metadata: lambda kind, known: _shape(kind.type, known),
    inspect.NoneType: lambda _, __: Shape(null=True),
    inspect.BoolType: lambda _, __: Shape(boolean=True),
    inspect.AnyType: lambda _, __: Shape(anything=True),
    inspect.RawType: lambda _, __: Shape(anything=True),
    inspect.StrType: lambda kind, _: Shape(text=(kind.min_length or 0, kind.max_length)),
    inspect.LiteralType: lambda kind, _: Shape(words=tuple(kind.values)),
    inspect.IntType: lambda kind, _: Shape(bounds=(kind.ge, kind.le), whole=True),
    inspect.FloatType: lambda kind, _: Shape(bounds=(kind.ge, kind.le)),
    inspect.VarTupleType: lambda kind, known: Shape(
        element=_shape(kind.item_type, known),
        least_elements=kind.min_length or 0,
        most_elements=kind.max_length,
    ),
    inspect.DictType: lambda kind, known: Shape(mapped=_shape(kind.value_type, known)),
    inspect.StructType: _struct_shape,
}
