"""Progress: on a terminal only, with the share that has been read where files have sizes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from cfcheck.cli import progress
from cfcheck.cli.progress import Meter, watched
from cfcheck.cli.terminal import say

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def seen_by(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """The stream, as standard error for a user who has no patience."""
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    monkeypatch.setattr(progress, "_EVERY", -1.0)
    return stream


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "one", tmp_path / "two"]
    for path, size in zip(paths, (300, 100), strict=True):
        path.write_bytes(b"x" * size)
    return paths


def test_the_share_is_that_of_all_files(files: list[Path]) -> None:
    meter = Meter(map(str, files))
    shares = [meter.share()]
    for path in files:
        with path.open("rb") as stream:
            meter.opened(stream)
            while stream.read(50):
                shares.append(meter.share())
    assert shares == [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]
    assert meter.share() == 1


def test_there_is_no_share_of_what_has_no_size(files: list[Path]) -> None:
    assert Meter(["-"]).share() is None
    assert Meter([str(files[0]), "/dev/null"]).share() is None
    assert Meter([str(files[0]), "there is none"]).share() is None


def test_progress_is_a_line_that_is_rewritten_and_wiped(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = seen_by(Terminal(), monkeypatch)
    with files[0].open("rb") as stream:
        meter = Meter([str(files[0])])
        meter.opened(stream)
        stream.read(150)
        assert list(watched(range(600), "incidents", meter)) == list(range(600))
    assert terminal.getvalue() == "\r\x1b[K256 incidents, 50% read\r\x1b[K512 incidents, 50% read\r\x1b[K"


def test_without_a_size_it_is_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = seen_by(Terminal(), monkeypatch)
    assert len(list(watched(range(300), "incidents", Meter(["-"])))) == 300
    assert terminal.getvalue() == "\r\x1b[K256 incidents\r\x1b[K"


def test_what_is_said_takes_the_place_of_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = seen_by(Terminal(), monkeypatch)
    say("a word")
    assert terminal.getvalue() == "\r\x1b[Ka word\n"


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = seen_by(io.StringIO(), monkeypatch)
    assert len(list(watched(range(600), "incidents"))) == 600
    say("a word")
    assert stream.getvalue() == "a word\n"
