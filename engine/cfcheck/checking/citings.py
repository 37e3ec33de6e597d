"""Every citation that a file writes, with its place. Knows the shape of a citation, nothing of what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.document import Document, Path, Plain

__all__ = ["Citing", "citings_in"]


class Citing(NamedTuple):
    """A citation as it is written: where, which source and provision, and whether it is said to be verified."""

    path: Path
    source: str
    provision: str
    verified: bool


def citings_in(document: Document, below: Path = ()) -> Iterator[Citing]:
    """Each citation at or below the path, in the order of the file; endorsements name their source without one."""
    content = document.content
    for part in below:
        content = _inside(content, part)
    if content is not None:
        yield from _walk(content, below)


def _inside(content: Plain | None, part: str | int) -> Plain | None:
    if isinstance(content, dict) and isinstance(part, str):
        return content.get(part)
    if isinstance(content, list) and isinstance(part, int) and part < len(content):
        return content[part]
    return None


def _walk(content: Plain, path: Path) -> Iterator[Citing]:
    if isinstance(content, list):
        for index, entry in enumerate(content):
            yield from _walk(entry, (*path, index))
    elif isinstance(content, dict):
        source, provision = content.get("source"), content.get("provision")
        if isinstance(source, str) and isinstance(provision, str):
            yield Citing(path, source, provision, content.get("verified") == "true")
        for key, entry in content.items():
            yield from _walk(entry, (*path, key))
