"""Why the system refuses something, in words that no C library and no language of its user changes."""

from __future__ import annotations

import errno
import io
import os
from typing import TYPE_CHECKING

import pytest

from cfcheck.model.system_fault import reason_of

if TYPE_CHECKING:
    from pathlib import Path

REASONS = [
    (FileNotFoundError(errno.ENOENT, "Datei oder Verzeichnis nicht gefunden"), "no such file or directory"),
    (OSError(errno.ENOSPC, ""), "no space left on device"),
    (OSError(errno.EISDIR, os.strerror(errno.EISDIR), "folder"), "is a directory"),
    (OSError(errno.EIO, "x", "file", None, "other"), "input/output error"),
    (PermissionError(errno.EACCES, ""), "permission denied"),
    (OSError(errno.ENOTRECOVERABLE, "it is beyond repair"), f"error {errno.ENOTRECOVERABLE} (ENOTRECOVERABLE)"),
    (OSError(99_999, "no such error"), "error 99999"),
    (PermissionError(), "for no reason that the system gives"),
    (OSError("it was the weather"), "for no reason that the system gives"),
    (io.UnsupportedOperation("not readable"), "for no reason that the system gives"),
]


@pytest.mark.parametrize(("error", "reason"), REASONS, ids=[reason for _, reason in REASONS])
def test_reason_is_told_by_its_number(error: OSError, reason: str) -> None:
    assert reason_of(error) == reason


def test_reason_of_what_the_system_really_refuses(tmp_path: Path) -> None:
    with pytest.raises(OSError) as refused:  # noqa: PT011  # by its number below
        (tmp_path / ("y" * 1000)).read_bytes()
    assert reason_of(refused.value) == "file name too long"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OSError) as refused:  # noqa: PT011  # likewise
        (tmp_path / "loop").read_bytes()
    assert reason_of(refused.value) == "too many levels of symbolic links"
