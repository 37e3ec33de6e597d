"""What a record may be, read off the types of `incident`, for those who look at records without its decoder.

Knows msgspec's description of types. Apart from `incident`, since that description takes long to import.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import inspect

from cfcheck.incident import Incident

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Shape", "incident_shape"]


class Shape(NamedTuple):
    """What a value of a record may be, told without the types of the decoder; of each JSON type at most one form.

    `text` are the least and greatest length in characters, `words` the texts allowed if not all are; `bounds` those of
    a number, `whole` one without a fraction; `required` the fields that have to be there. None, or empty: no such form.
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
    fields: Mapping[str, Shape] = MappingProxyType({})
    required: frozenset[str] = frozenset()
    mapped: Shape | None = None


@cache
def incident_shape() -> Shape:
    """The shape of an incident. Leaves out objects of which more is demanded than the types of their fields."""
    return _shape(inspect.type_info(Incident), depth=0)


def _shape(kind: inspect.Type, depth: int) -> Shape:
    if depth > _DEEPEST_SHAPE:  # a type that holds itself
        return Shape()
    if isinstance(kind, inspect.UnionType):
        shape = Shape()
        for one in kind.types:
            found = _shape(one, depth)
            shape = shape._replace(**{name: value for name, value in found._asdict().items() if value})
        return shape
    for known, shape_of in _SHAPES.items():
        if isinstance(kind, known):
            return shape_of(kind, depth)
    return Shape()


def _struct_shape(kind: Any, depth: int) -> Shape:  # noqa: ANN401  # a type of msgspec's
    if hasattr(kind.cls, "__post_init__"):
        return Shape()
    return Shape(
        fields={field.encode_name: _shape(field.type, depth + 1) for field in kind.fields},
        required=frozenset(field.encode_name for field in kind.fields if field.required),
    )


_DEEPEST_SHAPE: Final = 8
_SHAPES: Final[dict[type, Callable[[Any, int], Shape]]] = {
    inspect.Metadata: lambda kind, depth: _shape(kind.type, depth),
    inspect.NoneType: lambda _, __: Shape(null=True),
    inspect.BoolType: lambda _, __: Shape(boolean=True),
    inspect.AnyType: lambda _, __: Shape(anything=True),
    inspect.StrType: lambda kind, _: Shape(text=(kind.min_length or 0, kind.max_length)),
    inspect.LiteralType: lambda kind, _: Shape(words=tuple(kind.values)),
    inspect.IntType: lambda kind, _: Shape(bounds=(kind.ge, kind.le), whole=True),
    inspect.FloatType: lambda kind, _: Shape(bounds=(kind.ge, kind.le)),
    inspect.VarTupleType: lambda kind, depth: Shape(
        element=_shape(kind.item_type, depth + 1), least_elements=kind.min_length or 0
    ),
    inspect.DictType: lambda kind, depth: Shape(mapped=_shape(kind.value_type, depth + 1)),
    inspect.StructType: _struct_shape,
}
