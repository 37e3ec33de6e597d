"""The commands that CI takes from the README."""

from __future__ import annotations

import pytest

from readme_command import README, UnreadableCommand, main, marked_command

ONE = "before\n<!-- ci: test -->\n```sh\npytest -q\n```\nafter\n"


def test_the_line_after_the_marker_is_the_command() -> None:
    assert marked_command(ONE, "test") == "pytest -q"


def test_a_blank_line_after_the_marker_changes_nothing() -> None:
    assert marked_command(ONE.replace("-->\n", "-->\n\n"), "test") == "pytest -q"


def test_other_blocks_are_not_commands() -> None:
    assert marked_command("```sh\nrm -r x\n```\n" + ONE, "test") == "pytest -q"


@pytest.mark.parametrize(
    "text",
    [
        "no marker\n```sh\npytest\n```\n",
        ONE.replace("test", "run"),
        ONE + ONE,
        ONE.replace("pytest -q\n", ""),
        ONE.replace("pytest -q", "pytest\nls"),
        ONE.replace("```sh", "text between\n```sh"),
    ],
    ids=["no marker", "another name", "twice", "empty", "two lines", "not adjacent"],
)
def test_anything_but_one_marked_line_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCommand, match="ci: test"):
        marked_command(text, "test")


@pytest.mark.parametrize("name", ["run", "test"])
def test_the_readme_gives_the_commands_that_ci_runs(name: str) -> None:
    assert marked_command(README.read_text(encoding="utf-8"), name).startswith("python3 -m venv .venv && ")


def test_the_command_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test"]) == 0
    assert capsys.readouterr().out.endswith("pytest -n auto\n")


@pytest.mark.parametrize("arguments", [[], ["nothing"]])
def test_without_a_command_the_exit_code_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().out == ""
