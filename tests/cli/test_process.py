"""The command as a process: start-up, pipes that break, interrupts, and no traceback whatever happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cfcheck.cli.exit_code import ExitCode

ROOT = Path(__file__).parents[2]
RULES = ROOT / "fixtures" / "language" / "north-south"
PROGRAM = "from cfcheck.cli import main; main()"
MODULES = f"import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {PROGRAM}"
HEAVY = {"pydantic", "yaml", "rich.table", "rich.console", "durable"}
COMMANDS = ("evaluate", "explain", "check", "test", "schema", "rules", "rules list", "rules show", "rules acts")


def run(*arguments: str, stdin: bytes = b"", program: str = PROGRAM) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, input=stdin, check=False, capture_output=True, timeout=60)


def lines(count: int) -> bytes:
    return b"".join(b'{"id":"%d","occurred":"2015-03-02"}\n' % number for number in range(count))


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_the_prompt_answers_without_loading_anything_heavy(argument: str) -> None:
    done = run(argument, program=MODULES)
    assert done.returncode == ExitCode.DONE
    assert not HEAVY & set(done.stderr.decode().split())


def test_the_version_is_told_without_typer_and_help_without_structs() -> None:
    assert "typer" not in run("--version", program=MODULES).stderr.decode().split()
    for words in (["--help"], ["evaluate", "--help"], ["evaluate", "--no-such-option"]):
        assert "msgspec" not in run(*words, program=MODULES).stderr.decode().split()


def test_the_version_says_what_answers_depend_on() -> None:
    python = ".".join(map(str, sys.version_info[:3]))
    said = run("--version").stdout.decode()
    pattern = rf"cfcheck \d+\.\d+\.\d+ \(inference (rete|reference), tz database 20\d\d[a-z], Python {python}\)\n"
    assert re.fullmatch(pattern, said)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == ExitCode.DONE
    assert f"  cfcheck {command}" in done.stdout.decode()


def test_a_command_that_is_none_is_wrong_usage() -> None:
    done = run("evalute")
    assert done.returncode == ExitCode.USAGE
    assert "No such command 'evalute'" in done.stderr.decode()


def test_whoever_stops_reading_hears_no_complaint() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "evaluate", "-", "-q", "--rules", str(RULES), "--format", "jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(lines(200))
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == ExitCode.BROKEN_PIPE


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_an_interrupt_ends_quietly(tmp_path: Path) -> None:
    output = tmp_path / "results.jsonl"
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "evaluate", "-", "-q", "--rules", str(RULES), "-f", "jsonl", "-o", str(output)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(lines(10))
        process.stdin.flush()
        while not list(tmp_path.iterdir()):  # until it is at work
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
    assert process.returncode == ExitCode.INTERRUPTED
    assert list(tmp_path.iterdir()) == []


def test_a_closed_standard_input_is_wrong_usage() -> None:
    command = f"exec {sys.executable} -c '{PROGRAM}' evaluate <&-"
    done = subprocess.run(["sh", "-c", command], check=False, capture_output=True, timeout=60)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.decode() == (
        "cfcheck: name a file of incidents, or `-` for standard input, for example\n"
        "  cfcheck evaluate incidents.json\n"
        "  cat incidents.ndjson | cfcheck evaluate -\n"
    )


def test_output_is_utf8_whatever_the_machine_prefers() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "evaluate", "-", "-q", "--rules", str(RULES), "--format", "json"],
        input='{"id":"حلب"}'.encode(),
        env=environment,
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == ExitCode.DONE
    assert '"incident":"حلب"' in done.stdout.decode("utf-8")


def test_binary_rubbish_is_no_reason_for_a_traceback() -> None:
    done = run("evaluate", "-", "-q", "--rules", str(RULES), "--format", "jsonl", stdin=bytes(range(256)) * 40)
    assert done.returncode == ExitCode.INVALID
    assert b"Traceback" not in done.stderr
