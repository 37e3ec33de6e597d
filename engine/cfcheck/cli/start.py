"""The entry point of the command line: runs a plain line without importing typer, and leaves any other line to typer.

What the plain parser does not fully understand (help, mistakes, anything unusual) goes to typer. So it never reports an
error, and a law in the tests holds that it gives what typer would give.
"""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stderr, suppress
from enum import Enum
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, get_args, get_origin, get_type_hints

from cfcheck.cli.commands import COMMANDS, PLAIN_COMMANDS, TRACEBACK_VARIABLE, version_line
from cfcheck.cli.guard import VisibleStream
from cfcheck.cli.options import Argument, InvalidValue, Option
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["main", "read_line"]

_COMPLETING: Final = "_CFCHECK_COMPLETE"
_RESERVE: Final = 4 * 1024 * 1024
"""The size of a reserve of memory, which is released so that a lack of memory can be reported."""
_LAST_WORD: Final = b"cfcheck: broke off without the memory or the open files that it takes to say why; allow more\n"
_STANDARD_STREAMS: Final = ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_RDONLY))
"""The descriptors of standard input and output, and how what is in their place can be opened that is of no use."""


def main() -> NoReturn:
    """Run the command line of this process, and end it with one of the codes of ExitCode."""
    reserve = bytearray(_RESERVE)
    try:
        _prepare()
        code = _run(sys.argv[1:])
    except SystemExit as end:
        code = _code_of(end)
    except BaseException as fault:  # noqa: BLE001  # nobody above could say more of it
        del reserve
        code = _broken_off(fault)
    raise SystemExit(_written_out(code))


def _prepare() -> None:
    """Make this process end with the codes of ExitCode, and print only harmless text."""
    from cfcheck.cli.ending import end_by_signals, silence_what_is_ignored
    from cfcheck.cli.output import into_sink

    end_by_signals()
    silence_what_is_ignored(shows=bool(os.environ.get(TRACEBACK_VARIABLE)))
    _occupy_closed_streams()
    if isinstance(sys.stdout, TextIOWrapper):
        # The same bytes everywhere, whatever the machine's encoding and line ends; and a name can be no text.
        sys.stdout = into_sink(sys.stdout, "utf-8")
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr = into_sink(sys.stderr, sys.stderr.encoding)
    if sys.stderr is not None:
        sys.stderr = VisibleStream(sys.stderr)


def _occupy_closed_streams() -> None:
    """Keep a file that is opened later from being taken for standard output, which is closed."""
    for number, way in _STANDARD_STREAMS:
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, way)  # takes the lowest number that is free


def _run(words: Sequence[str]) -> ExitCode:
    if _COMPLETING not in os.environ and words:
        if words[0] in COMMANDS:
            _load_hashes()
        _run_plain(words[0], words[1:])
    from cfcheck.cli.application import app

    app()
    return ExitCode.DONE


def _code_of(end: SystemExit) -> ExitCode:
    """The exit code of a command, or the one that stands for a code of typer."""
    from cfcheck.cli.output import CLOSED, refuse_standard_output, sink_of
    from cfcheck.cli.terminal import fail

    if isinstance(end.code, ExitCode):
        return end.code
    sink = sink_of(sys.stdout)
    try:
        if sink and sink.fault:
            refuse_standard_output(sink.fault)
        if sys.stdout is None:
            fail(ExitCode.USAGE, CLOSED)
    except SystemExit as known:
        return _code_of(known)
    return ExitCode.USAGE if end.code else ExitCode.DONE


def _broken_off(fault: BaseException) -> ExitCode:
    try:
        from cfcheck.cli.fault import Escaped, broken_off
        from cfcheck.cli.output import sink_of

        sink = sink_of(sys.stdout)
        if sink and fault is sink.fault:  # raised by typer, since commands tell of it themselves
            return _code_of(SystemExit())
        return broken_off(fault.fault if isinstance(fault, Escaped) else fault)
    except Exception:  # noqa: BLE001  # it is the first fault that counts
        with suppress(OSError):
            os.write(2, _LAST_WORD)
        return ExitCode.BROKEN_OFF


def _written_out(code: ExitCode) -> ExitCode:
    """The code, or another one if what is left to be written cannot be. Nothing remains to be cleaned up then."""
    try:
        from cfcheck.cli.ending import leave_signals_to_the_system
        from cfcheck.cli.output import writing_to

        leave_signals_to_the_system()
        with suppress(OSError):
            if sys.stderr is not None:
                sys.stderr.flush()
        if sys.stdout is not None:
            with writing_to(None):
                pass
    except SystemExit as known:
        return _code_of(known)
    except Exception:  # noqa: BLE001  # not even what this takes could be loaded
        return ExitCode.BROKEN_OFF
    return code


def _run_plain(name: str, words: Sequence[str]) -> None:
    """Run the command and end, if the words plainly call one; return if they do not."""
    if name == "--version" and not words:
        _say_version()
    if name not in PLAIN_COMMANDS:
        return

    module, function = PLAIN_COMMANDS[name]
    command: Callable[..., object] = getattr(import_module(module), function)
    arguments = read_line(command, words)
    if arguments is not None:
        _load_structs()
        command(**arguments)
        raise SystemExit(ExitCode.DONE)


def _say_version() -> NoReturn:
    from cfcheck.cli.output import writing_to

    _load_structs()
    with writing_to(None) as out:
        out.write(f"{version_line()}\n")
    raise SystemExit(ExitCode.DONE)


def _load_hashes() -> None:
    """Import hashlib with standard error silenced.

    Where memory is short, `hashlib` logs a traceback for each of its parts that could not be loaded. A command that
    needs one of these breaks off later, with one line that says so.
    """
    with redirect_stderr(None):
        import hashlib  # noqa: F401


def _load_structs() -> None:
    """Import the base of value classes without what msgspec would import in vain.

    msgspec looks for typing_extensions, which takes 10 ms, and does without where it is not there.
    """
    hidden = "typing_extensions"
    if hidden not in sys.modules:
        sys.modules[hidden] = None  # type: ignore[assignment]  # what the import system takes for "not there"
        try:
            import cfcheck.model.struct  # noqa: F401
        finally:
            del sys.modules[hidden]


_NO_TYPE: Final = type(None)


class _NotPlain(Exception):
    """Raised inside this module for a line that only typer can handle."""


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
    """The arguments of the command for these words; None if typer has to handle them."""
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
        if word == "--":
            placed += rest
        elif not word.startswith("-") or word == "-":
            placed.append(word)
        else:
            for name, value in _options_in(word, by_name):
                _take_option(by_name[name], name, value, rest, named)
    return placed, named


def _options_in(word: str, by_name: dict[str, _Parameter]) -> Iterator[tuple[str, str | None]]:
    """The options of a word, each with the value that is written behind it: `--name=value`, `-n`, `-nvalue`, `-abc`."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        if name not in by_name:
            raise _NotPlain
        yield name, value if equals else None
        return
    for place, letter in enumerate(word[1:], 2):
        parameter = by_name.get(f"-{letter}")
        if parameter is None:
            raise _NotPlain
        yield f"-{letter}", None if parameter.is_flag else word[place:] or None
        if not parameter.is_flag:
            break


def _take_option(
    parameter: _Parameter, name: str, written: str | None, rest: Iterator[str], named: dict[str, object]
) -> None:
    """Note the value of an option: the one written with its name, or the next word. The last one counts."""
    if parameter.is_flag:
        if written is not None:
            raise _NotPlain
        named[parameter.name] = parameter.names[name]
        return
    word = next(rest, "") if written is None else written
    if not parameter.is_list:
        named[parameter.name] = _converted(parameter.kind, word)
        return
    (kind,) = get_args(parameter.kind)
    values = named.setdefault(parameter.name, [])
    assert isinstance(values, list)  # noqa: S101  # nothing else is put there
    values.append(_converted(kind, word))


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
