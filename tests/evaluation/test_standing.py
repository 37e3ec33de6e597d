"""Who a name stands for and how that actor stands, at an instant. Docs: semantics.md, S14 to S24.

The agreement is written out below. `anyone` in the tables means that a name rules nobody out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.terms import written

from cfcheck.evaluation.standing import Recognition, StandingFinder
from cfcheck.model.written_time import read_time
from cfcheck.model.zone import Zone

if TYPE_CHECKING:
    from cfcheck.model.time import Instant

AGREEMENT = """
    cfcheck: 1
    title: Accord
    version: "1"
    time_zone: UTC
    sources: {accord: {title: Accord}}
    in_force: [{from: "2020-01-01", cite: {source: accord, provision: "1"}}]
    parties:
      north:
        title: North
        cite: {source: accord, provision: "2"}
        members:
          - {actor: army}
          - {actor: two-faced, until: "2020-06-30"}
      south:
        title: South
        cite: {source: accord, provision: "3"}
        members:
          - {actor: late, from: "2020-03-01"}
          - {actor: late-perhaps, from: {earliest: "2020-03-01", latest: "2020-05-01"}}
          - {actor: two-faced, from: {earliest: "2020-06-01", latest: "2020-07-01"}}
          - {actor: league}
          - {actor: banned-later}
        candidates: [band, closed-bands, open-bands, crowd, band-of-outlaws]
    not_bound:
      - {actor: bystander}
      - {actor: bystander-then, until: {earliest: "2020-03-01", latest: "2020-05-01"}}
    excluded:
      - {actor: outlaws, from: "2020-02-01", cite: {source: accord, provision: "4"}}
      - {actor: pact, cite: {source: accord, provision: "4"}}
      - actor: pact-perhaps
        from: {earliest: "2020-03-01", latest: "2020-05-01"}
        cite: {source: accord, provision: "4"}
      - {list: register, cite: {source: accord, provision: "5"}}
      - list: interim-register
        from: {earliest: "2020-03-01", latest: "2020-04-01"}
        until: "2020-06-30"
        cite: {source: accord, provision: "5"}
    """
REGISTRY = """
    cfcheck: 1
    sources: {gazette: {title: Gazette}}
    actors:
      army: {title: Army, kind: state}
      guard: {title: Guard, part_of: [{actor: army, from: {earliest: "2020-03-01", latest: "2020-05-01"}}]}
      platoon: {title: Platoon, part_of: [{actor: guard}]}
      two-faced: {title: Two-faced}
      late: {title: Late}
      late-perhaps: {title: Late perhaps}
      league: {title: League, kind: umbrella, includes: [army, outlaws]}
      banned-later: {title: Banned later}
      band: {title: Band, aliases: [{name: Old Band, until: "2020-06-30"}, {name: New Band, from: "2020-07-01"}]}
      other-band: {title: Other band, aliases: [{name: Old Band, from: "2020-07-01"}]}
      bystander: {title: Bystander}
      bystander-then: {title: Bystander then}
      outlaws: {title: Outlaws}
      cell: {title: Cell, part_of: [{actor: outlaws, from: "2020-04-01"}]}
      cell-perhaps:
        {title: Cell perhaps, part_of: [{actor: outlaws, from: {earliest: "2020-04-01", latest: "2020-05-01"}}]}
      band-of-outlaws: {title: Band of outlaws, part_of: [{actor: outlaws, until: "2020-06-30"}]}
      listed: {title: Listed}
      listed-for-now: {title: Listed for now}
      cell-of-listed: {title: Cell of listed, part_of: [{actor: listed-for-now}]}
      both-sides: {title: Both sides, part_of: [{actor: army}, {actor: late}]}
      stranger: {title: Stranger}
      people: {title: People, kind: protected}
      medics: {title: Medics, kind: protected, part_of: [{actor: people}]}
      gunmen: {title: Gunmen, kind: unidentified}
      closed-bands: {title: Closed bands, kind: umbrella, includes: [band, outlaws], open: false}
      open-bands: {title: Open bands, kind: umbrella, includes: [band]}
      crowd: {title: Crowd, kind: umbrella, includes: [gunmen], open: false}
      closed: {title: Closed, kind: umbrella, includes: [army, bystander], open: false}
      closed-over-gunmen: {title: Closed over gunmen, kind: umbrella, includes: [army, gunmen], open: false}
      closed-over-open: {title: Closed over open, kind: umbrella, includes: [army, open], open: false}
      open: {title: Open, kind: umbrella, includes: [army]}
      mixed: {title: Mixed, kind: umbrella, includes: [army, outlaws], open: false}
      part-of-mixed: {title: Part of mixed, part_of: [{actor: mixed}]}
      part-of-open: {title: Part of open, part_of: [{actor: open}]}
      part-of-gunmen: {title: Part of gunmen, part_of: [{actor: gunmen}]}
      pact: {title: Pact, kind: umbrella, includes: [stranger], open: false}
      pact-perhaps: {title: Pact perhaps, kind: umbrella, includes: [stranger], open: false}
      part-of-pact: {title: Part of pact, part_of: [{actor: pact}]}
      outlaw-league:
        {title: Outlaw league, kind: umbrella, includes: [stranger], open: false, part_of: [{actor: outlaws}]}
      army-league: {title: Army league, kind: umbrella, includes: [stranger], open: false, part_of: [{actor: army}]}
    lists:
      register:
        title: Register
        cite: {source: gazette, provision: "1"}
        entries:
          - {actor: listed, reference: R1, from: {earliest: "2020-03-01", latest: "2020-05-01"}}
          - {actor: banned-later, reference: R2, from: "2020-05-01"}
      interim-register:
        title: Interim register
        cite: {source: gazette, provision: "2"}
        entries:
          - {actor: listed-for-now, reference: I1, from: "2020-02-01", until: {earliest: "2020-05-01", latest: "2020-08-01"}}
    acts: {attack: {title: attack}}
    """

ANYONE = "anyone"
STANDINGS = [
    ("Outlaws", "2020-01-31", "north south not_bound", "S16 not excluded before its date"),
    ("Outlaws", "2020-02-01", "excluded", "S16 excluded by name from its date"),
    ("Cell", "2020-03-31", "north south not_bound", "S16 not part of it yet"),
    ("Cell", "2020-04-01", "excluded", "S16 part of an excluded one"),
    ("Cell perhaps", "2020-04-15", "north south not_bound excluded", "S12 S16 whether it is part of it is not known"),
    ("Listed", "2020-02-28", "north south not_bound", "S16 S22 not listed yet"),
    ("Listed", "2020-04-01", "north south not_bound excluded", "S12 S16 the day of its listing is not known"),
    ("Listed", "2020-05-01", "excluded", "S16 listed"),
    ("Listed for now", "2020-02-29", "north south not_bound", "S16 listed before the agreement refers to the list"),
    ("Listed for now", "2020-03-15", "north south not_bound excluded", "S12 S16 perhaps it refers to it already"),
    ("Listed for now", "2020-04-02", "excluded", "S16 listed, and the agreement refers to the list"),
    ("Listed for now", "2020-06-15", "north south not_bound excluded", "S12 S16 perhaps listed no longer"),
    ("Listed for now", "2020-07-01", "north south not_bound", "S16 the agreement refers to the list no longer"),
    ("Cell of listed", "2020-02-29", "north south not_bound", "S16 a part of it likewise"),
    ("Cell of listed", "2020-04-02", "excluded", "S16 a part of it likewise, within the dates"),
    ("Banned later", "2020-04-30", "south", "S15 a member until it is listed"),
    ("Banned later", "2020-05-01", "excluded", "S15 exclusion comes before membership"),
    ("Band of outlaws", "2020-06-30", "excluded", "S15 exclusion comes before candidacy"),
    ("Band of outlaws", "2020-07-01", "south not_bound", "S19 a candidate again"),
    ("Army", "2020-01-01", "north", "S17 a member without dates"),
    ("Late", "2020-02-29", "not_bound", "S17 before its dates"),
    ("Late", "2020-03-01", "south", "S17 from its date"),
    ("Late perhaps", "2020-04-01", "south not_bound", "S12 S17 its date is not known"),
    ("Two-faced", "2020-05-01", "north", "S17 of one side first"),
    ("Two-faced", "2020-06-15", "north south", "S12 S17 perhaps of the other already"),
    ("Two-faced", "2020-07-02", "south", "S17 of the other at last"),
    ("League", "2020-03-01", "south", "S23 an umbrella that is itself a member"),
    ("Bystander", "2020-03-01", "not_bound", "S18 known not to be bound"),
    ("Bystander then", "2020-02-01", "not_bound", "S18 known not to be bound then"),
    ("Bystander then", "2020-04-01", "north south not_bound", "S12 S18 no longer known"),
    ("Band", "2020-03-01", "south not_bound", "S19 a candidate"),
    ("People", "2020-03-01", "not_bound", "S20 protected"),
    ("Medics", "2020-03-01", "not_bound", "S20 part of protected persons"),
    ("Guard", "2020-02-01", "north south not_bound", "S22 not part of the army yet"),
    ("Guard", "2020-04-01", "north south not_bound", "S12 S21 whether it is part of the army is not known"),
    ("Guard", "2020-05-01", "north", "S21 part of the army"),
    ("Platoon", "2020-05-01", "north", "S21 part of a part"),
    ("Both sides", "2020-03-01", "north south", "S21 part of two"),
    ("Stranger", "2020-03-01", "north south not_bound", "S22 of which nothing is known"),
    ("Closed", "2020-03-01", "north not_bound", "S23 a closed umbrella"),
    ("Open", "2020-03-01", ANYONE, "S23 an open umbrella"),
    ("Closed over open", "2020-03-01", ANYONE, "S23 a closed umbrella over an open one"),
    ("Closed over gunmen", "2020-03-01", ANYONE, "S23 a closed umbrella over the unidentified"),
    ("Closed bands", "2020-03-01", "south not_bound excluded", "S23 a closed candidate with an excluded group in it"),
    ("Open bands", "2020-03-01", "south not_bound excluded", "S23 an open candidate may hide an excluded group"),
    ("Crowd", "2020-03-01", "south not_bound", "S23 a candidate of which nobody is identified"),
    ("Part of pact", "2020-03-01", "excluded", "S16 part of an excluded umbrella"),
    ("Pact", "2020-03-02", "excluded", "S16 an umbrella that is excluded by name"),
    ("Pact perhaps", "2020-04-01", "north south not_bound excluded", "S12 S16 an umbrella that is perhaps excluded"),
    ("Pact perhaps", "2020-05-02", "excluded", "S16 an umbrella that is excluded at last"),
    ("Outlaw league", "2020-03-02", "excluded", "S16 an umbrella that is part of an excluded actor"),
    ("Army league", "2020-03-02", "north", "S21 an umbrella that is part of a member"),
    ("Part of mixed", "2020-03-02", "north excluded", "S21 part of a closed umbrella, some of which is excluded"),
    ("Part of open", "2020-03-02", "north south not_bound excluded", "S21 part of an open umbrella"),
    ("Part of gunmen", "2020-03-02", "north south not_bound excluded", "S21 part of the unidentified"),
    ("Gunmen", "2020-03-01", ANYONE, "S24 the unidentified"),
    ("Nobody", "2020-03-01", ANYONE, "S24 a name the registry does not have"),
    ("New Band", "2020-06-30", ANYONE, "S24 a name before its time"),
    ("New Band", "2020-07-01", "south not_bound", "S14 a name from its date"),
    ("Old Band", "2020-06-30", "south not_bound", "S14 a name of one actor"),
    ("Old Band", "2020-07-01", "north south not_bound", "S14 and of another one after"),
    ("  OLD band ", "2020-06-30", "south not_bound", "S14 whatever its case and white space"),
]  # fmt: skip
BELONGING = [
    ("Platoon", "2020-02-01", ["guard platoon"]),
    ("Platoon", "2020-04-01", ["army guard platoon", "guard platoon"]),
    ("Platoon", "2020-05-01", ["army guard platoon"]),
    ("Closed", "2020-03-01", ["army", "bystander"]),
]
RECOGNISED = [
    ("Band", "2020-03-01", Recognition.KNOWN),
    ("Gunmen", "2020-03-01", Recognition.UNIDENTIFIED),
    ("Old Band", "2020-07-01", Recognition.KNOWN),
    ("New Band", "2020-06-30", Recognition.OUT_OF_DATES),
    ("Nobody", "2020-03-01", Recognition.UNKNOWN),
]


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> StandingFinder:
    return StandingFinder(written(tmp_path_factory.mktemp("rules"), AGREEMENT, REGISTRY))


def noon(day: str) -> Instant:
    return read_time(f"{day}T12:00", Zone("UTC"))[0].start


def standings(finder: StandingFinder, name: str, day: str) -> set[str]:
    identities = finder.identities(name, noon(day))
    return {ANYONE} if identities is None else {identity.standing.removeprefix("party:") for identity in identities}


@pytest.mark.parametrize(
    ("name", "day", "expected"), [pytest.param(*s[:3], id=f"{s[3]} ({s[0]}, {s[1]})") for s in STANDINGS]
)
def test_actor_stands_so(finder: StandingFinder, name: str, day: str, expected: str) -> None:
    assert standings(finder, name, day) == set(expected.split())


@pytest.mark.parametrize(("name", "day", "wholes"), BELONGING, ids=[f"{b[0]}, {b[1]}" for b in BELONGING])
def test_actor_belongs_to_its_wholes(finder: StandingFinder, name: str, day: str, wholes: list[str]) -> None:
    found = {" ".join(sorted(identity.belongs_to)) for identity in finder.identities(name, noon(day)) or ()}
    assert found == set(wholes)


@pytest.mark.parametrize(("name", "day", "recognised"), RECOGNISED, ids=[f"{r[0]}, {r[1]}" for r in RECOGNISED])
def test_name_is_recognised_so(finder: StandingFinder, name: str, day: str, recognised: Recognition) -> None:
    assert finder.recognise(name, noon(day)) is recognised


def test_what_is_settled_is_the_same_at_all_times(finder: StandingFinder) -> None:
    settled = {name for name in (*finder.known_names, "Nobody") if finder.is_settled(name)}
    instants = {instant for period in finder.periods() for instant in (period.start.earliest, period.start.latest)}
    for name in settled:
        assert len({finder.identities(name, instant) for instant in instants}) == 1
    assert {"Army", "Stranger", "Nobody", "Open"} <= settled
    assert settled.isdisjoint({"Late", "Old Band", "New Band", "Platoon", "League", "Listed", "Closed bands"})


def test_every_change_of_a_standing_or_name_is_among_the_periods(finder: StandingFinder) -> None:
    """S26."""
    boundaries = {instant for period in finder.periods() for instant in (period.start.earliest, period.start.latest)}
    named = ["2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01", "2020-07-01"]
    assert {read_time(day, Zone("UTC"))[0].start for day in named} <= boundaries


def test_known_names_are_as_written(finder: StandingFinder) -> None:
    assert {"Band", "Old Band", "New Band"} <= set(finder.known_names)
