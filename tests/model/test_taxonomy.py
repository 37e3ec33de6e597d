"""What counts as an instance of what. Docs: semantics.md, S31."""

from __future__ import annotations

import pytest

from cfcheck.model.logic import Truth
from cfcheck.model.taxonomy import Kind, KindId, Taxonomy

PARENTS = {
    "attack": (),
    "air_strike": ("attack",),
    "drone_strike": ("air_strike",),
    "ground_assault": ("attack",),
    "gain": (),
    "storming": ("ground_assault", "gain"),
    "raid_by_air": ("air_strike", "ground_assault"),  # two ways up to one class
    "aid_blocked": (),
}
TAXONOMY = Taxonomy(
    {
        KindId(kind): Kind(KindId(kind), kind, tuple(map(KindId, up)), directed=kind == "attack")
        for kind, up in PARENTS.items()
    }
)

BELONGS = [
    ("air_strike", "air_strike", Truth.TRUE, "the class itself"),
    ("drone_strike", "attack", Truth.TRUE, "far below the class"),
    ("aid_blocked", "attack", Truth.FALSE, "apart from the class"),
    ("attack", "air_strike", Truth.UNKNOWN, "less precise than the class"),
    ("storming", "gain", Truth.TRUE, "by either of two parents"),
    ("gain", "attack", Truth.UNKNOWN, "a class that reaches into the other"),
    ("air_strike ground_assault", "attack", Truth.TRUE, "both that are reported"),
    ("air_strike aid_blocked", "attack", Truth.UNKNOWN, "one of the two that are reported"),
    ("attack", "air_strike ground_assault", Truth.UNKNOWN, "several classes that do not make up the whole"),
    ("gain", "gain aid_blocked", Truth.TRUE, "any of several classes"),
]


def ids(words: str) -> list[KindId]:
    return [KindId(word) for word in words.split()]


@pytest.mark.parametrize(
    ("reported", "classes", "belongs"), [pytest.param(*b[:3], id=f"S31 {b[0]} in {b[1]}: {b[3]}") for b in BELONGS]
)
def test_report_belongs_to_a_class(reported: str, classes: str, belongs: Truth) -> None:
    assert TAXONOMY.belongs(tuple(ids(reported)), frozenset(ids(classes))) is belongs


def test_ancestors_and_instances_include_the_kind_itself() -> None:
    assert TAXONOMY.ancestors(KindId("raid_by_air")) == {"raid_by_air", "air_strike", "ground_assault", "attack"}
    assert TAXONOMY.instances(KindId("gain")) == {"gain", "storming"}


def test_kinds_below_a_directed_one_are_directed() -> None:
    assert TAXONOMY.directed == {*PARENTS} - {"gain", "aid_blocked"}
