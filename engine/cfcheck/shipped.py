"""Where the agreements that come with cfcheck are, and which folder a user means. Knows nothing of what files say."""

from __future__ import annotations

from pathlib import Path

from cfcheck.loading.finder import AGREEMENT_FILE
from cfcheck.problem import InvalidRules, Problem
from cfcheck.there import is_folder
from cfcheck.ways_out import way_out
from cfcheck.wording import quoted, suggestion

__all__ = ["find_agreement", "shipped_agreements"]


def shipped_agreements() -> dict[str, Path]:
    """The folders of the agreements that come with cfcheck, by id."""
    here = Path(__file__).parent
    # In an installed package the rules lie inside it; in a working copy, beside the engine.
    homes = (here / "rules", here.parents[1] / "rules")
    home = next((folder for folder in homes if is_folder(folder)), homes[0])
    return {path.parent.name: path.parent for path in sorted(home.glob(f"*/{AGREEMENT_FILE}"))}


def find_agreement(named: str) -> Path:
    """The folder that a user means: a path to one, or the id of an agreement that comes with cfcheck.

    Raises InvalidRules if it is neither.
    """
    folder = Path(named)
    if is_folder(folder):
        return folder
    shipped = shipped_agreements()
    if named in shipped:
        return shipped[named]
    message = f"{quoted(named)} is neither a folder nor an agreement that comes with cfcheck"
    hint = way_out("unknown-agreement", suggestion(named, shipped))
    raise InvalidRules([Problem("unknown-agreement", named, 0, 0, message, hint=hint)])
