"""Norms made computable: rules, which forbid or require, and exemptions, which defeat rules."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NewType

from cfcheck.model.actor import ActorId
from cfcheck.model.citation import Citation, Origin
from cfcheck.model.condition import Condition
from cfcheck.model.struct import Noun
from cfcheck.model.taxonomy import KindId

__all__ = ["Exemption", "Modality", "PartyId", "Rule", "RuleId", "Severity"]

RuleId = NewType("RuleId", str)
PartyId = NewType("PartyId", str)


class Modality(StrEnum):
    """What a norm does."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"


class Severity(StrEnum):
    """How grave the rule's author holds a breach to be. Never moves a verdict."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class Rule(Noun, frozen=True):
    """A prohibition or an obligation.

    It is breached by an act of the classes `breached_by`, done by a bearer against one of the parties or actors
    `against` (empty: against anyone) where `when` holds. `owed` is what an obligation asks for.
    `origins` tells the line of each key of the rule file; the key "" is the file's first.
    """

    id: RuleId
    title: str
    modality: Modality
    bearers: tuple[PartyId, ...]
    breached_by: tuple[KindId, ...]
    severity: Severity
    citations: tuple[Citation, ...]
    origins: Mapping[str, Origin]
    owed: tuple[KindId, ...] = ()
    against_parties: tuple[PartyId, ...] = ()
    against_actors: tuple[ActorId, ...] = ()
    when: Condition | None = None
    unless: tuple[RuleId, ...] = ()
    note: str = ""


class Exemption(Noun, frozen=True):
    """A permission that defeats the rules naming it, once a report raises its claim and all its tests are met.

    `tests` maps each test's name to its question. `acts` empty: whatever the act.
    """

    id: RuleId
    title: str
    bearers: tuple[PartyId, ...]
    claim: str
    tests: Mapping[str, str]
    citations: tuple[Citation, ...]
    origins: Mapping[str, Origin]
    acts: tuple[KindId, ...] = ()
    when: Condition | None = None
    note: str = ""
