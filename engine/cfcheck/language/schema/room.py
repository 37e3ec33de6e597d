"""Asks for the memory that pydantic and the models take, before they take it.

Pydantic is compiled from Rust, which ends the whole process where it is refused memory: no line says why, and the exit
code is that of a crash. A lack that shows here is a MemoryError instead, like any other. A module of its own, since it
has to be imported before those that import pydantic.
"""

from __future__ import annotations

from typing import Final

_TAKEN: Final = 32 * 1024 * 1024
"""Bytes of address space. Measured are 17 MB to import the models and 5 MB to use them. Nothing is written to them."""

bytearray(_TAKEN)
