"""Plain command lines mean without typer what they mean with it; all others are left to it."""

from __future__ import annotations

from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.commands import PLAIN_COMMANDS
from cfcheck.cli.diff import diff
from cfcheck.cli.evaluate import evaluate
from cfcheck.cli.explain import explain
from cfcheck.cli.for_typer import for_typer
from cfcheck.cli.options import InferenceWord, Option, OutputFormat
from cfcheck.cli.start import read_line

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS: dict[str, Callable[..., object]] = {
    name: getattr(import_module(module), function) for name, (module, function) in PLAIN_COMMANDS.items()
}
WORDS = [
    "incidents.json", "-", "an-id", "json", "table", "rete", "violation", "violation,set-aside", "2016-03-01", "nonsense",
    "--format", "-f", "--format=csv", "--format=nonsense", "--rules", "--rules=x", "--fail-on", "--fail-on=violation",
    "--as-of", "--quiet", "-q", "--quiet=yes", "--all", "--output", "-o", "--output=", "--threshold", "possible",
    "--inference", "--from", "--set-aside", "--no-cache", "--", "--help", "-h", "-fjson", "-qf", "-qfcsv", "-qq", "-oout", "-qoout", "-f=csv", "--fix", "--list",
    "--today", "--severity", "error", "--check", "--diff", "incident", "--no-such-option", "", "-x",
    "HEAD", "--situations", "--no-situations", "--exit-code", "markdown", "--keep-aggregates", "--encoding", "cp1256",
    "--agreement", "--delimiter=tab", "--from=csv", "jsonl",
]  # fmt: skip


def read_by_typer(command: Callable[..., object], words: list[str]) -> dict[str, Any] | None:
    """The arguments that typer calls the command with; None where it does not call it."""
    seen: list[dict[str, Any]] = []

    @wraps(command)
    def called(**arguments: object) -> None:
        seen.append(arguments)

    one = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]})
    one.command()(for_typer(called))
    CliRunner().invoke(one, words)
    return seen[0] if seen else None


@given(st.sampled_from(sorted(COMMANDS)), st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_plain_line_is_read_as_typer_reads_it(name: str, words: list[str]) -> None:
    read = read_line(COMMANDS[name], words)
    if read is not None:
        by_typer = read_by_typer(COMMANDS[name], words)
        assert by_typer is not None
        assert {key: value or None for key, value in read.items()} == {
            key: value or None for key, value in by_typer.items()
        }
        assert {key: type(value) for key, value in read.items() if value} == {
            key: type(value) for key, value in by_typer.items() if value
        }


def test_options_may_stand_anywhere() -> None:
    read = read_line(evaluate, ["-q", "a.json", "--format", "json", "-", "--output=out.json", "--inference", "rete"])
    assert read is not None
    assert read["files"] == ["a.json", "-"]
    assert read["quiet"] is True
    assert read["shown_as"] is OutputFormat.JSON
    assert read["output"] == Path("out.json")
    assert read["inference"] is InferenceWord.RETE
    assert read["no_cache"] is False
    assert read["rules"] is None


@pytest.mark.parametrize(
    "line",
    [
        "-q -f json -o out a.json", "-qf json -oout a.json", "-qfjson --output=out a.json", "a.json -oout -qfjson",
        "-fjson -q -o out -- a.json", "-q -q -f csv -f json -o x -oout a.json", "-qq -fcsv -qfjson -oout a.json",
    ],
)  # fmt: skip
def test_all_spellings_of_a_line_are_read(line: str) -> None:
    read = read_line(evaluate, line.split())
    assert read == read_line(evaluate, ["a.json", "--quiet", "--format", "json", "--output", "out"])
    assert read is not None
    assert (read["files"], read["shown_as"], read["output"]) == (["a.json"], OutputFormat.JSON, Path("out"))
    assert read_by_typer(evaluate, line.split()) == read


def test_arguments_have_their_places() -> None:
    read = read_line(explain, ["a.json", "--all", "an-id"])
    assert read is not None
    assert (read["file"], read["identifier"], read["everything"]) == ("a.json", "an-id", True)


@pytest.mark.parametrize(("line", "value"), [("", None), ("--situations", True), ("--no-situations", False)])
def test_an_option_of_two_names_is_on_off_or_open(line: str, value: bool | None) -> None:  # noqa: FBT001  # a value
    read, by_typer = read_line(diff, line.split()), read_by_typer(diff, line.split())
    assert read is not None
    assert by_typer is not None
    assert (read["situations"], by_typer["situations"]) == (value, value)


@pytest.mark.parametrize(
    "line",
    [
        "--help", "-h", "-qh", "-- -x", "-fnonsense", "-f=json", "-qx", "--format", "--format nonsense", "--format JSON", "--quiet=1",
        "--forma json", "--output --quiet", "--fail-on nonsense", "--no-such-option", "--format=", "-qf", "-é",
    ],
)  # fmt: skip
def test_anything_else_is_left_to_typer(line: str) -> None:
    assert read_line(evaluate, line.split()) is None


@pytest.mark.parametrize("line", ["", "a.json", "a.json an-id another"])
def test_too_few_or_too_many_arguments_are_left_to_typer(line: str) -> None:
    assert read_line(explain, line.split()) is None


def declared_for_typer(one: str = typer.Option()) -> None: ...


def not_declared(one: float = 1.0) -> None: ...


def with_a_second_option(*, one: Annotated[bool, Option(help="X.")] = False) -> None: ...


def of_two_types(one: Annotated[int | str, Option(help="X.")] = 1) -> None: ...


@pytest.mark.parametrize("command", [declared_for_typer, not_declared, with_a_second_option, of_two_types])
def test_a_command_declared_otherwise_is_left_to_typer(command: Callable[..., object]) -> None:
    assert read_line(command, []) is None


def with_a_number(jobs: Annotated[int, Option("--jobs", help="How many.")] = 1) -> None: ...


def test_numbers_are_read_only_where_they_are_plain() -> None:
    assert read_line(with_a_number, ["--jobs", "12"]) == {"jobs": 12}
    assert read_line(with_a_number, []) == {"jobs": 1}
    for word in ("x", "1.5", "+1", "\N{ARABIC-INDIC DIGIT FOUR}"):
        assert read_line(with_a_number, ["--jobs", word]) is None


def test_each_plain_command_is_the_one_that_typer_knows() -> None:
    known = {
        info.name or (info.callback.__name__ if info.callback else ""): info.callback
        for info in app.registered_commands
    }
    assert set(PLAIN_COMMANDS) == set(known)
    for name, command in COMMANDS.items():
        assert getattr(known[name], "__wrapped__", None) is command
