"""What a location's names leave together, against every way the world can be where the registry is silent. Docs: S56.

The definition here completes the registry: what it does not say of where a place lies is filled in, in every way there
is, with an unknown governorate and district among them. In each completed world it happened at one settlement, in its
district and governorate, and a name is true if it can mean the place of its level.
"""

from __future__ import annotations

from itertools import combinations, product
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from cfcheck.evaluation.places.names import Gazetteer
from cfcheck.evaluation.places.points import NO_SURVEY
from cfcheck.evaluation.places.statements import Statements
from cfcheck.model.place import Place, PlaceId, PlaceLevel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ADMIN1, ADMIN2, PLACE = list(PlaceLevel)[1:]
GOVERNORATES, DISTRICTS, SETTLEMENTS = ["u", "v"], ["d", "e"], ["s", "t"]
NOBODY_KNOWS = {ADMIN1: "another governorate", ADMIN2: "another district", PLACE: "another settlement"}
Within = dict[str, str | None]
Site = tuple[str, str, str]

REGISTRIES = st.fixed_dictionaries(
    {
        **dict.fromkeys(DISTRICTS, st.sampled_from([None, *GOVERNORATES])),
        **dict.fromkeys(SETTLEMENTS, st.sampled_from([None, *GOVERNORATES, *DISTRICTS])),
    }
)
NAMES = st.fixed_dictionaries(
    {},
    optional={
        level: st.sets(st.sampled_from(places), min_size=1).map(frozenset)
        for level, places in zip((ADMIN1, ADMIN2, PLACE), (GOVERNORATES, DISTRICTS, SETTLEMENTS), strict=True)
    },
)


def sites(within: Within) -> Iterator[Site]:
    """Every place where it can have happened, in every world that the registry allows."""
    districts = [*DISTRICTS, NOBODY_KNOWS[ADMIN2]]
    governorates = [*GOVERNORATES, NOBODY_KNOWS[ADMIN1]]
    for around in product(*([within.get(d)] if within.get(d) else governorates for d in districts)):
        above = dict(zip(districts, around, strict=True))
        for settlement in [*SETTLEMENTS, NOBODY_KNOWS[PLACE]]:
            stated = within.get(settlement)
            for district in districts:
                if stated in (None, district, above[district]):
                    yield str(above[district]), district, settlement


def left_by_definition(within: Within, names: Mapping[PlaceLevel, frozenset[str]]) -> set[Site]:
    return {
        site
        for site in sites(within)
        if all(site[number] in names[level] for number, level in enumerate((ADMIN1, ADMIN2, PLACE)) if level in names)
    }


def gazetteer(within: Within) -> Gazetteer:
    levels = dict.fromkeys(GOVERNORATES, ADMIN1) | dict.fromkeys(DISTRICTS, ADMIN2) | dict.fromkeys(SETTLEMENTS, PLACE)
    places = {
        PlaceId(name): Place(PlaceId(name), name, level, "XNS", PlaceId(around) if around else None, (name,))
        for name, level in levels.items()
        for around in [within.get(name)]
    }
    registry: Any = SimpleNamespace(places=places, places_named={})
    return Gazetteer(registry)


@given(within=REGISTRIES, names=NAMES)
def test_names_leave_together_what_the_world_leaves(within: Within, names: Mapping[PlaceLevel, frozenset[str]]) -> None:
    """What a set of names leaves is nothing where the world leaves nothing; what names tell is what the world tells."""
    statements = Statements(gazetteer(within), names, frozenset(), NO_SURVEY)
    for size in range(len(names) + 1):
        for keys in combinations(statements.keys, size):
            chosen = {level: names[level] for level in names if level in keys}
            expected = left_by_definition(within, chosen)
            left = statements.left_by(keys)
            assert (left is None) == (not expected), keys
            for number, one in enumerate(left[1:] if left else ()):
                assert one.inside is None or one.inside == {site[number] for site in expected}, keys


@given(within=REGISTRIES, names=NAMES)
def test_contradictions_are_the_smallest_and_readings_the_largest(
    within: Within, names: Mapping[PlaceLevel, frozenset[str]]
) -> None:
    statements = Statements(gazetteer(within), names, frozenset(), NO_SURVEY)
    subsets = [set(keys) for size in range(len(names) + 1) for keys in combinations(names, size)]
    true = [keys for keys in subsets if left_by_definition(within, {level: names[level] for level in keys})]
    smallest = [
        keys for keys in subsets if keys not in true and not any(less < keys for less in subsets if less not in true)
    ]
    assert sorted(map(sorted, statements.conflicts)) == sorted(map(sorted, smallest))
    largest = [keys for keys in true if not any(keys < more for more in true)]
    for number, level in enumerate((ADMIN1, ADMIN2, PLACE)):
        left, is_torn = statements.at(level)
        told = [statements.left_by(tuple(key for key in statements.keys if key in keys)) for keys in largest]
        each = {one[number + 1] for one in told if one is not None}
        assert is_torn == (len(each) > 1)
        assert (left.inside is None) == any(one.inside is None for one in each)
        assert left.inside is None or left.inside == frozenset[str]().union(*(one.inside or () for one in each))
