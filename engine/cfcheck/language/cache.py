"""A cache of loaded agreements in a folder, so that unchanged files are not parsed again.

A cached agreement equals a loaded one: its key is a hash of every file that loading reads and of everything else that
loading depends on (this version of cfcheck, Python, the packages), and it carries a digest of itself. An entry that
does not match exactly is ignored. See docs/decisions/0040-loaded-agreements-are-kept.md.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cfcheck.language.load.files import find_files, hash_of_files
from cfcheck.model.agreement import Agreement
from cfcheck.model.struct import NotPacked, packed, unpacked
from cfcheck.model.whole_file import whole_file, write_all
from cfcheck.model.zone import UnknownZone, Zone, tz_version
from cfcheck.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AgreementStore", "agreement_from_bytes", "bytes_from_agreement", "surroundings"]

_PACKAGE: Final = Path(__file__).resolve().parents[1]


def bytes_from_agreement(agreement: Agreement) -> bytes:
    """The agreement as bytes."""
    return packed(agreement, _plain)


def agreement_from_bytes(raw: bytes) -> Agreement:
    """The agreement that the bytes hold. Raises NotPacked for bytes that hold none."""
    return unpacked(raw, Agreement, _made)


def _plain(value: Any) -> object:  # noqa: ANN401  # whatever an agreement holds that is no noun
    if isinstance(value, Zone):
        return value.name
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(type(value).__name__)


def _made(kind: type, plain: Any) -> Zone:  # noqa: ANN401  # whatever the bytes hold in its place
    if kind is not Zone or not isinstance(plain, str):
        raise NotPacked(f"a {kind.__name__} cannot be made of {type(plain).__name__}")
    try:
        return Zone(plain)
    except UnknownZone as unknown:
        raise NotPacked(str(unknown)) from unknown


_PACKAGES: Final = ("msgspec", "pydantic", "pydantic_core", "tzdata", "yaml")


def surroundings() -> str:
    """A hash that differs wherever the same files could be loaded differently. Raises OSError."""
    parts = (VERSION, tz_version(), sys.version, *_modules(_PACKAGE), *_installed())
    return sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()


def _modules(folder: Path) -> Iterator[str]:
    """Every module of cfcheck, so that a working copy of it can change without a change of version."""
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
        waiting += [entry.path for entry in inside if entry.is_dir() and not entry.name.startswith((".", "__"))]
        for entry in inside:
            if entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns}"


def _installed() -> Iterator[str]:
    """Every package, with its version, that is installed where those are that loading uses."""
    specs = {name: PathFinder.find_spec(name) for name in _PACKAGES}
    homes = {str(Path(spec.origin).parents[1]) if spec and spec.origin else "" for spec in specs.values()}
    for home in sorted(homes - {""}):
        with os.scandir(home) as entries:
            yield from sorted(entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))


_FORM: Final = "cfcheck agreement 1"
_SUFFIX: Final = ".agreement"
_MOST_KEPT: Final = 32
_LARGEST: Final = 64 * 1024 * 1024
_DIGEST_SIZE: Final = 32
_FOR_THIS_USER: Final = 0o600
_OTHERS_CAN_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


class AgreementStore:
    """A folder of agreements that belongs to this user alone. Processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, folder: Path) -> Agreement:
        """The agreement in the folder, as `load_agreement` gives it. Raises InvalidRules as that does.

        Faulty rules are never kept, and a folder that cannot be used is only a loss of time.
        """
        try:
            found = find_files(folder, None)
            hashed = None if found.problems else hash_of_files(found)
            key = hashed and sha256(f"{_FORM}\0{surroundings()}\0{found.id}\0{hashed}".encode()).hexdigest()
        except OSError:
            key = hashed = None
        kept = self._kept(key) if key else None
        if kept is not None and kept.content_hash == hashed:
            return kept

        from cfcheck.language.load.loader import load_agreement  # noqa: PLC0415  # what is kept spares the time that this takes

        agreement = load_agreement(folder)
        # The files can have changed since they were hashed.
        if key and agreement.content_hash == hashed:
            self._keep(key, agreement)
        return agreement

    def _kept(self, key: str) -> Agreement | None:
        try:
            if not _is_ours(self._folder.stat()):
                return None
            raw = _read(self._folder / f"{key}{_SUFFIX}")
            digest, payload = raw[:_DIGEST_SIZE], raw[_DIGEST_SIZE:]
            return agreement_from_bytes(payload) if digest == _digest(key, payload) else None
        except (OSError, NotPacked):
            return None

    def _keep(self, key: str, agreement: Agreement) -> None:
        payload = bytes_from_agreement(agreement)
        if len(payload) > _LARGEST or agreement_from_bytes(payload) != agreement:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(self._folder.stat()):
                with whole_file(self._folder / f"{key}{_SUFFIX}", _FOR_THIS_USER) as descriptor:
                    write_all(descriptor, _digest(key, payload) + payload)
                self._tidy()

    def _tidy(self) -> None:
        """Removes what was kept longest ago."""
        kept = [(path.lstat().st_mtime_ns, path) for path in self._folder.iterdir() if path.suffix == _SUFFIX]
        for _, path in sorted(kept, reverse=True)[_MOST_KEPT:]:
            path.unlink(missing_ok=True)


def _is_ours(status: os.stat_result) -> bool:
    """Whether it is this user's, and nobody else can write to it: what others can write could say anything."""
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_CAN_WRITE


def _digest(key: str, payload: bytes) -> bytes:
    """Over the key too, so that nothing passes under another name than its own."""
    return sha256(key.encode() + payload).digest()


def _read(path: Path) -> bytes:
    """The bytes of the file. Takes no more memory than they are; raises OSError for what cannot have been kept."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or not _is_ours(status):
            raise PermissionError
        if status.st_size > _DIGEST_SIZE + _LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(status.st_size)
    finally:
        os.close(handle)
