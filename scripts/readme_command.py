"""Prints a command of the README, so that CI runs the very line that readers are given.

A command is the one line of the code block that follows a marker such as `<!-- ci: test -->`.
Knows nothing of what the command does.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
_MARKED_BLOCK = re.compile(r"^<!-- ci: (?P<name>[a-z-]+) -->\n+```sh\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class UnreadableCommand(Exception):
    """The README does not give exactly one command of one line under the name."""


def marked_command(text: str, name: str) -> str:
    """The command that the marker of this name announces."""
    bodies = [block["body"].strip() for block in _MARKED_BLOCK.finditer(text) if block["name"] == name]
    if len(bodies) != 1:
        raise UnreadableCommand(f"expected one code block after `<!-- ci: {name} -->`, found {len(bodies)}")
    (body,) = bodies
    if not body or "\n" in body:
        raise UnreadableCommand(f"expected one line in the code block after `<!-- ci: {name} -->`")
    return body


def main(arguments: list[str]) -> int:
    """Print the command named on the command line; 2 when there is no such command."""
    if len(arguments) != 1:
        print("usage: readme_command.py NAME", file=sys.stderr)
        return 2
    try:
        print(marked_command(README.read_text(encoding="utf-8"), arguments[0]))
    except UnreadableCommand as problem:
        print(f"README.md: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
