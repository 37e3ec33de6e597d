"""DuckDB: one query over the file, with its own reading of JSON and of times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb

from benchmarks.reduced import BEGIN_TEXT, COUNTRY, END_TEXT, PLEA, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]

_FETCHED: Final = 10_000
_COLUMNS: Final = f"""{{
  id: 'VARCHAR', occurred: 'VARCHAR', act: 'VARCHAR', perpetrator: 'VARCHAR', target: 'VARCHAR',
  location: 'STRUCT(country VARCHAR, controlled_by VARCHAR)',
  claims: 'STRUCT(self_defence STRUCT({", ".join(f"{test} BOOLEAN" for test in PLEA)}))'
}}"""


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    with duckdb.connect() as connection:
        result = connection.execute(_query(), {"source": str(source)})
        while rows := result.fetchmany(_FETCHED):
            for report, breached in rows:
                yield report, breached.split()


def _query() -> str:
    answers = ", ".join(f"CASE WHEN {_condition(rule)} THEN '{rule.id}' END" for rule in RULES)
    return f"""
        WITH reports AS (
            SELECT id, act, perpetrator, target, location.controlled_by AS holder, claims.self_defence AS plea
            FROM read_json($source, format = 'newline_delimited', columns = {_COLUMNS})
            WHERE location.country = '{COUNTRY}'
                AND occurred::TIMESTAMPTZ >= '{BEGIN_TEXT}'::TIMESTAMPTZ
                AND occurred::TIMESTAMPTZ < '{END_TEXT}'::TIMESTAMPTZ
        ),
        answers AS (SELECT id, concat_ws(' ', {answers}) AS breached FROM reports)
        SELECT id, breached FROM answers WHERE breached <> ''
    """  # noqa: S608  # all of it is written in this repository


def _condition(rule: ReducedRule) -> str:
    parts = [f"{field} IN ({', '.join(map(repr, values))})" for field, values in rule.lists()]
    if rule.is_defeasible:
        parts.append(f"NOT coalesce({' AND '.join(f'plea.{test}' for test in PLEA)}, false)")
    if rule.is_excess:
        parts.append("plea.proportionate = false")
    return " AND ".join(parts)
