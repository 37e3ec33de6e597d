"""The compiled parts, or None where they were not built: the only module that imports `cfcheck._native`.

See docs/decisions/0045-native-scanner.md and 0048-judging-with-bits.md, and `engine/native` for the C code.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["native"]

_INTERFACE: Final = 11

native: ModuleType | Any = None
with suppress(ImportError):
    native = import_module("cfcheck._native")
    if native.INTERFACE != _INTERFACE:  # built from another state of the source
        native = None
