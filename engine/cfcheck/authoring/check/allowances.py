"""Reads the comments that allow an issue, finds them in a rule file, and removes what has no effect.

    # cfcheck: allow CHECK until 2027-01-31 by NAME: REASON

At the end of a line the comment applies to that line; on a line of its own it applies to the next line with content.
The YAML reader drops comments, so they are found here by the positions of the texts that it keeps: a `#` begins a
comment unless it stands inside a text or no space precedes it. Removed are only documents that nothing cites and
allowances that allow nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.authoring.check.table import UNUSED
from cfcheck.authoring.check.written import Spot
from cfcheck.language.yaml.reader import read_document
from cfcheck.language.yaml.source import Position
from cfcheck.model.text import quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from cfcheck.authoring.check.check import Issue
    from cfcheck.language.yaml.source import Document, Plain

__all__ = ["FIXABLE", "Allowance", "Malformed", "PlacedComment", "allowances_in", "comments_in", "fixed"]

# What follows the opening quote on a line, up to the closing one.
_ENDS: Final = {'"': re.compile(r'(?:[^"\\]|\\.|\\$)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}
_BLOCKS: Final = ("|", ">")
_SIGN: Final = re.compile(r"(?:^|(?<=[ \t]))#")


class PlacedComment(NamedTuple):
    """A comment from its `#`, and the line that it is about: its own, or the next that holds something."""

    position: Position
    text: str
    concerns: int


def comments_in(document: Document) -> Iterator[PlacedComment]:
    """The comments of a file that could be read, in order."""
    lines = document.source.lines
    if not any("#" in line for line in lines):
        return
    texts = _texts(document)
    for number, line in enumerate(lines, start=1):
        for sign in _SIGN.finditer(line):
            if not any(start <= (number, sign.start() + 1) < end for start, end in texts):
                at = Position(number, sign.start() + 1, len(line) - sign.start())
                alone = not line[: sign.start()].strip()
                yield PlacedComment(at, line[sign.start() :].rstrip(), _next(lines, number) if alone else number)
                break


def _next(lines: Sequence[str], number: int) -> int:
    """The next line after this one that is neither blank nor a comment; 0 if there is none."""
    for later, line in enumerate(lines[number:], start=number + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return later
    return 0


Place = tuple[int, int]


def _texts(document: Document) -> list[tuple[Place, Place]]:
    """The ranges of texts that may hold a `#`: those in quotes, and blocks."""
    lines = document.source.lines
    starts = sorted({*document.keys.values(), *document.values.values()})
    reach = []
    for line, column, width in starts:
        sign = lines[line - 1][column - 1 : column] if line <= len(lines) else ""
        if sign in _ENDS:
            # A quoted text on one line has the width of both its quotes, at least; of others, it is not known.
            end = (line, column + width) if width > 1 else _closing(lines, line, column, _ENDS[sign])
            reach.append(((line, column), end))
        elif sign in _BLOCKS:
            reach.append(((line + 1, 1), (_block_end(lines, line), 1)))
    return reach


def _closing(lines: Sequence[str], line: int, column: int, closing: re.Pattern[str]) -> Place:
    """Just after the quote that closes the text."""
    for number in range(line, len(lines) + 1):
        begin = column if number == line else 0
        found = closing.match(lines[number - 1], begin)
        if found:
            return number, found.end() + 1
    return len(lines) + 1, 1


def _block_end(lines: Sequence[str], line: int) -> int:
    """The first line below the block's head that is not of it: not blank, and indented less than its first."""
    margin = 0
    for number, below in enumerate(lines[line:], start=line + 1):
        if not below.strip():
            continue
        indent = len(below) - len(below.lstrip(" "))
        margin = margin or indent
        if indent < margin or not indent:
            return number
    return len(lines) + 1


FORM: Final = "# cfcheck: allow CHECK until YYYY-MM-DD by NAME: REASON"
_MARK: Final = re.compile(r"#\s*cfcheck\s*:\s*(?P<wording>.*)", re.IGNORECASE)
_ALLOWS: Final = re.compile(
    r"allow\s+(?P<check>\S+)\s+until\s+(?P<until>\d{4}-\d\d-\d\d)\s+by\s+(?P<by>[^\s:][^:]*?)\s*:\s*(?P<reason>\S.*?)\s*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment that allows the issues of a check on one line of a file, through the day `until`."""

    check: str
    until: date
    by: str
    reason: str
    spot: Spot
    line: int

    def has_expired(self, today: date) -> bool:
        """Whether its last day is past."""
        return today > self.until


class Malformed(NamedTuple):
    """A comment that seems to allow something and does not, and why."""

    spot: Spot
    message: str
    hint: str


def allowances_in(document: Document, checks: Collection[str]) -> Iterator[Allowance | Malformed]:
    """Every comment of the file that allows something, or seems to."""
    if not _MARK.search(document.source.text):
        return
    for comment in comments_in(document):
        found = _MARK.fullmatch(comment.text)
        if found:
            yield _read(Spot(document.source, comment.position), found["wording"], comment, checks)


def _read(spot: Spot, wording: str, comment: PlacedComment, checks: Collection[str]) -> Allowance | Malformed:
    found = _ALLOWS.fullmatch(wording)
    if found is None:
        return Malformed(spot, f"this allows nothing: {_lack(wording)}", f"write `{FORM}`")
    if found["check"] not in checks:
        hint = suggestion(found["check"], checks) or "`cfcheck check --list` has the checks; faults of form are none"
        return Malformed(spot, f"this allows nothing: no check is named {quoted(found['check'])}", hint)
    try:
        until = date.fromisoformat(found["until"])
    except ValueError:
        message = f"this allows nothing: {quoted(found['until'])} is not a day of the calendar"
        return Malformed(spot, message, f"write `{FORM}`")
    return Allowance(found["check"], until, found["by"], found["reason"], spot, comment.concerns)


def _lack(wording: str) -> str:
    """The first part that the comment lacks."""
    for pattern, part in _PARTS:
        if not re.search(pattern, wording, re.ASCII):
            return f"it has no {part}"
    return "its parts are in another order"


_PARTS: Final[Iterable[tuple[str, str]]] = (
    (r"^allow\s+\S", "`allow` with the name of a check"),
    (r"\suntil\s+\d{4}-\d\d-\d\d", "last day: `until` with a date"),
    (r"\sby\s+[^\s:]", "owner: `by` with a name"),
    (r"\sby\s+[^:]*:\s*\S", "reason: `:` and text after the name"),
)


_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def fixed(text: str, issues: Iterable[Issue]) -> str:
    """The text of a file without the entries that its issues report as unused; unchanged if no removal is safe."""
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
"""The functions that fix issues, by check."""
