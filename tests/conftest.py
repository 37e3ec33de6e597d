"""How properties are tried: without a deadline, since a slow moment of the machine is no failure of the law.

And where commands keep what they load: in a folder of this run, never in that of whoever runs the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# `.ci/run` chooses the profile `ci` instead, which tries the same examples each time.
settings.register_profile("cfcheck", deadline=None, print_blob=True)
settings.load_profile("cfcheck")
# For interpreters beside the one that tries them at length.
settings.register_profile("brief", deadline=None, derandomize=True, max_examples=10)


@pytest.fixture(autouse=True, scope="session")
def _cache_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CFCHECK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
