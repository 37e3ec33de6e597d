"""Describes the form of a record to the native scanner, as nodes made from the types of `Incident`.

A node allows no more than the decoder does. Where it cannot state exactly what the decoder demands, it allows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.model.faults.shape import Shape, shape_of
from cfcheck.model.incident import Incident
from cfcheck.model.struct import replace

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["Node", "form_of"]

_NO_BOUND: Final = 10.0**15
_ANY_LENGTH: Final = 2**31 - 1
_DEEPEST: Final = 8
_NOTHING: Final = Shape()

Node = dict[str, object]
"""What a value may be, by the names that `node_from` in engine/native/json.c reads; 17 of them."""


def form_of(slots: Mapping[str, int]) -> list[Node]:
    """The nodes of an incident's form. `slots` maps the path of a value to the slot for its bytes."""
    form: list[Node] = []
    _add(form, shape_of(Incident), "", slots)
    return form


def _allowed(shape: Shape, depth: int) -> Shape:
    """The part of the shape that nodes can express: no objects with further demands, and no endless recursion."""
    if depth > _DEEPEST:
        return _NOTHING
    return replace(shape, fields=_NOTHING.fields, required=_NOTHING.required) if shape.checked else shape


def _add(form: list[Node], whole: Shape, path: str, slots: Mapping[str, int], depth: int = 0) -> int:
    """The number of a new node for the shape."""
    number, shape = len(form), _allowed(whole, depth)
    form.append({})
    fields = [
        (name, _add(form, part, inner, slots, depth + 1), slots.get(inner, -1))
        for name, part in shape.fields.items()
        for inner in (f"{path}.{name}".lstrip("."),)
    ]
    element = -1 if shape.element is None else _add(form, shape.element, f"{path}[]", slots, depth + 1)
    mapped = -1 if shape.mapped is None else _add(form, shape.mapped, f"{path}{{}}", slots, depth + 1)
    least, most = shape.bounds or (0.0, 0.0)
    least_text, most_text = shape.text or (0, None)
    form[number] = {
        "null": shape.null,
        "boolean": shape.boolean,
        "anything": shape.anything,
        "text": bool(shape.words) or shape.text is not None,
        "least_text": least_text,
        "most_text": _ANY_LENGTH if most_text is None else most_text,
        "words": list(shape.words),
        "number": shape.bounds is not None,
        "whole": shape.whole,
        "least": -_NO_BOUND if least is None else float(least),
        "most": _NO_BOUND if most is None else float(most),
        "element": element,
        "least_list": shape.least_elements,
        "most_list": _ANY_LENGTH if shape.most_elements is None else shape.most_elements,
        "mapped": mapped,
        "fields": fields,
        "required": sum(1 << place for place, name in enumerate(shape.fields) if name in shape.required),
    }
    return number
