"""Invented provinces and districts as squares, written as boundary files.

Upland is the square from 10 to 11 degrees east, Lowland the one from 11.002 to 12: a gap of some 200 m parts them. Both
reach from 0 to 1 degree north, in the country XNS. Each has a northern and a southern district.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

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
