"""Where a checker of the Syria terms can go wrong: names, clocks, monitors' habits, each as a report under these terms.

A report of the tables is an air strike of the Syrian Arab Army on the Free Syrian Army in Syria on 5 March 2016, an
apparent violation, but for what the row says. Docs: semantics.md.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.terms import assess

from cfcheck.model.assessment import AttributionStatus
from cfcheck.model.incident import InvalidIncident

REPORT: dict[str, Any] = {
    "occurred": "2016-03-05",
    "act": "air_strike",
    "perpetrator": "Syrian Arab Army",
    "target": "Free Syrian Army",
    "location": {"country": "SYR"},
}
V, O, N = "violation", "out_of_scope", "no_violation"  # noqa: E741  # the letters of the tables
ALL = f"{N} {O} {V}"

Row = tuple[dict[str, Any], str, str, str]  # what is reported, the verdicts possible, the reasons, what the row shows

# The names of listed groups, and names that only look like them.
NAMES: list[Row] = [
    ({"target": "Conquest of the Levant Front", "occurred": "2016-08-05"}, O, "",
     "S16 al-Nusra by its name in the UN list"),
    ({"target": "Conquest of the Levant Front", "occurred": "2016-07-27"}, ALL, "target_status",
     "S24 that name the day before it came into use"),
    ({"target": "Conquest of the Levant Front", "occurred": "2016-07-28"}, O, "", "S11 that name on its first day"),
    ({"target": "Levant Front", "occurred": "2016-07-27"}, f"{N} {V}", "target_status",
     "S14 Levant Front before the renaming"),
    ({"target": "Levant Front", "occurred": "2016-08-05"}, f"{N} {V}", "target_status", "S14 Levant Front after it"),
    ({"target": "JaS: Levant Front"}, f"{N} {V}", "target_status", "S14 Levant Front as ACLED writes it"),
    ({"target": "Jabhat Ahl al-Sham"}, f"{N} {V}", "target_status", "S14 Front of the People of the Levant"),
    ({"target": "Al-Nusrah Front for the People of the Levant"}, O, "", "S16 the listed one by its title"),
    ({"target": "Jabhat al-Nusra"}, O, "", "S16 al-Nusra in March"),
    ({"target": "Jabhat al-Nusra", "occurred": "2016-08-05"}, O, "", "S16 al-Nusra by its old name in August"),
    ({"target": "Jabhat Fateh al-Sham"}, ALL, "target_status", "S24 JFS in March, when nobody was called so"),
    ({"target": "Jabhat Fateh al-Sham", "occurred": "2016-08-05"}, O, "", "S16 JFS in August"),
    ({"target": "JFS", "occurred": {"from": "2016-07-27", "to": "2016-07-28"}}, ALL, "target_status time_precision",
     "S26 JFS on the day of the renaming or the day before"),
    ({"target": "HTS", "occurred": "2016-08-05"}, ALL, "target_status", "S24 HTS in 2016, when nobody was called so"),
    ({"target": "HTS: Hayat Tahrir al Sham", "occurred": "2017-02-01"}, O, "", "S16 HTS as ACLED writes it, in 2017"),
    ({"target": "Jund al-Aqsa"}, f"{N} {V}", "target_status", "S16 Jund al-Aqsa was not listed in 2016"),
    ({"target": "Jund al-Aqsa", "occurred": "2017-07-19"}, f"{N} {O} {V}", "target_status disputed_end",
     "S16 nor the day before its listing"),
    ({"target": "Jund al-Aqsa", "occurred": "2017-07-20"}, O, "", "S16 it was from 20 July 2017"),
    ({"target": "Harakat Sham al-Islam", "occurred": "2016-02-28"}, ALL, "target_status",
     "S12 Harakat Sham al-Islam before the later of two days of listing"),
    ({"target": "Harakat Sham al-Islam", "occurred": "2016-02-29"}, O, "", "S12 from that day"),
    ({"target": "Harakat Sham al-Islam", "occurred": {"from": "2016-02-28", "to": "2016-02-29"}}, ALL,
     "target_status time_precision", "S26 over that day"),
    ({"target": "Ahrar al-Sham"}, f"{N} {V}", "target_status", "S14 Ahrar al-Sham is another"),
    ({"target": "Faylaq al-Sham"}, f"{N} {V}", "target_status", "S14 so is Faylaq al-Sham"),
    ({"target": "Jaysh al-Islam"}, f"{N} {V}", "target_status", "S14 Jaysh al-Islam is not the Islamic State"),
    ({"target": "Army of Mujahideen"}, f"{N} {V}", "target_status", "S14 the Army of Mujahideen is not"),
    ({"target": "Army of Emigrants and Supporters"}, O, "", "S16 the Army of Emigrants and Supporters"),
    ({"target": "Al-Qaida in Iraq"}, O, "", "S16 ISIL by the name of its entry"),
    ({"target": "DA\u2019ESH"}, O, "", "S14 ISIL with a typographic apostrophe, in capitals"),
    ({"target": "داعش"}, O, "", "S14 ISIL in Arabic"),
    ({"target": "ИГИЛ"}, O, "", "S14 ISIL in Russian"),
    ({"target": "Islamic Stat"}, ALL, "target_status", "S14 a near miss"),
    ({"target": "en-Nusra"}, O, "", "S14 al-Nusra as some transcribe it"),
    ({"target": "TIP: Turkistan Islamic Party"}, O, "", "S16 listed since 2002"),
    ({"target": "Jaysh al-Fatah"}, ALL, "target_status", "S23 a coalition of a listed group with others"),
    ({"target": "Syrian insurgents"}, ALL, "target_status", "S23 the opposition as UCDP lumps it"),
    ({"target": "YPG"}, f"{N} {V}", "target_status", "S22 designated by Turkey only"),
    ({"perpetrator": "Hezbollah"}, V, "", "S17 a force supporting the government, on no list of the Council"),
]  # fmt: skip

# The clocks of Damascus.
CLOCKS: list[Row] = [
    ({"occurred": "2016-02-26T22:00:00Z"}, V, "", "S10 the start by UTC"),
    ({"occurred": "2016-02-27T00:00:00+02:00"}, V, "", "S10 the start with its offset"),
    ({"occurred": "2016-02-27T00:00:00"}, V, "", "S7 S10 the start by the clocks of Damascus"),
    ({"occurred": "2016-02-26T21:59:59Z"}, O, "", "S10 a second before, by UTC"),
    ({"occurred": "2016-02-26T23:59:59+02:00"}, O, "", "S10 a second before, with its offset"),
    ({"occurred": "2016-02-26T23:59:59"}, O, "", "S7 S10 a second before, by the clocks of Damascus"),
    ({"occurred": "2016-02-26T23:59:59.999999"}, O, "", "S6 a microsecond before"),
    ({"occurred": "2016-02-27T00:00:00+03:00"}, O, "", "midnight in Moscow is an hour too early in February"),
    ({"occurred": "2016-02-27T00:00:00Z"}, V, "", "midnight in Greenwich is two hours in"),
    ({"occurred": "2016-02-26"}, O, "", "S8 the whole day before"),
    ({"occurred": "2016-02-27"}, V, "", "S8 the whole first day"),
    ({"occurred": "2016-02"}, f"{O} {V}", "time_precision", "S6 a month in which it began"),
    ({"occurred": {"from": "2016-02-26", "to": "2016-02-27"}}, f"{O} {V}", "time_precision", "a range over the start"),
    ({"occurred": {"from": "2016-02-26", "to": "2016-02-26T22:00:00Z"}}, f"{O} {V}", "time_precision",
     "S6 a range that ends with the first second"),
    ({"occurred": {"from": "2016-02-26", "to": "2016-02-26T21:59:59Z"}}, O, "",
     "S6 a range that ends a second earlier"),
    ({"occurred": {"any_of": ["2016-02-26", "2016-02-27"]}}, f"{O} {V}", "conflicting_reports",
     "S39 one day or the other"),
    ({"occurred": {"to": "2016-02-27"}}, f"{O} {V}", "time_precision", "until some time on the first day"),
    ({"occurred": None}, f"{O} {V}", "missing_field disputed_end", "S2 no time"),
    ({"occurred": "2016-03-25"}, V, "", "S8 a day of 23 hours"),
    ({"occurred": "2016-03-25T01:00"}, V, "", "S8 its first minute"),
    ({"occurred": "2016-10-27T23:30"}, f"{O} {V}", "disputed_end",
     "S7 half past eleven happened twice, both after September"),
    ({"occurred": "2016-09-18T23:59:59"}, V, "", "S10 S12 the last second before anybody held it over"),
    ({"occurred": "2016-09-19T00:00:00"}, f"{O} {V}", "disputed_end", "S10 S12 S13 from then on it is disputed"),
    ({"occurred": "2016-09-18T21:00:00Z"}, f"{O} {V}", "disputed_end", "S10 the same instant by UTC, in summer"),
    ({"occurred": {"from": "2016-09-18", "to": "2016-09-19"}}, f"{O} {V}", "disputed_end time_precision",
     "S26 over it"),
    ({"occurred": "2017-05-01"}, f"{O} {V}", "disputed_end", "S12 one asserter names no end"),
]  # fmt: skip

# Who acted.
PERPETRATORS: list[Row] = [
    ({"perpetrator": ["Syrian Arab Air Force", "Russian Aerospace Forces"]}, V, "", "S27 both together"),
    ({"perpetrator": {"any_of": ["Syrian Arab Air Force", "Russian Aerospace Forces"]}}, V, "", "S26 one or the other"),
    ({"perpetrator": "Allied Syrian and/or Russian Forces"}, V, "", "S23 ACLED's composite label"),
    ({"perpetrator": ["Ahrar al-Sham", "Jabhat al-Nusra"], "target": "Syrian Arab Army"}, ALL, "party_status",
     "S27 a listed group with one of unknown status"),
    ({"perpetrator": ["Free Syrian Army", "Jabhat al-Nusra"], "target": "Syrian Arab Army"}, V, "",
     "S27 a party answers for its own act, whoever joins it"),
    ({"perpetrator": "Military Forces of Syria (2000-2024)"}, V, "", "S14 a label that ACLED rewrote"),
    ({"perpetrator": "Unidentified Armed Group (Syria)"}, ALL, "attribution", "S24 S39 unidentified"),
    ({"perpetrator": None}, ALL, "missing_field", "S2 not stated"),
    ({"perpetrator": {"any_of": ["Syrian Arab Army"], "confidence": "possible"}}, ALL, "attribution",
     "S25 below the threshold"),
    ({"perpetrator": {"any_of": ["Syrian Arab Army"], "confidence": "probable"}}, V, "", "S25 at the threshold"),
    ({"act": "armed_clash", "perpetrator": None, "target": None, "participants": ["SAA", "Free Syrian Army"]},
     V, "", "S26 nobody says who began, and both sides are bound"),
    ({"act": "armed_clash", "perpetrator": None, "target": None, "participants": ["SAA", "Ahrar al-Sham"]},
     ALL, "attribution party_status target_status", "S26 S38 nobody says who began, and one side may be bound"),
    ({"act": "armed_clash", "perpetrator": None, "target": None, "participants": ["SAA", "Islamic State"]},
     O, "", "S26 nobody says who began, and one side is excluded"),
    ({"perpetrator": "Turkish Armed Forces", "target": "YPG", "act": "shelling"}, O, "", "S18 Turkey is not bound"),
    ({"perpetrator": "Syrian Arab Army", "target": "Turkish army"}, N, "",
     "S18 an attack on Turkey breaches nothing here"),
    ({"perpetrator": "US-led coalition"}, ALL, "party_status", "S19 whether the coalition is bound is disputed"),
    ({"perpetrator": "US-led coalition", "target": "Islamic State"}, O, "", "S16 a strike on ISIL, whoever strikes"),
    ({"perpetrator": "Protesters (Syria)"}, O, "", "S20 civilians are bound by nothing"),
]  # fmt: skip

# Whom and what it struck, and where.
TARGETS: list[Row] = [
    ({"target": ["Free Syrian Army", "Jabhat al-Nusra"]}, f"{O} {V}", "target_status", "S26 a mixed target"),
    ({"target": ["civilians", "Jabhat al-Nusra"]}, f"{O} {V}", "target_status", "S26 civilians among a listed group"),
    ({"target": {"any_of": ["Free Syrian Army", "civilians"]}}, V, "", "S28 a violation either way"),
    ({"target": None}, ALL, "missing_field", "S2 no target"),
    ({"target": "hospital"}, V, "", "S21 a hospital"),
    ({"target": "White Helmets"}, V, "", "S21 rescue workers"),
    ({"act": "capture", "target": "Islamic State"}, O, "", "S29 territory from ISIL"),
    ({"act": "capture"}, V, "", "S30 territory from a party"),
    ({"act": "capture", "target": "Ahrar al-Sham"}, f"{N} {V}", "target_status",
     "S19 territory from one that may be a party"),
    ({"act": "non_violent_transfer"}, V, "", "S31 handed over, which ACLED does not count as violence"),
    ({"act": "territory_attempt"}, V, "", "S30 an attempt to take ground"),
    ({"location": {"country": "YEM"}, "perpetrator": None, "target": "civilians"}, O, "", "S29 an air strike in Yemen"),
    ({"location": {"country": "TUR"}}, O, "", "S29 fire that comes down in Turkey"),
    ({"location": {"place": "Fua"}}, f"{O} {V}", "place_precision", "S39 a place without a country"),
    ({"location": None}, f"{O} {V}", "missing_field", "S2 no place"),
]  # fmt: skip

# The acceptance by the Free Syrian Army, and by those of whom less is known.
ACCEPTANCE: list[Row] = [
    ({"perpetrator": "Free Syrian Army", "target": "Syrian Arab Army"}, V, "",
     "S17 accepted by an agent for all its factions"),
    ({"perpetrator": "FSA", "target": "Syrian Arab Army", "occurred": "2016-03-20"}, V, "",
     "S17 not for two weeks only"),
    ({"perpetrator": "13th Division", "target": "Syrian Arab Army"}, ALL, "party_status",
     "S19 a faction by its own name"),
    ({"perpetrator": "Jaysh al-Islam (Ruhaybah)", "target": "Syrian Arab Army", "occurred": "2016-03-03"}, ALL,
     "party_status", "S12 a unit on a day when it had perhaps signed"),
    ({"perpetrator": "Jaysh al-Islam (Ruhaybah)", "target": "Syrian Arab Army", "occurred": "2016-03-05"}, V, "",
     "S17 the unit once it had"),
    ({"perpetrator": "Jaysh al-Islam", "target": "Syrian Arab Army"}, ALL, "party_status", "S19 not its group"),
    ({"perpetrator": "Jaysh al-Nasr", "target": "Ahrar al-Sham"}, f"{N} {O}", "party_status", "S30 within one side"),
]  # fmt: skip

# What datasets and monitors report.
MONITORS: list[Row] = [
    ({"act": "attack"}, V, "", "S31 shelling of unknown kind is still an attack"),
    ({"act": {"any_of": ["ied", "mine_explosion"]}}, f"{N} {V}", "conflicting_reports", "ACLED's remote explosives"),
    ({"act": "overflight"}, N, "", "overflights, which some monitors count"),
    ({"act": "arrest"}, N, "", "arrests, which some monitors count"),
    ({"act": "peaceful_protest", "perpetrator": "Protesters (Syria)", "target": None}, O, "", "a protest"),
    ({"act": "aid_blocked", "target": "aid convoy"}, f"{N} {V}", "area_control",
     "S39 a convoy stopped, nobody says where"),
    ({"act": "aid_blocked", "target": None, "location": {"country": "SYR", "controlled_by": "Syrian Arab Army"}}, V, "",
     "S30 a convoy stopped at the bearer's own checkpoint"),
    ({"claims": {"self_defence": True}}, f"{N} {V}", "exemption_open", "S34 self-defence is a claim, never a pass"),
    ({"claims": {"self_defence": {"responding": True, "immediate_threat": True}}}, f"{N} {V}", "exemption_open",
     "S32 two of its three tests"),
    ({"state": "verified"}, V, "", "S37 a state of verification is no verdict"),
    ({"state": "not_confirmed", "sources": [{"reliability": "F", "credibility": 6}]}, V, "",
     "S37 nor are grades of sources"),
    ({"casualties": {"killed": 0}}, V, "", "deaths are not what makes an attack"),
    ({"occurred": {"from": "2016-01-01", "to": "2016-12-31"}, "target": "Syrian insurgents",
      "act": "armed_clash", "casualties": {"killed": 8179}}, ALL, "disputed_end target_status time_precision",
     "a residual of the whole year is no violation"),
]  # fmt: skip

ROWS = [*NAMES, *CLOCKS, *PERPETRATORS, *TARGETS, *ACCEPTANCE, *MONITORS]


@pytest.mark.parametrize(("facts", "possible", "reasons"), [pytest.param(*row[:3], id=row[3]) for row in ROWS])
def test_report_is_judged(facts: dict[str, Any], possible: str, reasons: str) -> None:
    assessment = assess("syria", {**REPORT, **facts})
    assert " ".join(assessment.possible) == possible
    assert set(assessment.reasons) == set(reasons.split())


@pytest.mark.parametrize(
    ("occurred", "problem"),
    [
        pytest.param("2016-03-25T00:30", "never happened in Asia/Damascus", id="S7 clocks skipped it"),
        pytest.param("2016-02-27T07:30 IST", "zone abbreviation `IST`", id="S9 an abbreviation of three zones"),
        pytest.param("2016-02-27T24:00", "hours run from 00 to 23", id="24:00"),
    ],
)
def test_time_that_is_none_sets_the_report_aside(occurred: str, problem: str) -> None:
    with pytest.raises(InvalidIncident, match=problem):
        assess("syria", {**REPORT, "occurred": occurred})


def test_verdict_is_settled_while_who_did_it_is_not() -> None:
    """S43."""
    either = {"any_of": ["Syrian Arab Air Force", "Russian Aerospace Forces"]}
    attribution = assess("syria", {**REPORT, "perpetrator": either}).attribution
    assert (attribution.status, len(attribution.perpetrators)) == (AttributionStatus.OPEN, 2)


def test_near_miss_of_a_listed_name_is_suggested_and_not_used() -> None:
    """S14."""
    (note,) = assess("syria", {**REPORT, "target": "Jabhat al-Nusraa"}).notes
    assert note.text.endswith("the nearest known name is `Jabhat al-Nusra`, which was not used")
