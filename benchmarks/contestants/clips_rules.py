"""CLIPS: a `defrule` each over a template of reports, told in blocks and then reset, as facts would else pile up."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Final

import clips

from benchmarks.reduced import BEGIN, COUNTRY, END, NO, PLEA, RULES, YES, flat_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]

_BLOCK: Final = 500
_TEMPLATE: Final = f"""(deftemplate report (slot id) (slot at) (slot act) (slot perpetrator) (slot target)
  (slot country) (slot holder) {" ".join(f"(slot {test})" for test in PLEA)})"""


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    found: dict[str, list[str]] = {}
    environment = clips.Environment()
    environment.define_function(lambda report, rule: found.setdefault(report, []).append(rule), "breached")
    environment.build(_TEMPLATE)
    for rule in RULES:
        environment.build(_rule(rule))
    assert_fact = environment.find_template("report").assert_fact
    reports = flat_lines(source)
    while block := list(islice(reports, _BLOCK)):
        for report in block:
            assert_fact(**report)
        environment.run()
        environment.reset()
        yield from ((report, sorted(rules)) for report, rules in sorted(found.items()))
        found.clear()


def _rule(rule: ReducedRule) -> str:
    slots = [f"(id ?id) (at ?at&:(and (>= ?at {BEGIN}) (< ?at {END}))) (country {json.dumps(COUNTRY)})"]
    slots += [f"({field} {'|'.join(map(json.dumps, values))})" for field, values in rule.lists()]
    if rule.is_defeasible:
        slots += [f"({test} ?{test})" for test in PLEA[:-1]]
        met = " ".join(f"(= ?{test} {YES})" for test in PLEA)
        slots.append(f"({PLEA[-1]} ?{PLEA[-1]}&:(not (and {met})))")
    if rule.is_excess:
        slots.append(f"(proportionate {NO})")
    return f'(defrule {rule.id} (report {" ".join(slots)}) => (breached ?id "{rule.id}"))'
