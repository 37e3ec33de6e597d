"""Keeps standard error harmless, whether this command line, a library or Python itself writes to it."""

from __future__ import annotations

from io import TextIOBase
from typing import TYPE_CHECKING

from cfcheck.model.visible import visible_line

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["VisibleStream", "unguarded"]


class VisibleStream(TextIOBase):
    """A stream of text that makes every line visible before it writes it.

    A line that is not ended is held back until it is, or until `flush`. There is no `buffer`, by which one could get
    round it.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._begun = ""

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a property of the stream it stands for
        """The encoding of the stream."""
        return self.stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # likewise
        """The error handler for characters that the encoding lacks."""
        return self.stream.errors

    def write(self, text: str, /) -> int:
        """Write the lines that the text ends. Raises TypeError for bytes, by which typer tells what takes text."""
        if not isinstance(text, str):
            raise TypeError(f"expected text, found {type(text).__name__}")
        *ended, self._begun = f"{self._begun}{text}".split("\n")
        self.stream.write("".join(f"{visible_line(line)}\n" for line in ended))
        return len(text)

    def flush(self) -> None:
        """Write an unfinished last line, too."""
        begun, self._begun = self._begun, ""
        self.stream.write(visible_line(begun))
        self.stream.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """The file descriptor."""
        return self.stream.fileno()

    def writable(self) -> bool:
        """Always true."""
        return True


def unguarded(stream: TextIO | VisibleStream) -> TextIO:
    """The stream itself, for what is visible already and for signs of our own, such as those that wipe a line."""
    return stream.stream if isinstance(stream, VisibleStream) else stream
