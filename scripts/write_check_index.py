"""Writes docs/checks/README.md from the table of checks. `tests/authoring/check` shows that it is current.

python scripts/write_check_index.py             the index
python scripts/write_check_index.py --examples  what each page says is said, too
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from typer.testing import CliRunner

from cfcheck.authoring.check.check import LOADER_FAULTS, Category
from cfcheck.authoring.check.table import CHECKS
from cfcheck.cli import app
from check_page import HOME, INDEX, lay_over, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from check_page import CheckPage

__all__ = ["index_text", "said_of"]

_HEAD: Final = """\
# Checks

<!-- Written by scripts/write_check_index.py; change the table of checks, or the script, and not this page. -->

What `cfcheck check` looks for in rule files. Every check has a page: what it finds, why that matters, what to avoid and
what to prefer. The examples there are laid over the small accord in [example](example): a key that they show replaces
the key of the file.

An **error** is wrong whatever its author meant. A **warning** is most often wrong, and where it is not, the reason is
worth a line. An **info** is no fault: it lists what a reader of results should know. `--severity` says from where on
issues are shown (default: warning), `--fail-on` from where on the command fails (default: error).

## Allow what is deliberate

A comment on the line of the issue, or on a line of its own above it, allows what one check finds there:

```yaml
# cfcheck: allow CHECK until YYYY-MM-DD by NAME: REASON
```

All parts are needed. After its last day the issue is reported again, and the allowance with it. What the loader
refuses cannot be allowed. What is allowed is counted, and stands as suppressed in SARIF and under `allowed` in JSON.

## Exit codes

| code | meaning |
|---|---|
| 0 | nothing was found that is as grave as `--fail-on` |
| 1 | something was; that an agreement does not load is an error like others |
| 2 | wrong usage: an option, or a path that leads nowhere |
| 3 | a file could not be read, so that not everything was checked |
| 70 | the check broke off: a fault of cfcheck, or the system lacked memory or the like |
"""
_FAULTS: Final = """
## What the loader refuses

These are errors of form too. Until there are none in an agreement, the checks above wait. What each is for is said
under [what is refused, and why](../rule-format.md#what-is-refused-and-why).

| fault | what it is |
|---|---|
"""


def index_text() -> str:
    """The index as it is to be."""
    return (
        _HEAD
        + "".join(_tables())
        + _FAULTS
        + "".join(f"| `{name}` | {what} |\n" for name, what in LOADER_FAULTS.items())
    )


def _tables() -> Iterator[str]:
    for category in Category:
        yield f"\n## {category.capitalize()}\n\n| check | severity | what it finds |\n|---|---|---|\n"
        for check in CHECKS.values():
            if check.category is category:
                yield f"| [{check.name}]({check.name}.md) | {check.severity} | {check.title} |\n"


def said_of(page: CheckPage, folder: Path) -> str:
    """What the command of the page prints, with what is to be avoided in the folder."""
    lay_over(page.avoid, folder)
    with contextlib.chdir(folder):
        return CliRunner().invoke(app, page.command.split(), catch_exceptions=False).stdout


def _record() -> None:
    for page in pages().values():
        with tempfile.TemporaryDirectory() as folder:
            said = said_of(page, Path(folder))
        text = page.path.read_text(encoding="utf-8")
        command = f"$ cfcheck {page.command}\n"
        page.path.write_text(text.replace(f"{command}{page.printed}```", f"{command}{said}```"), encoding="utf-8")


if __name__ == "__main__":
    (HOME / INDEX).write_text(index_text(), encoding="utf-8")
    if "--examples" in sys.argv[1:]:
        _record()
