"""Describes why the system refused an operation, in words that are the same on every system and in every language."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["reason_of"]

_WORDS: Final[Mapping[int, str]] = {
    errno.EACCES: "permission denied",
    errno.EAGAIN: "not available at the moment",
    errno.EBADF: "it is closed",
    errno.EBUSY: "it is in use",
    errno.EDQUOT: "disk quota exceeded",
    errno.EEXIST: "file exists",
    errno.EFBIG: "file too large",
    errno.EINVAL: "not possible for this kind of file",
    errno.EIO: "input/output error",
    errno.EISDIR: "is a directory",
    errno.ELOOP: "too many levels of symbolic links",
    errno.EMFILE: "too many open files",
    errno.EMLINK: "too many links",
    errno.ENAMETOOLONG: "file name too long",
    errno.ENFILE: "too many open files in the system",
    errno.ENODEV: "no such device",
    errno.ENOENT: "no such file or directory",
    errno.ENOMEM: "not enough memory",
    errno.ENOSPC: "no space left on device",
    errno.ENOTDIR: "not a directory",
    errno.ENOTEMPTY: "directory not empty",
    errno.ENXIO: "no such device or address",
    errno.EOPNOTSUPP: "not supported there",
    errno.EPERM: "operation not permitted",
    errno.EPIPE: "broken pipe",
    errno.EROFS: "read-only file system",
    errno.ESTALE: "it is no longer on its server",
    errno.ETIMEDOUT: "timed out",
    errno.ETXTBSY: "it is a program that runs",
    errno.EXDEV: "it is on another device",
}


def reason_of(error: OSError) -> str:
    """Why, by its number: what the C library says of it depends on system and language."""
    number = error.errno
    if number is None:
        return "for no reason that the system gives"
    name = errno.errorcode.get(number)
    return _WORDS.get(number) or f"error {number}{f' ({name})' if name else ''}"
