"""Links lead somewhere, decisions have one form, the glossary is in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from tests.docs.page import DOCS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES: Final = sorted(DOCS.rglob("*.md"))
DECISIONS: Final = sorted((DOCS / "decisions").glob("*.md"))

_LINK: Final = re.compile(r"\[[^\]]+\]\((?P<page>[^)#\s]*)(?:#(?P<part>[^)\s]*))?\)")


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.finditer(page.read_text(encoding="utf-8")):
        if link["page"].startswith("http"):
            continue
        target = (page.parent / link["page"]).resolve() if link["page"] else page
        assert target.exists(), f"{page.name}: {link[0]}"
        if link["part"]:
            assert link["part"] in anchors_of(target), f"{page.name}: {link[0]}"


def test_decisions_are_numbered_and_say_the_same_things() -> None:
    numbers = [int(page.name.partition("-")[0]) for page in DECISIONS]
    assert numbers == sorted(set(numbers))
    for number, page in zip(numbers, DECISIONS, strict=True):
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_the_glossary_is_in_order() -> None:
    words = re.findall(r"^\*\*([^*]+)\*\*: ", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert words == sorted(words, key=str.lower)
    assert len(words) > 40
