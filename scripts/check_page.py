"""Reads the pages of checks in docs/checks, and lays what they show over the example accord there.

A block of YAML names its file; its keys replace those of the file with that name, or are a new file.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXAMPLE", "HOME", "CheckPage", "lay_over", "pages"]

HOME: Final = Path(__file__).resolve().parent.parent / "docs" / "checks"
EXAMPLE: Final = HOME / "example"
INDEX: Final = "README.md"

_SECTION: Final = re.compile(r"^## (?P<title>.+)\n(?P<body>(?:(?!## ).*\n)*)", re.MULTILINE)
_BLOCK: Final = re.compile(r"^```yaml file=(?P<file>\S+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_CONSOLE: Final = re.compile(r"^```console\n\$ cfcheck (?P<command>.+)\n(?P<printed>(?:.*\n)*?)```$", re.MULTILINE)
_KEY: Final = re.compile(r"(?P<key>[a-z_]+):")


class CheckPage(NamedTuple):
    """The page of a check: files that trip it, files that do not, and what is said of the former."""

    path: Path
    lead: str
    sections: tuple[str, ...]
    avoid: Mapping[str, str]
    prefer: Mapping[str, str]
    command: str
    printed: str

    @property
    def name(self) -> str:
        """The check that the page is of."""
        return self.path.stem


def pages() -> dict[str, CheckPage]:
    """Every page, by the name of its check."""
    return {path.stem: _page(path) for path in sorted(HOME.glob("*.md")) if path.name != INDEX}


def _page(path: Path) -> CheckPage:
    text = path.read_text(encoding="utf-8")
    sections = {found["title"]: found["body"] for found in _SECTION.finditer(text)}
    shown = _CONSOLE.search(sections.get("What is said", ""))
    return CheckPage(
        path=path,
        lead=text.split("\n")[2],
        sections=tuple(sections),
        avoid=_files(sections.get("Avoid", "")),
        prefer=_files(sections.get("Prefer", "")),
        command=shown["command"] if shown else "",
        printed=shown["printed"] if shown else "",
    )


def _files(section: str) -> dict[str, str]:
    return {found["file"]: found["text"] for found in _BLOCK.finditer(section)}


def lay_over(files: Mapping[str, str], folder: Path) -> None:
    """Makes the folder the example with these files over it."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(_merged(before, text) if before else text, encoding="utf-8")


def _merged(before: str, after: str) -> str:
    """The text with its top-level keys replaced by those of the other one; new ones follow."""
    return "".join({**_by_key(before), **_by_key(after)}.values())


def _by_key(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    key = ""
    for line in text.splitlines(keepends=True):
        found = _KEY.match(line)
        key = found["key"] if found else key
        parts[key] = parts.get(key, "") + line
    return {name: part.rstrip("\n") + "\n" for name, part in parts.items()}
