"""Agreements as bytes, and back: what was loaded, to the last field. Knows nothing of where bytes are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfcheck.agreement import Agreement
from cfcheck.noun import NotPacked, packed, unpacked
from cfcheck.zone import UnknownZone, Zone

__all__ = ["agreement_from_bytes", "bytes_from_agreement"]


def bytes_from_agreement(agreement: Agreement) -> bytes:
    """The agreement as bytes."""
    return packed(agreement, _plain)


def agreement_from_bytes(raw: bytes) -> Agreement:
    """The agreement that the bytes hold. Raises NotPacked for bytes that hold none."""
    return unpacked(raw, Agreement, _made)


def _plain(value: Any) -> object:  # noqa: ANN401  # whatever an agreement holds that is no noun
    if isinstance(value, Zone):
        return value.name
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(type(value).__name__)


def _made(kind: type, plain: Any) -> Zone:  # noqa: ANN401  # whatever the bytes hold in its place
    if kind is not Zone or not isinstance(plain, str):
        raise NotPacked(f"a {kind.__name__} cannot be made of {type(plain).__name__}")
    try:
        return Zone(plain)
    except UnknownZone as unknown:
        raise NotPacked(str(unknown)) from unknown
