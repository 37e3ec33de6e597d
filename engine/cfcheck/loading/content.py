"""What the files of an agreement hold, as bytes, and the hash over them. Knows nothing of what they mean."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from cfcheck.file_bytes import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.loading.finder import FoundFolder

__all__ = ["content_hash", "hash_of_files"]


def content_hash(files: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over each file's key and bytes; lengths keep one file's end from passing for the next's beginning."""
    digest = sha256()
    for key, raw in files:
        for part in (key.encode(errors="surrogateescape"), raw):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def hash_of_files(found: FoundFolder) -> str:
    """The hash that an agreement loaded from these files has. Raises OSError where one cannot be read."""
    agreement = () if found.agreement is None else (found.agreement,)
    files = sorted((*agreement, *found.rules, *found.registry), key=lambda file: file.key)
    return content_hash((file.key, read_bytes(file.path)) for file in files)
