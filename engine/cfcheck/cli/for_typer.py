"""Declares arguments and options for typer."""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_type_hints

import typer

from cfcheck.cli.fault import Escaped
from cfcheck.cli.options import Argument, InvalidValue, Option

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["for_typer"]

Command = TypeVar("Command", bound="Callable[..., object]")


def for_typer(command: Command) -> Command:
    """The command with the same parameters, declared for typer."""

    @wraps(command)
    def run(*arguments: object, **named: object) -> object:
        try:
            return command(*arguments, **named)
        except (Exception, KeyboardInterrupt) as fault:  # noqa: BLE001  # typer takes some of them for its own
            raise Escaped(fault) from None

    hints = {name: _hint(hint) for name, hint in get_type_hints(command, include_extras=True).items()}
    declared = signature(command)
    parameters = [one.replace(annotation=hints[name]) for name, one in declared.parameters.items()]
    run.__annotations__ = hints
    run.__signature__ = declared.replace(parameters=parameters)  # type: ignore[attr-defined]  # typer looks at it
    return run  # type: ignore[return-value]  # it takes and gives what the command does


def _hint(hint: Any) -> Any:  # noqa: ANN401  # an annotation
    match get_args(hint):
        case (kind, Argument(help=text, metavar=metavar, show_default=shown)):
            return Annotated[kind, typer.Argument(help=text, metavar=metavar, show_default=shown)]
        case (kind, Option() as option):
            return Annotated[kind, _option(option)]
        case _:
            return hint


def _option(option: Option) -> Any:  # noqa: ANN401  # what typer.Option gives has no public type
    callback = option.callback and _refusing(option.callback)
    return typer.Option(
        *option.names, help=option.help, metavar=option.metavar, callback=callback, show_default=option.show_default
    )


def _refusing(callback: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def seen(value: Any) -> Any:  # noqa: ANN401  # whatever the option takes
        try:
            return callback(value)
        except InvalidValue as invalid:
            raise typer.BadParameter(str(invalid)) from None

    return seen
