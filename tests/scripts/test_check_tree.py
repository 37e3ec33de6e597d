"""What may not be committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check_tree import ROOT, faults_of_path, faults_of_text, faults_of_tree

if TYPE_CHECKING:
    from pathlib import Path

# The samples are put together here, so that this file passes the check that it tests.
SLASH = "/"


@pytest.mark.parametrize("folder", ["home", "opt", "root", "tmp", "Users", "work"])
@pytest.mark.parametrize("line", ["see {}", '"{}"', "path={}", "({})"])
def test_a_path_of_a_machine_is_refused(folder: str, line: str) -> None:
    text = line.format(f"{SLASH}{folder}{SLASH}somebody")
    assert list(faults_of_text("notes.md", text)) == [
        f"notes.md:1:{text.index(SLASH) + 1}: path of a machine: `{SLASH}{folder}{SLASH}`"
    ]


@pytest.mark.parametrize(
    "option", ["--index-" + "url", "extra_index_" + "url =", "PIP_INDEX" + "_URL", "--find-" + "links"]
)
def test_the_address_of_a_package_index_is_refused(option: str) -> None:
    assert len(list(faults_of_text("requirements.txt", f"\n{option} https://example.org/simple"))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/home/page.html",
        "rules/work/agreement.yaml",
        "$HOME/tmp/x",
        "/usr/bin/env bash",
        "work/other",
        "a home/work life",
    ],
)
def test_ordinary_text_passes(line: str) -> None:
    assert list(faults_of_text("notes.md", line)) == []


@pytest.mark.parametrize(
    "path", ["uv.lock", "a/poetry.lock", "pylock.toml", ".venv-3.12/x", "a/__pycache__/b.py", "a.pyc"]
)
def test_files_of_one_machine_are_refused(path: str) -> None:
    assert list(faults_of_path(path)) == [f"{path}: does not belong in the repository"]


@pytest.mark.parametrize("path", ["README.md", "engine/cfcheck/lock.py", "rules/x/clock.yaml", ".gitignore"])
def test_files_of_the_project_pass(path: str) -> None:
    assert list(faults_of_path(path)) == []


def test_bytes_that_are_no_text_are_judged_by_path_only(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff" + f"{SLASH}root{SLASH}x".encode())
    assert list(faults_of_tree(tmp_path, ["picture.png", "gone.txt"])) == []


def test_faults_come_in_the_order_of_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(f"{SLASH}tmp{SLASH}x", encoding="utf-8")
    faults = list(faults_of_tree(tmp_path, ["b.txt", "a.txt"]))
    assert [fault.partition(":")[0] for fault in faults] == ["a.txt", "b.txt"]


def test_the_check_passes_its_own_files() -> None:
    own = ["scripts/check_tree.py", "tests/scripts/test_check_tree.py"]
    assert list(faults_of_tree(ROOT, own)) == []
