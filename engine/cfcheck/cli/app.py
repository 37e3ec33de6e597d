"""The commands of `cfcheck`, put together."""

from __future__ import annotations

import signal
import sys
from io import TextIOWrapper
from typing import Annotated, Final, NoReturn

import typer

from cfcheck.cli import check, convert, evaluate, explain, fmt, new, rules, schema, test
from cfcheck.cli.exit_code import ExitCode

__all__ = ["app", "main"]

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
  130  ended by Ctrl-C
  141  whoever read the output stopped reading"""

app = typer.Typer(
    name="cfcheck",
    help="What follows from a ceasefire's terms for each incident report. A rule-based reading, not a legal finding.",
    epilog=_EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: it is there at once, and reads the same in a file
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(short_help="Say what follows for each incident.", epilog=evaluate.EXAMPLES)(evaluate.evaluate)
app.command(short_help="Write tables as incidents.", epilog=convert.EXAMPLES)(convert.convert)
app.command(short_help="Show why an incident has its verdict.", epilog=explain.EXAMPLES)(explain.explain)
app.command(short_help="Look for problems in rules.", epilog=check.EXAMPLES)(check.check)
app.command(name="test", short_help="Run the cases that rules come with.", epilog=test.EXAMPLES)(test.run_tests)
app.command(epilog=fmt.EXAMPLES)(fmt.fmt)
app.add_typer(new.app, name="new")
app.add_typer(rules.app, name="rules", short_help="Show agreements, norms, actors, acts.")
app.command(short_help="Print a JSON Schema.", epilog=schema.EXAMPLES)(schema.schema)


def _say_version(wanted: bool) -> None:
    if not wanted:
        return
    from cfcheck.inference import active_inference
    from cfcheck.version import VERSION
    from cfcheck.zone import tz_version

    python = ".".join(map(str, sys.version_info[:3]))
    typer.echo(f"cfcheck {VERSION} (inference {active_inference()}, tz database {tz_version()}, Python {python})")
    raise typer.Exit(ExitCode.DONE)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line of this process."""
    signal.signal(signal.SIGINT, _interrupted)
    if isinstance(sys.stdout, TextIOWrapper):
        # The same bytes everywhere, whatever the machine's encoding and line ends.
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    app()


def _interrupted(*_: object) -> NoReturn:
    raise SystemExit(ExitCode.INTERRUPTED)
