"""What a command asks for: its arguments and options, declared without typer, which takes its time to load.

`application` turns them into typer's own; `plain_line` reads a plain command line without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfcheck.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

__all__ = ["Argument", "InvalidValue", "Option", "known_words", "within"]


class InvalidValue(ValueError):
    """Raised by the callback of an option for a value that it cannot have; the message says what it can."""


class Argument:
    """What stands on a command line by its place."""

    def __init__(self, *, help: str, metavar: str | None = None, show_default: bool = True) -> None:  # noqa: A002
        self.help = help
        self.metavar = metavar
        self.show_default = show_default


class Option:
    """What stands on a command line by its name; without names, that of the parameter.

    A name such as `--this/--no-this` is two, for True and for False. `callback` sees every value, the default too, and
    gives the one that counts.
    """

    def __init__(
        self,
        *names: str,
        help: str,  # noqa: A002  # here and above the word of typer, as which they are declared
        metavar: str | None = None,
        callback: Callable[[Any], Any] | None = None,
        show_default: bool = True,
    ) -> None:
        self.names = names
        self.help = help
        self.metavar = metavar
        self.callback = callback
        self.show_default = show_default


def known_words(known: type[StrEnum]) -> Callable[[str], str]:
    """A callback for an option that takes some of the words, with commas between."""

    def checked(words: str) -> str:
        for word in words.split(",") if words else ():
            if word not in list(known):
                hint = suggestion(word, known) or f"known are {listed(known, 'and')}"
                raise InvalidValue(f"unknown word {quoted(word)}; {hint}")
        return words

    return checked


def within(least: int, most: int) -> Callable[[int], int]:
    """A callback for an option that takes a whole number from the least to the most."""

    def checked(number: int) -> int:
        if not least <= number <= most:
            raise InvalidValue(f"{number} is not in the range {least}<=x<={most}.")
        return number

    return checked
