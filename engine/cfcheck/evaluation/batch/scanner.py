"""Finds the kinds of a record's facets in its bytes, for values that earlier records had.

The native scanner holds a table of the bytes of values and the kinds they stand for, and one of texts for decisions;
this module fills both. A record with a value that is not in the table comes back undecided and is decoded in Python.
"""

from __future__ import annotations

import os
import struct
from array import array
from bisect import bisect_left
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.batch.refusals import Refusals
from cfcheck.evaluation.batch.shape import form_of
from cfcheck.evaluation.bit_judge import ruling_from
from cfcheck.evaluation.evaluator import attribution_of
from cfcheck.evaluation.facet import SIMPLE, Encounter, FacetName
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.native import native
from cfcheck.model.result_json import attribution_text, finding_text, need_text, notes_text, outlook_text, tail_text
from cfcheck.model.time import BEGINNING, END
from cfcheck.model.verdict import REASONS, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.evaluation.batch.refusals import Refusal
    from cfcheck.evaluation.decide import Decision
    from cfcheck.evaluation.evaluator import Evaluator, Memory
    from cfcheck.evaluation.facet import AttributionKind, Facets
    from cfcheck.evaluation.moments import Moment
    from cfcheck.model.assessment import SetAside
    from cfcheck.model.incident import Incident
    from cfcheck.model.verdict import Reason

__all__ = ["Scanner"]

_COUNT: Final = struct.Struct("=II")
"""An outlook, and how many lines have it."""
_SECOND: Final = 1_000_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_ACTORS: Final = frozenset({FacetName.PERPETRATOR, FacetName.TARGET, FacetName.CONTROL})
_PARTIES: Final = {FacetName.PERPETRATOR: "perpetrator", FacetName.TARGET: "target"}
_TIME_AND_NAMES: Final = b'{"id":"-","occurred":%s,"perpetrator":%s,"target":%s}'
"""A record with no more than the time and the names of another one."""
_MOST_SEEN_NAMES: Final = 65_536
_FIRST_SLOTS: Final = ("occurred", "perpetrator", "target", "participants")


class Scanner:
    """Scans batches for one evaluator and one of its memories. Not to be shared between threads.

    To *teach* the native scanner is to add an entry to its tables, so that it recognises the same bytes later.
    """

    def __init__(self, evaluator: Evaluator, memory: Memory, id_key: bytes) -> None:
        self.memory = memory
        assert memory.decider.bit_judge is not None  # noqa: S101  # a scanner is made only where there is one
        self.judge = memory.decider.bit_judge
        self._evaluator = evaluator
        finder = memory.finder
        places = [f"location.{name}" for name in finder.place_fields]
        counts = [f"casualties.{name}" for name in finder.count_fields]
        facets = {
            FacetName.PERPETRATOR: ["perpetrator"],
            FacetName.PLACE: ["location", *places],
            FacetName.ACT: ["act"],
            FacetName.TARGET: ["target"],
            FacetName.CONTROL: ["location.controlled_by"],
            FacetName.CLAIMS: ["claims"],
            FacetName.COUNTS: counts,
            FacetName.WEAPON: ["weapon"],
        }
        paths = dict.fromkeys([*_FIRST_SLOTS, "id", *(path for paths in facets.values() for path in paths)])
        self._slots = {path: number for number, path in enumerate(paths)}
        self._facets = tuple(name for name in FacetName if facets.get(name))
        form = form_of(self._slots | {"location": self._slots["location"] + native.PRESENCE})
        starts = [start for start in finder.starts if BEGINNING < start < END]
        whole = all(start % _SECOND == 0 for start in starts)
        self._native = native.Scanner(
            form=form,
            slots=len(self._slots),
            id_slot=self._slots["id"],
            facets=[bytes(self._slots[path] for path in facets.get(name, [])) for name in FacetName],
            starts=array("q", [start // _SECOND for start in starts]).tobytes() if whole else None,
            key=os.urandom(16),
            id_key=id_key,
            sha256=sha256,
            tail=tail_text(evaluator.provenance),
            judge=self.judge.native,
        )
        self._days: set[date] = set()
        self._with_kinds_over_time: set[tuple[FacetName, int]] = set()
        self._seen_names: set[int] = set()
        self._attributions: dict[int, AttributionKind] = {}
        """How a breach is attributed to a named perpetrator in a simple encounter, by the kind of that perpetrator."""
        self._refusals = Refusals(evaluator.tester, self._native)
        self._raws: Sequence[bytes] = ()
        self._records = native.Lines(())
        self.put = self._native.put
        if whole:
            for index, start in enumerate((BEGINNING, *starts)):
                if evaluator.knows(start):
                    self._native.teach_stretch(index, finder.moments.of_stretch(start).number)

    def run(self, raws: Sequence[bytes], start: int, stop: int, most: int) -> tuple[int, int, list[Refusal]]:
        """Make lines of the records from index `start` on.

        Returns the index at which that ended, why it ended, and the records that were refused. The reason is 0 at
        `stop`, and where the lines that were not taken yet have `most` bytes or many records were refused.
        """
        if raws is not self._raws:  # only for a new batch, since this goes through every record
            self._raws = raws
            self._records = raws if isinstance(raws, native.Lines) else native.Lines(raws)
        index, missed, refused, ids = self._native.run(self._records, start, stop, most)
        return index, missed, list(self._refusals.parse(refused, ids)) if refused else []

    def take(self) -> tuple[memoryview, bytes, dict[Verdict, int], dict[Reason, int]]:
        """The lines and ids since the last call; the counts of verdicts and reasons leave out lines that were `put`."""
        lines, ids, counts = self._native.take()
        verdicts, reasons = dict.fromkeys(Verdict, 0), dict.fromkeys(REASONS, 0)  # a Counter takes ten times as long
        outlook_of = self.judge.outlook
        for number, count in _COUNT.iter_unpack(counts):
            if count:
                verdict, _, why = outlook_of(number)
                verdicts[verdict] += count
                for reason in why:
                    reasons[reason] += count
        return memoryview(lines), ids, verdicts, reasons

    @property
    def size(self) -> int:
        """About how many bytes the native tables take."""
        return int(self._native.size())

    def scans(self, record: bytes) -> bool:
        """Whether the record is of a form that can be scanned, whether or not its values are known."""
        return self._slots_of(record) is not None

    def _slots_of(self, record: bytes) -> _Slots | None:
        try:
            slots: _Slots = self._native.slots(record)
        except ValueError:
            return None
        return slots

    def teach_at_once(self, record: bytes, *, is_new: bool, is_text: bool) -> bool:
        """Teach what needs no decoding of the whole record. Returns whether there was anything to teach."""
        if is_text:
            self.teach_texts()
        return is_text or (is_new and self._teach_unlisted_names(record))

    def _teach_unlisted_names(self, record: bytes) -> bool:
        """Teach the perpetrator and the target of a record where these are unlisted. Returns whether there was one.

        All unlisted names have the same kinds, and only the texts that quote the name differ. So the record need not be
        decoded and decided, which would take most of the time for a feed with a new name in each report.
        """
        slots = self._slots_of(record) if self.memory.finder.actors.has_unlisted else None
        if slots is None or slots[self._slots["participants"]]:
            return False
        named = {name: slots[self._slots[path]] for name, path in _PARTIES.items()}
        if not any(slot and slot.startswith(b'"') for slot in named.values()):
            return False
        try:
            incident = decode_incident(
                _TIME_AND_NAMES % (slots[0] or b"null", *[slot or b"null" for slot in named.values()])
            )
            moment = self.memory.finder.moments.find(incident)
        except InvalidIncident:
            return False  # which fault is reported depends on the whole record
        found = False
        for name, path in _PARTIES.items():
            written = getattr(incident, path)
            if type(written) is str and not self._evaluator.tester.finder.is_known(written):
                if not self._teach_unlisted(name, written, slots, moment):
                    return False
                found = True
        return found

    def _teach_unlisted(self, name: FacetName, written: str, slots: _Slots, moment: Moment) -> bool:
        actors = self.memory.finder.actors
        kind = actors.unlisted_at(name, moment)
        if kind is None or (name is FacetName.PERPETRATOR and kind not in self._attributions):
            return False
        number: int | None = self._native.teach_value(name, slots, 0, True)  # noqa: FBT003  # positional only
        if number is None:
            return False
        if len(moment.stretches) > 1:
            self._native.teach_actor(name, moment.number, number, kind)
        elif (name, number) not in self._with_kinds_over_time:
            self._native.teach_lasting(name, number, actors.unlisted_over_time(name))
            self._with_kinds_over_time.add((name, number))
        note = self._evaluator.tester.noter.of_unlisted(_PARTIES[name], written)
        self._native.teach_note(name, moment.number, number, notes_text((note,)))
        if name is FacetName.PERPETRATOR:
            attribution = attribution_of(
                Encounter((written,), AttributionConfidence.PROBABLE), self._attributions[kind]
            )
            self._native.teach_attribution(number, kind, 0, attribution_text(attribution))
        self._add_seen((hash(written),))
        return True

    def see(self, facets: Facets, decision: Decision) -> None:
        """Keep the attribution of a decision, by the kind of its perpetrator."""
        if facets.kinds[FacetName.FORM] == SIMPLE and facets.encounter.names:
            self._attributions.setdefault(facets.kinds[FacetName.PERPETRATOR], decision.attribution)

    def is_due(self, incident: Incident) -> bool:
        """Whether to teach the values of the incident: with an unlisted name, only from its second occurrence on.

        Many such names occur only once, and teaching one takes longer than writing its line once.
        """
        where, seen = incident.location, self._seen_names
        new_hashes = []
        for name in (incident.perpetrator, incident.target, None if where is None else where.controlled_by):
            if type(name) is str and (name_hash := hash(name)) not in seen:
                if self._evaluator.tester.finder.is_known(name):
                    seen.add(name_hash)
                else:
                    new_hashes.append(name_hash)
        self._add_seen(new_hashes)
        return not new_hashes

    def _add_seen(self, hashes: Sequence[int]) -> None:
        if hashes and len(self._seen_names) > _MOST_SEEN_NAMES:
            self._seen_names.clear()
        self._seen_names.update(hashes)

    def teach(self, record: bytes, incident: Incident, facets: Facets, decision: Decision) -> None:
        """Teach the values of the record, and the texts that follow from them."""
        slots = self._slots_of(record)
        if slots is None:
            return
        if self.memory.finder.has_note_on_place(incident):
            return  # the line has a note, which is written in Python
        moment = self.memory.finder.moments.find(incident)
        self._teach_time(slots[0], incident, moment)
        self._teach_moment(moment)
        who = self._teach_who(slots, incident, facets, moment)
        if who is None:
            return
        for name in self._facets:
            if name not in _ACTORS:
                self._native.teach_value(name, slots, facets.kinds[name], False)  # noqa: FBT003  # positional only
        if self._teach_actor(FacetName.CONTROL, slots, incident, facets, moment) is None:
            return
        text = attribution_text(attribution_of(facets.encounter, decision.attribution))
        self._native.teach_attribution(who, *_attribution_key(facets.kinds, decision), text)

    def teach_refusal(self, record: bytes, incident: Incident, aside: SetAside) -> None:
        """Teach the value for which the record is set aside, so that other records with it are refused."""
        if self._refusals.is_due(aside):
            slots = self._slots_of(record)
            if slots is not None:
                self._refusals.teach(slots, incident, aside, lambda: self._teach_known_time(slots[0], incident))

    def _teach_known_time(self, text: bytes | None, incident: Incident) -> bool:
        """Teach the time of an incident, which must be valid. Returns False, and teaches nothing, if it is too late."""
        moment = self.memory.finder.moments.find(incident)
        if not self._evaluator.knows(moment.stretches[0]):
            return False
        self._teach_time(text, incident, moment)
        self._teach_moment(moment)
        return True

    def _teach_time(self, text: bytes | None, incident: Incident, moment: Moment) -> None:
        """Teach the text of the time, and the local days of its month."""
        if isinstance(incident.occurred, str):
            self._teach_days(incident.occurred)
        self._native.teach_time(text, moment.number)

    def _teach_days(self, occurred: str) -> None:
        days = self.memory.finder.moments.days_around(occurred)
        if not days or min(days) in self._days:
            return
        self._days.add(min(days))
        for day, moment in days.items():
            number = day.toordinal() - _EPOCH
            if 0 <= number <= native.LAST_DAY and self._evaluator.knows(moment.stretches[0]):
                self._native.teach_day(number, moment.number)

    def _teach_moment(self, moment: Moment) -> None:
        """Teach the kind of the moment, and the index of its stretch if it has only one."""
        finder, stretches = self.memory.finder, moment.stretches
        index = bisect_left(finder.starts, stretches[0]) if len(stretches) == 1 else native.NONE
        self._native.teach_moment(moment.number, finder.of_moment(moment), index)

    def _teach_who(self, slots: _Slots, incident: Incident, facets: Facets, moment: Moment) -> int | None:
        """Teach who did it to whom. Returns a number for it, the key of its attribution, or None if it is too long."""
        form = facets.kinds[FacetName.FORM]
        number: int | None
        if form != SIMPLE:
            number = self._native.teach_encounter(slots, moment.number, form, notes_text(facets.notes))
            return number
        numbers = [self._teach_actor(name, slots, incident, facets, moment) for name in _PARTIES]
        return None if None in numbers else numbers[0]

    def _teach_actor(
        self, name: FacetName, slots: _Slots, incident: Incident, facets: Facets, moment: Moment
    ) -> int | None:
        """Teach an actor's kinds and the notes on its name. Returns the name's number, or None if it is too long."""
        finder, path = self.memory.finder, _PARTIES.get(name)
        written = None if path is None else getattr(incident, path)
        number: int | None = self._native.teach_value(name, slots, 0, written in finder.actors.noted_names)
        if number is None:
            return None
        if len(moment.stretches) > 1:
            self._native.teach_actor(name, moment.number, number, facets.kinds[name])
        elif (name, number) not in self._with_kinds_over_time:
            self._native.teach_lasting(name, number, tuple(finder.kinds_over_time(name, incident)))
            self._with_kinds_over_time.add((name, number))
        if path is not None and written in finder.actors.noted_names:
            notes = finder.actors.notes_on(path, written, moment)
            self._native.teach_note(name, moment.number, number, notes_text(notes))
        return number

    def teach_texts(self) -> None:
        """Teach the texts for the ruling on the record at which the last run ended."""
        ruling = ruling_from(self._native.said())
        self._native.teach_outlook(ruling.outlook, outlook_text(self.judge.outlook(ruling.outlook)))
        for number in ruling.needs:
            self._native.teach_need(number, need_text(self.judge.need(number)))
        for number in ruling.findings:
            self._native.teach_finding(number, finding_text(self.judge.finding(number)))


def _attribution_key(kinds: tuple[int, ...], decision: Decision) -> tuple[int, int]:
    """The rest of the native scanner's key for an attribution, besides the number for who did it to whom."""
    if kinds[FacetName.FORM] == SIMPLE:
        return kinds[FacetName.PERPETRATOR], 0
    bits = sum(1 << strand for strand, is_attributed in enumerate(decision.attributed) if is_attributed)
    return bits & _WORD, bits >> 32


_WORD: Final = (1 << 32) - 1
_Slots = tuple[bytes | None, ...]
