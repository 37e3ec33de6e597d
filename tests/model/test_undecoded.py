"""What is told of JSON without decoding it is what decoding it would tell."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.model import brackets as bracket
from cfcheck.model import undecoded
from cfcheck.model.undecoded import first_repeated_key, has_too_large_number, is_deeper, values_in

if TYPE_CHECKING:
    from collections.abc import Callable

VALUES = [
    ("1", 1),
    ("[]", 1),
    ("[1, [2, 3]]", 3),
    ('{"a": 1, "b": [{}, {}]}', 3),
    ('[",", "a\\",b", "\\\\", ","]', 4),
    ('{"a,b": "c,d"}', 1),
]
LEVELS = [
    ("1", 0),
    ("[]", 1),
    ('"[[["', 0),
    ('{"[": "{", "a": []}', 2),
    ('["\\"[", "\\\\", [[]]]', 3),
    ("[[], [[]], [[[]]], []]", 4),
    ('[{"a": [{}]}, [[]]]', 4),
]
NUMBERS = [
    ("[1, -0, 1.5, 1e308, -1.7976931348623157e308]", False),
    ("[1e309]", True),
    ("[-1E+309]", True),
    ('{"a": {"b": [0, 1e999]}}', True),
    ("[1e-999, 0e999, 0.0e12345]", False),
    (f"[{'1' * 308}, {'9' * 309}]", False),
    (f"[{'9' * 309}.0]", True),
    (f"[{'1' * 290}e30]", True),
    (f"[0.{'1' * 5000}]", False),
    (f"[{'1' * 4300}, -{'1' * 4299}]", False),
    (f"[{'1' * 4301}]", True),
    (f"[-{'1' * 4300}]", True),
    ('["1e999", "a\\"1e999", true, false, null]', False),
]
REPEATED = [
    ('{"a": 1, "a": 2}', "a"),
    ('{"a": 1, "b": {"a": 2}}', None),
    ('{"a": {"b": 1}, "c": {"b": 2}}', None),
    ('[{"a": 1}, {"a": 2}]', None),
    ('{"a": {"x": 1, "y": 2, "x": 3}, "a": 4}', "x"),
    ('{"b": 1, "a": 2, "c": 3, "a": 4, "b": 5}', "a"),
    ('{"a": 1, "\\u0061": 2}', "a"),
    ('{"\\u00e9": 1, "é": 2}', "é"),
    ('{"\\"": 1, "\\\\": 2, "\\u0022": 3}', '"'),
    ('{"": 1, "": 2}', ""),
    ('{"a": "a", "b": ["a", "b"], "c": {}}', None),
    ('{"a":{ },"a" \n:[ ]}', "a"),
    ('{"a": "{\\"b\\": 1, \\"b\\": 2}"}', None),
    ("{}", None),
]


@pytest.fixture(params=[2, 3, 7, bracket.PIECE], ids="pieces of {}".format)
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Looks at so few bytes in one step that everything lies across some border."""
    monkeypatch.setattr(bracket, "PIECE", request.param)
    monkeypatch.setattr(undecoded, "PIECE", request.param)
    return int(request.param)


@pytest.mark.parametrize(("document", "count"), VALUES)
@pytest.mark.usefixtures("size")
def test_values_are_counted(document: str, count: int) -> None:
    assert values_in(document.encode()) == count


@pytest.mark.parametrize(("document", "levels"), LEVELS)
@pytest.mark.usefixtures("size")
def test_levels_are_counted(document: str, levels: int) -> None:
    assert not is_deeper(document.encode(), levels)
    assert levels == 0 or is_deeper(document.encode(), levels - 1)


@pytest.mark.parametrize(("document", "has_one"), NUMBERS, ids=[f"{text[:40]} {len(text)}" for text, _ in NUMBERS])
@pytest.mark.usefixtures("size")
def test_numbers_that_cannot_be_held_are_found(document: str, has_one: bool) -> None:  # noqa: FBT001  # expected
    assert has_too_large_number(document.encode()) is has_one


@pytest.mark.parametrize(("document", "key"), REPEATED)
def test_a_key_that_is_there_twice_is_found(document: str, key: str | None) -> None:
    assert first_repeated_key(document.encode()) == key


class Pairs(list[tuple[str, Any]]):
    """An object as it is written: a key may be there twice."""


TEXTS = st.text(st.sampled_from('a{}[],:"\\ \n\u2028é😀1e'), max_size=4)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.lists(st.tuples(TEXTS, inner), max_size=4).map(Pairs),
    max_leaves=12,
)


def written(value: object, space: str, *, ascii_only: bool) -> str:
    if isinstance(value, Pairs):
        members = (
            f"{json.dumps(key, ensure_ascii=ascii_only)}{space}:{space}{written(part, space, ascii_only=ascii_only)}"
            for key, part in value
        )
        return f"{{{space}{f',{space}'.join(members)}{space}}}"
    if isinstance(value, list):
        return f"[{f'{space},'.join(written(part, space, ascii_only=ascii_only) for part in value)}{space}]"
    return json.dumps(value, ensure_ascii=ascii_only)


def scalars(value: object) -> int:
    """What commas part: each scalar, and each list or object that is empty."""
    parts = [part for _, part in value] if isinstance(value, Pairs) else value
    return sum(map(scalars, parts)) if isinstance(parts, list) and parts else 1


def depth(value: object) -> int:
    parts = [part for _, part in value] if isinstance(value, Pairs) else value
    return 1 + max(map(depth, parts), default=0) if isinstance(parts, list) else 0


def has_repeated(value: object) -> bool:
    if isinstance(value, Pairs):
        return len(dict(value)) < len(value) or any(has_repeated(part) for _, part in value)
    return isinstance(value, list) and any(map(has_repeated, value))


@given(DOCUMENTS, st.sampled_from(["", " ", "\n"]), st.booleans())
def test_all_is_told_as_it_is_whatever_is_written(value: object, space: str, ascii_only: bool) -> None:  # noqa: FBT001  # drawn
    document = written(value, space, ascii_only=ascii_only).encode()
    assert values_in(document) == scalars(value)
    assert [levels for levels in range(6) if is_deeper(document, levels)] == list(range(min(depth(value), 6)))
    assert (first_repeated_key(document) is not None) == has_repeated(value)
    assert not has_too_large_number(document)


@pytest.mark.parametrize(
    "piece", [b"[[],[[[]]]]", b"{}", b'{"a":{"b":[1,"x"]}}', b'""', b"1e5", b'"\\\\"', b'[{"":0,"a":""}]']
)
@pytest.mark.parametrize(
    "told",
    [values_in, lambda document: is_deeper(document, 32), has_too_large_number, first_repeated_key],
    ids=["values", "levels", "numbers", "keys"],
)
def test_nothing_is_held_of_values(told: Callable[[bytes], object], piece: bytes) -> None:
    document = b"[" + b",".join([piece] * (2**20 // len(piece))) + b"]"
    tracemalloc.start()
    try:
        told(document)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The document without escapes, and a piece of it with what it is split into.
    assert peak < len(document) + 6 * 2**20
