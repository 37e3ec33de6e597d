"""Makes the lines of parts of batches: the bytes that `JsonLinesRenderer` would write one by one.

A record is scanned first; what the scanner does not know, is decoded and decided, and taught to it.

Leaves records out of lines that were made already: those whose id turns out to have been met before.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.evaluation.batch.cutting import MOST_WRITTEN
from cfcheck.evaluation.batch.seen import id_text, numbered_mark, places_of
from cfcheck.evaluation.evaluator import attribution_of
from cfcheck.model.assessment import SetAside
from cfcheck.model.bounded import Bounded
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import decode_incident, encode_json
from cfcheck.model.native import native
from cfcheck.model.record import NO_MEMORY, Record, record_from, set_aside, stays_reserved
from cfcheck.model.result_json import attribution_text, decision_text, notes_text, outlook_of, tail_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfcheck.evaluation.batch.cutting import Part
    from cfcheck.evaluation.batch.scanner import Scanner
    from cfcheck.evaluation.decide import Decision
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.evaluation.facet import Facets
    from cfcheck.ingest.json.reader import Batch
    from cfcheck.model.verdict import Reason, Verdict

__all__ = ["BatchLines", "LineAssessor", "places_with_lines", "without"]

_PATIENCE: Final = 50
"""Of fewer records no scanner is made, which takes longer than a few records do."""
_LARGEST_SCANNER: Final = 24 * 1024 * 1024
_MOST_TEXTS: Final = 65_536
_MOST_TEXT_BYTES: Final = 8 * 1024 * 1024
_MOST_ASIDES: Final = 1000
"""So many records set aside end what is made at once, as MOST_WRITTEN does."""


class BatchLines(NamedTuple):
    """What comes of a part of a batch: lines, the ids of records, what was set aside, and verdicts and reasons counted.

    `ids` are marks and places in the batch, as SeenIds takes them, of each record that could be decoded; it has a line
    unless it is among `asides`, which come with their places, in order. `stop` is the place of the first record that is
    still to be assessed, which is that of the part unless it had no room.
    """

    lines: bytes | memoryview
    ids: bytes
    asides: tuple[tuple[int, SetAside], ...]
    verdicts: Counter[Verdict]
    reasons: Counter[Reason]
    stop: int


class LineAssessor:
    """Assesses batches for one evaluator. Not to be shared between threads. `id_key` is that of the run's marks.

    `scans` says whether batches that are large enough are scanned natively.
    """

    def __init__(self, evaluator: Evaluator, id_key: bytes) -> None:
        self._evaluator = evaluator
        self._id_key = id_key
        self._tail = tail_text(evaluator.provenance)
        self._texts: Bounded[int, bytes] = Bounded(_MOST_TEXTS, _MOST_TEXT_BYTES)
        self._memory = evaluator.own_memory()
        self._scanner: Scanner | None = None
        self.scans = self._memory.decider.bit_judge is not None and not self._memory.finder.reads_points
        self._looked_at = 0

    def assess(self, part: Part) -> BatchLines:
        """The lines of the part's first records, as if their ids were met nowhere else.

        They are those of all its records, unless lines or what is set aside would be too much to hold at once. An id
        that two of the records have is in `ids` twice.
        """
        self._looked_at += part.stop - part.start
        scanner = self._fresh_scanner()
        return self._plainly(part) if scanner is None or part.batch.reserve else self._scanned(scanner, part)

    def _fresh_scanner(self) -> Scanner | None:
        """A scanner for what the evaluator remembers now; none where there is no native one, or little to scan."""
        memory = self._evaluator.own_memory(self._memory)
        if memory is not self._memory or (self._scanner and self._scanner.size > _LARGEST_SCANNER):
            self._memory, self._scanner = memory, None
            self._texts.clear()
        if self._scanner is None and self.scans and self._looked_at >= _PATIENCE:
            from cfcheck.evaluation.batch.scanner import Scanner  # noqa: PLC0415  # little input has no need of it

            self._scanner = Scanner(self._evaluator, self._memory, self._id_key)
        return self._scanner

    def _plainly(self, part: Part) -> BatchLines:
        made, place = _Made(part), part.start
        while place < part.stop and not made.is_full:
            record = _record_at(place, part.batch, made)
            if record is not None:
                mark = numbered_mark(self._id_key, id_text(record.incident.id), place)
                decided = self._decided(record, part.batch.reserve)
                made.put(self._line(record, decided, place, made), mark)
            place += 1
        return made.result(place)

    def _scanned(self, scanner: Scanner, part: Part) -> BatchLines:
        made, place, at, taught, tried = _Made(part), part.start, -1, -1, set[int]()
        while not made.is_full:
            place, missed, refused = scanner.run(part.batch.raws, place, part.stop, MOST_WRITTEN)
            made.asides += [_refused(part.batch, *one) for one in refused]
            if not missed:
                break  # at the stop, or there are lines enough
            if place != at:
                at, tried = place, set()
            if missed not in tried:
                tried.add(missed)
                if scanner.teach_at_once(
                    part.batch.raws[place], is_new=missed == native.NEW, is_text=missed == native.NEW_TEXT
                ):
                    continue  # scanned once more, now that it is known
            if self._looked_at_one(scanner, part, place, missed, made, teaches=place != taught):
                taught = place  # scanned once more, as above
            else:
                place += 1
        lines, ids, verdicts, reasons = scanner.take()
        made.add(verdicts, reasons)
        return made.result(place, lines, ids)

    def _looked_at_one(  # what the scanner needs to go on
        self, scanner: Scanner, part: Part, place: int, missed: int, made: _Made, *, teaches: bool
    ) -> bool:
        """Look at the record that the scanner did not know; whether it was taught, and is to be scanned again."""
        batch = part.batch
        record = _record_of(batch.raws[place], batch.file, batch.first + place, missed)
        if isinstance(record, SetAside):
            made.asides.append((place, record))
            return False
        decided = self._decided(record)
        if isinstance(decided, SetAside):
            if missed == native.NEW:
                scanner.teach_refusal(record.raw, record.incident, decided)
        elif missed == native.NEW:
            scanner.see(*decided)
            if teaches and scanner.is_due(record.incident):
                scanner.teach(record.raw, record.incident, *decided)
                return True
        scanner.put(self._line(record, decided, place, made), id_text(record.incident.id), place)
        return False

    def _line(self, record: Record, decided: _Decided, place: int, made: _Made) -> bytes:
        """The line of a record for which that was decided; none where it is set aside."""
        if isinstance(decided, SetAside):
            made.asides.append((place, decided))
            return b""
        try:
            line = self._written(record, *decided)
        except MemoryError:
            made.asides.append((place, set_aside(record, "", NO_MEMORY)))
            return b""
        judgement = decided[1].judgement
        made.verdicts[judgement.verdict] += 1
        for reason in judgement.reasons:
            made.reasons[reason] += 1
        return line

    def _decided(self, record: Record, reserve: SetAside | None = None) -> _Decided:
        """What follows for a record; why it is set aside, if it is."""
        try:
            decided = self._evaluator.decide(record.incident, self._memory)
        except InvalidIncident as fault:
            return reserve or set_aside(record, fault.path, fault.problem)
        except MemoryError:
            return reserve or set_aside(record, "", NO_MEMORY)
        return reserve if reserve and stays_reserved(decided[1].judgement.verdict) else decided

    def _written(self, record: Record, facets: Facets, decision: Decision) -> bytes:
        text = self._texts.get(decision.number)
        if text is None:
            text = self._texts.keep(decision.number, decision_text(decision.judgement, decision.findings))
        attribution = attribution_text(attribution_of(facets.encounter, decision.attribution))
        return b"".join(
            (
                b'{"incident":', encode_json(record.incident.id), text, attribution, b',"notes":[',
                notes_text(facets.notes), b'],"incident_hash":"', sha256(record.raw).hexdigest().encode(), self._tail,
            )
        )  # fmt: skip


_Decided = tuple["Facets", "Decision"] | SetAside
"""What follows for a record, or why it is set aside."""


class _Made:
    """What was made of a part so far. Lines that the scanner made are not in it until the end."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self.asides: list[tuple[int, SetAside]] = []
        self.verdicts: Counter[Verdict] = Counter()
        self.reasons: Counter[Reason] = Counter()
        self._lines: list[bytes] = []
        self._ids: list[bytes] = []
        self._size = 0

    @property
    def is_full(self) -> bool:
        """Whether it is so much that no more should be made at once."""
        return self._size >= MOST_WRITTEN or len(self.asides) >= _MOST_ASIDES

    def put(self, line: bytes, mark: bytes) -> None:
        """Add a line, and the mark of its record's id."""
        self._lines.append(line)
        self._ids.append(mark)
        self._size += len(line)

    def add(self, verdicts: Mapping[Verdict, int], reasons: Mapping[Reason, int]) -> None:
        """Count so many more of them."""
        self.verdicts.update(verdicts)
        self.reasons.update(reasons)

    def result(self, stop: int, lines: bytes | memoryview = b"", ids: bytes = b"") -> BatchLines:
        """All that came of the part up to the place `stop`: these lines, or else those that were put."""
        lines, ids = lines or b"".join(self._lines), ids or b"".join(self._ids)
        before = [one for one in self._part.batch.asides if self._part.start <= one[0] < stop]
        asides = sorted([*self.asides, *before], key=itemgetter(0)) if before else self.asides
        return BatchLines(lines, ids, tuple(asides), self.verdicts, self.reasons, stop)


def _record_of(raw: bytes, file: str, number: int, missed: int) -> Record | SetAside:
    """The record. Of one that the scanner could follow, nothing has to be looked at but what is new of it."""
    if missed != native.ODD_RECORD:
        try:
            return Record(file, number, decode_incident(raw), raw)
        except (InvalidIncident, MemoryError):
            pass  # it holds more than is decoded, and is told of below
    return record_from(raw, file, number)


def _refused(batch: Batch, place: int, identifier: str, path: str, problem: str) -> tuple[int, SetAside]:
    return place, SetAside(batch.file, batch.first + place, identifier, path, problem)


def _record_at(place: int, batch: Batch, made: _Made) -> Record | None:
    """The record at the place; None where there is none, which is set aside unless it is a blank line."""
    raw = batch.raws[place]
    record = record_from(raw, batch.file, batch.first + place) if raw else None
    if isinstance(record, SetAside):
        made.asides.append((place, record))
        return None
    return record


def places_with_lines(made: BatchLines) -> list[int]:
    """The places in the batch of the records that have lines, in the order of these."""
    silent = {place for place, _ in made.asides}
    return [place for place in places_of(made.ids) if place not in silent]


def without(made: BatchLines, asides: list[tuple[int, SetAside]]) -> BatchLines:
    """The lines without those of the records that are set aside now, each with its place.

    What such a record was set aside for before is told no more.
    """
    left_out = {place for place, _ in asides}
    verdicts, reasons = Counter(made.verdicts), Counter(made.reasons)
    kept = []
    for place, line in zip(places_with_lines(made), bytes(made.lines).split(b"\n")[:-1], strict=True):
        if place in left_out:
            verdict, why = outlook_of(line)
            verdicts[verdict] -= 1
            reasons.subtract(why)
        else:
            kept.append(line)
    others = (one for one in made.asides if one[0] not in left_out)
    return made._replace(
        lines=b"".join(chain.from_iterable((line, b"\n") for line in kept)),
        asides=tuple(sorted(chain(others, asides), key=lambda one: one[0])),
        verdicts=verdicts,
        reasons=reasons,
    )
