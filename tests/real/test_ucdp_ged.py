"""The UCDP GED mapping on the events of Syria in 2016, as its data's README counts them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.ingest.tables import Reserved, convert, open_mapping
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident import Occurred
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.record import Record
from cfcheck.model.verdict import Verdict

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data"
SYRIA = DATA / "ucdp_ged_syria_2016.csv"
SAMPLE = DATA / "ucdp_ged_v23_1_sample.csv"
START = "2016-02-27"
REPEATED = 721
STRADDLING = {
    "219264", "233200", "236764", "236765", "236772", "236773", "236774",
    "218954", "218955", "219415", "216731", "216763",
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not SYRIA.is_file(), reason=f"the data are not there: {SYRIA.name} beside the repository"
)


@cache
def converted(path: Path) -> tuple[Record | SetAside, ...]:
    with path.open("rb") as stream:
        return tuple(convert(stream, path.name, open_mapping("ucdp-ged")))


@cache
def rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))


def record_of(result: Record | SetAside) -> Record:
    if isinstance(result, Reserved):
        return result.record_if_out_of_scope
    assert isinstance(result, Record), result
    return result


def period_of(record: Record) -> str:
    occurred = record.incident.occurred
    first, last = (occurred.start, occurred.end) if isinstance(occurred, Occurred) else (occurred, occurred)
    assert first is not None
    assert last is not None
    return "before" if last < START else "after" if first >= START else "straddling"


@cache
def verdicts() -> tuple[tuple[dict[str, str], Record | SetAside, Verdict | None], ...]:
    """Each row with its conversion and the verdict that stands; none where the row is set aside."""
    evaluator = Evaluator(load_agreement(REPOSITORY / "rules" / "syria-2016-coh"))
    stand = []
    for row, result in zip(rows(SYRIA), converted(SYRIA), strict=True):
        record = record_of(result)
        verdict = evaluator.assess(record.incident, record.raw).verdict
        stands = not isinstance(result, Reserved) or verdict is Verdict.OUT_OF_SCOPE
        stand.append((row, result, verdict if stands else None))
    return tuple(stand)


def counted(path: Path, column: str) -> dict[str, int]:
    return dict(sorted(Counter(row[column] for row in rows(path)).items()))


def test_the_files_are_those_of_the_readme() -> None:
    assert (len(rows(SYRIA)), len(rows(SYRIA)[0])) == (6170, 41)
    assert (len(rows(SAMPLE)), len(rows(SAMPLE)[0])) == (1000, 49)
    assert sum(row["country"] == "Syria" for row in rows(SAMPLE)) == 265
    assert counted(SYRIA, "date_prec") == {"1": 5908, "2": 207, "3": 8, "4": 32, "5": 15}
    assert counted(SYRIA, "where_prec") == {"1": 3415, "2": 1995, "3": 88, "4": 371, "5": 199, "6": 102}
    assert counted(SYRIA, "event_clarity")["2"] == 169
    sides = [row[side] for row in rows(SYRIA) for side in ("side_a", "side_b")]
    assert sides.count("Syrian insurgents") == 3755
    assert not any("Russia" in side for side in sides)
    assert sum(row["best"] == "0" for row in rows(SYRIA)) == 204
    assert sum(int(row["low"]) > int(row["best"]) for row in rows(SYRIA)) == 6
    assert sum(int(row["best"]) > int(row["high"]) for row in rows(SYRIA)) == 9
    told = Counter(
        tuple(row[name] for name in ("date_start", "latitude", "longitude", "side_a", "side_b")) for row in rows(SYRIA)
    )
    assert sum(count - 1 for count in told.values()) == REPEATED


def test_every_row_is_a_record_or_reserved() -> None:
    assert len(converted(SYRIA)) == 6170
    assert Counter(type(result) for result in converted(SYRIA)) == {Record: 5380, Reserved: 790}
    assert len(converted(SAMPLE)) == 1000
    assert {type(result) for result in converted(SAMPLE)} == {Record, Reserved}


def test_days_are_counted_as_the_readme_counts_them() -> None:
    periods = Counter(period_of(record_of(result)) for result in converted(SYRIA))
    assert periods == {"before": 1033, "after": 5125, "straddling": 12}


def test_what_straddles_the_start_is_a_range() -> None:
    records = [record_of(result) for result in converted(SYRIA)]
    straddling = [record for record in records if period_of(record) == "straddling"]
    assert {record.incident.id for record in straddling} == {f"UCDP-GED-{number}" for number in STRADDLING}
    assert all(isinstance(record.incident.occurred, Occurred) for record in straddling)


def test_a_row_known_to_the_day_is_a_day() -> None:
    for row, result in zip(rows(SYRIA), converted(SYRIA), strict=True):
        assert isinstance(record_of(result).incident.occurred, str) is (row["date_prec"] == "1")
    assert Counter(row["date_prec"] for row in rows(SYRIA)) == {"1": 5908, "2": 207, "3": 8, "4": 32, "5": 15}


def test_what_is_aggregated_or_coarse_is_reserved_with_its_reason() -> None:
    for row, result in zip(rows(SYRIA), converted(SYRIA), strict=True):
        path = None
        if row["event_clarity"] == "2":
            path = "event_clarity"
        elif row["date_prec"] >= "3":
            path = "date_prec"
        elif row["where_prec"] >= "4":
            path = "where_prec"
        assert (result.path if isinstance(result, SetAside) else None) == path
    reasons = Counter(result.path for result in converted(SYRIA) if isinstance(result, SetAside))
    assert reasons == {"event_clarity": 169, "date_prec": 15, "where_prec": 606}


def test_a_stand_in_for_a_place_is_no_point() -> None:
    for row, result in zip(rows(SYRIA), converted(SYRIA), strict=True):
        location = record_of(result).incident.location
        assert location is not None
        assert (location.lat is not None) is (row["where_prec"] in "12")


def test_composite_sides_are_several_actors() -> None:
    composites = 0
    for result in converted(SYRIA):
        incident = record_of(result).incident
        sides = incident.participants or (incident.perpetrator, incident.target)
        composites += any(not isinstance(side, str) for side in sides)
        groups = [[side] if isinstance(side, str) else side for side in sides]
        names = [name for group in groups if isinstance(group, list | tuple) for name in group]
        assert names
        assert all(", " not in name for name in names)
    assert composites == 221


def test_only_one_sided_violence_says_who_did_it() -> None:
    for row, result in zip(rows(SYRIA), converted(SYRIA), strict=True):
        incident = record_of(result).incident
        one_sided = row["type_of_violence"] == "3"
        assert (incident.perpetrator is not None) is one_sided
        assert (incident.participants is None) is one_sided
        assert incident.target == ("Civilians" if one_sided else None)


def test_contradictory_estimates_are_left_out_and_shown() -> None:
    contradictory = 0
    for row, result in zip(rows(SYRIA), converted(SYRIA), strict=True):
        incident = record_of(result).incident
        in_order = int(row["low"]) <= int(row["best"]) <= int(row["high"])
        assert (incident.casualties is not None) is in_order
        assert ("deaths" in (incident.extra or {})) is not in_order
        contradictory += not in_order
    assert contradictory == 15


def test_records_survive_being_written_and_read() -> None:
    for result in converted(SYRIA):
        record = record_of(result)
        assert decode_incident(record.raw) == record.incident


def test_every_country_of_the_sample_is_known() -> None:
    countries = {location.country for result in converted(SAMPLE) if (location := record_of(result).incident.location)}
    assert None not in countries
    # Rows of `Israel` whose province is Gaza or the West Bank are in Palestine.
    assert len(countries) == len({row["country"] for row in rows(SAMPLE)}) + 1


def test_everything_before_the_start_is_out_of_scope() -> None:
    before = [verdict for _, result, verdict in verdicts() if period_of(record_of(result)) == "before"]
    assert Counter(before) == {Verdict.OUT_OF_SCOPE: 1033}


def test_the_islamic_state_on_one_side_is_out_of_scope() -> None:
    against = [verdict for row, _, verdict in verdicts() if "IS" in (row["side_a"], row["side_b"])]
    assert Counter(against) == {Verdict.OUT_OF_SCOPE: 2153}


def test_no_straddling_row_is_settled_but_by_its_sides() -> None:
    settled = Counter(
        ("IS" in (row["side_a"], row["side_b"]), verdict) for row, _, verdict in verdicts() if row["id"] in STRADDLING
    )
    assert settled == {(True, Verdict.OUT_OF_SCOPE): 7, (False, None): 4, (False, Verdict.INDETERMINATE): 1}


def test_insurgents_against_the_government_stay_open() -> None:
    after = Counter(
        verdict
        for row, result, verdict in verdicts()
        if (row["side_a"], row["side_b"]) == ("Government of Syria", "Syrian insurgents")
        and period_of(record_of(result)) == "after"
    )
    assert after == {Verdict.INDETERMINATE: 2666, None: 408}


def test_what_is_set_aside_in_the_end_is_counted() -> None:
    counts = Counter(verdict for _, _, verdict in verdicts())
    assert counts[None] == 441
    assert counts[Verdict.OUT_OF_SCOPE] == 2882


def test_what_the_sample_sets_aside_is_counted_by_reason() -> None:
    reasons = Counter(result.path for result in converted(SAMPLE) if isinstance(result, SetAside))
    assert reasons == {"event_clarity": 66, "date_prec": 20, "where_prec": 107}


def test_the_composite_sides_of_the_sample_are_taken_apart() -> None:
    composite = {}
    for row, result in zip(rows(SAMPLE), converted(SAMPLE), strict=True):
        incident = record_of(result).incident
        sides = incident.participants or (incident.perpetrator, incident.target)
        for name, side in zip(("side_a", "side_b"), sides, strict=True):
            if "," in row[name]:
                composite[row[name]] = side
    assert len(composite) == 16
    assert all(len(side) == name.count(",") + 1 for name, side in composite.items() if isinstance(side, tuple))
    assert composite["Hunde, Nyanga"] == ("Hunde", "Nyanga")
    # Written with spaces before some commas.
    (long,) = (side for name, side in composite.items() if name.startswith("al-Qa'qa"))
    assert long == (
        "al-Qa'qa Brigade", "Army of Ahl al-Sunni wal Jamaa", "Army of al-Ikhlas", "Army of Maoata al-Islami",
        "Authenticity and Development Front", "Bayareq al-Shaaitat", "Islamic Front", "Jabhat al-Nusra",
        "Jaish al-Muhajireen wal-Ansar", "Liwa al-Qadisiya",
    )  # fmt: skip


def run(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, [*arguments, "--quiet"], catch_exceptions=False)
    assert result.exit_code == ExitCode.INVALID  # some rows are set aside
    return result.stdout.splitlines(keepends=True)


def test_what_is_converted_evaluates_to_the_same_bytes(tmp_path: Path) -> None:
    """All but the rows that stand only because the agreement certainly does not reach them."""
    aside = tmp_path / "aside.ndjson"
    incidents = tmp_path / "incidents.ndjson"
    run("convert", str(SYRIA), "--from", "ucdp-ged", "--output", str(incidents), "--set-aside", str(aside))
    at_once = run("evaluate", str(SYRIA), "--from", "ucdp-ged", "--format", "jsonl")
    later = CliRunner().invoke(app, ["evaluate", str(incidents), "--format", "jsonl", "-q"], catch_exceptions=False)
    reserved = {json.loads(line)["id"] for line in aside.read_text(encoding="utf-8").splitlines()}
    assert len(reserved) == 790
    assert later.exit_code == ExitCode.DONE
    assert later.stdout.splitlines(keepends=True) == [
        line for line in at_once if json.loads(line)["incident"] not in reserved
    ]
    standing = [json.loads(line) for line in at_once if json.loads(line)["incident"] in reserved]
    assert Counter(one["verdict"] for one in standing) == {"out_of_scope": 349}


def test_aggregates_are_written_on_request(tmp_path: Path) -> None:
    lines = tmp_path / "incidents.ndjson"
    arguments = ["convert", str(SYRIA), "--from", "ucdp-ged", "--keep-aggregates", "-q", "-o", str(lines)]
    assert CliRunner().invoke(app, arguments, catch_exceptions=False).exit_code == ExitCode.DONE
    extras = [json.loads(line)["extra"] for line in lines.read_text(encoding="utf-8").splitlines()]
    assert (len(extras), sum("aggregate" in extra for extra in extras)) == (6170, 790)
