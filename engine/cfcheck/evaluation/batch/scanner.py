"""Finds the kinds of a record's facets in its bytes, for values that earlier records had.

The native scanner holds a table of the bytes of values and the kinds they stand for, and one of texts for decisions;
this module fills both. A record with a value that is not in the table comes back undecided and is decoded in Python.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.batch.refusals import Refusals
from cfcheck.evaluation.batch.shape import PRESENCE, form_of
from cfcheck.evaluation.bit_judge import said_from
from cfcheck.evaluation.evaluator import attribution_of
from cfcheck.evaluation.facet import SIMPLE, Encounter, FacetName
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.native import native
from cfcheck.model.result_json import attribution_text, finding_text, need_text, notes_text, outlook_text, tail_text
from cfcheck.model.time import BEGINNING, END
from cfcheck.model.verdict import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.evaluation.batch.refusals import Refusal
    from cfcheck.evaluation.decide import Decision
    from cfcheck.evaluation.evaluator import Evaluator, Memory
    from cfcheck.evaluation.facet import AttributionKind, Facets
    from cfcheck.evaluation.moments import Moment
    from cfcheck.model.assessment import SetAside
    from cfcheck.model.incident import Incident
    from cfcheck.model.verdict import Reason, Verdict

__all__ = ["Scanner"]

_SECOND: Final = 1_000_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_LAST_DAY: Final = 65_535
"""The last of the days that the native scanner remembers, counted from the first of 1970."""
_ACTORS: Final = frozenset({FacetName.PERPETRATOR, FacetName.TARGET, FacetName.CONTROL})
_PARTIES: Final = {FacetName.PERPETRATOR: "perpetrator", FacetName.TARGET: "target"}
_SHORTENED: Final = b'{"id":"-","occurred":%s,"perpetrator":%s,"target":%s}'
"""What of a record says which moment and which names are to be taught."""
_SEVERAL: Final = 0xFFFF_FFFF
"""In place of the place of a stretch: there are several."""
_MOST_MET_NAMES: Final = 65_536
_FIRST_SLOTS: Final = ("occurred", "perpetrator", "target", "participants")


class Scanner:
    """Scans batches for one evaluator and one memory of it. Not to be shared between threads."""

    def __init__(self, evaluator: Evaluator, memory: Memory, id_key: bytes) -> None:
        self.memory = memory
        assert memory.decider.bit_judge is not None  # noqa: S101  # there is nothing to scan with otherwise
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
        paths = dict.fromkeys([*_FIRST_SLOTS, "id", *(path for asked in facets.values() for path in asked)])
        self._slots = {path: number for number, path in enumerate(paths)}
        self._facets = tuple(name for name in FacetName if facets.get(name))
        form = form_of(self._slots | {"location": self._slots["location"] + PRESENCE})
        starts = [start for start in finder.starts if BEGINNING < start < END]
        whole = all(start % _SECOND == 0 for start in starts)
        self._native = native.Scanner(
            form,
            len(self._slots),
            self._slots["id"],
            [[self._slots[path] for path in facets.get(name, [])] for name in FacetName],
            [start // _SECOND for start in starts] if whole else None,
            os.urandom(16),
            id_key,
            sha256,
            tail_text(evaluator.provenance),
            self.judge.native,
        )
        self._days: set[date] = set()
        self._lasting: set[tuple[FacetName, int]] = set()
        self._met_names: set[int] = set()
        self._attributions: dict[int, AttributionKind] = {}
        """How a breach is attributed to one who is named surely, by the kind of that perpetrator."""
        self._refusals = Refusals(evaluator.tester, self._native)
        self._given: Sequence[bytes] = ()
        self._records = native.Lines(())
        self.put = self._native.put
        if whole:
            for place, start in enumerate((BEGINNING, *starts)):
                if evaluator.knows(start):
                    self._native.teach_stretch(place, finder.moments.of_stretch(start).number)

    def run(self, raws: Sequence[bytes], start: int, stop: int, most: int) -> tuple[int, int, list[Refusal]]:
        """Make lines of the records from the start on.

        Returns the place at which that ended, and why: 0 at the stop, or where lines not taken yet have `most` bytes or
        many records were refused; and those records.
        """
        if raws is not self._given:  # not at each run: it takes a look at every record
            self._given = raws
            self._records = raws if isinstance(raws, native.Lines) else native.Lines(raws)
        place, missed, refused, ids = self._native.run(self._records, start, stop, most)
        return place, missed, list(self._refusals.told(refused, ids)) if refused else []

    def take(self) -> tuple[memoryview, bytes, dict[Verdict, int], dict[Reason, int]]:
        """Lines and ids since the last time; of lines that were not put, how many have which verdict and reason."""
        lines, ids, possible, reasons = self._native.take()
        verdicts: Counter[Verdict] = Counter()
        for number, count in enumerate(possible):
            if count:
                verdicts[self.judge.outlook(number).verdict] += count
        return memoryview(lines), ids, verdicts, dict(zip(REASONS, reasons, strict=False))

    @property
    def size(self) -> int:
        """How many bytes what was taught takes, about."""
        return int(self._native.size())

    def scans(self, record: bytes) -> bool:
        """Whether the record is of a form that can be scanned, whatever is known of it."""
        return self._slots_of(record) is not None

    def _slots_of(self, record: bytes) -> _Slots | None:
        try:
            slots: _Slots = self._native.slots(record)
        except ValueError:
            return None
        return slots

    def teach_at_once(self, record: bytes, *, is_new: bool, is_text: bool) -> bool:
        """Teach what is known without a look at the record as a whole; whether there was any of that."""
        if is_text:
            self.teach_texts()
        return is_text or (is_new and self._teach_strangers(record))

    def _teach_strangers(self, record: bytes) -> bool:
        """Teach the perpetrator and the target of a record, if the registry never has their names; whether it has any.

        All is known of them once it is known of another such name, but for the words. So the record is neither decoded
        for that nor decided, which would take most of the time for a feed that names somebody else in each report.
        """
        slots = self._slots_of(record) if self.memory.finder.actors.has_met_strangers else None
        if slots is None or slots[self._slots["participants"]]:
            return False
        named = {name: slots[self._slots[path]] for name, path in _PARTIES.items()}
        if not any(slot and slot.startswith(b'"') for slot in named.values()):
            return False
        try:
            incident = decode_incident(
                _SHORTENED % (slots[0] or b"null", *[slot or b"null" for slot in named.values()])
            )
            moment = self.memory.finder.moments.find(incident)
        except InvalidIncident:
            return False  # which fault comes first is for those to say who see the whole record
        found = False
        for name, path in _PARTIES.items():
            written = getattr(incident, path)
            if type(written) is str and not self._evaluator.tester.finder.is_known(written):
                if not self._teach_stranger(name, written, slots, moment):
                    return False
                found = True
        return found

    def _teach_stranger(self, name: FacetName, written: str, slots: _Slots, moment: Moment) -> bool:
        actors = self.memory.finder.actors
        kind, lasting = actors.stranger_at(name, moment), actors.stranger_lasting(name)
        if kind is None or lasting is None or (name is FacetName.PERPETRATOR and kind not in self._attributions):
            return False
        number: int | None = self._native.teach_value(name, slots, 0, True)  # noqa: FBT003  # positional only
        if number is None:
            return False
        if len(moment.stretches) > 1:
            self._native.teach_actor(name, moment.number, number, kind)
        elif (name, number) not in self._lasting:
            self._native.teach_lasting(name, number, lasting)
            self._lasting.add((name, number))
        note = self._evaluator.tester.noter.of_stranger(_PARTIES[name], written)
        self._native.teach_note(name, moment.number, number, notes_text((note,)))
        if name is FacetName.PERPETRATOR:
            attribution = attribution_of(
                Encounter((written,), AttributionConfidence.PROBABLE), self._attributions[kind]
            )
            self._native.teach_attribution(number, kind, 0, attribution_text(attribution))
        self._keep_met((hash(written),))
        return True

    def see(self, facets: Facets, decision: Decision) -> None:
        """Keep what a decision says of attributions to perpetrators of its kind."""
        if facets.kinds[FacetName.FORM] == SIMPLE and facets.encounter.names:
            self._attributions.setdefault(facets.kinds[FacetName.PERPETRATOR], decision.attribution)

    def is_due(self, incident: Incident) -> bool:
        """Whether what the incident says should be taught now: names that no registry has from the second time on.

        Many of them are not met again, and to teach one takes longer than to write its line once.
        """
        where, met = incident.location, self._met_names
        new = []
        for name in (incident.perpetrator, incident.target, None if where is None else where.controlled_by):
            if type(name) is str and (mark := hash(name)) not in met:
                if self._evaluator.tester.finder.is_known(name):
                    met.add(mark)
                else:
                    new.append(mark)
        self._keep_met(new)
        return not new

    def _keep_met(self, marks: Sequence[int]) -> None:
        if marks and len(self._met_names) > _MOST_MET_NAMES:
            self._met_names.clear()
        self._met_names.update(marks)

    def teach(self, record: bytes, incident: Incident, facets: Facets, decision: Decision) -> None:
        """Teach what is to be known of such records."""
        slots = self._slots_of(record)
        if slots is None:
            return
        if self.memory.finder.is_odd_place(incident):
            return  # its note is told by Python
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
        self._native.teach_attribution(who, *_attributed(facets.kinds, decision), text)

    def teach_refusal(self, record: bytes, incident: Incident, aside: SetAside) -> None:
        """Teach that records with the value for which this one is set aside are refused."""
        if self._refusals.is_due(aside):
            slots = self._slots_of(record)
            if slots is not None:
                self._refusals.teach(slots, incident, aside, lambda: self._teach_known_time(slots[0], incident))

    def _teach_known_time(self, text: bytes | None, incident: Incident) -> bool:
        """Teach the time of an incident, which is sound; not one that cannot be known yet, and False then."""
        moment = self.memory.finder.moments.find(incident)
        if not self._evaluator.knows(moment.stretches[0]):
            return False
        self._teach_time(text, incident, moment)
        self._teach_moment(moment)
        return True

    def _teach_time(self, text: bytes | None, incident: Incident, moment: Moment) -> None:
        """Teach the time as it is written, and the local days of its month."""
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
            if 0 <= number <= _LAST_DAY and self._evaluator.knows(moment.stretches[0]):
                self._native.teach_day(number, moment.number)

    def _teach_moment(self, moment: Moment) -> None:
        """Teach the kind of the moment, and which stretch it is, if it is one."""
        finder, stretches = self.memory.finder, moment.stretches
        place = bisect_left(finder.starts, stretches[0]) if len(stretches) == 1 else _SEVERAL
        self._native.teach_moment(moment.number, finder.of_moment(moment), place)

    def _teach_who(self, slots: _Slots, incident: Incident, facets: Facets, moment: Moment) -> int | None:
        """The number for who did it to whom, by which attributions are taught; None if it is told at length."""
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
        """The number of an actor's name; None if it is too long. What is taught of it are its kinds, and its notes."""
        finder, path = self.memory.finder, _PARTIES.get(name)
        written = None if path is None else getattr(incident, path)
        number: int | None = self._native.teach_value(name, slots, 0, written in finder.actors.odd_names)
        if number is None:
            return None
        if len(moment.stretches) > 1:
            self._native.teach_actor(name, moment.number, number, facets.kinds[name])
        elif (name, number) not in self._lasting:
            self._native.teach_lasting(name, number, tuple(finder.lasting(name, incident)))
            self._lasting.add((name, number))
        if path is not None and written in finder.actors.odd_names:
            notes = finder.actors.notes_on(path, written, moment)
            self._native.teach_note(name, moment.number, number, notes_text(notes))
        return number

    def teach_texts(self) -> None:
        """Teach the words for what the judge said of the record at which the last run ended."""
        said = said_from(self._native.said())
        self._native.teach_outlook(said.outlook, outlook_text(self.judge.outlook(said.outlook)))
        for number in said.needs:
            self._native.teach_need(number, need_text(self.judge.need(number)))
        for number in said.findings:
            self._native.teach_finding(number, finding_text(self.judge.finding(number)))


def _attributed(kinds: tuple[int, ...], decision: Decision) -> tuple[int, int]:
    """What an attribution depends on beside who did it to whom, as the native scanner looks it up."""
    if kinds[FacetName.FORM] == SIMPLE:
        return kinds[FacetName.PERPETRATOR], 0
    bits = sum(1 << strand for strand, is_attributed in enumerate(decision.attributed) if is_attributed)
    return bits & _WORD, bits >> 32


_WORD: Final = (1 << 32) - 1
_Slots = tuple[bytes | None, ...]
