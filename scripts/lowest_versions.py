"""Prints, as constraints for pip, the lowest versions that pyproject.toml allows of what cfcheck needs to run.

CI runs tests with these, so that a lower bound is one that was tried. Of the extras, those that users install count as
well. What only develops cfcheck stays as new as it comes: nobody who uses cfcheck meets it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
FOR_DEVELOPMENT = frozenset({"dev"})
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_REQUIREMENT = re.compile(rf"(?P<name>{_NAME}) *(?:>=|==) *(?P<version>[0-9][0-9a-z.]*) *(?P<marker>;.*)?")


class NoLowerBound(Exception):
    """A requirement has no lower bound, or says more than one."""


def lowest_versions(project: Mapping[str, Any]) -> Iterator[str]:
    """A constraint for each package of the `project` table that may be there when cfcheck runs."""
    extras = project.get("optional-dependencies", {})
    named = [extra for name, extra in extras.items() if name not in FOR_DEVELOPMENT]
    for requirement in (*project["dependencies"], *(one for extra in named for one in extra)):
        found = _REQUIREMENT.fullmatch(requirement)
        if found is None:
            raise NoLowerBound(f"expected `NAME>=VERSION` or `NAME==VERSION`, found `{requirement}`")
        yield f"{found['name']}=={found['version']}{found['marker'] or ''}"


def main() -> int:
    """Print one constraint a line; 2 where there is none to print."""
    try:
        constraints = list(lowest_versions(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]))
    except NoLowerBound as problem:
        print(f"pyproject.toml: {problem}", file=sys.stderr)
        return 2
    print(*constraints, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
