"""The Python in the pages runs, and prints what the pages say it prints."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import cfcheck

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "api.md"]

# A block, and the text block right after it, which is what it prints.
_BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\s*^```text\n(?P<printed>.*?)^```\n)?", re.DOTALL | re.MULTILINE
)


class Block(NamedTuple):
    line: int
    code: str
    printed: str | None


def blocks_of(text: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(text):
        yield Block(text.count("\n", 0, found.start()) + 2, found["code"], found["printed"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run_and_print_what_the_page_says(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": page.stem}
    for block in blocks_of(page.read_text(encoding="utf-8")):
        # Empty lines, so that a traceback gives the line of the page.
        code = compile("\n" * (block.line - 1) + block.code, str(page), "exec")
        out = io.StringIO()
        with redirect_stdout(out):
            exec(code, names)  # noqa: S102  # the pages of this repository
        if block.printed is not None:
            assert out.getvalue() == block.printed, f"{page.name}:{block.line}"
        else:
            assert out.getvalue() == "", f"{page.name}:{block.line} prints, and the page does not say what"


def test_the_api_page_has_examples() -> None:
    assert len(list(blocks_of(PAGES[1].read_text(encoding="utf-8")))) > 5


def test_the_api_page_lists_every_public_name() -> None:
    _, table = PAGES[1].read_text(encoding="utf-8").split("<!-- names -->")
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == sorted(cfcheck.__all__)
