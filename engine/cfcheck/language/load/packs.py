"""Finds the agreements that come with cfcheck, and the folder that a user's argument names."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cfcheck.language.load.files import AGREEMENT_FILE
from cfcheck.model.paths import is_folder
from cfcheck.model.problem import InvalidRules, Problem, way_out
from cfcheck.model.text import quoted, suggestion

__all__ = ["find_agreement", "packs_folder", "shipped_agreements"]

_PACKAGE: Final = Path(__file__).resolve().parents[2]


def packs_folder() -> Path:
    """The folder of the rules that come with cfcheck: inside the package once installed, beside the engine before."""
    installed = _PACKAGE / "packs"
    return installed if is_folder(installed) else _PACKAGE.parents[1] / "rules"


def shipped_agreements() -> dict[str, Path]:
    """The folders of the agreements that come with cfcheck, by id."""
    return {path.parent.name: path.parent for path in sorted(packs_folder().glob(f"*/{AGREEMENT_FILE}"))}


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
