"""Whatever is written for people goes through `visible`: no module writes to a stream but those that are named here."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINE: Final = Path(__file__).parents[1] / "engine" / "cfcheck"
WRITES: Final = {"write", "writelines"}
SAYS: Final = {"echo", "secho", "print", "print_exc", "excepthook"}
STREAMS: Final = {"stdout", "stderr", "__stdout__", "__stderr__"}

# Each with the reason why nothing harmful gets out of it.
WRITING: Final = {
    "authoring/check/output_ci": "annotations, which escape what they are made of",
    "authoring/check/output": "JSON, by JsonText",
    "authoring/check/sarif": "JSON, by JsonText",
    "cli/check": "a rule file that is mended, never to a terminal",
    "cli/convert": "JSON, by JsonText",
    "cli/explain": "JSON, by JsonText",
    "cli/fmt": "the text of a rule file, as it is laid out, and never to a terminal",
    "cli/guard": "the guard of standard error",
    "cli/output": "bytes of files",
    "cli/progress": "counts, and the sign that wipes them",
    "cli/results": "lines of JSON, by JsonText to a terminal",
    "cli/schema": "a schema, which holds our own words",
    "cli/start": "the version",
    "cli/terminal": "the sign that wipes progress",
    "authoring/diff/output": "JSON, by JsonText",
    "report/csv_lines": "cells that are visible",
    "report/json_lines": "lines of JSON, by JsonText to a terminal",
    "report/markdown": "lines that are visible",
    "report/table": "lines that are visible",
    "report/terminal": "cells that are visible, with colours",
    "report/geojson": "JSON, by JsonText",
    "report/json_document": "JSON, by JsonText",
    "language/git/program": "what git is asked",
    "report/junit": "XML of lines that are visible",
    "authoring/mutate/output": "JSON, by JsonText",
    "language/git/revision": "files of a revision, to a folder of our own",
    "authoring/test/output_ci": "annotations, which escape what they are made of",
    "model/whole_file": "bytes of files",
    "model/visible": "what makes lines and JSON harmless",
}
SAYING: Final = {"cli/application": "the version"}
HOLDING: Final = {
    "cli/output": "where results go",
    "cli/progress": "whether there is a terminal",
    "cli/start": "the encoding of what is written, and the guard",
    "cli/terminal": "what is said",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ENGINE.rglob("*.py")):
        yield str(path.relative_to(ENGINE).with_suffix("")), ast.parse(path.read_text(encoding="utf-8"))


def called(tree: ast.Module) -> set[str]:
    """The last name of everything that is called."""
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {one.attr if isinstance(one, ast.Attribute) else one.id for one in functions if isinstance(one, ast.Attribute | ast.Name)}  # fmt: skip


def held(tree: ast.Module) -> set[str]:
    """The streams of the process that a module gets hold of."""
    nodes = list(ast.walk(tree))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "sys"}
    imported = {name.name for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "sys" for name in node.names}  # fmt: skip
    return (attributes | imported) & STREAMS


def test_streams_are_written_to_where_it_is_known_why_that_does_no_harm() -> None:
    assert {name for name, tree in modules() if called(tree) & WRITES} == set(WRITING)


def test_nothing_is_printed() -> None:
    assert {name for name, tree in modules() if called(tree) & SAYS} == set(SAYING)


def test_streams_of_the_process_are_held_in_few_places() -> None:
    assert {name for name, tree in modules() if held(tree)} == set(HOLDING)
