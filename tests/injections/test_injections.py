"""Nothing from outside is alive in anything that a command writes: every command, every format, every text, raw bytes."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from tests.authoring.diff.repository import begin, git
from tests.injections.corpus import IN_LINES, INJECTIONS, TO_LOGS
from tests.injections.judges import JUDGES, is_harmful, judge_json_on_a_terminal, judge_lines
from tests.injections.worlds import (
    IN_RULES,
    as_name,
    hostile_names,
    write_boundaries,
    write_broken_rules,
    write_mapping,
    write_reports,
    write_rules,
    write_table,
)

from cfcheck.cli import main
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

WIPE: Final = b"\r\x1b[K"


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


class Done(NamedTuple):
    code: int
    out: bytes
    err: bytes


def run(*words: str, stdin: bytes = b"", on_terminal: bool = False) -> Done:
    """The command as a process of its own would run it, in this one."""
    stream = Terminal if on_terminal else io.TextIOWrapper
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch, signals_kept():
        patch.setattr(sys, "argv", ["cfcheck", *words])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        patch.setattr(sys, "stdout", stream(out, encoding="utf-8"))
        under = stream(err, encoding="utf-8", errors="backslashreplace")
        patch.setattr(sys, "stderr", under)
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        sys.stderr.flush()
        code = ended.value.code
        return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue().replace(WIPE, b""))


@contextmanager
def signals_kept() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def judged(shown_as: str, *words: str, stdin: bytes = b"", on_terminal: bool = False) -> Done:
    """What came of it, with nothing alive in it. What cannot be done writes nothing in a format."""
    done = run(*words, stdin=stdin, on_terminal=on_terminal)
    assert done.code in (ExitCode.DONE, ExitCode.FOUND, ExitCode.USAGE, ExitCode.INVALID), done
    assert done.out or done.err
    judge_lines(done.err)
    if done.out:
        judge = judge_json_on_a_terminal if on_terminal and shown_as in OF_JSON else JUDGES[shown_as]
        judge(done.out)
    return done


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with rules, reports and tables."""
    home = tmp_path_factory.mktemp("world")
    write_rules(home / "rules")
    write_rules(home / "failing", "out_of_scope")
    write_rules(home / "other", texts=[*IN_RULES[1:], IN_RULES[0]])
    write_broken_rules(home / "broken")
    write_reports(home / "reports.ndjson")
    write_boundaries(home / "shapes.geojson")
    write_table(home / "table.csv")
    write_mapping(home / "mapping.yaml")
    return home


@pytest.fixture(autouse=True)
def _in_the_world(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


def test_each_text_is_there_once_and_says_what_it_does() -> None:
    assert len({injection.text for injection in INJECTIONS.values()}) == len(INJECTIONS)
    assert all(injection.why for injection in INJECTIONS.values())


# --- rules that load, and reports that are judged ----------------------------------------------------------------

RULES: Final = ("--rules", "rules/accord")
SHAPES: Final = ("--boundaries", "admin1:name=shapes.geojson")
RESULTS: Final = {
    "table": "lines",
    "json": "json",
    "jsonl": "jsonl",
    "csv": "csv",
    "geojson": "json",
    "markdown": "markdown",
}
FINDINGS: Final = {"human": "lines", "json": "json", "sarif": "sarif", "github": "github", "junit": "junit"}
RUNS: Final = {"human": "lines", "json": "json", "github": "github", "junit": "junit"}
DIFFERENCES: Final = {"human": "lines", "json": "json", "markdown": "markdown"}
OF_JSON: Final = {"json", "jsonl", "sarif"}

# Each with how what it writes is judged.
COMMANDS: Final[dict[tuple[str, ...], str]] = {
    **{("evaluate", "reports.ndjson", *RULES, "-f", name): known for name, known in RESULTS.items()},
    ("evaluate", "reports.ndjson", *RULES, "-f", "jsonl", "--set-aside", "/dev/stdout"): "jsonl",
    **{("evaluate", "table.csv", "--from", "mapping.yaml", *RULES, "-f", name): known for name, known in RESULTS.items()},
    **{("evaluate", "reports.ndjson", *RULES, *SHAPES, "-f", name): known for name, known in RESULTS.items()},
    ("convert", "table.csv", "--from", "mapping.yaml"): "jsonl",
    ("convert", "table.csv", "--from", "mapping.yaml", "-f", "json"): "json",
    ("convert", "table.csv", "--from", "csv"): "jsonl",
    **{("check", "rules", "mapping.yaml", "--severity", "info", "-f", name): known for name, known in FINDINGS.items()},
    **{("test", folder, "-f", name): known for folder in ("rules", "failing") for name, known in RUNS.items()},
    ("test", "failing", "--verbose"): "lines",
    **{("test", "rules", "--coverage", "-f", name): known for name, known in RUNS.items()},
    ("fmt", "--check", "rules"): "lines",
    ("fmt", "--diff", "rules"): "lines",
    ("rules", "show", "rules/accord"): "lines",
    **{("rules", kind, *RULES): "lines" for kind in ("acts", "weapons", "actors")},
    **{("diff", "failing", "rules", "reports.ndjson", "-f", name): known for name, known in DIFFERENCES.items()},
    **{("diff", "other", "rules", "-f", name): known for name, known in DIFFERENCES.items()},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("on_terminal", [False, True], ids=["pipe", "terminal"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_loads_is_harmless(words: tuple[str, ...], *, on_terminal: bool) -> None:
    done = judged(COMMANDS[words], *words, on_terminal=on_terminal)
    assert done.out
    assert "nothing was evaluated" not in done.err.decode()


@pytest.mark.parametrize(("shown_as", "known"), [("text", "lines"), ("json", "json")])
def test_what_is_explained_is_harmless(shown_as: str, known: str) -> None:
    for number, injection in enumerate(INJECTIONS.values()):
        identifier = f"{injection.text} open {number}"
        options = ["--all"] if number % 2 else []
        done = judged(known, "explain", *RULES, "-f", shown_as, *options, "--", "reports.ndjson", identifier)
        assert done.code == ExitCode.DONE


@pytest.mark.slow
def test_mutants_are_harmless(tmp_path: Path) -> None:
    write_rules(tmp_path, texts=[injection.text for injection in TO_LOGS.values()][:2])
    for shown_as, known in (("human", "lines"), ("json", "json")):
        assert judged(known, "test", str(tmp_path), "--mutate", "-f", shown_as).out


# --- rules that do not load --------------------------------------------------------------------------------------

BROKEN: Final[dict[tuple[str, ...], str]] = {
    **{("check", "broken", "-f", name): known for name, known in FINDINGS.items()},
    ("fmt", "--check", "broken"): "lines",
    ("fmt", "--diff", "broken"): "lines",
    ("diff", "broken", "rules"): "lines",
    ("new", "rule", "accord-3/another", "--dir", "broken"): "lines",
}


@pytest.mark.parametrize("words", BROKEN, ids=" ".join)
def test_what_does_not_load_is_harmless(words: tuple[str, ...]) -> None:
    assert judged(BROKEN[words], *words).code != ExitCode.DONE


@pytest.mark.parametrize(
    "words", [("evaluate", "reports.ndjson", "--rules"), ("test",), ("rules", "show"), ("test", "--mutate")]
)
def test_rules_that_a_command_cannot_load_are_harmless(words: tuple[str, ...]) -> None:
    for folder in sorted(Path("broken").iterdir()):
        assert judged("lines", *words, str(folder)).code != ExitCode.DONE


# --- names of files and folders ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shown_as", RESULTS)
def test_names_of_files_of_reports_are_harmless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: Path, shown_as: str
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"{'./' if name.startswith('-') else ''}{name}" for name in hostile_names()]
    for number, name in enumerate(names):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f'{{"id": "a{number}"}}\n{{"id": 5}}\n', encoding="utf-8")
    rules = str(world / "rules" / "accord")
    done = judged(RESULTS[shown_as], "evaluate", *names, "nowhere\x1b[2J", "--rules", rules, "-f", shown_as)
    assert done.code == ExitCode.INVALID
    assert done.out


SMALL: Final = Path(__file__).parents[1] / "data" / "sound"
OF_A_FOLDER: Final[dict[tuple[str, ...], str]] = {
    **{("check", "{}", "-f", name): known for name, known in FINDINGS.items()},
    **{("test", "{}", "-f", name): known for name, known in RUNS.items()},
    **{("diff", "{}", "{}", "-f", name): known for name, known in DIFFERENCES.items()},
    **{("evaluate", "-", "--rules", "{}/accord", "-f", name): known for name, known in RESULTS.items()},
    ("explain", "-", "a", "--rules", "{}/accord"): "lines",
    ("explain", "-", "a", "--rules", "{}/accord", "-f", "json"): "json",
    ("fmt", "{}"): "lines",
    ("fmt", "--diff", "{}"): "lines",
    ("rules", "show", "{}/accord"): "lines",
    ("new", "rule", "accord/another", "--dir", "{}"): "lines",
}


@pytest.mark.slow
@pytest.mark.parametrize("words", OF_A_FOLDER, ids=" ".join)
def test_names_of_folders_of_rules_are_harmless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(hostile_names()):
        home = f"{'' if name.startswith(':') else f'{number}/'}{name}"
        shutil.copytree(SMALL, home)
        shutil.copy(SMALL / "accord" / "no-attacks.yaml", f"{home}/accord/{name.rpartition('/')[2]}.yaml")
        known = [word.format(home) for word in words]
        judged(OF_A_FOLDER[words], *known, stdin=b'{"id": "a"}')
        Path(f"{home}/accord/{name.rpartition('/')[2]}.yaml").unlink()
        judged(OF_A_FOLDER[words], *known, stdin=b'{"id": "a"}')


@pytest.mark.slow
def test_names_of_revisions_and_of_paths_in_them_are_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SMALL, "rules")
    for number, name in enumerate(hostile_names()):
        shutil.copytree(SMALL / "accord", f"more/{number}/{name}")
    begin(tmp_path)
    branches = sorted({as_branch(injection.text) for injection in INJECTIONS.values()} - {"b/"})
    for branch in branches:
        git(tmp_path, "branch", branch)
    paths = [f"HEAD:more/{number}/{name}" for number, name in enumerate(hostile_names())]
    formats = cycle(DIFFERENCES.items())
    for one in (*(f"{branch}:rules" for branch in branches), *paths):
        shown_as, known = next(formats)
        judged(known, "diff", one, "rules" if one.endswith(":rules") else "rules/accord", "-f", shown_as)


def as_branch(text: str) -> str:
    """As much of the text as git lets a branch be called by."""
    refused = {*map(chr, range(0x21)), *"\x7f~^:?*[\\@."}
    return "b/" + "".join(sign for sign in text if sign not in refused).replace("//", "/").strip("/")


# --- arguments ---------------------------------------------------------------------------------------------------

ARGUMENTS: Final = (
    "{}", "evaluate {}", "evaluate - --rules {}", "evaluate - --format {}", "evaluate - --as-of {}", "evaluate - --fail-on {}",
    "evaluate - --threshold {}", "evaluate - --inference {}", "evaluate - --jobs {}", "evaluate - --from {}", "evaluate - --{}",
    "evaluate - --from csv --encoding {}", "evaluate - --from csv --delimiter {}", "evaluate - --boundaries {}",
    "evaluate - --boundaries admin1:{}=nowhere", "evaluate - --boundaries admin1:{}=shapes.geojson", "evaluate - --output nowhere/{}", "evaluate mapping.yaml --output ./{} --set-aside ./{}",
    "explain {} a", "explain mapping.yaml {}", "convert {} --from csv", "convert - --from {}", "check {}", "check --today {}",
    "check --format {}", "test {}", "test rules -k {}", "test --threshold {}", "diff {}", "diff {} {}", "diff {}:{} rules",
    "diff rules failing --agreement {}", "diff --fail-on {}", "fmt {}", "fmt - --stdin-filename {}", "rules {}", "rules show {}",
    "rules acts --rules {}", "schema {}", "new {}", "new agreement -- {}", "new rule {}", "new rule {}/{}", "new case {}/{} --dir {}",
    "new mapping {}", "mutate {}",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("line", ARGUMENTS)
def test_arguments_are_harmless(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("rules", "failing", "mapping.yaml", "shapes.geojson"):
        (tmp_path / name).symlink_to(world / name)
    for text in (*(as_name(injection.text) for injection in IN_LINES.values()), os.fsdecode(b"a\xff\x9b")):
        judged("lines", *(word.replace("{}", text) for word in line.split()), stdin=b"title: a\n")


@pytest.mark.parametrize(
    "command", ["", "evaluate", "explain", "convert", "check", "test", "diff", "fmt", "rules", "new", "schema"]
)
def test_help_is_harmless(command: str) -> None:
    assert judged("lines", *command.split(), "--help").code == ExitCode.DONE


@pytest.mark.slow
def test_tables_that_get_a_mapping_are_harmless(tmp_path: Path) -> None:
    for number, name in enumerate(hostile_names()):
        table = tmp_path / str(number) / f"{name}.csv"
        table.parent.mkdir(parents=True)
        shutil.copy("table.csv", table)
        judged("lines", "new", "mapping", str(table), "--dir", str(table.parent))
        for drafted in table.parent.glob("*.yaml"):
            judged("lines", "check", str(drafted))
            assert not {sign for sign in drafted.read_text(encoding="utf-8") if sign != "\n" and is_harmful(sign)}


def test_a_rule_file_is_harmless_on_a_terminal_and_itself_elsewhere() -> None:
    text = (
        "cases:\n  - name: A \ufe0f\U0001ffff case\n    incident: {act: march}\n    verdict: indeterminate\n".encode()
    )
    assert judged("lines", "fmt", "-", stdin=text, on_terminal=True).code == ExitCode.DONE
    assert run("fmt", "-", stdin=text).out == text
