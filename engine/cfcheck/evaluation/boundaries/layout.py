"""The layouts of boundary files that are recognised, by the exact names of their properties.

| layout | where |
|---|---|
| OCHA's common operational datasets (COD-AB), of three generations | https://data.humdata.org/dashboards/cod |
| geoBoundaries | https://www.geoboundaries.org/ |
| GADM | https://gadm.org/ |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cfcheck.model.place import PlaceLevel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfcheck.evaluation.boundaries.layer import Request

__all__ = ["LAYOUTS", "UnitLayout", "layout_of", "stated_layout"]

_LANGUAGES: Final = ("EN", "FR", "ES", "PT", "AR", "RU", "UA")


@dataclass(frozen=True, slots=True)
class UnitLayout:
    """How a file names its units: it has the properties of `has` with these values (None: any) and none of `lacks`.

    A unit is called by each of `names` that it has, and lies within what one of `parents` calls by its name.
    `country` holds the ISO 3166-1 alpha-3 code. A layout without level is of units that no rule can ask for.
    """

    title: str
    level: PlaceLevel | None
    has: Mapping[str, str | None]
    lacks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    country: str | None = None

    def fits(self, properties: Mapping[str, Any]) -> bool:
        """Whether a unit with these properties is of this layout."""
        return (
            all(key in properties and value in (None, properties[key]) for key, value in self.has.items())
            and not any(key in properties for key in self.lacks)
            and any(key in properties for key in self.names)
        )


def stated_layout(request: Request) -> UnitLayout:
    """The layout that the user states."""
    return UnitLayout("as stated", request.level, {}, names=request.names)


def layout_of(properties: Mapping[str, Any]) -> UnitLayout | None:
    """The one known layout that a unit with these properties is of."""
    fitting = [layout for layout in LAYOUTS if layout.fits(properties)]
    return fitting[0] if len(fitting) == 1 else None


def _cod(number: int, level: PlaceLevel | None) -> UnitLayout:
    """COD-AB as published since some 2017: `ADM1_EN`, `ADM1_PCODE`."""
    return UnitLayout(
        "OCHA COD-AB",
        level,
        {f"ADM{number}_PCODE": None, "ADM0_PCODE": None},
        (f"ADM{number + 1}_PCODE", "PCODE"),
        tuple(f"ADM{number}_{language}" for language in _LANGUAGES),
        tuple(f"ADM1_{language}" for language in _LANGUAGES) if number > 1 else (),
    )


def _cod_2016(below: int, level: PlaceLevel | None) -> UnitLayout:
    """COD-AB as published for Syria in 2016: `NAME_EN`, `PCODE`, and those above by their level."""
    return UnitLayout(
        "OCHA COD-AB of 2016",
        level,
        {"PCODE": None, "NAME_EN": None, f"ADM{below}_PCODE": None},
        (f"ADM{below + 1}_PCODE",),
        ("NAME_EN", "NAM_EN_REF", "NAME_AR"),
        ("ADM1_EN", "ADM1_AR") if below else (),
    )


def _cod_lower(number: int, level: PlaceLevel | None) -> UnitLayout:
    """COD-AB as published since 2025: `adm1_name`, `adm1_pcode`."""
    return UnitLayout(
        "OCHA COD-AB of 2025",
        level,
        {f"adm{number}_pcode": None, f"adm{number}_name": None},
        (f"adm{number + 1}_pcode",),
        tuple(f"adm{number}_name{version}" for version in ("", "1", "2", "3")),
        tuple(f"adm1_name{version}" for version in ("", "1", "2", "3")) if number > 1 else (),
    )


def _geoboundaries(kind: str, level: PlaceLevel | None) -> UnitLayout:
    names = ("shapeGroup",) if level is PlaceLevel.COUNTRY else ("shapeName",)
    return UnitLayout(
        "geoBoundaries", level, {"shapeType": kind, "shapeGroup": None}, names=names, country="shapeGroup"
    )


def _gadm(number: int, level: PlaceLevel | None) -> UnitLayout:
    names = (f"NAME_{number}", f"NL_NAME_{number}") if number else ("GID_0",)
    parents = ("NAME_1", "NL_NAME_1") if number > 1 else ()
    return UnitLayout(
        "GADM", level, {"GID_0": None, f"GID_{number}": None}, (f"GID_{number + 1}",), names, parents, "GID_0"
    )


_NUMBERED: Final = ((1, PlaceLevel.ADMIN1), (2, PlaceLevel.ADMIN2), (3, None), (4, None))
LAYOUTS: Final = (
    *(_cod(number, level) for number, level in _NUMBERED),
    *(_cod_2016(number - 1, level) for number, level in _NUMBERED[:3]),
    *(_cod_lower(number, level) for number, level in _NUMBERED),
    _geoboundaries("ADM0", PlaceLevel.COUNTRY),
    *(_geoboundaries(f"ADM{number}", level) for number, level in _NUMBERED),
    _gadm(0, PlaceLevel.COUNTRY),
    *(_gadm(number, level) for number, level in _NUMBERED),
)
