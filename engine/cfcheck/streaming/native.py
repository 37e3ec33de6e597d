"""The native scanner, where it was built; None where there was no C compiler. The only importer of it.

See docs/decisions/0045-native-scanner.md, and `_scanner.c` for what it promises.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["native"]

_INTERFACE: Final = 2

native: ModuleType | Any = None
with suppress(ImportError):
    native = import_module("cfcheck._scanner")
    if native.INTERFACE != _INTERFACE:  # built from another state of the source
        native = None
