"""The exceptions cfcheck raises on purpose, as a tree.

    CfcheckError
    ├── InvalidRules      (problem.py)   rule files that cannot be loaded
    └── InvalidIncident   (see there)    a record that cannot be judged

Knows nothing of what went wrong; each subclass carries that.
"""

__all__ = ["CfcheckError"]


class CfcheckError(Exception):
    """Something is wrong with what cfcheck was given, and it says what."""
