"""What shares are taken of: `orjson.loads` and nothing else, line by line or of a whole file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import orjson

__all__ = ["FORMS", "main"]


def _lines(source: Path) -> None:
    with source.open("rb") as lines:
        for line in lines:
            orjson.loads(line)


def _array(source: Path) -> None:
    orjson.loads(source.read_bytes())


FORMS: Final = {"lines": _lines, "array": _array}


def main(form: str, source: Path) -> int:
    """Parse the file in this form."""
    FORMS[form](source)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
