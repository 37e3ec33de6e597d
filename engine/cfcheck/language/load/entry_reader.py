"""Turns the citations and times of a rule file into model objects, in an agreement's zone.

A date as a beginning or an end becomes an instant. Local times that do not exist or are ambiguous, and documents that
are not declared, become problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from cfcheck.language.schema import NEVER, DisputedEnd, DisputedStart, Uncertain
from cfcheck.model.citation import Citation, SourceDocument, SourceId
from cfcheck.model.text import quoted
from cfcheck.model.time import ALL_TIME, BEGINNING, END, Boundary, BoundaryClaim, Instant, Period, exactly
from cfcheck.model.written_time import InvalidTime, read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.language.load.page import Known, Page
    from cfcheck.language.schema import CiteEntry, EndClaim, SourceEntry, StartClaim
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.time import Interval
    from cfcheck.model.zone import Zone

__all__ = ["EntryReader", "source_documents"]

DATE_LENGTH = len("2016-02-27")

Entry = TypeVar("Entry")
Edge = str | Uncertain | DisputedStart | DisputedEnd


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads the entries of one file, which may cite `sources` and whose wall times are those of `zone`."""

    page: Page[Any]
    zone: Zone
    sources: Known

    def citations(self, cites: Iterable[CiteEntry], path: Path) -> tuple[Citation, ...]:
        """The citations of the mapping at the path, which has one or a list of them under `cite`."""
        made = []
        for cite, here in self.each(cites, (*path, "cite")):
            self.page.expect(cite.source, (*here, "source"), self.sources, "source")
            made.append(Citation(SourceId(cite.source), cite.provision, cite.verified, cite.note))
        return tuple(made)

    def each(self, entries: Iterable[Entry], path: Path) -> Iterator[tuple[Entry, Path]]:
        """Each entry with its path, where the value at the path is one entry or a list of them."""
        several = (*path, 0) in self.page.document.values
        for index, entry in enumerate(entries):
            yield entry, ((*path, index) if several else path)

    def period(self, start: Edge | None, until: Edge | None, path: Path, cited: tuple[Citation, ...] = ()) -> Period:
        """The period of the mapping at the path, which has keys `from` and `until`."""
        if start is None and until is None and not cited:
            return ALL_TIME  # most of what a registry says has no dates
        begins = exactly(BEGINNING) if start is None else self._boundary(start, (*path, "from"), is_end=False)
        ends = exactly(END) if until is None else self._boundary(until, (*path, "until"), is_end=True)
        if begins is None or ends is None:
            return Period()
        if begins.earliest >= ends.latest:
            self.page.refuse((*path, "until"), "backward-period", "the period ends before it begins")
        return Period(begins, ends, cited)

    def beginning(self, written: str, path: Path) -> Instant:
        """The first instant that the time names."""
        named = self._named(written, path)
        return BEGINNING if named is None else named.start

    def _boundary(self, edge: Edge, path: Path, *, is_end: bool) -> Boundary | None:
        if isinstance(edge, str):
            at = self._edge(edge, path, is_end=is_end)
            return None if at is None else exactly(at)
        if isinstance(edge, Uncertain):
            earliest = self._edge(edge.earliest, (*path, "earliest"), is_end=is_end)
            latest = self._edge(edge.latest, (*path, "latest"), is_end=is_end)
            if earliest is None or latest is None:
                return None
            if latest < earliest:
                self.page.refuse((*path, "latest"), "backward-period", "`latest` is before `earliest`")
            return Boundary(earliest, latest)
        return self._disputed(edge, (*path, "disputed"), is_end=is_end)

    def _disputed(self, edge: DisputedStart | DisputedEnd, path: Path, *, is_end: bool) -> Boundary | None:
        claims = []
        candidates: tuple[StartClaim | EndClaim, ...] = edge.disputed
        for index, claim in enumerate(candidates):
            here = (*path, index)
            at = self._edge(claim.at, (*here, "at"), is_end=is_end)
            cited = self.citations(claim.cite, here)
            if at is not None:
                claims.append(BoundaryClaim(at, claim.by, cited))
        if len(claims) < len(edge.disputed):
            return None
        instants = [claim.at for claim in claims]
        return Boundary(min(instants), max(instants), tuple(claims))

    def _edge(self, written: str, path: Path, *, is_end: bool) -> Instant | None:
        if written == NEVER:
            return END
        named = self._named(written, path)
        if named is None:
            return None
        # A date as an end means through that day; a clock time is the first moment outside.
        return named.end if is_end and len(written) == DATE_LENGTH else named.start

    def _named(self, written: str, path: Path) -> Interval | None:
        try:
            span = read_time(written, self.zone)
        except InvalidTime as error:
            self.page.refuse(path, "invalid-time", str(error))
            return None
        if len(span) > 1:
            offsets = [self.zone.local(interval.start).isoformat()[-6:] for interval in span]
            message = f"{quoted(written)} happened twice in {self.zone.name}: clocks were put back over it"
            self.page.refuse(path, "invalid-time", message, f"add the offset: {' or '.join(offsets)}")
        return span[0]


def source_documents(sources: dict[str, SourceEntry]) -> dict[SourceId, SourceDocument]:
    """The documents that a file declares."""
    return {
        SourceId(name): SourceDocument(SourceId(name), entry.title, entry.date or "", entry.url, entry.note)
        for name, entry in sources.items()
    }
