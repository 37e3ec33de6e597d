"""What is written is brought to the disk while more of it is made, and no fault of the disk is lost."""

from __future__ import annotations

import errno
import os
from threading import Event
from typing import TYPE_CHECKING

from benchmarks.generate import generate_incidents
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli import terminal as write_back
from cfcheck.cli.terminal import WriteBack
from cfcheck.model.incident_json import encode_json

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_each_part_is_brought_to_the_disk_in_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done, brought = Event(), []

    def bring(descriptor: int) -> None:
        brought.append(os.fstat(descriptor).st_size)
        done.set()

    monkeypatch.setattr(write_back, "_to_disk", bring)
    monkeypatch.setattr(write_back, "_EACH", 10)
    with (tmp_path / "results").open("wb", buffering=0) as file:
        background = WriteBack(file.fileno())
        for part, expected in ((b"12345", []), (b"67890", [10])):
            background.written(file.write(part))
            assert done.wait(10 if expected else 0) is bool(expected)
            assert brought == expected
        background.finish()


def test_little_takes_no_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_back, "Thread", None)
    with (tmp_path / "results").open("wb", buffering=0) as file:
        background = WriteBack(file.fileno())
        background.written(file.write(b"some"))
        background.finish()


def test_a_disk_that_fails_in_the_background_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(write_back, "_to_disk", fail)
    monkeypatch.setattr(write_back, "_EACH", 1000)
    reports, results = tmp_path / "reports.ndjson", tmp_path / "results.jsonl"
    reports.write_bytes(b"".join(encode_json(one) + b"\n" for one in generate_incidents(500)))
    results.write_text("of the run before", encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", str(reports), "--format", "jsonl", "-o", str(results)])
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        2,
        f"cfcheck: {results}: cannot be written: input/output error",
    )
    assert [file.name for file in tmp_path.iterdir() if file != reports] == ["results.jsonl"]
    assert results.read_text(encoding="utf-8") == "of the run before"
