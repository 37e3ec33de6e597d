"""Writes agreements of many rules: the shipped one, and its norms over again, each copy asking for something more.

Knows rule files as text only. A copy has its own ids and a condition of its own, so that no two rules are the same.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path
from typing import Final

__all__ = ["main", "write_copies"]

AGREEMENT: Final = "syria-2016-coh"
_EXEMPTION: Final = "self-defence"
_RULES: Final = Path(__file__).resolve().parents[1] / "rules"

_WEAPONS: Final = (
    "artillery_shell",
    "mortar_bomb",
    "barrel_bomb",
    "rocket",
    "small_arms",
    "improvised_explosive_device",
)
_ADMIN1: Final = ("aleppo", "homs", "hama", "damascus", "dara", "deir-ez-zor", "ar-raqqa")
_WHEN: Final = re.compile(r"^when:\n", re.MULTILINE)

CONDITIONS: Final = (
    *(f"weapon: {weapon}" for weapon in _WEAPONS),
    *(f"location.admin1: {place}" for place in _ADMIN1),
    *(f"casualties.killed: {{at_least: {number}}}" for number in range(2, 13)),
)


def write_copies(folder: Path, copies: int) -> Path:
    """The folder of an agreement with the shipped one's norms so many times, its registry beside it."""
    home = folder / AGREEMENT
    shutil.copytree(_RULES / "registry", folder / "registry")
    shutil.copytree(_RULES / AGREEMENT, home, ignore=shutil.ignore_patterns("cases"))
    norms = [path for path in sorted(home.glob("*.yaml")) if path.stem != "agreement"]
    for number in range(1, copies):
        for norm in norms:
            text = norm.read_text(encoding="utf-8")
            copy = home / f"{norm.stem}-{number:02d}.yaml"
            copy.write_text(_narrowed(text, number), encoding="utf-8")
    return home


def _narrowed(text: str, number: int) -> str:
    """The norm with one condition more; a copy of a rule is defeated by the copy of the exemption."""
    condition = CONDITIONS[(number - 1) % len(CONDITIONS)]
    text = text.replace(f"[{_EXEMPTION}]", f"[{_EXEMPTION}-{number:02d}]")
    if _WHEN.search(text):
        return _WHEN.sub(f"when:\n  {condition}\n", text, count=1)
    return f"{text}when:\n  {condition}\n"


def main() -> int:
    """Write an agreement into an empty folder."""
    parser = argparse.ArgumentParser(description="Write an agreement of many rules.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("copies", type=int)
    options = parser.parse_args()
    write_copies(options.folder, options.copies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
