"""Numbers and names that Python and engine/native share. Docs: decision 68."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from tests.evaluation.batch.both_ways import needs_native
from tests.terms import terms

from cfcheck.evaluation import bit_judge
from cfcheck.evaluation.batch import scanner
from cfcheck.evaluation.batch.seen import new_key
from cfcheck.evaluation.bit_judge import ENUMERATIONS, bit_judge_of
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.evaluation.facet import SIMPLE
from cfcheck.model.assessment import Outcome
from cfcheck.model.native import native
from cfcheck.model.verdict import REASONS, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = needs_native

Values = dict[str, Any]


def changed(**values: object) -> SimpleNamespace:
    """The native module, with other values."""
    return SimpleNamespace(**vars(native) | values)


class Made(Exception):
    """Raised in place of making an object, with the values that it would be made of."""

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values: Values = values


def evaluator() -> Evaluator:
    return Evaluator(terms("syria"), inference=InferenceChoice.NATIVE)


def values_of_judge(monkeypatch: pytest.MonkeyPatch) -> Values:
    monkeypatch.setattr(bit_judge, "native", changed(Judge=_caught))
    with pytest.raises(Made) as made:
        evaluator()
    return made.value.values


def values_of_scanner(monkeypatch: pytest.MonkeyPatch) -> Values:
    one = evaluator()
    monkeypatch.setattr(scanner, "native", changed(Scanner=_caught))
    with pytest.raises(Made) as made:
        scanner.Scanner(one, one.memory, new_key())
    return made.value.values


def _caught(**values: object) -> object:
    raise Made(**values)


BOTH = pytest.mark.parametrize(
    ("kind", "values_of"), [("Judge", values_of_judge), ("Scanner", values_of_scanner)], ids=["judge", "scanner"]
)


def test_both_sides_number_the_same_names() -> None:
    assert (native.ENUMERATIONS, native.SIMPLE) == (ENUMERATIONS, SIMPLE)


def test_names_are_in_the_order_of_their_numbers() -> None:
    assert ENUMERATIONS == (
        " FORM MOMENT PERPETRATOR PLACE ACT TARGET CONTROL CLAIMS COUNTS WEAPON"
        "; FALSE TRUE UNKNOWN"
        "; HOLDS MAY_HOLD BREACHED POSSIBLY_BREACHED DEFEATED DEFEATS MAY_DEFEAT"
    )


@pytest.mark.parametrize(
    "values",
    [{"ENUMERATIONS": native and native.ENUMERATIONS.replace("ACT TARGET", "TARGET ACT")}, {"SIMPLE": 1}],
    ids=["names in another order", "another number"],
)
def test_a_module_that_numbers_otherwise_does_not_judge(monkeypatch: pytest.MonkeyPatch, values: Values) -> None:
    one = evaluator()
    program, finder = one.program, one.memory.finder
    assert bit_judge_of(program, finder) is not None
    monkeypatch.setattr(bit_judge, "native", changed(**values))
    assert bit_judge_of(program, finder) is None


@pytest.mark.parametrize("bound", ["MOST_TESTS", "MOST_BITS"])
def test_a_program_that_is_larger_than_the_native_bounds_is_not_judged_natively(
    monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    one = evaluator()
    monkeypatch.setattr(bit_judge, "native", changed(**{bound: 1}))
    assert bit_judge_of(one.program, one.memory.finder) is None


def test_what_is_packed_into_a_number_has_room_there() -> None:
    assert len(set(Verdict) - {Verdict.INDETERMINATE}) <= native.FIRST_REASON
    assert native.FIRST_REASON + len(REASONS) <= 32
    assert len(REASONS) <= native.NEED_BASE
    assert len(Outcome) <= native.FINDING_BASE


@BOTH
def test_it_is_made_of_values_by_name(
    monkeypatch: pytest.MonkeyPatch, kind: str, values_of: Callable[[pytest.MonkeyPatch], Values]
) -> None:
    assert getattr(native, kind)(**values_of(monkeypatch)) is not None


@BOTH
def test_each_value_is_needed_and_no_other(
    monkeypatch: pytest.MonkeyPatch, kind: str, values_of: Callable[[pytest.MonkeyPatch], Values]
) -> None:
    values = values_of(monkeypatch)
    for name in values:
        with pytest.raises(TypeError):  # in the interpreter's words, which name it
            getattr(native, kind)(**{other: value for other, value in values.items() if other != name})
    with pytest.raises(TypeError):
        getattr(native, kind)(**values, colour=1)


@BOTH
def test_no_value_is_given_by_position(
    monkeypatch: pytest.MonkeyPatch, kind: str, values_of: Callable[[pytest.MonkeyPatch], Values]
) -> None:
    with pytest.raises(TypeError, match="all values are given by name"):
        getattr(native, kind)(*values_of(monkeypatch).values())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rules": 10_000}, "no such program"),
        ({"bits": 0}, "no such program"),
        ({"asserted": b""}, "sets of another size"),
        ({"facet_of_test": ()}, "a facet and a fact for each test"),
        ({"gravest": bytes(63)}, "no such program"),
        ({"gravest": bytes([8]) * 64}, "no such verdicts"),
        ({"possible": bytes([8]) * 9}, "no such verdicts"),
    ],
    ids=str,
)
def test_a_judge_is_not_made_of_what_does_not_fit(monkeypatch: pytest.MonkeyPatch, change: Values, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        native.Judge(**values_of_judge(monkeypatch) | change)


def test_each_value_of_a_node_is_needed_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    values = values_of_scanner(monkeypatch)
    node, *rest = values["form"]
    for name in node:
        left = {other: value for other, value in node.items() if other != name}
        with pytest.raises(TypeError):  # in the interpreter's words, which name it
            native.Scanner(**values | {"form": [left, *rest]})
    with pytest.raises(TypeError):
        native.Scanner(**values | {"form": [node | {"colour": 1}, *rest]})


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"form": []}, "no such form"),
        ({"slots": 33}, "no such form"),
        ({"id_slot": 32}, "no such form"),
        ({"facets": []}, "expected the slots of each facet"),
        ({"facets": [bytes([32])] * 10}, "no such slot"),
        ({"key": bytes(15)}, "a hash key has 16 bytes"),
    ],
    ids=str,
)
def test_a_scanner_is_not_made_of_what_does_not_fit(
    monkeypatch: pytest.MonkeyPatch, change: Values, fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        native.Scanner(**values_of_scanner(monkeypatch) | change)


@pytest.mark.parametrize(
    ("change", "fault"), [({"form": [()]}, "a node is a dict"), ({"judge": None}, "expected a judge")], ids=str
)
def test_a_scanner_is_not_made_of_other_kinds_of_values(
    monkeypatch: pytest.MonkeyPatch, change: Values, fault: str
) -> None:
    with pytest.raises(TypeError, match=fault):
        native.Scanner(**values_of_scanner(monkeypatch) | change)
