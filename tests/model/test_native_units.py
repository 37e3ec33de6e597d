"""The units of engine/native compile alone: each knows of the others only what the one header says."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

NATIVE = Path(__file__).parents[2] / "engine" / "native"
COMPILER = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(os.environ.get("CC", name)))), None)
INCLUDE = Path(sysconfig.get_path("include"))

needs_compiler = pytest.mark.skipif(
    COMPILER is None or not (INCLUDE / "Python.h").is_file(), reason="there is no C compiler, or no header of Python's"
)


def compiled(unit: Path) -> subprocess.CompletedProcess[str]:
    options = shlex.split(
        f"-fsyntax-only -Wall -Wextra -Werror=implicit-function-declaration -std=gnu11 -I{shlex.quote(str(INCLUDE))}"
    )
    return subprocess.run([str(COMPILER), *options, str(unit)], capture_output=True, text=True, check=False)


def test_the_units_share_one_header() -> None:
    assert [path.name for path in NATIVE.iterdir() if path.suffix != ".c"] == ["cfcheck.h"]
    assert "module.c" in {path.name for path in NATIVE.iterdir()}


@needs_compiler
@pytest.mark.parametrize("unit", sorted(NATIVE.glob("*.c")), ids=lambda path: path.name)
def test_a_unit_compiles_alone(unit: Path) -> None:
    done = compiled(unit)
    assert done.returncode == 0, done.stderr


@needs_compiler
def test_what_no_header_declares_is_a_fault(tmp_path: Path) -> None:
    unit = tmp_path / "unit.c"
    unit.write_text(f'#include "{NATIVE / "cfcheck.h"}"\nint main(void) {{ return is_space(32); }}\n')
    assert compiled(unit).returncode != 0
