"""Comments that allow what a check finds: which check, until when, on whose word, for what reason.

    # cfcheck: allow CHECK until 2027-01-31 by NAME: REASON

At the end of a line it concerns that line, on a line of its own the next one that holds something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.checking.comments import comments_in
from cfcheck.checking.written import Spot
from cfcheck.wording import quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cfcheck.checking.comments import Comment
    from cfcheck.document import Document

__all__ = ["Allowance", "Malformed", "allowances_in"]

FORM: Final = "# cfcheck: allow CHECK until YYYY-MM-DD by NAME: REASON"
_MARK: Final = re.compile(r"#\s*cfcheck\s*:\s*(?P<said>.*)", re.IGNORECASE)
_ALLOWS: Final = re.compile(
    r"allow\s+(?P<check>\S+)\s+until\s+(?P<until>\d{4}-\d\d-\d\d)\s+by\s+(?P<by>[^\s:][^:]*?)\s*:\s*(?P<reason>\S.*?)\s*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody allows, on one line of a file, through the day `until`."""

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
            yield _read(Spot(document.source, comment.position), found["said"], comment, checks)


def _read(spot: Spot, said: str, comment: Comment, checks: Collection[str]) -> Allowance | Malformed:
    found = _ALLOWS.fullmatch(said)
    if found is None:
        return Malformed(spot, f"this allows nothing: {_lack(said)}", f"write `{FORM}`")
    if found["check"] not in checks:
        hint = suggestion(found["check"], checks) or "`cfcheck check --list` has the checks; faults of form are none"
        return Malformed(spot, f"this allows nothing: no check is named {quoted(found['check'])}", hint)
    try:
        until = date.fromisoformat(found["until"])
    except ValueError:
        message = f"this allows nothing: {quoted(found['until'])} is not a day of the calendar"
        return Malformed(spot, message, f"write `{FORM}`")
    return Allowance(found["check"], until, found["by"], found["reason"], spot, comment.concerns)


def _lack(said: str) -> str:
    """The first part that the comment lacks."""
    for pattern, part in _PARTS:
        if not re.search(pattern, said, re.ASCII):
            return f"it has no {part}"
    return "its parts are in another order"


_PARTS: Final[Iterable[tuple[str, str]]] = (
    (r"^allow\s+\S", "`allow` with the name of a check"),
    (r"\suntil\s+\d{4}-\d\d-\d\d", "last day: `until` with a date"),
    (r"\sby\s+[^\s:]", "owner: `by` with a name"),
    (r"\sby\s+[^:]*:\s*\S", "reason: `:` and text after the name"),
)
