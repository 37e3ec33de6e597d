"""Invented provinces and districts as squares, written as boundary files.

Upland is the square from 10 to 11 degrees east, Lowland the one from 11.002 to 12: a gap of some 200 m parts them. Both
reach from 0 to 1 degree north, in the country XNS. Each has a northern and a southern district.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests import terms

from cfcheck.model.condition import PlaceIs
from cfcheck.model.incident_json import incident_from
from cfcheck.model.logic import Truth
from cfcheck.model.place import PlaceLevel
from cfcheck.model.program import reason_of, truth_of

if TYPE_CHECKING:
    from pathlib import Path

    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.agreement import Agreement

Feature = dict[str, Any]

UPLAND, LOWLAND = (10.0, 0.0, 11.0, 1.0), (11.002, 0.0, 12.0, 1.0)
PROVINCES = {"Upland": UPLAND, "Lowland": LOWLAND}
DISTRICTS = {
    "Upper North": (10.0, 0.5, 11.0, 1.0),
    "Upper South": (10.0, 0.0, 11.0, 0.5),
    "Lower North": (11.002, 0.5, 12.0, 1.0),
    "Lower South": (11.002, 0.0, 12.0, 0.5),
}
ABOVE = {"Upper North": "Upland", "Upper South": "Upland", "Lower North": "Lowland", "Lower South": "Lowland"}
REGISTRY = """
    cfcheck: 1
    sources: {gazette: {title: Gazette}}
    actors:
      north-army: {title: North Army}
      south-army: {title: South Army}
    acts: {attack: {title: attack}}
    weapons: {rifle: {title: rifle}}
    places:
      upland: {title: Upland, level: admin1, country: XNS, aliases: [Up Land]}
      lowland: {title: Lowland, level: admin1, country: XNS}
      island: {title: Island, level: admin1, country: XNS}
      far: {title: Far, level: admin1, country: XNT}
      upper-north: {title: Upper North, level: admin2, country: XNS, within: upland}
      upper-south: {title: Upper South, level: admin2, country: XNS, within: upland}
      lower-north: {title: Lower North, level: admin2, country: XNS, within: lowland}
      lower-south: {title: Lower South, level: admin2, country: XNS, within: lowland}
      new-district: {title: New District, level: admin2, country: XNS, within: upland}
      mill: {title: Mill, level: place, country: XNS, within: upper-north}
      ford: {title: Ford, level: place, country: XNS, within: lower-south}
      two-bridges-up: {title: Bridges, level: place, country: XNS, within: upper-north}
      two-bridges-down: {title: Bridges, level: place, country: XNS, within: lower-north}
      camp: {title: Camp, level: place, country: XNS}
    """

AGREEMENT = """
    cfcheck: 1
    title: Accord
    version: "1"
    time_zone: UTC
    sources: {accord: {title: Accord}}
    in_force:
      - {from: "2020-01-01", cite: {source: accord, provision: "1"}}
    parties:
      north: {title: North, cite: {source: accord, provision: "2"}, members: [north-army]}
      south: {title: South, cite: {source: accord, provision: "3"}, members: [south-army]}
    """
RULE = "{{title: {0}, modality: prohibition, bearers: north, act: attack, when: {{{1}}}, severity: minor, cite: {{source: accord, provision: '4'}}}}"
ASKED: dict[str, tuple[PlaceLevel, list[str]]] = {
    "country": (PlaceLevel.COUNTRY, ["XNS"]),
    "upland": (PlaceLevel.ADMIN1, ["upland"]),
    "island": (PlaceLevel.ADMIN1, ["island"]),
    "either": (PlaceLevel.ADMIN1, ["upland", "lowland"]),
    "north": (PlaceLevel.ADMIN2, ["upper-north", "lower-north"]),
    "new": (PlaceLevel.ADMIN2, ["new-district"]),
    "mill": (PlaceLevel.PLACE, ["mill"]),
}


def polygon(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(square: tuple[float, float, float, float], **properties: object) -> Feature:
    return {"type": "Feature", "properties": properties, "geometry": polygon(*square)}


def provinces() -> list[Feature]:
    return [
        feature(square, ADM0_PCODE="XN", ADM1_PCODE=f"XN-{name}", ADM1_EN=name) for name, square in PROVINCES.items()
    ]


def districts() -> list[Feature]:
    return [
        feature(square, ADM0_PCODE="XN", ADM1_EN=ABOVE[name], ADM1_PCODE="-", ADM2_PCODE=f"XN-{name}", ADM2_EN=name)
        for name, square in DISTRICTS.items()
    ]


def countries() -> list[Feature]:
    return [feature((10.0, 0.0, 12.0, 1.0), shapeGroup="XNS", shapeType="ADM0", shapeName="North and South")]


def document(*features: Feature, **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": features})


def written(path: Path, features: list[Feature]) -> str:
    """The name of a file that holds the features."""
    path.write_text(document(*features), encoding="utf-8")
    return str(path)


def maps(folder: Path) -> dict[str, list[str]]:
    province_file = written(folder / "provinces.geojson", provinces())
    unknown = feature((12.0, 0.0, 13.0, 1.0), ADM0_PCODE="XN", ADM1_PCODE="-", ADM1_EN="Islnd")
    district_file = written(folder / "districts.geojson", districts())
    return {
        "none": [],
        "provinces": [province_file],
        "districts": [district_file],
        "countries": [written(folder / "countries.geojson", countries())],
        "provinces of all XNS": [f"admin1:ADM1_EN:XNS={province_file}"],
        "provinces and districts": [province_file, district_file],
        "provinces and an unknown one": [written(folder / "more.geojson", [*provinces(), unknown])],
    }


def accord(folder: Path) -> Agreement:
    """An agreement with the registry above and a rule for each question."""
    rules = {
        name: RULE.format(name, f"location.{level}: [{', '.join(places)}]") for name, (level, places) in ASKED.items()
    }
    return terms.written(folder, AGREEMENT, REGISTRY, **rules)


def answers(evaluator: Evaluator, location: dict[str, Any]) -> dict[str, str]:
    """The answer to each question: yes, no, or the reason why it is open."""
    report = {"id": "one", "occurred": "2020-03-10", "act": "attack", "location": location}
    (signature,) = evaluator.tester.test(incident_from(report)).readings[0].signatures
    numbers = {test: number for number, test in enumerate(evaluator.program.tests)}
    found = {}
    for name, (level, places) in ASKED.items():
        answer = signature[numbers[PlaceIs(level, frozenset(places))]]
        found[name] = answer_of(answer)
    return found


def answer_of(answer: int) -> str:
    """The answer in words: yes, no, or the reason why it is open."""
    return str(reason_of(answer)) if truth_of(answer) is Truth.UNKNOWN else ("no", "yes")[answer]
