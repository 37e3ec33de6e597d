"""Finds where the norms of the two sides stop mirroring each other, so that every asymmetry is a decision.

The two sides are the parties that share, or mirror in one another, the most norms. Titles, citations and notes are not
compared.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.authoring.check.check import Remark
from cfcheck.authoring.check.written import key_spot
from cfcheck.evaluation.standing import party_standing
from cfcheck.model.condition import ActorIs, AllOf, AnyOf, Asks, Not
from cfcheck.model.rule import Modality, PartyId, Rule
from cfcheck.model.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from cfcheck.authoring.check.written import Written
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.condition import Condition
    from cfcheck.model.rule import Exemption

    Norm = Rule | Exemption
    Swap = Mapping[PartyId, PartyId]
    NormFields = dict[str, Hashable]

__all__ = ["unmirrored_norms"]

# Norms that differ in more than this are two norms, not one that was written for two sides.
MOST_DIFFERENCES = 2
HINT = "make the two sides alike, or allow the asymmetry with the reason for it"


class _Sides(NamedTuple):
    """Two parties, and the fields of every norm, as they are and with the two parties exchanged."""

    pair: tuple[PartyId, PartyId]
    plain: dict[str, NormFields]
    swapped: dict[str, NormFields]
    unmatched: tuple[str, ...]
    score: int


def unmirrored_norms(written: Written) -> Iterator[Remark]:
    """Each norm that the other side's norms do not mirror; two that nearly do are spoken of once."""
    sides = _two_sides(written.agreement)
    if sides is None:
        return
    nearest = dict(_counterparts(sides))
    spoken: set[str] = set()
    for norm in sides.unmatched:
        other = nearest.get(norm)
        if other is None:
            yield _alone(written, norm, sides)
        elif norm not in spoken:
            spoken |= {norm, other}
            yield _unlike(written, norm, other, sides)


def _two_sides(agreement: Agreement) -> _Sides | None:
    every: tuple[Norm, ...] = (*agreement.rules.values(), *agreement.exemptions.values())
    norms = {str(norm.id): norm for norm in every}
    bearers = {party for norm in norms.values() for party in norm.bearers}
    parties = [party for party in agreement.parties if party in bearers]
    plain = {norm_id: _fields(norm, {}, agreement) for norm_id, norm in norms.items()}
    images = frozenset(map(_whole, plain.values()))
    pairs = []
    for pair in combinations(parties, 2):
        swap = dict((pair, pair[::-1]))
        swapped = {norm_id: _fields(norm, swap, agreement) for norm_id, norm in norms.items()}
        unmatched = tuple(norm for norm, fields in swapped.items() if _whole(fields) not in images)
        own = sum(
            fields == plain[norm] and not set(pair) <= set(norms[norm].bearers) for norm, fields in swapped.items()
        )
        pairs.append(_Sides(pair, plain, swapped, unmatched, len(norms) - len(unmatched) - own))
    best = max(pairs, key=lambda sides: sides.score, default=None)
    # Of three parties of which no two share or mirror a norm, nobody can say which two are the sides.
    return best if best is not None and (best.score or len(pairs) == 1) else None


def _whole(fields: NormFields) -> frozenset[tuple[str, Hashable]]:
    return frozenset(fields.items())


def _fields(norm: Norm, swap: Swap, agreement: Agreement) -> NormFields:
    """The fields of the norm, by the keys of its file, with parties exchanged."""
    fields: NormFields = {"bearers": _swapped(norm.bearers, swap)}
    fields["when"] = None if norm.when is None else _mirrored(norm.when, swap)
    if not isinstance(norm, Rule):
        tests = frozenset(norm.tests)
        return {
            **fields,
            "modality": Modality.PERMISSION,
            "act": frozenset(norm.acts),
            "claim": norm.claim,
            "tests": tests,
        }
    acts: NormFields = {"act": frozenset(norm.breached_by)}
    if norm.modality is Modality.OBLIGATION:
        acts = {"act": frozenset(norm.owed), "breached_by": frozenset(norm.breached_by)}
    excuses = (_fields(agreement.exemptions[exemption], swap, agreement) for exemption in norm.unless)
    return {
        **fields,
        **acts,
        "modality": norm.modality,
        "against": _swapped(norm.against_parties, swap) | frozenset(norm.against_actors),
        "unless": frozenset(map(_whole, excuses)),
        "severity": norm.severity,
    }


def _swapped(parties: Iterable[PartyId], swap: Swap) -> frozenset[str]:
    return frozenset(swap.get(party, party) for party in parties)


def _mirrored(condition: Condition, swap: Swap) -> Hashable:
    """The condition with parties exchanged, in a form to compare: without its lines and the order of its parts."""
    match condition:
        case Asks(test=ActorIs(fact=fact, standings=standings, actors=actors)):
            exchanged = {party_standing(one): party_standing(other) for one, other in swap.items()}
            return ("asks", fact, frozenset(exchanged.get(one, one) for one in standings), actors)
        case Asks(test=test):
            return ("asks", test)
        case Not(part=part):
            return ("not", _mirrored(part, swap))
        case AllOf(parts=parts):
            return ("all", frozenset(_mirrored(part, swap) for part in parts))
        case AnyOf(parts=parts):
            return ("any", frozenset(_mirrored(part, swap) for part in parts))


def _counterparts(sides: _Sides) -> Iterator[tuple[str, str]]:
    """Each norm without a mirror image that nearly has one among the others, and that one."""
    alike: dict[Hashable, list[str]] = {}
    for norm in sides.unmatched:
        alike.setdefault(_kernel(sides.plain[norm]), []).append(norm)
    for norm in sides.unmatched:
        others = [other for other in alike.get(_kernel(sides.swapped[norm]), ()) if other != norm]
        nearest = min(others, key=lambda other: len(_differences(sides, norm, other)), default=None)
        if nearest is not None and len(_differences(sides, norm, nearest)) <= MOST_DIFFERENCES:
            yield norm, nearest


def _kernel(fields: NormFields) -> Hashable:
    """The fields that two norms must share to count as mirrored versions of one."""
    return fields["bearers"], fields["act"], fields.get("breached_by")


def _differences(sides: _Sides, norm: str, other: str) -> list[str]:
    image, fields = sides.swapped[norm], sides.plain[other]
    return [key for key in image if image[key] != fields.get(key, frozenset())]


def _unlike(written: Written, norm: str, other: str, sides: _Sides) -> Remark:
    keys = _differences(sides, norm, other)
    place = key_spot(written.norm(other), (keys[0],))
    where = f"{place.source.file}:{place.position.line}"
    message = f"{quoted(norm)} and {quoted(other)} mirror each other but for {listed(keys, 'and')} ({where})"
    return Remark(key_spot(written.norm(norm), (keys[0],)), message, HINT)


def _alone(written: Written, norm: str, sides: _Sides) -> Remark:
    fields = sides.plain[norm]["bearers"]
    bearers = [party for party in sides.pair if isinstance(fields, frozenset) and party in fields]
    message = f"{quoted(norm)} treats {listed(sides.pair, 'and')} unlike each other"
    if len(bearers) == 1:
        (other,) = (party for party in sides.pair if party not in bearers)
        message = f"no norm of {quoted(other)} mirrors {quoted(norm)}"
    return Remark(key_spot(written.norm(norm), ("bearers",)), message, HINT)
