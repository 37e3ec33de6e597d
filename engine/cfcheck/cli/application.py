"""The typer application: all commands of `cfcheck`."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from cfcheck.cli import check, convert, diff, evaluate, explain, fmt, new, rules, schema, test
from cfcheck.cli.commands import version_line
from cfcheck.cli.for_typer import for_typer
from cfcheck.cli.terminal import ExitCode

__all__ = ["app"]

_EPILOG: Final = """\b
Examples:
  cfcheck evaluate incidents.json
  cfcheck explain incidents.json an-incident
  cfcheck rules show
  cfcheck check my-rules && cfcheck test my-rules

\b
Exit codes:
  0    done
  1    what --fail-on names was found, or a check or a test failed
  2    wrong usage
  3    rules or input invalid; what could be read was evaluated
  70   broke off: a fault of cfcheck, or the system lacked memory or the like
  129  ended because its terminal was closed
  130  ended by Ctrl-C
  141  whoever read the output stopped reading
  143  ended by a signal to terminate"""

app = typer.Typer(
    name="cfcheck",
    help="What follows from a ceasefire's terms for each incident report. A rule-based reading, not a legal finding.",
    epilog=_EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: it is there at once, and reads the same in a file
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(short_help="Say what follows for each incident.", epilog=evaluate.EXAMPLES)(for_typer(evaluate.evaluate))
app.command(short_help="Write tables as incidents.", epilog=convert.EXAMPLES)(for_typer(convert.convert))
app.command(short_help="Show why an incident has its verdict.", epilog=explain.EXAMPLES)(for_typer(explain.explain))
app.command(short_help="Look for problems in rules.", epilog=check.EXAMPLES)(for_typer(check.check))
app.command(name="test", short_help="Run the cases that rules come with.", epilog=test.EXAMPLES)(
    for_typer(test.run_tests)
)
app.command(short_help="Say what a change of terms changes.", epilog=diff.EXAMPLES)(for_typer(diff.diff))
app.command(epilog=fmt.EXAMPLES)(for_typer(fmt.fmt))
app.add_typer(new.app, name="new")
app.add_typer(rules.app, name="rules", short_help="Show agreements, norms, actors, acts.")
app.command(short_help="Print a JSON Schema.", epilog=schema.EXAMPLES)(for_typer(schema.schema))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version_line())
        raise typer.Exit(ExitCode.DONE)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass
