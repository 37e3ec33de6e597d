"""How properties are tried: without a deadline, since a slow moment of the machine is no failure of the law."""

from __future__ import annotations

from hypothesis import settings

# `.ci/run` chooses the profile `ci` instead, which tries the same examples each time.
settings.register_profile("cfcheck", deadline=None, print_blob=True)
settings.load_profile("cfcheck")
