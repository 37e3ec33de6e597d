"""Makes incidents to measure with: the same ones for the same number, whatever the machine. Knows no rules.

They are reports as a monitor in Syria in 2016 could have written them, under names and acts of the shipped registry. Of
each incident's fields, those of its parts included, one in ten is missing; the id is always there.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["ACTORS", "ATTACKS", "generate_incidents", "incident_id", "main"]

Thing = TypeVar("Thing")

MISSING: Final = 0.1
SEED: Final = 2016

ATTACKS: Final = (
    "air_strike", "drone_strike", "indirect_fire", "shelling", "artillery_fire", "mortar_fire", "rocket_fire",
    "missile_strike", "direct_fire", "tank_fire", "atgm_fire", "small_arms_fire", "sniper_fire", "grenade_attack",
    "ground_assault", "ambush", "ied", "suicide_attack", "assassination", "armed_clash",
)  # fmt: skip
_OTHER_ACTS: Final = (
    "capture", "non_violent_transfer", "territory_attempt", "aid_blocked", "aid_looted", "medical_evacuation_blocked",
    "aid_delivered", "siege", "arrest", "abduction", "reinforcement", "mine_explosion", "protest",
)  # fmt: skip

# By how they stand to the agreement: "government" and "opposition" are settled for all of the time it was in force.
ACTORS: Final = {
    "government": (
        "Syrian Arab Army", "Syrian Armed Forces", "Syrian Arab Air Force", "Russian Aerospace Forces",
        "National Defence Forces", "Hezbollah", "Liwa al-Quds", "Tiger Forces",
    ),
    "opposition": ("Free Syrian Army", "FSA", "FSA factions"),
    "coalition": ("US-led coalition", "US Air Force"),
    "civilians": ("civilians", "medical facilities", "hospital", "humanitarian convoy", "aid workers", "White Helmets"),
    "excluded": ("ISIL", "Islamic State", "Nusra Front"),
    "open": ("Ahrar al-Sham", "Jaysh al-Islam", "Faylaq al-Sham", "Sultan Murad Division", "YPG", "Turkey"),
    "unknown": ("unidentified gunmen", "Omar Brigade of the Valley"),
}  # fmt: skip
_PERPETRATORS: Final = ("government",) * 9 + ("opposition",) * 5 + ("coalition", "excluded", "open", "open", "unknown")
_TARGETS: Final = ("opposition",) * 6 + ("government",) * 4 + ("civilians",) * 6 + ("excluded", "open", "open")
_HOLDERS: Final = ("government", "opposition", "opposition", "excluded", "open")

_WEAPONS: Final = (
    "artillery_shell", "mortar_bomb", "barrel_bomb", "rocket", "small_arms", "improvised_explosive_device",
)  # fmt: skip
_PLACES: Final = (
    ("Aleppo", "Daret Azza", 36.28, 36.85), ("Idleb", "Maarrat al-Numan", 35.64, 36.67),
    ("Homs", "Talbiseh", 34.84, 36.73), ("Hama", "Kafr Zita", 35.37, 36.6),
    ("Rural Damascus", "Daraya", 33.46, 36.24), ("Dar'a", "Nawa", 32.89, 36.04),
    ("Lattakia", "Kabani", 35.73, 36.23), ("Deir-ez-Zor", "Muhasan", 35.24, 40.3), ("Damascus", "Jobar", 33.53, 36.33),
)  # fmt: skip
_MONITORS: Final = ("Monitors of the Valley", "Local council", "Rescue workers", "Centre for documentation")
_STATES: Final = ("alleged", "assessed", "verified", "under_investigation")
_TOLD: Final = (
    "Residents reported explosions", "A field correspondent was at the place", "Two monitors told of it by telephone",
    "Pictures of the place were published",
)  # fmt: skip

_BEGIN: Final = datetime(2016, 1, 1, tzinfo=UTC)
_SECONDS: Final = 366 * 86_400
_OFFSETS: Final = tuple(timezone(timedelta(hours=hours)) for hours in (2, 2, 3, 3, 0))


def generate_incidents(count: int) -> Iterator[dict[str, Any]]:
    """So many incidents with ids of their own."""
    draw = _Draw()
    for number in range(count):
        yield {"id": incident_id(number)} | draw.known(_fields(draw))


def incident_id(number: int) -> str:
    """The id of the incident of that number, from 0; in the order of numbers."""
    return f"syr-2016-{number:08d}"


def _fields(draw: _Draw) -> dict[str, Any]:
    admin1, place, latitude, longitude = draw.one(_PLACES)
    return {
        "occurred": draw.clock_time(),
        "act": draw.one(ATTACKS if draw.happens(0.75) else _OTHER_ACTS),
        "weapon": draw.one(_WEAPONS),
        "perpetrator": draw.one(ACTORS[draw.one(_PERPETRATORS)]),
        "target": draw.one(ACTORS[draw.one(_TARGETS)]),
        "location": draw.known(
            {
                "country": "SYR" if draw.happens(0.97) else "IRQ",
                "admin1": admin1,
                "place": place,
                "lat": round(latitude + draw.number(900) / 1e4, 4),
                "lon": round(longitude + draw.number(900) / 1e4, 4),
                "controlled_by": draw.one(ACTORS[draw.one(_HOLDERS)]),
            }
        ),
        "casualties": draw.known({"killed": draw.number(12), "injured": draw.number(30)}),
        **({"claims": {"self_defence": _plea(draw)}} if draw.happens(0.15) else {}),
        "sources": [draw.known({"name": draw.one(_MONITORS), "reliability": draw.one("ABC"), "credibility": 2})],
        "state": draw.one(_STATES),
        "description": f"{draw.one(_TOLD)} near {place}; {draw.number(40) + 2} people there have been asked so far.",
    }


def _plea(draw: _Draw) -> dict[str, bool]:
    return draw.known({test: draw.happens(0.7) for test in ("responding", "immediate_threat", "proportionate")})


class _Draw:
    """Chance that is the same each time. Uses no more of `Random` than `random()`, which no version changes."""

    def __init__(self) -> None:
        self._random = Random(SEED).random  # noqa: S311  # nothing here is secret

    def happens(self, chance: float) -> bool:
        return self._random() < chance

    def number(self, below: int) -> int:
        return int(self._random() * below)

    def one(self, things: Sequence[Thing]) -> Thing:
        return things[int(self._random() * len(things))]

    def known(self, fields: dict[str, Thing]) -> dict[str, Thing]:
        return {name: value for name, value in fields.items() if self._random() >= MISSING}

    def clock_time(self) -> str:
        """A second of 2016, as a clock somewhere showed it, with that clock's offset."""
        instant = _BEGIN + timedelta(seconds=self.number(_SECONDS))
        return instant.astimezone(self.one(_OFFSETS)).isoformat().replace("+00:00", "Z")


def _write(path: Path, count: int, *, as_array: bool) -> None:
    opening, between, closing = ("[", ",\n", "]\n") if as_array else ("", "\n", "\n")
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for number, incident in enumerate(generate_incidents(count)):
            out.write(between if number else opening)
            out.write(json.dumps(incident, ensure_ascii=False, separators=(",", ":")))
        out.write(closing)


def main() -> int:
    """Write a file of incidents."""
    parser = argparse.ArgumentParser(description="Write incidents to measure with.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--array", action="store_true", help="a JSON array instead of one incident a line")
    options = parser.parse_args()
    _write(options.file, options.records, as_array=options.array)
    return 0


if __name__ == "__main__":
    sys.exit(main())
