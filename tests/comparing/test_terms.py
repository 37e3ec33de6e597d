"""Changes of terms: each is told, in words, once; and nothing that the terms say can change without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from tests.terms import terms

from cfcheck.actor import ActorId, Name
from cfcheck.agreement import Acceptance
from cfcheck.analysis.part import Where
from cfcheck.analysis.terms import ChangeKind, TermChange, term_changes
from cfcheck.period import Period, exactly
from cfcheck.written_time import read_time
from cfcheck.zone import Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.agreement import Agreement

# --- nothing goes unnoticed --------------------------------------------------------------------------------------

# What is no part of what the terms say: where it is written, the hash of the files, how a time is spelled. And what
# follows from something else that is told: the ends of a disputed boundary from its claims.
UNSAID = {"origin", "origins", "content_hash", "text@Milestone", "earliest@disputed", "latest@disputed"}
# The loader gives every actor and place its title for a name; one without it cannot be.
IMPOSSIBLE = {"registry.actors.names.gone", "registry.places.names.gone"}


class Varier:
    """Changes one thing of a value in each place where nothing was changed before."""

    def __init__(self) -> None:
        self._seen = set(IMPOSSIBLE)

    def variants(self, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
        """The value with one thing in it changed, and where, as a path of fields."""
        if is_dataclass(value) and not isinstance(value, type):
            yield from self._of_fields(value, path)
        elif isinstance(value, Mapping):
            yield from self._of_mapping(value, path)
        elif isinstance(value, tuple | frozenset):
            yield from self._of_entries(value, path)
        elif value is not None and self._is_new(path):
            yield ".".join(path), other_than(value)

    def _is_new(self, path: tuple[str, ...]) -> bool:
        where = ".".join(path)
        return where not in self._seen and not self._seen.add(where)  # type: ignore[func-returns-value]  # it is None

    def _of_fields(self, value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        kind = "disputed" if getattr(value, "claims", ()) else type(value).__name__
        for field in fields(value):
            if not {field.name, f"{field.name}@{kind}"} & UNSAID:
                for where, changed in self.variants(getattr(value, field.name), (*path, field.name)):
                    yield where, replace(value, **{field.name: changed})

    def _of_mapping(self, value: Mapping[Any, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for key, inner in value.items():
            if self._is_new((*path, "gone")):
                yield ".".join((*path, "gone")), {other: one for other, one in value.items() if other != key}
            for where, changed in self.variants(inner, path):
                yield where, {**value, key: changed}

    def _of_entries(self, value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        entries = value if isinstance(value, tuple) else sorted(value)
        for place, inner in enumerate(entries):
            before, after = entries[:place], entries[place + 1 :]
            if self._is_new((*path, "gone")):
                yield ".".join((*path, "gone")), type(value)((*before, *after))
            for where, changed in self.variants(inner, path):
                yield where, type(value)((*before, changed, *after))


def other_than(value: Any) -> Any:
    """Another value of the kind."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(one for one in type(value) if one is not value)
        case Zone():
            return Zone("Asia/Kabul")
        case int():
            return type(value)(value + 60_000_000)
        case str():
            return f"{value}x"
    raise AssertionError(f"no other {type(value)}")


@cache
def all_variants(name: str) -> dict[str, Agreement]:
    """One changed agreement for each place in the nouns where something can change."""
    agreement = terms(name)
    return dict(Varier().variants(agreement))


@pytest.mark.parametrize("name", ["north-south", "operators", "disputed", "syria"])
def test_nothing_that_the_terms_say_changes_without_a_change_told(name: str) -> None:
    found = all_variants(name)
    assert len(found) > 40
    silent = [where for where, changed in found.items() if not list(term_changes(terms(name), changed))]
    assert silent == []


@pytest.mark.parametrize("name", ["north-south", "operators", "disputed", "syria"])
def test_an_agreement_does_not_differ_from_itself(name: str) -> None:
    assert list(term_changes(terms(name), terms(name))) == []
    again = replace(terms(name), content_hash="0" * 64, origins={})
    assert list(term_changes(terms(name), again)) == []


@pytest.mark.parametrize("name", ["north-south", "operators"])
def test_old_and_new_swapped_swap_what_is_told(name: str) -> None:
    mirror = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    for changed in all_variants(name).values():
        there = list(term_changes(terms(name), changed))
        back = {
            replace(
                one, kind=mirror.get(one.kind, one.kind), old=one.new, new=one.old, old_at=one.new_at, new_at=one.old_at
            )
            for one in term_changes(changed, terms(name))
        }
        assert set(there) == back


# --- how it is told ----------------------------------------------------------------------------------------------


def told(old: Agreement, new: Agreement) -> list[TermChange]:
    return list(term_changes(old, new))


def with_members(*members: Acceptance) -> Agreement:
    agreement = terms("north-south")
    party = next(iter(agreement.parties.values()))
    return replace(agreement, parties={**agreement.parties, party.id: replace(party, members=members)})


def since(day: str) -> Period:
    return Period(exactly(read_time(day, terms("north-south").zone)[0].start))


def test_a_member_twice_is_two_members() -> None:
    """Each with its dates: what is said of one does not stand for the other."""
    first, second, third = (
        Acceptance(ActorId("northern-army"), since(day)) for day in ("2015-03-01", "2015-05-01", "2015-07-01")
    )
    (gone,) = told(with_members(first, second), with_members(second))
    assert (gone.kind, gone.what, gone.id, gone.old) == (
        "removed", "member", "northern-army", "from: 2015-03-01 00:00+02:00",
    )  # fmt: skip
    (later,) = told(with_members(first, second), with_members(third, second))
    assert (later.kind, later.key, later.old, later.new) == (
        "changed", "from", "2015-03-01 00:00+02:00", "2015-07-01 00:00+03:00",
    )  # fmt: skip
    assert later.old_at == Where("agreement.yaml", ("parties", "north", "members", 0, "from"))


def test_an_order_is_no_term() -> None:
    agreement = terms("operators")
    turned = {
        actor: replace(one, names=(one.names[0], *one.names[:0:-1])) for actor, one in agreement.registry.actors.items()
    }
    assert told(agreement, replace(agreement, registry=replace(agreement.registry, actors=turned))) == []


def test_an_alias_is_told_by_itself() -> None:
    agreement = terms("north-south")
    actor = next(iter(agreement.registry.actors.values()))
    more = replace(actor, names=(*actor.names, Name("The Hill Men", since("2015-03-01"))))
    registry = replace(agreement.registry, actors={**agreement.registry.actors, actor.id: more})
    (added,) = told(agreement, replace(agreement, registry=registry))
    assert added == TermChange(
        ChangeKind.ADDED, "actor", actor.id, "", "aliases", "The Hill Men", "", "from 2015-03-01 00:00+02:00",
        None, Where("", ("actors", actor.id, "aliases", len(actor.names) - 1)),
    )  # fmt: skip
