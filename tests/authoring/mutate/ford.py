"""The Accord of the Ford, which has something for every mutator to change, and cases laid beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.check.written import open_written
from cfcheck.authoring.mutate.decider import run_mutants

if TYPE_CHECKING:
    from pathlib import Path

    from cfcheck.authoring.check.written import Written
    from cfcheck.authoring.mutate.fate import MutantTally

__all__ = ["FILES", "lay", "opened", "tried"]

FILES: Final = {
    "ford/agreement.yaml": """\
cfcheck: 1
title: The Accord of the Ford
version: "1"
time_zone: Asia/Damascus
sources:
  accord: {title: The Accord, date: "2019-12-01"}
in_force:
  - {from: "2020-01-01", until: "2020-06-30", cite: {source: accord, provision: "1"}}
  - {from: "2020-08-01", until: "2020-12-31", cite: {source: accord, provision: "2"}}
parties:
  north:
    title: the Northern Side
    cite: {source: accord, provision: "3"}
    members: [northern-army]
  south:
    title: the Southern Side
    cite: {source: accord, provision: "4"}
    members:
      - {actor: southern-army, from: "2020-02-01"}
    candidates: [river-band]
not_bound:
  - {actor: neighbours, cite: {source: accord, provision: "5"}}
excluded:
  - {actor: outlaws, cite: {source: accord, provision: "6"}}
  - {list: council, until: "2020-11-30", cite: {source: accord, provision: "6"}}
area: {country: [XNA, XNB]}
attribution_threshold: probable
""",
    "ford/no-attacks.yaml": """\
title: The sides cease attacks and sieges
modality: prohibition
bearers: [north, south]
act: [attack, siege]
against: [north, south]
unless: [self-defence]
severity: serious
cite: {source: accord, provision: "7"}
""",
    "ford/no-rockets.yaml": """\
title: The Northern Side shells with no heavy weapons that harm many, but on its own ground
modality: prohibition
bearers: [north]
act: shelling
when:
  all:
    - weapon: [rocket, mortar]
    - any:
        - {casualties.killed: {at_least: 3}}
        - {casualties.injured: {at_least: 10}}
    - not: {location.controlled_by: north}
severity: grave
cite: {source: accord, provision: "8"}
""",
    "ford/let-aid-pass.yaml": """\
title: The Northern Side lets aid pass
modality: obligation
bearers: [north]
act: aid_delivered
breached_by: aid_blocked
severity: minor
cite: {source: accord, provision: "9"}
""",
    "ford/self-defence.yaml": """\
title: Proportionate self-defence stays lawful
modality: permission
bearers: [north, south]
act: attack
claim: self_defence
tests:
  responding: whether it responded to an attack
  proportionate: whether it was proportionate
cite: {source: accord, provision: "10"}
""",
    "registry/world.yaml": """\
cfcheck: 1
sources:
  page: {title: The council's list, date: "2019-05-01"}
actors:
  northern-army: {title: Northern Army, aliases: [Army of the North]}
  northern-guard: {title: Northern Guard, part_of: [{actor: northern-army}]}
  southern-army: {title: Southern Army}
  river-band: {title: River Band}
  neighbours: {title: Neighbours}
  outlaws: {title: Outlaws}
  hill-group: {title: Hill Group}
lists:
  council:
    title: The council's list
    cite: {source: page, provision: all of it}
    entries:
      - {actor: hill-group, reference: C.1, from: "2020-03-01"}
acts:
  attack: {title: Attack, directed: true}
  shelling: {title: Shelling, is: attack}
  raid: {title: Raid, is: attack}
  siege: {title: Siege, directed: true}
  aid_blocked: {title: Aid kept from passing}
  aid_delivered: {title: Delivery of aid}
weapons:
  rocket: {title: Rocket}
  mortar: {title: Mortar}
""",
}


def lay(home: Path, case: str = "", rule: str = "no-attacks") -> Path:
    """The accord in the folder, with one case if there is one; its own folder."""
    for name, text in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if case:
        cases = home / "ford" / "cases" / f"{rule}.yaml"
        cases.parent.mkdir(exist_ok=True)
        cases.write_text(f"cases:\n  - {case}\n", encoding="utf-8")
    return home / "ford"


def opened(home: Path) -> Written:
    """The accord with its files."""
    return open_written(lay(home), date(2026, 1, 31))


def tried(home: Path, case: str = "", *norms: str) -> MutantTally:
    """What becomes of the mutants of the accord with the case."""
    folder = lay(home, case)
    return run_mutants(open_written(folder, date(2026, 1, 31)), folder, norms, lambda mutants: mutants)
