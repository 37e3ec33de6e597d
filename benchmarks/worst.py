"""Makes records that take long, or much memory: each of nearly 16 MiB, or of as many ways as are read.

Knows the incident format, nothing of how cfcheck reads it. The same kind gives the same bytes.
"""

from __future__ import annotations

from itertools import islice, product
from string import ascii_letters
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["LARGEST", "WORST"]

LARGEST: Final = 16 * 1024 * 1024
"""The bytes of the largest record that is read."""
_ROOM: Final = 512
_REPORT: Final = b'{"id":"worst","act":"shelling",'
_MARKS: Final = "\u0323\u0301"


def _filled(before: bytes, item: bytes, after: bytes, between: bytes = b",") -> Callable[[], bytes]:
    """A record with the item as often as there is room for it."""

    def made() -> bytes:
        count = (LARGEST - _ROOM) // (len(item) + len(between))
        return _REPORT + before + between.join([item] * count) + after + b"}"

    return made


def _names(form: str) -> Iterator[bytes]:
    return ((form % "".join(letters)).encode() for letters in product(ascii_letters, repeat=4))


def _distinct(before: bytes, form: str, after: bytes) -> Callable[[], bytes]:
    """A record with as many different names, in that form, as there is room for."""

    def made() -> bytes:
        count = (LARGEST - _ROOM) // (len(next(_names(form))) + 1)
        return _REPORT + before + b",".join(islice(_names(form), count)) + after + b"}"

    return made


def _some(before: bytes, count: int, after: bytes, more: str = "") -> bytes:
    """A record with so many different names, each with more behind it."""
    names = b",".join(islice(_names(f'"%s{more}"'), count))
    return _REPORT + before + names + after + b"}"


def _both_sides(count: int) -> bytes:
    names = b",".join(islice(_names('"%s"'), count))
    return _REPORT + b'"occurred":"2016-03-05","perpetrator":{"any_of":[%b]},"target":{"any_of":[%b]}}' % (names, names)


WORST: Final[Mapping[str, Callable[[], bytes]]] = {
    "a long description": _filled(b'"description":"', b"x" * 1023, b'"', b" "),
    "as many ways as are read": lambda: _both_sides(100),
    "too many ways": lambda: _both_sides(4_000),
    "as many perpetrators as are read": lambda: _some(
        b'"occurred":"2016-03-05","perpetrator":{"any_of":[', 9_000, b"]}"
    ),
    "long names": lambda: _some(b'"occurred":"2016-03-05","perpetrator":{"any_of":[', 1_000, b"]}", "x" * 990),
    "names of marks": lambda: _some(b'"occurred":"2016-03-05","target":{"any_of":[', 1_000, b"]}", _MARKS * 490),
    "a name without end": _filled(b'"perpetrator":"', b"x" * 1023, b'"', b" "),
    "a letter with millions of marks": _filled(b'"perpetrator":"a', _MARKS.encode(), b'"', b""),
    "a place with millions of marks": _filled(b'"location":{"place":"a', _MARKS.encode(), b'"}', b""),
    "different names": _distinct(b'"perpetrator":{"any_of":[', '"%s"', b"]}"),
    "one name, over and over": _filled(b'"perpetrator":{"any_of":[', b'"a"', b"]}"),
    "participants": _distinct(b'"participants":[', '"%s"', b"]"),
    "lists of lists": _filled(b'"perpetrator":{"any_of":[', b'["a"]', b"]}"),
    "acts": _filled(b'"weapon":{"any_of":[', b'"rocket"', b"]}"),
    "times": _filled(b'"occurred":{"any_of":[', b'"2016-03-01"', b"]}"),
    "claims": _distinct(b'"claims":{', '"%s":true', b"}"),
    "claims without tests": _distinct(b'"claims":{', '"%s":{}', b"}"),
    "sources": _filled(b'"sources":[', b'{"name":"a"}', b"]"),
    "digits": _filled(b'"casualties":{"killed":', b"1" * 1023, b"}", b"1"),
    "a fraction": _filled(b'"location":{"lat":1.', b"1" * 1023, b"}", b"1"),
    "escapes": _filled(b'"description":"', b"\\u003a", b'"', b""),
    "backslashes": _filled(b'"description":"', b"\\\\", b'"', b""),
    "half characters": _filled(b'"description":"', b"\\ud83d\\ude00", b'\\ud800"', b""),
    "bytes that are not UTF-8": _filled(b'"description":"', b"\xff" * 1023, b'"', b" "),
    "brackets in a text": _filled(b'"description":"', b"[{", b'"', b""),
    "brackets": _filled(b'"extra":', b"[", b"", b""),
    "white space": _filled(b'"weapon"', b" " * 1023, b':"rocket"', b" "),
    "unknown keys": _distinct(b"", '"%s":1', b""),
    "one key, over and over": _filled(b"", b'"weapon":null', b""),
    "extra: numbers": _filled(b'"extra":{"x":[', b"1", b"]}"),
    "extra: fractions": _filled(b'"extra":{"x":[', b"1.5", b"]}"),
    "extra: numbers with exponents": _filled(b'"extra":{"x":[', b"1e5", b"]}"),
    "extra: a number that is too large, late": _filled(b'"extra":{"x":[', b"1", b",1e999]}"),
    "extra: empty lists": _filled(b'"extra":{"x":[', b"[]", b"]}"),
    "extra: empty objects": _filled(b'"extra":{"x":[', b"{}", b"]}"),
    "extra: small objects": _filled(b'"extra":{"x":[', b'{"":{"":0}}', b"]}"),
    "extra: as deep as can be": _filled(b'"extra":{"x":[', b'{"":' * 29 + b"0" + b"}" * 29, b"]}"),
    "extra: too deep, late": _filled(b'"extra":{"x":[', b"1", b"," + b"[" * 40 + b"]" * 40 + b"]}"),
    "extra: keys": _distinct(b'"extra":{', '"%s":0', b"}"),
    "extra: keys with escapes": _distinct(b'"extra":{', '"\\u0041%s":0', b"}"),
    "extra: a key that is there twice, late": _distinct(b'"extra":{"aaaa":1,', '"%s":0', b"}"),
    "extra: one key, over and over": _filled(b'"extra":{', b'"":0', b"}"),
    "extra: no JSON, late": _filled(b'"extra":{"x":[', b"1", b",]}"),
    "extra: a table": _filled(b'"extra":{"rows":[', b'{"name":"Ahmad","count":12,"seen":true}', b"]}"),
}
"""Kinds of records, each with what makes one."""
