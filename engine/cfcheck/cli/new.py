"""`cfcheck new`: creates an agreement, a rule, the cases of a rule, or the mapping of a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cfcheck.cli.for_typer import for_typer
from cfcheck.cli.output import writing_to
from cfcheck.cli.source import DelimiterOption, EncodingOption, declared_form
from cfcheck.cli.terminal import ExitCode, fail, say
from cfcheck.model.system_fault import reason_of
from cfcheck.model.visible import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["app"]

_EXAMPLES: Final = """\b
Examples:
  cfcheck new agreement my-accord --dir my-rules
  cfcheck new rule my-accord/no-shelling --dir my-rules
  cfcheck new case my-accord/no-shelling --dir my-rules
  cfcheck new mapping reports.csv

\b
Exit codes:
  0   the files named on standard output were written
  2   wrong usage, or a file is there already; nothing was written
  3   the agreement cannot be loaded
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""

app = typer.Typer(
    help="Begin rule files that load, with comments on what to fill in and the schema that editors complete from.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Dir = Annotated[Path, typer.Option("--dir", metavar="FOLDER", help="The folder that agreements lie in.")]
_HERE: Final = Path()
_WRONG_USAGE: Final = ("invalid-id", "file-exists", "no-such-agreement", "unknown-rule")


@app.command(epilog="\b\nExample:\n  cfcheck new agreement my-accord --dir my-rules")
@for_typer
def agreement(
    name: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits and hyphens.", show_default=False)],
    home: _Dir = _HERE,
) -> None:
    """Begin an agreement, with the actors and acts it needs."""
    from cfcheck.language.scaffold import begin_agreement

    _begin(home, lambda: begin_agreement(name, home))


@app.command(epilog="\b\nExample:\n  cfcheck new rule my-accord/no-shelling --dir my-rules")
@for_typer
def rule(
    name: Annotated[str, typer.Argument(metavar="AGREEMENT/NAME", help="The rule's id.", show_default=False)],
    home: _Dir = _HERE,
) -> None:
    """Begin a rule of an agreement."""
    from cfcheck.language.scaffold import begin_rule

    agreement, norm = _parts(name)
    _begin(home, lambda: begin_rule(agreement, norm, home))


@app.command(epilog="\b\nExample:\n  cfcheck new case my-accord/no-shelling --dir my-rules")
@for_typer
def case(
    rule: Annotated[str, typer.Argument(metavar="AGREEMENT/RULE", help="The rule's id.", show_default=False)],
    home: _Dir = _HERE,
) -> None:
    """Begin the cases of a rule."""
    from cfcheck.language.scaffold import begin_cases

    agreement, norm = _parts(rule)
    _begin(home, lambda: begin_cases(agreement, norm, home))


@app.command(epilog="\b\nExample:\n  cfcheck new mapping reports.csv && cfcheck check reports-mapping.yaml")
@for_typer
def mapping(
    table: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or JSON file.", show_default=False)],
    home: Annotated[Path, typer.Option("--dir", metavar="FOLDER", help="Where to write the mapping.")] = _HERE,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
) -> None:
    """Draft the mapping of a table from its header and first rows; what only you can know is left as comments."""
    from cfcheck.ingest.tables.draft import draft_of
    from cfcheck.ingest.tables.draft_findings import sample_of
    from cfcheck.ingest.tables.mapping import TableForm
    from cfcheck.ingest.tables.mapping_loader import mapping_that_fits
    from cfcheck.ingest.tables.rows import UnreadableTable
    from cfcheck.language.scaffold import begin_mapping

    form = declared_form(TableForm((), (), {}, ()), encoding, delimiter)
    try:
        with table.open("rb") as stream:
            sample = sample_of(stream, form.encodings, form.delimiters)
        draft = draft_of(sample, table.name, encoding or "")
    except OSError as error:
        fail(ExitCode.USAGE, f"{table}: cannot be read: {reason_of(error)}")
    except UnreadableTable as error:
        fail(ExitCode.INVALID, f"{table}: {error}")
    known = mapping_that_fits(sample.headers)
    if known:
        say(f"cfcheck: {table} has the columns of `{known}`; `--from {known}` reads it without a mapping of its own")
    _begin(home, lambda: begin_mapping(table.stem, draft, home))


def _parts(name: str) -> tuple[str, str]:
    agreement, _, norm = name.partition("/")
    if not agreement or not norm:
        fail(ExitCode.USAGE, f"{name}: name the agreement and the rule, such as my-accord/no-shelling")
    return agreement, norm


def _begin(home: Path, begin: Callable[[], tuple[Path, ...]]) -> None:
    from cfcheck.model.problem import InvalidRules

    try:
        written = begin()
    except InvalidRules as invalid:
        for problem in invalid.problems:
            say(*problem.lines())
        is_usage = all(problem.code in _WRONG_USAGE for problem in invalid.problems)
        raise SystemExit(ExitCode.USAGE if is_usage else ExitCode.INVALID) from None
    except OSError as error:
        path = error.filename2 or error.filename or home
        fail(ExitCode.USAGE, f"{path}: cannot be written: {reason_of(error)}")
    with writing_to(None) as out:
        Lines(out).lines(map(str, written))
