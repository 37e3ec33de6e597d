"""Signatures: the answers to all tests of a program for one strand, a byte each. Knows nothing of what is asked.

0 is false, 1 true; from 2 on the answer is unknown, for the reason that the rest of the number counts off.
"""

from __future__ import annotations

from typing import Final

from cfcheck.truth import Truth
from cfcheck.verdict import REASONS, Reason

__all__ = ["Signature", "open_for", "reason_of", "truth_of"]

Signature = bytes

_FIRST_REASON: Final = 2
_OPEN: Final = {reason: _FIRST_REASON + place for place, reason in enumerate(REASONS)}
_TRUTHS: Final = (Truth.FALSE, Truth.TRUE) + (Truth.UNKNOWN,) * (len(REASONS) + 1)


def open_for(reason: Reason) -> int:
    """The answer `unknown` for that reason."""
    return _OPEN[reason]


def truth_of(answer: int) -> Truth:
    """The truth of an answer."""
    return _TRUTHS[answer]


def reason_of(answer: int) -> Reason:
    """Why an unknown answer is unknown."""
    return REASONS[answer - _FIRST_REASON]
