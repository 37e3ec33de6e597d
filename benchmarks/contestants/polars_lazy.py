"""Polars: a lazy scan of the file with the needed columns only, and its own reading of times."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from benchmarks.reduced import BEGIN_TEXT, COUNTRY, END_TEXT, PLEA, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]

_PLEA: Final = pl.Struct(dict.fromkeys(PLEA, pl.Boolean))
_SCHEMA: Final[dict[str, Any]] = {
    **dict.fromkeys(("id", "occurred", "act", "perpetrator", "target"), pl.String),
    "location": pl.Struct({"country": pl.String, "controlled_by": pl.String}),
    "claims": pl.Struct({"self_defence": _PLEA}),
}


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    at = pl.col("occurred").str.to_datetime("%+", time_unit="us")
    location = pl.col("location").struct
    breached = pl.concat_str(list(map(_answer, RULES)), separator=" ", ignore_nulls=True).alias("breached")
    rows = (
        pl.scan_ndjson(source, schema=pl.Schema(_SCHEMA))
        .filter(location.field("country") == COUNTRY)
        .filter(at >= datetime.fromisoformat(BEGIN_TEXT), at < datetime.fromisoformat(END_TEXT))
        .with_columns(location.field("controlled_by").alias("holder"))
        .with_columns(pl.col("claims").struct.field("self_defence").struct.unnest())
        .select("id", breached)
        .filter(pl.col("breached") != "")
        .collect()
    )
    for report, rules in rows.iter_rows():
        yield report, rules.split()


def _answer(rule: ReducedRule) -> pl.Expr:
    parts = [pl.col(field).is_in(list(values)) for field, values in rule.lists()]
    if rule.is_defeasible:
        parts.append(~pl.all_horizontal(PLEA).fill_null(value=False))
    if rule.is_excess:
        parts.append(~pl.col("proportionate"))
    return pl.when(pl.all_horizontal(parts)).then(pl.lit(rule.id))
