"""What a wheel must hold. The script itself is run by `.ci/run`: it needs a minute and a package index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from check_wheel import expected_files, faults_of_wheel

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "cfcheck/__init__.py",
    "cfcheck/py.typed",
    "cfcheck/packs/a/b.yaml",
    "cfcheck-0.1.0.dist-info/METADATA",
}


def test_modules_types_and_rule_files_are_expected(tmp_path: Path) -> None:
    for name in ("engine/cfcheck/__init__.py", "rules/a/b.yaml", "tests/test_a.py", "engine/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert expected_files(tmp_path) == {"cfcheck/__init__.py", "cfcheck/py.typed", "cfcheck/packs/a/b.yaml"}


def test_a_complete_wheel_has_no_faults() -> None:
    assert list(faults_of_wheel(GOOD, GOOD)) == []


def test_a_missing_file_is_a_fault() -> None:
    rest = GOOD - {"cfcheck/py.typed"}
    assert list(faults_of_wheel(rest, GOOD)) == ["missing from the wheel: cfcheck/py.typed"]


def test_a_file_beside_the_package_is_a_fault() -> None:
    assert list(faults_of_wheel({*GOOD, "tests/test_a.py"}, GOOD)) == ["should not be in the wheel: tests/test_a.py"]
