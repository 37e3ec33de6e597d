"""Where this user's agreements are kept once they are loaded, by the conventions of the platform. Knows names only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfcheck.there import is_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CACHE_VARIABLE", "cache_folder"]

CACHE_VARIABLE: Final = "CFCHECK_CACHE"


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder, which need not be there; None where nothing is to be kept, or there is no home to keep it in."""
    named = environment.get(CACHE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    shared = environment.get("XDG_CACHE_HOME", "")
    if Path(shared).is_absolute():  # the specification says to ignore any other
        return Path(shared) / "cfcheck"
    home = Path(environment.get("HOME", ""))
    if not home.is_absolute() or not is_folder(home):
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "cfcheck"
