"""Acts and weapons as facts: the kind that it is (a world), or the class that a report names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.values import PlainFact
from cfcheck.model.condition import ActIs, WeaponIs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfcheck.authoring.analysis.values import Way
    from cfcheck.model.condition import Test
    from cfcheck.model.logic import Truth
    from cfcheck.model.taxonomy import KindId, Taxonomy

__all__ = ["kind_itself", "named_kind"]

AgreementTest = tuple[int, "Test"]
"""The number of the agreement that has the test, and the test."""


def kind_itself(path: str, taxonomy: Taxonomy, agreement_tests: Sequence[AgreementTest]) -> PlainFact[KindId]:
    """The exact kind, as a fact; first come kinds that a report can tell from the others tested for."""
    reported = [(kind, (((path, kind),),)) for kind in _broadest_first(taxonomy)]

    @cache
    def passing(number: int) -> frozenset[KindId]:
        return taxonomy.instances_of(_kind_test(agreement_tests[number][1]))

    def answer(kind: KindId, number: int) -> int:
        return int(kind in passing(number))

    def atoms(tests: tuple[int, ...]) -> Iterator[tuple[KindId, tuple[Way, ...]]]:
        wanted = [passing(test) for test in tests]

        def blurred(kind: KindId) -> bool:
            below = taxonomy.instances(kind)
            return not all(below <= passed or below.isdisjoint(passed) for passed in wanted)

        yield from sorted(reported, key=lambda atom: blurred(atom[0]))

    return PlainFact(path, atoms, answer)


def _broadest_first(taxonomy: Taxonomy) -> list[KindId]:
    return sorted(taxonomy.kinds, key=lambda kind: len(taxonomy.ancestors(kind)))


def named_kind(
    path: str, taxonomies: Sequence[Taxonomy], agreement_tests: Sequence[AgreementTest]
) -> PlainFact[KindId]:
    """A kind as a report names it, with all that is below it possible."""
    belongs: dict[tuple[KindId, int], Truth] = {}
    shared = [kind for kind in _broadest_first(taxonomies[0]) if all(kind in one.kinds for one in taxonomies)]
    reported = [(kind, (((path, kind),),)) for kind in shared]

    def answer(kind: KindId, number: int) -> int:
        key = (kind, number)
        if key not in belongs:
            side, test = agreement_tests[number]
            belongs[key] = taxonomies[side].belongs((kind,), _kind_test(test))
        return int(belongs[key])

    return PlainFact(path, lambda _: reported, answer)


def _kind_test(test: Test) -> frozenset[KindId]:
    return test.classes if isinstance(test, ActIs | WeaponIs) else frozenset()
