"""Changes of terms: each is told, in words, once; and nothing that the terms say can change without one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.authoring.diff.variants import Varier, with_changes
from tests.terms import terms

from cfcheck.authoring.analysis.parts import Where
from cfcheck.authoring.analysis.terms import ChangeKind, TermChange, term_changes
from cfcheck.model.actor import ActorId, Name
from cfcheck.model.agreement import Acceptance
from cfcheck.model.time import Period, exactly
from cfcheck.model.written_time import read_time

if TYPE_CHECKING:
    from cfcheck.model.agreement import Agreement

# --- nothing goes unnoticed --------------------------------------------------------------------------------------


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
    again = with_changes(terms(name), content_hash="0" * 64, origins={})
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
    return with_changes(agreement, parties={**agreement.parties, party.id: with_changes(party, members=members)})


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
        actor: with_changes(one, names=(one.names[0], *one.names[:0:-1]))
        for actor, one in agreement.registry.actors.items()
    }
    assert told(agreement, with_changes(agreement, registry=with_changes(agreement.registry, actors=turned))) == []


def test_an_alias_is_told_by_itself() -> None:
    agreement = terms("north-south")
    actor = next(iter(agreement.registry.actors.values()))
    more = with_changes(actor, names=(*actor.names, Name("The Hill Men", since("2015-03-01"))))
    registry = with_changes(agreement.registry, actors={**agreement.registry.actors, actor.id: more})
    (added,) = told(agreement, with_changes(agreement, registry=registry))
    assert added == TermChange(
        ChangeKind.ADDED, "actor", actor.id, "", "aliases", "The Hill Men", "", "from 2015-03-01 00:00+02:00",
        None, Where("", ("actors", actor.id, "aliases", len(actor.names) - 1)),
    )  # fmt: skip
