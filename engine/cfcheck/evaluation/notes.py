"""Notes on the names in a report that the registry does not have, or not for that date.

A note never changes a verdict; the nearest name is only a suggestion.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.standing import Recognition
from cfcheck.model.assessment import Note
from cfcheck.model.bounded import Remembered
from cfcheck.model.likeness import KnownWords
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.evaluation.readings import Reading
    from cfcheck.evaluation.standing import StandingFinder
    from cfcheck.model.time import Instant

__all__ = ["Noter"]

_MOST_NAMES: Final = 4096
_MOST_BYTES: Final = 2 * 1024 * 1024
_MOST_NOTED: Final = 100
"""Names of a field that a record gets notes on: more than anybody will read."""
_NOTED: Final = frozenset({Recognition.OUT_OF_DATES, Recognition.UNKNOWN})


class Noter:
    """Notes on names that one registry does not know. Looks for the name nearest to another once, if it `suggests`."""

    def __init__(self, finder: StandingFinder, *, suggests: bool = True) -> None:
        self._finder = finder
        self._suggests = suggests
        self._unknown: Callable[[str], str] = Remembered(self._on_unknown, _MOST_NAMES, _MOST_BYTES).__getitem__

    def notes(self, readings: tuple[Reading, ...], stretches: tuple[Instant, ...]) -> tuple[Note, ...]:
        """A word on each name that the registry does not know in one of the stretches of time, in order.

        Of the names of a field, on 100 at most: its last note is then how many more there are.
        """
        counts: Counter[str] = Counter()
        notes: list[Note] = []
        for path, name in dict.fromkeys(_named(readings)):
            if any(self.is_noted(name, since) for since in stretches):
                counts[path] += 1
                if counts[path] <= _MOST_NOTED:
                    notes += self.of_name(path, name, stretches)
        more = {path: count - _MOST_NOTED for path, count in counts.items() if count > _MOST_NOTED}
        return (*notes, *(Note(path, _left_out(count)) for path, count in more.items()))

    def of_name(self, path: str, name: str, stretches: tuple[Instant, ...]) -> tuple[Note, ...]:
        """The notes on one name."""
        notes = (self._note(path, name, since) for since in stretches)
        return tuple(dict.fromkeys(note for note in notes if note is not None))

    def is_noted(self, name: str, since: Instant) -> bool:
        """Whether there is a note on the name in the stretch of time that begins then."""
        return self._finder.recognise(name, since) in _NOTED

    def of_unlisted(self, path: str, name: str) -> Note:
        """The note on a name that the registry never has."""
        return Note(path, self._unknown(name))

    def _note(self, path: str, name: str, since: Instant) -> Note | None:
        recognised = self._finder.recognise(name, since)
        if recognised is Recognition.OUT_OF_DATES:
            return Note(path, f"the registry does not know the name {quoted(name)} for all of that time")
        return self.of_unlisted(path, name) if recognised is Recognition.UNKNOWN else None

    @cached_property
    def _known(self) -> KnownWords:
        return KnownWords(self._finder.known_names)

    def _on_unknown(self, name: str) -> str:
        near = self._known.find(name) if self._suggests else None
        hint = f"; the nearest known name is {quoted(near)}, which was not used" if near else ""
        return f"the name {quoted(name)} is not in the registry{hint}"


def _left_out(count: int) -> str:
    names, them = ("name is", "it") if count == 1 else ("names are", "them")
    return f"{count:,} more {names} not in the registry, or not for all of that time; there are no notes on {them}"


def _named(readings: tuple[Reading, ...]) -> Iterator[tuple[str, str]]:
    for reading in readings:
        for strand in reading.strands:
            for path, mention in (("perpetrator", strand.perpetrator), ("target", strand.target)):
                if mention.name is not None:
                    yield path, mention.name
