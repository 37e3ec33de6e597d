"""Writes the JSON Schemas of `schemas/`, which editors complete rule files from: what `cfcheck schema` prints.

`--check` writes nothing and fails where a file is not current. Knows no schema, only where each is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cfcheck.cli.options import SchemaKind
from cfcheck.cli.schema import schema_text

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


def current() -> dict[Path, str]:
    """What each file has to say."""
    return {SCHEMAS / f"{kind}.schema.json": schema_text(kind) for kind in SchemaKind}


def stale() -> list[str]:
    """The names of the files that say something else, are not there, or should not be."""
    wanted = current()
    there = {path: path.read_text(encoding="utf-8") for path in SCHEMAS.glob("*")}
    return sorted(path.name for path in {*wanted, *there} if wanted.get(path) != there.get(path))


def main(arguments: list[str]) -> int:
    """Write the files, or name those that are stale; 1 when there are any."""
    if arguments == ["--check"]:
        for name in stale():
            print(f"schemas/{name} is not current; run scripts/write_schemas.py", file=sys.stderr)
        return 1 if stale() else 0
    SCHEMAS.mkdir(exist_ok=True)
    for path, text in current().items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
