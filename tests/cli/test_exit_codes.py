"""Every run ends with a code that is documented, says why in plain lines, and shows no traceback, whatever happens."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from cfcheck.cli.terminal import ExitCode

ROOT = Path(__file__).parents[2]
PROGRAM = "from cfcheck.cli import main; main()"
REPORTS = '{"id":"a","occurred":"2015-03-02"}\n{"id":"b"}\n[]\n'
# Of signals that a run may be ended by, some can come before it knows what to do on them.
BY_SIGNAL: Final = {-signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP}
DOCUMENTED: Final = {*map(int, ExitCode), *BY_SIGNAL}
PYTHONS_OWN: Final = re.compile(r"Traceback|Exception ignored|Fatal Python|^\w+Error\b", re.MULTILINE)

A_RULE = "rules/disputed"
EVALUATE = f"evaluate reports --rules {A_RULE}"
COMMANDS: Final = (
    *(f"{EVALUATE} -f {form}" for form in ("table", "json", "jsonl", "csv", "geojson", "markdown")),
    f"{EVALUATE} -f jsonl --jobs 2",
    f"{EVALUATE} -f jsonl -o results --set-aside aside",
    f"evaluate - --rules {A_RULE} -f json -o results",
    f"evaluate t.csv --rules {A_RULE} --from csv",
    f"explain reports a --rules {A_RULE}",
    f"explain reports a --rules {A_RULE} -f json --all",
    *(f"check rules -f {form}" for form in ("human", "json", "sarif", "github", "junit")),
    "check --list",
    "check --fix rules",
    *(f"test {A_RULE} -f {form} -o results" for form in ("human", "json", "junit", "github")),
    f"test {A_RULE} --coverage",
    f"test {A_RULE} --mutate",
    *(f"diff old rules -f {form}" for form in ("human", "json", "markdown")),
    f"diff HEAD {A_RULE} reports -o results",
    "fmt rules",
    "fmt --diff rules",
    "fmt -",
    *(f"convert t.csv --from csv -f {form}" for form in ("jsonl", "json")),
    "convert t.csv --from csv -o results --set-aside aside",
    "schema incident",
    "schema rule",
    "rules list",
    f"rules show {A_RULE}",
    "new agreement an-accord --dir new",
    "new rule disputed/a-rule --dir rules",
    "new mapping t.csv --dir new",
    "--version",
    "--help",
    "evaluate --help",
    "evaluat",
    "evaluate --no-such-option",
    "",
)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for name in ("registry", "disputed"):
        shutil.copytree(ROOT / "fixtures" / "language" / name, tmp_path / "rules" / name)
    shutil.copytree(tmp_path / "rules", tmp_path / "old")
    (tmp_path / "reports").write_text(REPORTS)
    (tmp_path / "t.csv").write_text("id,act\na,attack\na,attack\n")
    return tmp_path


def run(
    box: Path, line: str, way: str = '"$@"', program: str = PROGRAM, reports: str = REPORTS, **variables: str
) -> subprocess.CompletedProcess[str]:
    """The command as a shell starts it, which stands in its line for `"$@"`."""
    return subprocess.run(
        ["bash", "-c", way, "bash", sys.executable, "-c", program, *line.split()],
        cwd=box,
        input=reports,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=120,
    )


def expect_plain(done: subprocess.CompletedProcess[str]) -> None:
    assert not PYTHONS_OWN.search(done.stderr), done.stderr
    assert done.returncode in DOCUMENTED


def leftovers(box: Path) -> list[str]:
    return [path.name for path in box.rglob(".*") if not path.is_dir()]


# How a command can be started. Each is tried with the few commands below, and those that are starred with all.
WAYS: Final = {
    "standard output is closed": '"$@" >&-',
    "standard input is closed": '"$@" <&-',
    "standard error is closed": '"$@" 2>&-',
    "*all are closed": '"$@" <&- >&- 2>&-',
    "*standard output is full": '"$@" >/dev/full',
    "standard error is full": '"$@" 2>/dev/full',
    "both are full": '"$@" >/dev/full 2>&1',
    "nobody reads": '{ sleep 0.1; "$@"; echo $? >code; } | true; exit $(cat code)',
    "standard output cannot be written to": '"$@" 1</dev/null',
    "standard input cannot be read": '"$@" 0>/dev/null',
    "files may have no bytes": 'ulimit -f 0; "$@" >results.txt',
    "files may have a kilobyte": 'ulimit -f 1; "$@" >results.txt',
    "few files may be open": 'ulimit -n 8; "$@"',
    "hardly a file may be open": 'ulimit -n 6; "$@"',
    "the folder is gone": 'mkdir gone; cd gone; rmdir ../gone; "$@"',
    "there is no home": 'unset HOME XDG_CACHE_HOME CFCHECK_CACHE; "$@"',
    "home is no folder": 'export HOME=/dev/null; unset XDG_CACHE_HOME CFCHECK_CACHE; "$@"',
    "home is too long a path": 'export HOME=/$(printf "h%.0s" {1..5000}); unset XDG_CACHE_HOME CFCHECK_CACHE; "$@"',
    "the cache is a loop of links": 'ln -s loop loop; CFCHECK_CACHE=loop "$@"',
    "the cache is a file": 'CFCHECK_CACHE=reports "$@"',
    "the cache is too long a path": 'CFCHECK_CACHE=$(printf "c%.0s" {1..5000}) "$@"',
    "there is no folder for temporary files": 'TMPDIR=/no/such/folder "$@"',
    "completion is asked for by nobody": '_CFCHECK_COMPLETE=nonsense "$@"',
    "a variable of Python's makes it strict": 'PYTHONIOENCODING=ascii:strict "$@"',
}  # fmt: skip
FEW: Final = (
    f"{EVALUATE} -f jsonl -o results --set-aside aside",
    f"{EVALUATE} -f json",
    "check rules -f sarif",
    "diff HEAD rules",
    "new agreement an-accord --dir new",
    "--help",
)
STARTS: Final = [
    *product((way for way in WAYS if not way.startswith("*")), FEW),
    *product((way for way in WAYS if way.startswith("*")), COMMANDS),
]


@pytest.mark.slow
@pytest.mark.parametrize(("way", "line"), STARTS)
def test_every_start_ends_by_a_code(box: Path, way: str, line: str) -> None:
    expect_plain(run(box, line, WAYS[way]))
    assert not leftovers(box)


STDOUT = "cfcheck: standard output"
# What cannot be written ends every command alike.
UNWRITTEN: Final = {
    "closed": ('"$@" >&-', 2, f"{STDOUT} is closed; name a file with --output"),
    "full": ('"$@" >/dev/full', 2, f"{STDOUT}: cannot be written: no space left on device"),
    "too large": ('ulimit -f 0; "$@" >results.txt', 2, f"{STDOUT}: cannot be written: file too large"),
    "read by nobody": ('{ sleep 0.1; "$@"; echo $? >code; } | true; exit $(cat code)', 141, None),
    "not for writing": ('"$@" 1</dev/null', 2, f"{STDOUT}: cannot be written: it is closed"),
}
WRITING: Final = (
    f"{EVALUATE} -f jsonl -q", f"{EVALUATE} -q", "check --list", "fmt --diff rules", "schema incident", "rules list",
    "--version", "--help", "evaluate --help", f"explain reports a --rules {A_RULE}", f"test {A_RULE} -q",
    "diff old rules", "convert t.csv --from csv -q",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("line", "case"), list(product(WRITING, UNWRITTEN)))
def test_what_cannot_be_written_is_told_alike_by_every_command(box: Path, line: str, case: str) -> None:
    way, code, said = UNWRITTEN[case]
    rule = box / A_RULE / "north-attacks.yaml"
    rule.write_text(rule.read_text().replace("title: ", "title:   "))
    done = run(box, line, way)
    assert done.returncode == code
    assert [text for text in done.stderr.splitlines() if text.startswith(STDOUT)] == ([said] if said else [])
    expect_plain(done)


NOISY = f"""
import os
replace = os.replace
def noisy(*paths):
    for number in (1, 2):
        try:
            os.write(number, b"noise")
        except OSError:
            pass
    replace(*paths)
os.replace = noisy
{PROGRAM}
"""


def test_a_file_that_is_opened_is_not_taken_for_a_stream_that_is_closed(box: Path) -> None:
    """What a library prints would stand in it."""
    expected = run(box, f"{EVALUATE} -f jsonl -o expected").returncode
    assert run(box, f"{EVALUATE} -f jsonl -o results", '"$@" <&- >&- 2>&-', NOISY).returncode == expected
    assert (box / "results").read_bytes() == (box / "expected").read_bytes()


# What a path that is named can be.
PATHS: Final = {
    "a loop of links": "loop", "a link to nothing": "dangling", "a pipe": "pipe", "a socket": "socket", "a folder": "folder",
    "not for this user": "closed", "in a folder not for this user": "forbidden/x", "in a file": "reports/x",
    "too long a name": "n" * 256, "too long a path": "a/" * 3000, "with a slash behind": "reports/", "a device": "/dev/null",
    "a device without end": "/dev/zero", "a full device": "/dev/full", "memory": "/proc/self/mem", "no descriptor": "/dev/fd/99",
    "not text": "$'\\xff\\xfe'", "of two lines": "$'a\\nb'", "with a sign that moves": "$'\\e[31mred'", "shaped like an option": "./-x",
    "another kind of file": "rules/disputed/agreement.yaml", "here": ".", "nothing": "''",
}  # fmt: skip
SPOTS: Final = {
    "reports": f"evaluate PATH --rules {A_RULE} -f jsonl",
    "reports for jobs": f"evaluate PATH --rules {A_RULE} -f jsonl --jobs 2",
    "reports for people": f"evaluate PATH --rules {A_RULE}",
    "a report": f"explain PATH a --rules {A_RULE}",
    "a table": "convert PATH --from csv",
    "a table to draft from": "new mapping PATH --dir new",
    "results": f"{EVALUATE} -f jsonl -o PATH",
    "what is set aside": f"{EVALUATE} --set-aside PATH",
    "incidents": "convert t.csv --from csv -o PATH",
    "what is found": "check rules -o PATH",
    "the run of cases": f"test {A_RULE} -o PATH",
    "what differs": "diff old rules -o PATH",
    "rules": "evaluate reports --rules PATH",
    "rules to show": "rules show PATH",
    "rules to check": "check PATH",
    "rules to mend": "check --fix PATH",
    "rules to test": "test PATH",
    "rules to lay out": "fmt PATH",
    "what is laid out": "fmt - --stdin-filename PATH",
    "rules to compare": "diff PATH rules",
    "a mapping": "convert t.csv --from PATH",
    "boundaries": f"{EVALUATE} --boundaries PATH",
    "where to begin": "new agreement an-accord --dir PATH",
}  # fmt: skip
# These wait for somebody at the other end, or write where tests should not.
NOT_TRIED: Final = {("a pipe", spot) for spot in SPOTS} | {
    ("nothing", "rules"),
    ("another kind of file", "incidents"),
}
# Root may read everything.
AS_ANYBODY: Final = (
    'if [ $(id -u) = 0 ]; then setpriv --bounding-set -dac_override,-dac_read_search "$@"; else "$@"; fi'
)


def spoil(box: Path) -> None:
    """Put what paths can lead to in the folder."""
    (box / "loop").symlink_to("loop")
    (box / "dangling").symlink_to("nowhere")
    os.mkfifo(box / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(box / "socket"))
    (box / "folder").mkdir()
    (box / "closed").write_text("{}")
    (box / "closed").chmod(0)
    (box / "forbidden").mkdir(mode=0)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("setpriv"), reason="root may read everything, and cannot do without that here")
@pytest.mark.parametrize("spot", SPOTS)
def test_every_path_ends_by_a_code(box: Path, spot: str) -> None:
    spoil(box)
    kept = {path: path.read_bytes() for path in (box / "rules").rglob("*.yaml")}
    for kind, path in PATHS.items():
        if (kind, spot) not in NOT_TRIED:
            way = AS_ANYBODY.replace('"$@"', f'"${{@:1:3}}" {SPOTS[spot].replace("PATH", path)}')
            done = run(box, "", way)
            assert not PYTHONS_OWN.search(done.stderr), (kind, done.stderr)
            assert done.returncode in DOCUMENTED, kind
            assert not leftovers(box), kind
    assert {path: path.read_bytes() for path in (box / "rules").rglob("*.yaml")} == kept


# What is raised, by which name it is told, and how it is told.
OWN = "this is a fault of cfcheck, from which nothing follows about what it read: "
FAULTS: Final = {
    "KeyError('secret \\x1b[31m')": (70, f"{OWN}KeyError in cfcheck/cli/options.py, line "),
    "ValueError('secret')": (70, f"{OWN}ValueError in "),
    "RecursionError('secret')": (70, f"{OWN}RecursionError in "),
    "EOFError('secret')": (70, f"{OWN}EOFError in "),
    "AssertionError('secret')": (70, f"{OWN}AssertionError in "),
    "UnicodeDecodeError('utf-8', b'secret', 0, 1, 'secret')": (70, f"{OWN}UnicodeDecodeError in "),
    "GeneratorExit('secret')": (70, f"{OWN}GeneratorExit in "),
    "ExceptionGroup('secret', [ValueError('secret')])": (70, f"{OWN}ExceptionGroup in "),
    "OSError('secret')": (70, f"{OWN}OSError in "),
    "BrokenPipeError(32, 'gone')": (70, f"{OWN}BrokenPipeError in "),
    "MemoryError('secret')": (70, "not enough memory: "),
    "OSError(12, 'no memory')": (70, "the system refused what is needed: not enough memory; split the input"),
    "OSError(24, 'too many')": (
        70,
        "the system refused what is needed: too many open files; raise the limit of open files (`ulimit -n`)",
    ),
    "OSError(28, 'No room')": (
        70,
        "the system refused what is needed: no space left on device; make room for temporary files",
    ),
    "ImportError('secret', name='a_part')": (
        70,
        "a_part cannot be loaded; install cfcheck anew or, if there is a limit",
    ),
    "PermissionError(13, 'Not yours', 'a/rule.yaml')": (3, "a/rule.yaml: cannot be read: permission denied"),
    "BrokenExecutor('secret')": (
        70,
        "a process of --jobs was ended, as a system does that lacks memory; split the input",
    ),
    "KeyboardInterrupt('secret')": (130, None),
}
RAISING = """
from concurrent.futures import BrokenExecutor
import cfcheck.language.load.packs
def find_agreement(*_):
    raise {fault}
cfcheck.language.load.packs.find_agreement = find_agreement
"""


@pytest.mark.parametrize("line", ["evaluate reports -f jsonl", "evaluate -fjsonl reports", "rules show secret"])
@pytest.mark.parametrize(("fault", "expected"), FAULTS.items(), ids=FAULTS)
def test_what_nobody_expects_is_told_in_one_line(
    box: Path, fault: str, expected: tuple[int, str | None], line: str
) -> None:
    code, begins = expected
    done = run(box, line, program=RAISING.format(fault=fault) + PROGRAM)
    assert done.returncode == code
    said = [text for text in done.stderr.splitlines() if not text.startswith("rules: ")]
    assert len(said) == (1 if begins else 0)
    assert "".join(said).startswith(f"cfcheck: {begins}".partition(" in cfcheck/")[0] if begins else "")
    assert "secret" not in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stdout == ""


def test_a_fault_is_told_with_all_that_its_author_needs(box: Path) -> None:
    fault = RAISING.format(fault="KeyError('secret')")
    version = run(box, "--version").stdout.strip()
    done = run(box, "evaluate secret.json --as-of=secret -q -- -secret", program=fault + PROGRAM)
    assert re.fullmatch(
        rf"cfcheck: {OWN}KeyError in cfcheck/cli/options\.py, line \d+, of `cfcheck evaluate --as-of -q`; {re.escape(version)}\. "
        r"Please report it at the issue page of its repository, or as SECURITY\.md there says if it could do harm: "
        r"send this line, the command as you gave it and, if you may, an input that shows it\. "
        r"CFCHECK_TRACEBACK=1 shows where it came from\n",
        done.stderr,
    )


@pytest.mark.parametrize(("value", "shown"), [("1", True), ("", False)])
def test_a_traceback_is_shown_where_it_is_wanted(box: Path, value: str, *, shown: bool) -> None:
    fault = RAISING.format(fault="KeyError('of \\x1b[31m \\u202e a report')")
    done = run(box, "evaluate -q reports", program=fault + PROGRAM, CFCHECK_TRACEBACK=value)
    assert done.returncode == ExitCode.BROKEN_OFF
    assert ("Traceback" in done.stderr, "a report" in done.stderr) == (shown, shown)
    assert not re.search("[\x1b\u202e]", done.stderr)
    assert done.stderr.splitlines()[-1].startswith(f"cfcheck: {OWN}KeyError")


def test_where_not_even_that_can_be_told_it_is_70_all_the_same(box: Path) -> None:
    hidden = "import sys; sys.modules['cfcheck.cli.fault'] = None\n"
    done = run(box, "evaluate -q reports", program=RAISING.format(fault="MemoryError") + hidden + PROGRAM)
    assert done.returncode == ExitCode.BROKEN_OFF
    assert done.stderr == (
        "cfcheck: broke off without the memory or the open files that it takes to say why; allow more\n"
    )


ASSESSING = """
from cfcheck.evaluation.batch.lines import LineAssessor
def broken(*_, **__):
    raise {fault}
LineAssessor.{method} = broken
"""


@pytest.mark.parametrize("method", ["__init__", "assess"])
@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("fault", ["MemoryError", "KeyError", "RecursionError"])
def test_a_job_that_fails_is_told_as_the_run_is(box: Path, method: str, jobs: int, fault: str) -> None:
    program = ASSESSING.format(fault=fault, method=method) + PROGRAM
    (box / "results").write_text("of yesterday")
    done = run(box, f"{EVALUATE} -f jsonl -q -o results --jobs {jobs}", program=program)
    assert done.returncode == ExitCode.BROKEN_OFF
    assert len(done.stderr.splitlines()) == 1
    assert ("not enough memory" if fault == "MemoryError" else f"{OWN}{fault} in cfcheck/") in done.stderr
    assert (box / "results").read_text() == "of yesterday"
    assert not leftovers(box)


NO_THREADS = """
from threading import Thread
def start(_):
    raise RuntimeError
Thread.start = start
"""


def test_a_system_that_lets_no_thread_begin_is_told(box: Path) -> None:
    done = run(box, f"{EVALUATE} -f jsonl -q --jobs 3", program=NO_THREADS + PROGRAM)
    assert done.returncode == ExitCode.BROKEN_OFF
    assert re.fullmatch("cfcheck: the system refused what is needed: .*; use fewer --jobs, or .*\n", done.stderr)


PROCESSES = """
import multiprocessing, os, signal, time
import cfcheck.evaluation.batch.lines as assessing
made = assessing.LineAssessor.__init__
def wait(where):
    if where == "WHERE" and multiprocessing.current_process().name == "ForkProcess-2":
        time.sleep(5)  # and is ended as it begins, since another one was
known = signal.signal
def handle(number, handler):
    if number == signal.SIGTERM:
        wait("begun")
    return known(number, handler)
signal.signal = handle
def init(self, *given):
    made(self, *given)
    self.scans = False
    wait("made")
assessing.LineAssessor.__init__ = init
assessing.LineAssessor.assess = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["begun", "made"])
def test_a_process_of_a_job_that_the_system_ends_is_told(box: Path, where: str) -> None:
    done = run(box, f"{EVALUATE} -f jsonl -q --jobs 3 -o results", program=PROCESSES.replace("WHERE", where) + PROGRAM)
    assert done.returncode == ExitCode.BROKEN_OFF
    assert done.stderr.startswith("cfcheck: a process of --jobs was ended, as a system does that lacks memory; ")
    assert len(done.stderr.splitlines()) == 1
    assert not leftovers(box)


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", [f"{EVALUATE} -f jsonl -o results --jobs 2", f"{EVALUATE} -f json", "check rules", "fmt rules"]
)
def test_every_limit_of_memory_ends_by_a_code(box: Path, line: str) -> None:
    """From the smallest one that lets Python begin."""
    began = 0
    for limit in range(24_000, 360_000, 24_000):
        way = f'ulimit -v {limit}; "${{@:1:2}}" "import cfcheck.cli.start, cfcheck.cli.output" >/dev/null 2>&1 || exit 99; "$@"'
        done = run(box, line, way)
        if done.returncode != 99:
            began += 1
            expect_plain(done)
            assert not leftovers(box)
    assert began > 5


def test_what_memory_is_for_is_not_taken_to_say_that_there_is_none(box: Path) -> None:
    (box / "reports").write_text(f"[{REPORTS.splitlines()[0]}]" + " " * 200)
    taking = "taken = []\nwhile True: taken.append(bytearray(1024))\n"
    done = run(
        box,
        EVALUATE,
        'ulimit -v 200000; "$@"',
        program=f"import cfcheck.language.load.packs\ndef f(_):\n {taking.replace(chr(10), chr(10) + ' ')}\ncfcheck.language.load.packs.find_agreement = f\n{PROGRAM}",
    )
    assert done.returncode == ExitCode.BROKEN_OFF
    assert re.search(
        r"^cfcheck: not enough memory: \d+ MiB were in use, .*allows 195 MiB of addresses", done.stderr, re.MULTILINE
    )


def begun(box: Path, *options: str, program: str = PROGRAM) -> subprocess.Popen[bytes]:
    """A run that has its part file, and waits for reports."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)\n{program}", "evaluate", "-", "-q",
         "--rules", A_RULE, "-f", "jsonl", "-o", "results", *options],
        cwd=box, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not leftovers(box):
        assert process.poll() is None
    return process


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize(
    "numbers", [["SIGTERM", "SIGHUP"], ["SIGHUP", "SIGTERM"], ["SIGINT", "SIGTERM", "SIGHUP"], ["SIGINT", "SIGINT"]]
)
def test_signals_that_come_together_end_the_run_once(box: Path, numbers: list[str], jobs: str) -> None:
    process = begun(box, "--jobs", jobs)
    for name in numbers:
        process.send_signal(getattr(signal, name))
    assert process.communicate()[1] == b""
    assert process.returncode in DOCUMENTED - {0, 1, 2, 3, 70}
    if len(set(numbers)) > 1:  # a second one of a kind ends the run at once
        assert not leftovers(box)


UNHEARD = """
import os, signal
import cfcheck.evaluation.batch.lines as assessing
class Last:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass
assess = assessing.LineAssessor.assess
def once(*given):
    Last()
    assessing.LineAssessor.assess = assess
    return assess(*given)
assessing.LineAssessor.assess = once
"""


def test_a_signal_that_comes_where_python_can_raise_nothing_ends_the_run(box: Path) -> None:
    process = begun(box, program=UNHEARD + PROGRAM)
    assert process.stdin
    process.stdin.write(b'{"id":"a"}\n')
    process.stdin.flush()  # and is kept open, so that the run would wait for ever
    assert process.wait(60) == ExitCode.TERMINATED
    assert process.stderr
    assert process.stderr.read() == b""
    assert not leftovers(box)
    process.stdin.close()
    process.stderr.close()


MANY = b"".join(b'{"id":"%d"}\n' % number for number in range(5_000))


def test_standard_input_that_is_set_not_to_wait_is_read_to_its_end(box: Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    command = [sys.executable, "-c", PROGRAM, *f"evaluate - -q --rules {A_RULE} -f jsonl -o results".split()]
    with subprocess.Popen(command, cwd=box, stdin=reading) as process:
        os.close(reading)
        for start in range(0, len(MANY), 20_000):
            time.sleep(0.05)  # so that there is nothing for a while; how long does not matter
            os.write(writing, MANY[start : start + 20_000])
        os.close(writing)
    assert process.returncode == ExitCode.DONE
    assert (box / "results").read_bytes().count(b"\n") == 5_000


@pytest.mark.parametrize(("form", "count"), [("jsonl", 5_000), ("csv", 5_001)])
def test_standard_output_that_is_set_not_to_wait_takes_all(box: Path, form: str, count: int) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    (box / "reports").write_bytes(MANY)
    command = [sys.executable, "-c", PROGRAM, *f"evaluate reports -q --rules {A_RULE} -f {form}".split()]
    with subprocess.Popen(command, cwd=box, stdout=writing) as process:
        os.close(writing)
        with os.fdopen(reading, "rb") as results:
            time.sleep(0.05)
            assert results.read().count(b"\n") == count
    assert process.returncode == ExitCode.DONE


def test_the_codes_are_those_that_are_documented() -> None:
    page = (ROOT / "docs" / "incident-format.md").read_text(encoding="utf-8")
    told = page.partition("## Exit codes")[2].partition("\n\nA run")[0]
    assert [int(code) for code in re.findall(r"^\| `(\d+)` \|", told, re.MULTILINE)] == [*map(int, ExitCode)]


@pytest.mark.parametrize(
    "command", ["", "evaluate", "convert", "explain", "check", "test", "diff", "fmt", "new", "rules", "schema"]
)
def test_every_command_tells_of_the_code_of_faults(box: Path, command: str) -> None:
    assert re.search(r"^ +70 +broke off: a fault of cfcheck, or", run(box, f"{command} --help").stdout, re.MULTILINE)
