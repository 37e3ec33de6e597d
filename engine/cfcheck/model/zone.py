"""Time zones from the `tzdata` package: which instants a wall time or a local day names.

The machine's own database is not used, so that the same input gives the same result and the version can be reported.
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from cfcheck.model.time import Instant, Interval

__all__ = ["UnknownZone", "Zone", "instant_of", "tz_version", "zone_names"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_DATABASE = Path(tzdata.__file__).parent / "zoneinfo"


class UnknownZone(ValueError):
    """Raised for a name that is not in the tz database, or is an abbreviation and not a place."""


def tz_version() -> str:
    """The release of the tz database in use, such as `2025b`."""
    return tzdata.IANA_VERSION


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every name of the tz database of the form Area/Location, and UTC."""
    lines = (_DATABASE.parent / "zones").read_text(encoding="utf-8").splitlines()
    return frozenset({name for name in lines if "/" in name} | {"UTC"})


def instant_of(moment: datetime) -> Instant:
    """The instant of an aware datetime."""
    return Instant((moment - _EPOCH) // _MICROSECOND)


@lru_cache(maxsize=64)
def _rules_of(name: str) -> ZoneInfo:
    if name not in zone_names():
        message = f"unknown time zone `{name}`"
        raise UnknownZone(message)
    with _DATABASE.joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


class Zone:
    """An IANA time zone. Immutable; two zones of one name are equal.

    Raises UnknownZone for a name that the tz database does not have.
    """

    __slots__ = ("__dict__", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        _ = self._rules

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Zone) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def __reduce__(self) -> tuple[type[Zone], tuple[str]]:
        return Zone, (self.name,)

    @cached_property
    def _rules(self) -> ZoneInfo:
        return _rules_of(self.name)

    def instants(self, wall: datetime) -> tuple[Instant, ...]:
        """The instants at which clocks showed the wall time (naive): none in a gap, two where it happened twice."""
        found = {
            instant_of(moment)
            for moment in (wall.replace(tzinfo=self._rules, fold=fold) for fold in (0, 1))
            if moment.astimezone(UTC).astimezone(self._rules).replace(tzinfo=None, fold=0) == wall
        }
        return tuple(sorted(found))

    def local(self, instant: Instant) -> datetime:
        """What clocks showed at the instant, with the offset. Clamped to the years 1 to 9999."""
        first, last = instant_of(datetime(1, 1, 3, tzinfo=UTC)), instant_of(datetime(9999, 12, 29, tzinfo=UTC))
        return (_EPOCH + min(max(instant, first), last) * _MICROSECOND).astimezone(self._rules)

    def day(self, day: date) -> Interval:
        """The local day, of 23 to 25 hours where clocks change; empty if the zone skipped it.

        Where clocks go back over midnight, the day ends when they reach midnight for the last time, so that it holds
        what came back of it, and the first moments of the day that follows.
        """
        following = day + timedelta(days=1)
        midnights = self.instants(datetime.combine(following, datetime.min.time()))
        ends = [end for end in midnights if self.local(Instant(end - 1)).date() == day]
        return Interval(self._first_instant(day), ends[-1] if ends else self._first_instant(following))

    def plain_day(self, day: date) -> Interval | None:
        """The local day, if every clock time of it happened just once; None as well where an end of it has no date."""
        try:
            following = day + timedelta(days=1)
            offsets = {
                midnight.replace(fold=fold).utcoffset()
                for midnight in (self._midnight(day), self._midnight(following))
                for fold in (0, 1)
            }
            # Where clocks change at a midnight, its two folds differ: only then it takes a closer look.
            if len(offsets) == 1 and MINYEAR < day.year < MAXYEAR:
                start = instant_of(self._midnight(day))
                return Interval(start, Instant(start + _DAY))
            whole = self.day(day)
        except OverflowError:
            return None
        first, last = self.local(whole.start), self.local(Instant(whole.end - 1))
        is_plain = whole.end - whole.start == _DAY and first.utcoffset() == last.utcoffset()
        return whole if is_plain else None

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, datetime.min.time(), self._rules)

    def _first_instant(self, day: date) -> Instant:
        """The first instant whose local date is not before the day."""
        midnight = datetime.combine(day, datetime.min.time())
        showed = self.instants(midnight)
        if showed:
            return showed[0]
        # Clocks skipped midnight: the day begins with the change, which lies between the two ways to read it.
        low = min(instant_of(midnight.replace(tzinfo=self._rules, fold=fold)) for fold in (0, 1))
        high = max(instant_of(midnight.replace(tzinfo=self._rules, fold=fold)) for fold in (0, 1))
        while low < high:
            middle = Instant((low + high) // 2)
            if self.local(middle).date() < day:
                low = Instant(middle + 1)
            else:
                high = middle
        return low
