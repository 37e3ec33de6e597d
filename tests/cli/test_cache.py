"""Where loaded agreements are kept, how that is switched off, and what it spares."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cfcheck.cli.options import cache_folder
from cfcheck.cli.terminal import ExitCode

ROOT = Path(__file__).parents[2]
INCIDENTS = ROOT / "fixtures" / "syria-2016" / "incidents.json"
PROGRAM = "from cfcheck.cli import main; main()"
MODULES = f"import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {PROGRAM}"
SPARED = {
    "pydantic",
    "yaml",
    "typer",
    "rich",
    "inspect",
    "dataclasses",
    "typing_extensions",
    "cfcheck.language.load.loader",
}


def run(cache: Path | None, *arguments: str, program: str = PROGRAM) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CFCHECK_CACHE": "" if cache is None else str(cache)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environment)


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"CFCHECK_CACHE": "/a/b", "XDG_CACHE_HOME": "/c", "HOME": "/"}, Path("/a/b")),
        ({"CFCHECK_CACHE": "kept", "HOME": "/"}, Path("kept")),
        ({"CFCHECK_CACHE": "", "XDG_CACHE_HOME": "/c", "HOME": "/"}, None),
        ({"XDG_CACHE_HOME": "/c", "HOME": "/"}, Path("/c/cfcheck")),
        ({"XDG_CACHE_HOME": "c", "HOME": "/"}, Path("/.cache/cfcheck")),
        ({"HOME": "/"}, Path("/.cache/cfcheck")),
        ({"HOME": "/no/such/home"}, None),
        ({"HOME": "here"}, None),
        ({"HOME": ""}, None),
        ({}, None),
    ],
)
def test_loaded_agreements_are_kept_in(
    environment: dict[str, str], folder: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_folder(environment) == folder


def test_a_mac_has_a_place_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder({"HOME": "/"}) == Path("/Library/Caches/cfcheck")


def test_the_second_run_says_the_same_and_loads_nothing_heavy(tmp_path: Path) -> None:
    runs = [run(tmp_path / "cache", "evaluate", "-q", str(INCIDENTS), program=MODULES) for _ in range(2)]
    assert [done.returncode for done in runs] == [ExitCode.DONE] * 2
    assert runs[0].stdout == runs[1].stdout
    loaded = [set(done.stderr.split()) for done in runs]
    assert {"cfcheck.language.load.loader", "pydantic", "yaml"} <= loaded[0]
    assert not SPARED & loaded[1]


def test_without_a_cache_nothing_is_kept_and_the_answer_is_the_same(tmp_path: Path) -> None:
    runs = [
        run(tmp_path / "one", "evaluate", str(INCIDENTS), "--no-cache"),
        run(tmp_path / "two", "explain", str(INCIDENTS), "2016-05-12-daraya-convoy", "--no-cache"),
        run(None, "evaluate", str(INCIDENTS)),
    ]
    assert [done.returncode for done in runs] == [ExitCode.DONE] * 3
    assert list(tmp_path.iterdir()) == []
    assert runs[0].stdout == runs[2].stdout == run(tmp_path / "kept", "evaluate", str(INCIDENTS)).stdout
    assert len(list((tmp_path / "kept").iterdir())) == 1


@pytest.mark.parametrize("arguments", [["evaluate", str(INCIDENTS)], ["rules", "show"]])
def test_no_home_is_no_trouble(arguments: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("CFCHECK_CACHE", "HOME")}
    command = [sys.executable, "-c", PROGRAM, *arguments]
    environment.pop("XDG_CACHE_HOME", None)
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == ExitCode.DONE
    assert "Traceback" not in done.stderr


def test_faulty_rules_are_said_each_time(tmp_path: Path) -> None:
    faulty = str(ROOT / "tests" / "data" / "broken" / "five-faults" / "accord")
    runs = [run(tmp_path / "cache", "evaluate", str(INCIDENTS), "--rules", faulty) for _ in range(2)]
    assert [done.returncode for done in runs] == [ExitCode.INVALID] * 2
    assert runs[0].stderr == runs[1].stderr
    assert "8 problems in rule files; nothing was evaluated" in runs[0].stderr
    assert not (tmp_path / "cache").exists()
