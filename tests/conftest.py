"""How properties are tried: without a deadline, since a slow moment of the machine is no failure of the law.

And where commands keep what they load: in a folder of this run, never in that of whoever runs the tests. And which tests
the coverage is measured on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# `.ci/run` chooses the profile `ci` instead, which tries the same examples each time.
settings.register_profile("cfcheck", deadline=None, print_blob=True)
settings.load_profile("cfcheck")
# For interpreters beside the one that tries them at length.
settings.register_profile("brief", deadline=None, derandomize=True, max_examples=10)


# The coverage of the deciding modules (.ci/covered) has to come from examples of what they do. That a random world or a
# tool for authors passes a line shows nothing of it, and to watch those takes longer than to run them.
MEASURED: Final = {"cli", "evaluation", "ingest", "language", "model", "real", "report", "semantics"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(Path(__file__).parent).parts[0] not in MEASURED:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True, scope="session")
def _cache_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CFCHECK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
