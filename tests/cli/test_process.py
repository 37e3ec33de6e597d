"""The command as a process: start-up, pipes that break, interrupts, and no traceback whatever happens."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cfcheck.cli.terminal import ExitCode

ROOT = Path(__file__).parents[2]
RULES = ROOT / "fixtures" / "language" / "north-south"
PROGRAM = "from cfcheck.cli import main; main()"
MODULES = f"import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {PROGRAM}"
PART = re.compile(r"\.[a-z]+\.jsonl\.cfcheck-[0-9a-f]{16}\.part")
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
    pattern = (
        rf"cfcheck \d+\.\d+\.\d+ \(inference (native|rete|reference), tz database 20\d\d[a-z], Python {python}\)\n"
    )
    assert re.fullmatch(pattern, said)


def test_sound_records_are_read_without_what_looks_for_faults() -> None:
    search = {"cfcheck.model.faults.of_bytes", "cfcheck.model.faults.of_mapping", "cfcheck.model.faults.of_json"}
    for record, loaded in ((b'{"id":"a"}', set()), (b'{"id":5}', search - {"cfcheck.model.faults.of_mapping"})):
        done = run("evaluate", "-", "-q", "--rules", str(RULES), stdin=record, program=MODULES)
        assert search & set(done.stderr.decode().split()) == loaded


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == ExitCode.DONE
    assert f"  cfcheck {command}" in done.stdout.decode()


def test_a_command_that_is_none_is_wrong_usage() -> None:
    done = run("evalute")
    assert done.returncode == ExitCode.USAGE
    assert "evalute" in done.stderr.decode()  # in the words of typer, whatever they are
    assert b"b'" not in done.stderr  # text, and not what Python calls some bytes


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


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, ExitCode.INTERRUPTED),
        (signal.SIGTERM, ExitCode.TERMINATED),
        (signal.SIGHUP, ExitCode.HUNG_UP),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_a_run_that_is_ended_leaves_the_old_results(tmp_path: Path, number: signal.Signals, code: int) -> None:
    output, aside = tmp_path / "results.jsonl", tmp_path / "aside.jsonl"
    output.write_text("of yesterday")
    options = ["-q", "--rules", str(RULES), "-f", "jsonl", "-o", str(output), "--set-aside", str(aside)]
    program = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL); {PROGRAM}"  # also under `nohup pytest`
    with subprocess.Popen(
        [sys.executable, "-c", program, "evaluate", "-", *options], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(lines(10))
        process.stdin.flush()
        while len(list(tmp_path.iterdir())) < 3:  # until it is at work
            assert process.poll() is None
        process.send_signal(number)
        assert process.stderr.read() == b""
    assert process.returncode == code
    assert output.read_text() == "of yesterday"
    # Who is killed cannot clean up.
    left = {path.name for path in tmp_path.iterdir() if not PART.fullmatch(path.name)}
    assert left == {"results.jsonl"}
    assert number is signal.SIGKILL or len(list(tmp_path.iterdir())) == 1


def test_what_is_complete_is_written_when_a_run_is_interrupted(tmp_path: Path) -> None:
    (tmp_path / "reports.ndjson").write_bytes(lines(50_000))
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "evaluate", "reports.ndjson", "-q", "--rules", str(RULES), "-f", "jsonl"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        written = process.stdout.read(1)  # then it is at work, and soon waits for a reader
        process.send_signal(signal.SIGINT)
        written += process.stdout.read()
        assert process.stderr.read() == b""
    assert process.returncode == ExitCode.INTERRUPTED
    assert written.endswith(b"}\n")
    ids = [json.loads(line)["incident"] for line in written.splitlines()]
    assert ids == [str(number) for number in range(len(ids))]
    assert len(ids) < 50_000


def test_what_nohup_protects_stays_protected(tmp_path: Path) -> None:
    output = tmp_path / "results.jsonl"
    with subprocess.Popen(
        ["nohup", sys.executable, "-c", PROGRAM, "evaluate", "-", "-q", "--rules", str(RULES), "-o", str(output)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin
        process.stdin.write(lines(1))
        process.stdin.flush()
        while not list(tmp_path.iterdir()):  # until it is at work
            assert process.poll() is None
        process.send_signal(signal.SIGHUP)
        process.stdin.close()
    assert process.returncode == ExitCode.DONE
    assert "1 incident" in output.read_text()


def test_a_broken_pipe_is_no_fault_of_another_output(tmp_path: Path) -> None:
    (tmp_path / "reports.ndjson").write_bytes(b"x\n" + lines(5_000))
    command = f"{sys.executable} -c '{PROGRAM}' evaluate reports.ndjson -q --rules {RULES} -f jsonl --set-aside aside"
    script = f"{{ {command}; echo $? >code; }} | head -1"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert done.stderr == b"reports.ndjson, record 1: is not JSON: expected a value at byte 1, found `x`\n"
    assert (tmp_path / "code").read_text() == "141\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["code", "reports.ndjson"]


LIMIT = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
FULL = {
    "output": (["-o", "results"], "results: cannot be written: file too large"),
    "set aside": (["--set-aside", "results"], "results: cannot be written: file too large"),
}


@pytest.mark.parametrize(("options", "problem"), FULL.values(), ids=FULL)
def test_a_full_disk_is_told_and_leaves_the_old_results(tmp_path: Path, options: list[str], problem: str) -> None:
    (tmp_path / "results").write_text("of yesterday")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{LIMIT}; {PROGRAM}",
            "evaluate",
            "-",
            "-q",
            "--rules",
            str(RULES),
            "-f",
            "json",
            *options,
        ],
        input=b'{"id":5}\n' * 2_000 + lines(200),
        cwd=tmp_path,
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.decode() == f"cfcheck: {problem}\n"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"results": "of yesterday"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("count", [1, 5_000])
def test_a_full_device_is_told(count: int) -> None:
    command = f"{sys.executable} -c '{PROGRAM}' evaluate - -q --rules {RULES} -f jsonl >/dev/full"
    done = subprocess.run(["sh", "-c", command], input=lines(count), check=False, capture_output=True, timeout=60)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr == b"cfcheck: standard output: cannot be written: no space left on device\n"


READ_FROM = {
    "the output": ("reports.ndjson -o reports.ndjson", "--output: reports.ndjson is read from, and would be lost; name another file"),
    "the output by another name": (
        "reports.ndjson -o linked",
        "--output: linked is the same file as reports.ndjson, which is read from, and would be lost; name another file",
    ),
    "what is set aside": (
        "other reports.ndjson --set-aside ./reports.ndjson",
        "--set-aside: reports.ndjson is read from, and would be lost; name another file",
    ),
    "standard output": (
        "reports.ndjson >>reports.ndjson",
        "standard output is the same file as reports.ndjson, which is read from; write to another one",
    ),
    "both streams": (
        "- <reports.ndjson >>reports.ndjson",
        "standard output is the same file as standard input, which is read from; write to another one",
    ),
    "standard input": (
        "- <reports.ndjson -o reports.ndjson",
        "--output: reports.ndjson is the same file as standard input, which is read from, and would be lost; name another file",
    ),
    "both outputs": (
        "reports.ndjson -o new --set-aside ./new",
        "--set-aside: new is the file of --output as well; name another one",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "problem"), READ_FROM.values(), ids=READ_FROM)
def test_what_is_read_is_never_written_over(tmp_path: Path, arguments: str, problem: str) -> None:
    (tmp_path / "reports.ndjson").write_bytes(lines(3))
    (tmp_path / "linked").symlink_to("reports.ndjson")
    (tmp_path / "other").write_bytes(lines(1))
    command = f"{sys.executable} -c '{PROGRAM}' evaluate -q -f jsonl --rules {RULES} {arguments}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert done.stderr.decode() == f"cfcheck: {problem}\n"
    assert done.returncode == ExitCode.USAGE
    assert (tmp_path / "reports.ndjson").read_bytes() == lines(3)


WAYS = {
    "file": "{cfcheck} reports",
    "standard input": "{cfcheck} - <reports",
    "its name": "{cfcheck} /dev/stdin <reports",
    "named pipe": "mkfifo pipe && {{ cat reports >pipe & {cfcheck} pipe; }}",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_packed_reports_come_in_every_way(tmp_path: Path, way: str) -> None:
    (tmp_path / "reports").write_bytes(gzip.compress(lines(3)))
    cfcheck = f"{sys.executable} -c '{PROGRAM}' evaluate -q -f csv --rules {RULES}"
    command = way.format(cfcheck=cfcheck)
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, b"")
    assert [line.split(b",")[0] for line in done.stdout.splitlines()] == [b"incident", b"0", b"1", b"2"]


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
