"""Mends what is mechanical, in the text itself, so that comments and layout stay. Writes nothing.

Only removals of what has no effect: a document that nothing cites, a comment that allows nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfcheck.checking.table import UNUSED
from cfcheck.yamlfile import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cfcheck.checking.issue import Issue
    from cfcheck.document import Plain

__all__ = ["FIXABLE", "fixed"]

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def fixed(text: str, issues: Iterable[Issue]) -> str:
    """The text of a file without what its issues say can go; the same where none can be mended safely."""
    # From the end of the file to its beginning, so that the lines of the issues still to come stay where they are.
    for issue in sorted(issues, key=lambda issue: issue.sort_key, reverse=True):
        mend = FIXABLE.get(issue.check)
        if mend is not None:
            text = mend(text, issue)
    return text


def _without_source(text: str, issue: Issue) -> str:
    """The text without the declaration of the source; unchanged where it does not have lines of its own."""
    before = _content(text)
    if not isinstance(before, dict):
        return text
    sources = before.get("sources")
    lines = _lines(text)
    name = _key_on(lines[issue.problem.line - 1], issue.problem.column)
    if not isinstance(sources, dict) or name not in sources or len(sources) == 1:
        return text
    margin = issue.problem.column - 1
    end = issue.problem.line
    while end < len(lines) and _belongs(lines[end], margin):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    shorter = "".join((*lines[: issue.problem.line - 1], *lines[end:]))
    expected = {**before, "sources": {key: entry for key, entry in sources.items() if key != name}}
    return shorter if _content(shorter) == expected else text


def _belongs(line: str, margin: int) -> bool:
    """Whether the line still is of an entry whose key is indented by the margin."""
    return not line.strip() or len(line) - len(line.lstrip(" ")) > margin


def _key_on(line: str, column: int) -> str:
    return line[column - 1 :].partition(":")[0].strip("\"' ")


def _without_comment(text: str, issue: Issue) -> str:
    """The text without the comment, and without its line where nothing else stands there."""
    lines = _lines(text)
    place = issue.problem.line - 1
    kept = lines[place][: issue.problem.column - 1].rstrip()
    end = lines[place][len(lines[place].rstrip("\r\n")) :]
    lines[place] = kept + end if kept else ""
    shorter = "".join(lines)
    return shorter if _content(shorter) == _content(text) else text


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]


def _content(text: str) -> Plain | None:
    document = read_document(text.encode(), "")
    return None if document.problems else document.content


FIXABLE: Final[Mapping[str, Callable[[str, Issue], str]]] = {
    "unused-source": _without_source,
    UNUSED: _without_comment,
}
"""What mends the issues of a check."""
