"""`cfcheck rules`: shows the agreements and their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cfcheck.cli.for_typer import for_typer
from cfcheck.cli.options import RulesOption, agreement_of
from cfcheck.cli.output import writing_to
from cfcheck.cli.terminal import counted
from cfcheck.model.visible import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["app"]

_EXAMPLES: Final = """\b
Examples:
  cfcheck rules list
  cfcheck rules show syria-2016-coh
  cfcheck rules acts --rules my-rules/my-accord

\b
Exit codes:
  0   done
  2   wrong usage
  3   the agreement cannot be loaded
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""

app = typer.Typer(
    help="Show agreements, their norms, and the registry of actors, acts and weapons.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Agreement = Annotated[
    str | None, typer.Argument(metavar="FOLDER|NAME", help="The agreement. [default: the one evaluate takes]")
]


@app.command(name="list", epilog="\b\nExample:\n  cfcheck rules list")
@for_typer
def list_agreements() -> None:
    """List the agreements that come with cfcheck."""
    from cfcheck.cli.rules_text import columns
    from cfcheck.language.load.loader import load_agreement
    from cfcheck.language.load.packs import shipped_agreements

    agreements = map(load_agreement, shipped_agreements().values())
    _print(columns((found.id, found.title, counted(len(found.rules), "rule")) for found in agreements))


@app.command(epilog="\b\nExamples:\n  cfcheck rules show\n  cfcheck rules show my-rules/my-accord")
@for_typer
def show(agreement: _Agreement = None) -> None:
    """Show an agreement: when it is in force, whom it binds, what it says, and where that is written."""
    from cfcheck.cli.rules_text import agreement_lines

    _print(agreement_lines(agreement_of(agreement)))


@app.command(epilog="\b\nExample:\n  cfcheck rules acts")
@for_typer
def acts(rules: RulesOption = None) -> None:
    """Show the taxonomy of acts: the ids that `act` of an incident may have."""
    from cfcheck.cli.rules_text import taxonomy_lines

    _print(taxonomy_lines(agreement_of(rules).registry.acts))


@app.command(epilog="\b\nExample:\n  cfcheck rules weapons")
@for_typer
def weapons(rules: RulesOption = None) -> None:
    """Show the taxonomy of weapons: the ids that `weapon` of an incident may have."""
    from cfcheck.cli.rules_text import taxonomy_lines

    _print(taxonomy_lines(agreement_of(rules).registry.weapons))


@app.command(epilog="\b\nExample:\n  cfcheck rules actors")
@for_typer
def actors(rules: RulesOption = None) -> None:
    """Show the actors of the registry with the names that reports may call them by."""
    from cfcheck.cli.rules_text import actor_lines

    _print(actor_lines(agreement_of(rules).registry))


def _print(lines: Iterable[str]) -> None:
    with writing_to(None) as out:
        Lines(out).lines(lines)
