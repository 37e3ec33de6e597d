"""What a validator of a field says when it refuses a value. Knows nothing of files and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.document import Path

__all__ = ["Fault", "Refused"]


class Fault(NamedTuple):
    """One thing wrong with a value: where below the value it is, what it is, and the way out."""

    message: str
    hint: str = ""
    code: str = "invalid-value"
    below: Path = ()
    at_key: bool = False


class Refused(ValueError):
    """Raised by validators of fields with everything that is wrong with the value."""

    faults: tuple[Fault, ...]

    def __init__(self, message: str, hint: str = "", code: str = "invalid-value") -> None:
        super().__init__(message)
        self.faults = (Fault(message, hint, code),)

    @classmethod
    def because(cls, faults: Iterable[Fault]) -> Refused:
        """A refusal for several reasons at once."""
        refused = cls("")
        refused.faults = tuple(faults)
        return refused
