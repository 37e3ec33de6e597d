"""What is wrong with a file of boundaries, or with what was asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.errors import CfcheckError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BoundariesNotFound", "BoundariesUnavailable", "InvalidBoundaries"]


class InvalidBoundaries(CfcheckError, ValueError):
    """Raised when boundaries cannot be used; carries every problem found, in the order of the file."""

    problems: tuple[str, ...]

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[InvalidBoundaries], tuple[tuple[str, ...]]]:
        """Survives the way back from another process."""
        return type(self), (self.problems,)


class BoundariesNotFound(InvalidBoundaries):
    """Raised when what is asked for leads to no boundaries: a file that cannot be read, a level that is none."""


class BoundariesUnavailable(CfcheckError):
    """Raised when boundaries are asked for where shapely is not installed."""
