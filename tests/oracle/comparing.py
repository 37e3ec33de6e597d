"""Holds the engine against the oracle on drawn pairs of an agreement and an incident."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.oracle.building import agreement_of
from tests.oracle.draws import DAYS, Draw
from tests.oracle.oracle import possible_verdicts

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from collections.abc import Iterator

Spec = dict[str, Any]
REPORTS_EACH = 10


class Compared(NamedTuple):
    """One pair, an evaluator of its agreement, the verdicts of engine and oracle, and how many worlds the oracle tried.

    `exact` is None where there are too many worlds.
    """

    evaluator: Evaluator
    agreement: Spec
    incident: Spec
    as_of: str | None
    engine: frozenset[str]
    exact: frozenset[str] | None
    worlds: int


def drawn_pairs(count: int, seed: int) -> Iterator[tuple[Spec, Spec, str | None]]:
    """Pairs of an agreement and an incident, with the time as of which the report is known (mostly none)."""
    random = Random(seed)  # noqa: S311  # draws examples, keeps no secret
    draw = Draw(random)
    agreement: Spec = {}
    as_of = None
    for number in range(count):
        if number % REPORTS_EACH == 0:
            agreement = draw.agreement()
            as_of = draw.one(DAYS) if draw.often(0.1) else None
        yield agreement, draw.incident(agreement), as_of


def compared(count: int, seed: int, inference: InferenceChoice = InferenceChoice.AUTO) -> Iterator[Compared]:
    """Each drawn pair with both answers. Reports of what came wholly after `as_of` are left out: they are set aside."""
    evaluator, made_of = None, None
    for agreement, incident, as_of in drawn_pairs(count, seed):
        found = possible_verdicts(agreement, incident, as_of)
        if found is not None and not found.worlds:
            continue
        if evaluator is None or made_of is not agreement:
            evaluator = Evaluator(agreement_of(agreement), inference=inference, as_of=as_of, suggests=False)
            made_of = agreement
        engine = frozenset(map(str, evaluator.assess(incident_from(incident)).possible))
        exact, worlds = (None, 0) if found is None else found
        yield Compared(evaluator, agreement, incident, as_of, engine, exact, worlds)
