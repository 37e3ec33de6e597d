"""Mutants: an agreement with one small change, its place, and which incidents it can touch. Knows no mutator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfcheck.instant import ALWAYS

if TYPE_CHECKING:
    from cfcheck.agreement import Agreement
    from cfcheck.citation import Origin
    from cfcheck.instant import Span
    from cfcheck.names import NormalName
    from cfcheck.rule import RuleId

__all__ = ["EVERYWHERE", "Mutant", "Reach"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which incidents a change can touch: those that name one of `names` (None: any), as far as they lie in `within`.

    Of all others it is proven that they come out as before.
    """

    names: frozenset[NormalName] | None = None
    within: Span = ALWAYS


EVERYWHERE: Final = Reach()


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of an agreement's terms, in words; `norm` is the rule or exemption in whose file it stands.

    `origin` is the line that says what is changed, under the name that the user gave the file.
    """

    change: str
    origin: Origin
    agreement: Agreement
    norm: RuleId | None = None
    reach: Reach = EVERYWHERE
    mutator: str = ""
