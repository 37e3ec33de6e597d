"""Refuses claims that an agreement does not know: one ignored silently could settle a verdict (docs/decisions/0009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.condition import ClaimRaised, ClaimTestMet
from cfcheck.incident import InvalidIncident
from cfcheck.wording import quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection

    from cfcheck.incident import Incident
    from cfcheck.program import Program

__all__ = ["ClaimChecker"]


class ClaimChecker:
    """Knows every claim that a program asks about, and the tests of each."""

    def __init__(self, program: Program) -> None:
        self._tests: dict[str, set[str]] = {}
        for test in program.tests:
            if isinstance(test, ClaimRaised | ClaimTestMet):
                self._tests.setdefault(test.claim, set())
            if isinstance(test, ClaimTestMet):
                self._tests[test.claim].add(test.test)

    def check(self, incident: Incident) -> None:
        """Raises InvalidIncident for a claim, or a test of a claim, that nothing in the agreement asks about."""
        for claim, said in (incident.claims or {}).items():
            if claim not in self._tests:
                raise InvalidIncident("claims", _unknown("claim", claim, self._tests))
            for test in said if isinstance(said, dict) else ():
                if test not in self._tests[claim]:
                    raise InvalidIncident(f"claims.{claim}", _unknown("test", test, self._tests[claim]))


def _unknown(what: str, word: str, known: Collection[str]) -> str:
    names = ", ".join(map(quoted, sorted(known))) or "none"
    return f"unknown {what} {quoted(word)}; {suggestion(word, known) or f'the agreement knows {names}'}"
