"""`cfcheck fmt`: formats rule files in the canonical way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.options import Argument, Option
from cfcheck.cli.output import writing_to
from cfcheck.cli.terminal import ExitCode, counted, fail, say, spare_collecting, standard_input
from cfcheck.model.paths import is_there
from cfcheck.model.system_fault import reason_of
from cfcheck.model.visible import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.language.format.files import LaidOut

__all__ = ["EXAMPLES", "fmt"]

STANDARD_INPUT: Final = Path("-")

EXAMPLES: Final = """\b
Examples:
  cfcheck fmt my-rules           lay out every rule file in the folder anew
  cfcheck fmt --check my-rules   name the files that are not in canonical layout
  cfcheck fmt --diff my-rules    show what would change
  cfcheck fmt - < a-rule.yaml    from standard input to standard output

\b
Exit codes:
  0   every file is in canonical layout now
  1   with --check or --diff: some file is not
  2   wrong usage, or a file cannot be written
  3   some file has problems and was left alone; the others were laid out
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""


def fmt(
    paths: Annotated[
        list[Path] | None, Argument(metavar="PATHS", help="Rule files, and folders of them. [default: .]")
    ] = None,
    check: Annotated[bool, Option("--check", help="Write nothing; name the files that would change.")] = False,
    diff: Annotated[bool, Option("--diff", help="Write nothing; show what would change.")] = False,
    named: Annotated[
        Path | None,
        Option("--stdin-filename", metavar="FILE", help="Of `-`: the file that it is the text of."),
    ] = None,
) -> None:
    """Lay rule files out in the one canonical way. Comments stay, and what the files say never changes.

    `-` is standard input, which is written to standard output.
    """
    if paths == [STANDARD_INPUT]:
        _pass_through(named, check=check, diff=diff)
        return
    if named or STANDARD_INPUT in (paths or ()):
        fail(ExitCode.USAGE, "`-` stands alone, and only with it --stdin-filename")
    spare_collecting()
    changed = unsound = unchanged = 0
    with writing_to(None) as out:
        shown = Lines(out)
        for file in _files(paths or [Path()]):
            changed += file.differs
            unsound += bool(file.problems)
            unchanged += file.after is not None and not file.differs
            for problem in file.problems:
                say(*problem.lines())
            if file.differs and diff:
                shown.lines(file.diff())
            elif file.differs:
                shown.line(str(file.path))
                _rewrite(file, check=check)
    _summarise(changed, unchanged, unsound, written=not (check or diff))
    if unsound:
        raise SystemExit(ExitCode.INVALID)
    raise SystemExit(ExitCode.FOUND if changed and (check or diff) else ExitCode.DONE)


def _pass_through(named: Path | None, *, check: bool, diff: bool) -> None:
    """Format standard input to standard output; nothing is written if it cannot be formatted."""
    from cfcheck.language.format.files import laid_out_text

    file = laid_out_text(standard_input().read(), named)
    for problem in file.problems:
        say(*problem.lines())
    if file.problems:
        raise SystemExit(ExitCode.INVALID)
    if file.after is None:
        fail(ExitCode.INVALID, f"{file.path}: is no rule file; --stdin-filename says where it belongs")
    with writing_to(None) as out:
        if diff:
            Lines(out).lines(file.diff())
        elif not check and out.isatty():
            Lines(out).lines(file.after.splitlines())
        elif not check:
            out.write(file.after)
    raise SystemExit(ExitCode.FOUND if file.differs and (check or diff) else ExitCode.DONE)


def _files(paths: list[Path]) -> Iterator[LaidOut]:
    from cfcheck.language.format.files import files_in, laid_out

    for path in paths:
        if not is_there(path):
            fail(ExitCode.USAGE, f"{path}: no such file or folder")
    for path, named in files_in(paths):
        file = laid_out(path, named)
        if file.after is None and not file.problems and path in paths:
            say(f"cfcheck: {path}: is no rule file; left alone")
        yield file


def _rewrite(file: LaidOut, *, check: bool) -> None:
    from cfcheck.language.format.files import rewrite

    if check or file.after is None:
        return
    try:
        rewrite(file.path, file.after)
    except OSError as error:
        fail(ExitCode.USAGE, f"{file.path}: cannot be written: {reason_of(error)}")


def _summarise(changed: int, unchanged: int, unsound: int, *, written: bool) -> None:
    parts = [f"{counted(changed, 'file')} {'laid out anew' if written else 'would change'}"] if changed else []
    parts += [f"{counted(unchanged, 'file')} in canonical layout already"] if unchanged else []
    parts += [f"{counted(unsound, 'file')} with problems, left alone"] if unsound else []
    say("cfcheck: " + ("; ".join(parts) or "no rule files here"))
