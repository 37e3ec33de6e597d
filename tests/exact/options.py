"""What a report leaves possible of each fact, as tests see it: the options of a fact, of which a world takes one.

An option answers tests, and it may settle *questions*: matters that other facts ask about too, such as how an actor
stands, or on which side of a disputed date it happened. In a world no question has two answers. Facts whose options
share a question hang together, and are joined into one fact before anything is judged.
"""

from __future__ import annotations

from functools import reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

Question = tuple["Hashable", ...]
"""Something that a world settles once, whichever facts ask it. Its first part says of which kind it is."""

Settled = frozenset[tuple[Question, "Hashable"]]
"""Questions with their answers."""


class Option(NamedTuple):
    """A way in which a fact can be: the tests that are true then, as bits, and the questions that it settles."""

    true: int
    settles: Settled = frozenset()


class Axis(NamedTuple):
    """A fact with all its options, at least one. `asked` is the set of tests, as bits, that look at the fact."""

    asked: int
    options: tuple[Option, ...]


class Fact(NamedTuple):
    """A fact of a reading, or several that hang together.

    `asked` is, for each strand, the set of tests that look at them; each option is, for each strand, the set of tests
    that are true. Sets are bits.
    """

    asked: tuple[int, ...]
    options: tuple[tuple[int, ...], ...]


def settled_together(one: Settled, other: Settled) -> Settled | None:
    """What both settle; None if they answer a question differently."""
    if not one or not other:
        return one or other
    both = one | other
    return both if len({question for question, _ in both}) == len(both) else None


def distinct(options: Iterable[Option]) -> tuple[Option, ...]:
    """The options without those that another one makes superfluous: the same answers, and no question more settled."""
    by_answers: dict[int, dict[Settled, None]] = {}
    for option in options:
        by_answers.setdefault(option.true, {})[option.settles] = None
    return tuple(Option(true, settles) for true, ways in by_answers.items() for settles in _least(ways))


def _least(ways: dict[Settled, None]) -> Iterator[Settled]:
    if frozenset() in ways:
        yield frozenset()
        return
    for one in ways:
        if not any(other < one for other in ways):
            yield one


def joined(axes: Sequence[tuple[int | None, Axis]], strands: int) -> tuple[Fact, ...]:
    """The facts of a reading with so many strands, each independent of all others: those that share a question are one.

    Each axis comes with the strand that it belongs to, None if to all of them.
    """
    groups: list[tuple[set[Question], list[tuple[int | None, Axis]]]] = []
    for strand, axis in axes:
        questions = {question for option in axis.options for question, _ in option.settles}
        sharing = [group for group in groups if not questions.isdisjoint(group[0])]
        groups = [group for group in groups if group not in sharing]
        members = [member for group in sharing for member in group[1]]
        groups.append((questions.union(*(group[0] for group in sharing)), [*members, (strand, axis)]))
    return tuple(_fact(members, strands) for _, members in groups)


def _fact(members: Sequence[tuple[int | None, Axis]], strands: int) -> Fact:
    """One fact of several: each way to take an option of each of them that answers no question in two ways."""
    asked = tuple(
        reduce(or_, (axis.asked for strand, axis in members if strand in (None, one)), 0) for one in range(strands)
    )
    found: dict[tuple[int, ...], None] = {}
    for options in product(*(axis.options for _, axis in members)):
        together: Settled | None = frozenset()
        for option in options:
            together = None if together is None else settled_together(together, option.settles)
        if together is None:
            continue
        true = [0] * strands
        for (strand, _), option in zip(members, options, strict=True):
            for one in range(strands) if strand is None else (strand,):
                true[one] |= option.true
        found[tuple(true)] = None
    return Fact(asked, tuple(found))
