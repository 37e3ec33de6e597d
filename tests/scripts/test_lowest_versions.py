"""The lowest versions that pyproject.toml allows, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

import pytest

from lowest_versions import PYPROJECT, NoLowerBound, lowest_versions, main

PROJECT: Final[dict[str, Any]] = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
EXTRAS: Final = [one for name, extra in PROJECT["optional-dependencies"].items() if name != "dev" for one in extra]


def test_each_bound_becomes_the_version_itself() -> None:
    project = {
        "dependencies": ["one>=1.2", "ruamel.yaml >= 0.18.6", "exact==2.0.28; python_version < '3.13'"],
        "optional-dependencies": {
            "maps": ["shapes>=2.0.6"],
            "dev": ["tester>=8"],
            "packed": ["back.ports>=1.0b1;python_version<'3.14'"],
        },
    }
    assert list(lowest_versions(project)) == [
        "one==1.2",
        "ruamel.yaml==0.18.6",
        "exact==2.0.28; python_version < '3.13'",
        "shapes==2.0.6",
        "back.ports==1.0b1;python_version<'3.14'",
    ]


@pytest.mark.parametrize(
    "requirement",
    ["one", "one>1", "one<2", "one~=1.2", "one>=1,<2", "one>=", "one[extra]>=1", "one==1.*", "one @ file"],
)
def test_anything_but_one_lower_bound_is_refused(requirement: str) -> None:
    with pytest.raises(NoLowerBound, match=f"found `{re.escape(requirement)}`"):
        list(lowest_versions({"dependencies": [requirement]}))


def test_every_package_that_runs_is_held_to_its_bound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    constraints = capsys.readouterr().out.splitlines()
    named = [re.split("[><=;]", one)[0] for one in (*PROJECT["dependencies"], *EXTRAS)]
    assert [one.partition("==")[0] for one in constraints] == named
    assert {"msgspec", "pydantic", "pyyaml", "ruamel.yaml", "typer", "tzdata", "shapely", "backports.zstd"} <= {*named}


@pytest.mark.parametrize("requirement", EXTRAS)
def test_what_users_install_is_developed_with_the_same_bound(requirement: str) -> None:
    assert requirement in PROJECT["optional-dependencies"]["dev"]
