"""Builds the wheel as a release does and uses it as a stranger does: in a clean environment, from elsewhere.

The wheel is built from the source archive, so the archive is known to be complete as well.
Knows the command line of cfcheck and the form of its results; nothing of how it works.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ROOT = Path(__file__).resolve().parent.parent
FIXTURE = ROOT / "fixtures" / "syria-2016" / "incidents.json"


class FailedStep(Exception):
    """A command failed, or did not do what was expected of it."""


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; nothing of this checkout is in its environment."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "CFCHECK", "VIRTUAL"))}
    done = subprocess.run(command, cwd=cwd, env=clean, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        words = " ".join(map(str, command))
        raise FailedStep(f"`{words}` exited with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def expected_files(root: Path) -> set[str]:
    """What must be in the wheel: every module, the marker of its types, every rule file."""
    engine = root / "engine"
    modules = {path.relative_to(engine).as_posix() for path in engine.glob("cfcheck/**/*.py")}
    rules = {f"cfcheck/packs/{path.relative_to(root / 'rules').as_posix()}" for path in root.glob("rules/**/*.yaml")}
    return modules | rules | {"cfcheck/py.typed"}


def faults_of_wheel(present: Collection[str], expected: Collection[str]) -> Iterator[str]:
    """Files that are missing from the wheel, and files that are none of its business."""
    for name in sorted(set(expected) - set(present)):
        yield f"missing from the wheel: {name}"
    for name in sorted(present):
        if not name.startswith(("cfcheck/", "cfcheck-")) or "__pycache__" in name:
            yield f"should not be in the wheel: {name}"


def built_wheel(root: Path, folder: Path) -> Path:
    """The wheel, built from the source archive of this tree."""
    run(sys.executable, "-m", "build", "--outdir", folder, root, cwd=root)
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed_command(wheel: Path, environment: Path) -> Path:
    """The `cfcheck` of a clean environment that holds nothing but the wheel and what it depends on."""
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=environment)
    return programs / "cfcheck"


def try_command(cfcheck: Path, fixture: Path, folder: Path) -> str:
    """What the installed command says of itself, once it has judged the fixture from an empty folder."""
    version = run(cfcheck, "--version", cwd=folder).strip()
    outcome = json.loads(run(cfcheck, "evaluate", fixture, "--format", "json", cwd=folder))
    if not outcome["assessments"]:
        raise FailedStep(f"no incident of {fixture} was assessed")
    return f"{version}: {len(outcome['assessments'])} incidents assessed"


def check(fixture: Path) -> str:
    """Build, look inside, install, use; returns what the installed command said."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = built_wheel(ROOT, folder / "dist")
        with zipfile.ZipFile(wheel) as archive:
            faults = list(faults_of_wheel(archive.namelist(), expected_files(ROOT)))
        if faults:
            raise FailedStep("\n".join(faults))
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        return try_command(installed_command(wheel, folder / "environment"), fixture, elsewhere)


def main(arguments: list[str]) -> int:
    """Print what the installed command said, or what went wrong; 1 in that case."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("fixture", nargs="?", type=Path, default=FIXTURE, help="incidents to evaluate")
    try:
        print(check(parser.parse_args(arguments).fixture.resolve()))
    except FailedStep as problem:
        print(f"check_wheel: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
