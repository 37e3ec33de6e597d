"""Writes an incident as a case that can be pasted into a cases file. Knows YAML as far as incidents need it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cfcheck.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.mutation.fate import Answer, Telling

__all__ = ["case_lines"]

# What needs no quotes, neither in a line of its own nor between brackets.
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.()/'-]*(?: [A-Za-z0-9_.()/'-]+)*", re.ASCII)


def case_lines(telling: Telling, name: str) -> Iterator[str]:
    """The case that expects of the incident what follows from the terms as they are, line by line."""
    yield f"- name: {_text(name)}"
    yield "  incident:"
    yield from _mapping({key: value for key, value in telling.incident.items() if key != "id"}, "    ")
    for key, value in _expected(telling.original):
        yield f"  {key}: {_text(value)}"


def _expected(answer: Answer) -> Iterator[tuple[str, object]]:
    yield "verdict", answer.verdict
    if answer.verdict is Verdict.INDETERMINATE:
        yield "possible", _ordered(answer.possible)
        yield "reasons", _ordered(answer.reasons)
    if answer.breached:
        yield "breached", _ordered(answer.breached)


def _ordered(words: Iterable[str]) -> list[str]:
    return sorted(map(str, words))


def _mapping(said: Mapping[str, object], pad: str) -> Iterator[str]:
    for key, value in said.items():
        if isinstance(value, Mapping) and value:
            yield f"{pad}{key}:"
            yield from _mapping(value, f"{pad}  ")
        else:
            yield f"{pad}{key}: {_text(value)}"


def _text(value: object) -> str:
    """The value on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_text(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, str):
        return str(value) if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
