"""Points of the UCDP GED in Syria in 2016 against OCHA's governorates and districts of that year.

The counts were measured once and are held here. What disagrees is named below: it lies at a border, was given another
governorate by those who coded it, or lies beyond the border of the country.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cfcheck.evaluation.boundaries import open_boundaries
from cfcheck.evaluation.places.names import Gazetteer
from cfcheck.evaluation.places.points import Surveyor
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.incident import Location
from cfcheck.model.place import PlaceLevel

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data"
EVENTS = DATA / "ucdp_ged_syria_2016.csv"
FILES = {PlaceLevel.ADMIN1: DATA / "syria_adm1.geojson", PlaceLevel.ADMIN2: DATA / "syria_adm2.geojson"}
COLUMNS = {PlaceLevel.ADMIN1: "adm_1", PlaceLevel.ADMIN2: "adm_2"}
# Kilometres by where_prec: as the mapping `ucdp-ged` has them.
RADII = {"1": 5.0, "2": 25.0, "3": 0.0}
EXACT = dict.fromkeys(RADII, 0.0)

pytestmark = pytest.mark.skipif(
    not (EVENTS.is_file() and all(path.is_file() for path in FILES.values())),
    reason=f"the data are not there: {EVENTS.name} and boundaries beside the repository",
)


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(load_agreement(REPOSITORY / "rules" / "syria-2016-coh").registry)


@cache
def surveyor() -> Surveyor:
    return Surveyor(open_boundaries(map(str, FILES.values())), gazetteer())


@cache
def rows() -> tuple[dict[str, str], ...]:
    with EVENTS.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(row for row in csv.DictReader(stream) if row["where_prec"] in RADII)


def compared(row: dict[str, str], level: PlaceLevel, radii: dict[str, float]) -> str:
    """Whether the point of the row lies in what its name says."""
    name = row[COLUMNS[level]]
    if not name:
        return "no name"
    meant = gazetteer().find(level, name)
    if meant is None:
        return "unknown name"
    radius = radii[row["where_prec"]]
    location = Location(lat=float(row["latitude"]), lon=float(row["longitude"]), radius_km=radius)
    point = surveyor().survey(location)[list(PlaceLevel).index(level)]
    if not point.among(frozenset(meant)):
        return "disagrees"
    return "agrees" if point.inside == meant else "may agree"


def counts(level: PlaceLevel, radii: dict[str, float]) -> dict[str, int]:
    return dict(Counter(compared(row, level, radii) for row in rows()))


def test_every_unit_of_the_files_is_in_the_registry() -> None:
    assert list(surveyor().unlinked()) == []


def test_exact_points_against_governorates() -> None:
    assert counts(PlaceLevel.ADMIN1, EXACT) == {"agrees": 5434, "may agree": 33, "disagrees": 29, "no name": 2}


def test_exact_points_against_districts() -> None:
    assert counts(PlaceLevel.ADMIN2, EXACT) == {"agrees": 5025, "may agree": 221, "disagrees": 127, "no name": 125}


def test_points_with_their_radius_against_governorates() -> None:
    assert counts(PlaceLevel.ADMIN1, RADII) == {"agrees": 3280, "may agree": 2213, "disagrees": 3, "no name": 2}


def test_points_with_their_radius_against_districts() -> None:
    assert counts(PlaceLevel.ADMIN2, RADII) == {"agrees": 2248, "may agree": 3115, "disagrees": 10, "no name": 125}


def test_which_governorates_and_points_disagree() -> None:
    disagreeing = Counter(
        (row["adm_1"].removesuffix(" Governorate"), row["where_coordinates"])
        for row in rows()
        if compared(row, PlaceLevel.ADMIN1, EXACT) == "disagrees"
    )
    assert disagreeing.most_common(3) == [
        (("Daraa", "Al Lajah area"), 13),
        (("Idlib", "Atmeh IDP camp"), 3),
        (("Homs", "At Tanf village"), 2),
    ]
    assert len(disagreeing) == 14
