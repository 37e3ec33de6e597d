"""The exceptions cfcheck raises on purpose, as a tree.

    CfcheckError
    ├── InvalidRules           (problem.py)        rule files that cannot be loaded
    ├── InvalidBoundaries      (boundaries)        boundary files that cannot be used
    ├── BoundariesUnavailable  (boundaries)        boundaries asked for where shapely is not installed
    ├── InvalidIncident        (incident.py)       a record that cannot be judged
    ├── InvalidTime            (written_time.py)   a text that names no time
    ├── InferenceUnavailable   (inference.py)      durable-rules asked for where it cannot be loaded
    └── InferenceFailed        (rete.py)           durable-rules kept giving what cannot be

Knows nothing of what went wrong; each subclass carries that.
"""

__all__ = ["CfcheckError"]


class CfcheckError(Exception):
    """Something is wrong with what cfcheck was given, and it says what."""
