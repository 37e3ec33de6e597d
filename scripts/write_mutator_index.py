"""Writes the table of mutators in docs/mutation.md. `tests/authoring/mutate` shows that it is current."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cfcheck.authoring.mutate.table import MUTATORS

__all__ = ["PAGE", "with_table"]

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "mutation.md"
_BEGIN: Final = "<!-- mutators: written by scripts/write_mutator_index.py -->\n"
_END: Final = "<!-- end of mutators -->\n"


def with_table(page: str) -> str:
    """The page with the table as it is to be."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    rows = "".join(f"| `{one.name}` | {' '.join(one.meaning.split())} |\n" for one in MUTATORS.values())
    return f"{before}{_BEGIN}\n| mutator | what it changes, and why a monitor cares |\n|---|---|\n{rows}\n{_END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
