"""The types of values in rule files, with their messages: texts, ids, numbers, dates, choices, one-or-several.

Every scalar arrives as text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from cfcheck.model.text import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

    from cfcheck.language.yaml.source import Path

__all__ = [
    "KEBAB",
    "SNAKE",
    "Country",
    "Date",
    "Entry",
    "Flag",
    "FormFault",
    "KebabId",
    "LanguageVersion",
    "Number",
    "Refused",
    "SnakeId",
    "Text",
    "Url",
    "choice",
    "country",
    "day",
    "flag",
    "found",
    "kebab_id",
    "number",
    "one_or_several",
    "shorthand",
    "snake_id",
]


class FormFault(NamedTuple):
    """One thing wrong with a value: where below the value it is, what it is, and the way out."""

    message: str
    hint: str = ""
    code: str = "invalid-value"
    below: Path = ()
    at_key: bool = False


class Refused(ValueError):
    """Raised by validators of fields with everything that is wrong with the value."""

    faults: tuple[FormFault, ...]

    def __init__(self, message: str, hint: str = "", code: str = "invalid-value") -> None:
        super().__init__(message)
        self.faults = (FormFault(message, hint, code),)

    @classmethod
    def because(cls, faults: Iterable[FormFault]) -> Refused:
        """A refusal for several reasons at once."""
        refused = cls("")
        refused.faults = tuple(faults)
        return refused


LANGUAGE_VERSION = "1"
LONGEST_ID = 100
LARGEST_DIGITS = 9

KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"
SNAKE = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
FLAGS = {"true": True, "false": False}


class Entry(BaseModel):
    """A mapping of a rule file: every key is known, nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def found(value: object) -> str:
    """What stands where something else was expected."""
    if isinstance(value, str):
        return f"found {quoted(value)}" if value else "found an empty text"
    return "found a mapping" if isinstance(value, dict) else "found a list"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"expected a text, {found(value)}")
    return value.strip()


def kebab_id(value: object) -> str:
    """An id of a rule, actor, party, source, list or place."""
    return _id(value, KEBAB, "-", "an id is lower-case letters, digits and hyphens, such as `no-shelling`")


def snake_id(value: object) -> str:
    """An id of an act, weapon, claim or test of a claim."""
    return _id(value, SNAKE, "_", "an id here is lower-case letters, digits and underscores, such as `air_strike`")


def _id(value: object, pattern: str, joint: str, rule: str) -> str:
    if not isinstance(value, str):
        raise Refused(f"expected an id, {found(value)}")
    if len(value) <= LONGEST_ID and re.fullmatch(pattern, value, re.ASCII):
        return value
    corrected = joint.join(re.findall("[a-z0-9]+", value.lower()))[:LONGEST_ID]
    fits = corrected and re.fullmatch(pattern, corrected, re.ASCII)
    hint = f"did you mean {quoted(corrected)}?" if fits else ""
    raise Refused(f"{quoted(value)} is not an id; {rule}", hint, "invalid-id")


def number(value: object) -> int:
    """A count."""
    if isinstance(value, str) and re.fullmatch(rf"\d{{1,{LARGEST_DIGITS}}}", value, re.ASCII):
        return int(value)
    raise Refused(f"expected a number such as 3, {found(value)}")


def flag(value: object) -> bool:
    """A truth value, written in one way only."""
    if isinstance(value, str) and value in FLAGS:
        return FLAGS[value]
    raise Refused(f"expected `true` or `false`, {found(value)}")


def day(value: object) -> str:
    """A day of the calendar."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise Refused(f"{quoted(value)} is not a day of the calendar", "correct the month or the day") from None
    raise Refused(f"expected a date such as 2016-02-27, {found(value)}")


def _url(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        return value
    raise Refused(f"expected an address that begins with https://, {found(value)}")


def country(value: object) -> str:
    """A country code; whether there is such a country is not checked."""
    if isinstance(value, str) and re.fullmatch("[A-Z]{3}", value):
        return value
    raise Refused(f"expected a country code of three capitals (ISO 3166-1), such as `SYR`, {found(value)}")


def _language_version(value: object) -> str:
    if value == LANGUAGE_VERSION:
        return LANGUAGE_VERSION
    raise Refused(f"expected the language version `{LANGUAGE_VERSION}`, {found(value)}")


def choice(words: type[StrEnum]) -> BeforeValidator:
    """One of the words of a closed list."""

    def chosen(value: object) -> StrEnum:
        known = [word.value for word in words]
        if isinstance(value, str) and value in known:
            return words(value)
        hint = suggestion(value, known) if isinstance(value, str) else ""
        raise Refused(f"expected {listed(known)}, {found(value)}", hint, "unknown-word")

    return BeforeValidator(chosen)


def one_or_several(written: Any) -> BeforeValidator:  # noqa: ANN401  # any type that pydantic reads
    """A single value stands for a list of one; `written` is the type of the single value."""

    def several(value: object) -> object:
        if value == []:
            raise Refused("the list is empty")
        return value if isinstance(value, list) else [value]

    return BeforeValidator(several, json_schema_input_type=written | list[written])


def shorthand(key: str) -> Callable[[object], object]:
    """A bare text stands for a mapping with only this key."""

    def spelled_out(value: object) -> object:
        return {key: value} if isinstance(value, str) else value

    return spelled_out


# Editors read YAML's own types: a text that looks like a number or a truth value is one to them.
_LOOSE_TEXT = WithJsonSchema({"type": ["string", "number", "boolean"]})
Text = Annotated[str, BeforeValidator(_text), _LOOSE_TEXT]
KebabId = Annotated[str, BeforeValidator(kebab_id), Field(json_schema_extra={"pattern": f"^{KEBAB}$"})]
SnakeId = Annotated[str, BeforeValidator(snake_id), Field(json_schema_extra={"pattern": f"^{SNAKE}$"})]
Number = Annotated[int, BeforeValidator(number), WithJsonSchema({"type": "integer", "minimum": 0})]
Flag = Annotated[bool, BeforeValidator(flag), WithJsonSchema({"type": "boolean"})]
Date = Annotated[str, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]
Url = Annotated[str, BeforeValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Country = Annotated[str, BeforeValidator(country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
LanguageVersion = Annotated[str, BeforeValidator(_language_version), WithJsonSchema({"enum": [1, "1"]})]
