"""Reads a command line that is plainly right, as typer would, in a hundredth of the time.

What it does not fully understand it leaves to typer: help, mistakes, and whatever else a command line can be. So it
never has to say what is wrong, and can only give what typer would give: a law, tested as one.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from cfcheck.cli.parameter import Argument, InvalidValue, Option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["read_line"]

_NO_TYPE: Final = type(None)


class _NotPlain(Exception):
    """Typer has to look at it; never leaves this module."""


class _Parameter(NamedTuple):
    """A parameter of a command: how it is declared, and what it is turned into."""

    name: str
    declared: Argument | Option
    kind: Any
    default: object

    @property
    def is_flag(self) -> bool:
        return self.kind is bool

    @property
    def is_list(self) -> bool:
        return get_origin(self.kind) is list

    @property
    def names(self) -> dict[str, bool]:
        """What the option is called by, and whether it is on by that name: `--this/--no-this` is two names."""
        if not isinstance(self.declared, Option):
            return {}
        spelled = self.declared.names or (f"--{self.name.replace('_', '-')}",)
        return {name: place == 0 for one in spelled for place, name in enumerate(one.split("/"))}


def read_line(command: Callable[..., object], words: Sequence[str]) -> dict[str, object] | None:
    """The arguments for the command that the words come to; None where that is for typer to say."""
    try:
        parameters = list(_parameters(command))
        by_name = {name: parameter for parameter in parameters for name in parameter.names}
        placed, named = _sorted_out(words, by_name)
        values = dict(_by_place(parameters, placed)) | named
        return {parameter.name: _checked(parameter, values) for parameter in parameters}
    except _NotPlain:
        return None


def _parameters(command: Callable[..., Any]) -> Iterator[_Parameter]:
    code = command.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    by_place = command.__defaults__ or ()
    defaults = dict(zip(names[code.co_argcount - len(by_place) : code.co_argcount], by_place, strict=True))
    defaults |= command.__kwdefaults__ or {}
    hints = get_type_hints(command, include_extras=True)
    for name in names:
        match get_args(hints[name]):
            case (kind, Argument() | Option() as declared):
                yield _Parameter(name, declared, _plain_kind(kind, declared), defaults.get(name, ...))
            case _:
                raise _NotPlain


def _plain_kind(kind: Any, declared: Argument | Option) -> Any:  # noqa: ANN401  # annotations
    """The kind, where it may be None that which is left without it."""
    is_one = isinstance(kind, type) or get_origin(kind) is list
    kinds = [kind] if is_one else [part for part in get_args(kind) if part is not _NO_TYPE]
    if len(kinds) != 1:
        raise _NotPlain
    if kinds == [bool] and not (isinstance(declared, Option) and declared.names):
        raise _NotPlain  # typer would make a second option, for False
    return kinds[0]


def _sorted_out(words: Sequence[str], by_name: dict[str, _Parameter]) -> tuple[list[str], dict[str, object]]:
    """The words that count by their place, and the values of the options."""
    placed: list[str] = []
    named: dict[str, object] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            placed.append(word)
            continue
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        parameter = by_name.get(name)
        if parameter is None or parameter.name in named or parameter.is_list or (equals and parameter.is_flag):
            raise _NotPlain
        if parameter.is_flag:
            named[parameter.name] = parameter.names[name]
        else:
            named[parameter.name] = _converted(parameter.kind, value if equals else next(rest, ""))
    return placed, named


def _by_place(parameters: Sequence[_Parameter], words: Sequence[str]) -> Iterator[tuple[str, object]]:
    waiting = list(words)
    for parameter in parameters:
        if isinstance(parameter.declared, Argument) and waiting:
            if parameter.is_list:
                (kind,) = get_args(parameter.kind)
                yield parameter.name, [_converted(kind, word) for word in waiting]
                waiting.clear()
            else:
                yield parameter.name, _converted(parameter.kind, waiting.pop(0))
    if waiting:
        raise _NotPlain


def _checked(parameter: _Parameter, values: dict[str, object]) -> object:
    """The value, or the default, seen by the option's callback."""
    value = values.get(parameter.name, parameter.default)
    if value is ...:
        raise _NotPlain
    callback = parameter.declared.callback if isinstance(parameter.declared, Option) else None
    try:
        return callback(value) if callback else value
    except InvalidValue:
        raise _NotPlain from None


def _converted(kind: Any, word: str) -> object:  # noqa: ANN401  # an annotation
    if not word or (word.startswith("-") and word != "-"):
        raise _NotPlain
    if kind is str or kind is Path:
        return kind(word)
    if kind is int and word.isascii() and word.isdigit():
        return int(word)
    if isinstance(kind, type) and issubclass(kind, Enum) and word in {member.value for member in kind}:
        return kind(word)
    raise _NotPlain
