"""Writes a rules repository of many agreements, each with its norms, their cases and a registry of its own.

The same files each time. What agreements share is the shipped registry, as it would be for a mission that follows
several conflicts: every agreement is loaded with all of it. Knows rule files as text only.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Final

__all__ = ["NORMS", "main", "write_repository"]

_REGISTRY: Final = Path(__file__).resolve().parents[1] / "rules" / "registry"

# What each side owes the other: by which acts a norm is breached, and under which condition.
_MUTUAL: Final = {
    "air-strikes": ("air_strike", ""),
    "shelling": ("shelling", ""),
    "rockets": ("rocket_fire", ""),
    "tanks": ("tank_fire", ""),
    "small-arms": ("small_arms_fire", ""),
    "assaults": ("ground_assault", "casualties.killed: {at_least: 1}"),
    "mines": ("ied", "location.country: XNS"),
    "chemical-weapons": ("chemical_attack", "not: {weapon: small_arms}"),
}
# What both owe to whoever it is.
_COMMON: Final = {
    "aid": ("prohibition", "act: aid_blocked"),
    "siege": ("prohibition", "act: siege"),
    "detainees": ("obligation", "act: release\nbreached_by: detainee_killing"),
}
_PLEA: Final = "self-defence"
NORMS: Final = 2 * len(_MUTUAL) + len(_COMMON) + 1
"""How many norms an agreement has."""

_SIDES: Final = (("north", "south"), ("south", "north"))


def write_repository(folder: Path, agreements: int) -> Path:
    """The folder with so many agreements and the registry that they share."""
    shutil.copytree(_REGISTRY, folder / "registry")
    for number in range(agreements):
        for name, text in _files(f"accord-{number:03d}", number).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def _files(home: str, number: int) -> dict[str, str]:
    valley = f"Valley {number}"
    files = {f"{home}/agreement.yaml": _terms(valley), f"{home}/registry/actors.yaml": _actors(valley)}
    norms = {f"{side}-{name}": _mutual(side, other, name) for name in _MUTUAL for side, other in _SIDES}
    norms |= {name: _common(name) for name in _COMMON}
    norms[_PLEA] = _plea()
    cases = {
        f"{side}-{name}": _cases_of_mutual(valley, side, other, name) for name in _MUTUAL for side, other in _SIDES
    }
    cases |= {name: _cases_of_common(valley, name) for name in _COMMON}
    cases[_PLEA] = _cases_of_plea(valley)
    files |= {f"{home}/{norm}.yaml": text for norm, text in norms.items()}
    return files | {f"{home}/cases/{norm}.yaml": text for norm, text in cases.items()}


def _terms(valley: str) -> str:
    parties = "".join(
        f"  {side}:\n    title: The {side.title()} of {valley}\n    cite: {{source: accord, provision: 2({letter})}}\n"
        f"    members: [{side}-army, {side}-guard]\n    candidates: [{side}-band]\n"
        for side, letter in (("north", "a"), ("south", "b"))
    )
    return f"""cfcheck: 1
title: The Accord of {valley}
version: "1"
time_zone: Europe/Athens

sources:
  accord: {{title: The Accord of {valley}, date: 2020-02-20}}

in_force:
  - from: "2020-03-01 06:00"
    until: "2020-12-31"
    cite: {{source: accord, provision: "1"}}

parties:
{parties}
excluded:
  - {{actor: outlaws, cite: {{source: accord, provision: "5"}}}}

area: {{country: XNS}}
"""


def _actors(valley: str) -> str:
    sides = "".join(
        f"  {side}-{what}:\n    title: {side.title()} {what.title()} of {valley}\n"
        f"    aliases: [{valley} {side.title()} {what.title()}, {side.title()} {what.title()} ({valley})]\n"
        for side in ("north", "south")
        for what in ("army", "guard", "band")
    )
    return f"cfcheck: 1\n\nactors:\n{sides}  outlaws:\n    title: Outlaws of {valley}\n"


def _mutual(side: str, other: str, name: str) -> str:
    act, condition = _MUTUAL[name]
    when = f"when:\n  {condition}\n" if condition else ""
    return (
        f"title: The {side} spares the {other} {name}\nmodality: prohibition\nbearers: [{side}]\nact: {act}\n"
        f"against: [{other}, civilians]\n{when}unless: [{_PLEA}]\nseverity: serious\n{_cite(name)}"
    )


def _common(name: str) -> str:
    modality, acts = _COMMON[name]
    return (
        f"title: Both sides observe the terms on {name}\nmodality: {modality}\nbearers: [north, south]\n{acts}\n"
        f"severity: grave\n{_cite(name)}"
    )


def _plea() -> str:
    return (
        "title: Either side may defend itself\nmodality: permission\nbearers: [north, south]\nact: attack\n"
        "claim: self_defence\ntests:\n  responding: Did it respond to an attack?\n"
        f"  proportionate: Was the force no greater than the attack required?\n{_cite(_PLEA)}"
    )


def _cite(name: str) -> str:
    return f"cite: {{source: accord, provision: on {name}, verified: false}}\n"


def _cases_of_mutual(valley: str, side: str, other: str, name: str) -> str:
    act, _ = _MUTUAL[name]
    breach = {
        "occurred": '"2020-04-01"',
        "act": act,
        "weapon": "rocket",
        "perpetrator": f"{side.title()} Army of {valley}",
        "target": f"{valley} {other.title()} Guard",
        "location": "{country: XNS}",
        "casualties": "{killed: 2}",
    }
    norm = f"{side}-{name}"
    return "cases:\n" + "".join(
        (
            _case("It breaches the norm", breach, "violation", f"breached: [{norm}]"),
            _case("Before the start it is out of scope", breach | {"occurred": '"2020-02-29"'}, "out_of_scope"),
            _case("Of an outlaw it is out of scope", breach | {"perpetrator": f"Outlaws of {valley}"}, "out_of_scope"),
            _case(
                "Whether a band is bound is not known",
                breach | {"perpetrator": f"{side.title()} Band of {valley}"},
                "indeterminate",
                "reasons: party_status",
            ),
        )
    )


def _cases_of_common(valley: str, name: str) -> str:
    act = _COMMON[name][1].split()[-1]
    breach = {
        "occurred": '"2020-04-01"',
        "act": act,
        "perpetrator": f"North Army of {valley}",
        "target": "civilians",
        "location": "{country: XNS}",
    }
    dateless = {field: text for field, text in breach.items() if field != "occurred"}
    return "cases:\n" + "".join(
        (
            _case("It breaches the norm", breach, "violation", f"breached: [{name}]"),
            _case("Nobody says when it was", dateless, "indeterminate", "reasons: missing_field"),
        )
    )


def _cases_of_plea(valley: str) -> str:
    attack = {
        "occurred": '"2020-04-01"',
        "act": "shelling",
        "perpetrator": f"North Army of {valley}",
        "target": f"South Army of {valley}",
        "location": "{country: XNS}",
    }
    met = "{self_defence: {responding: true, proportionate: true}}"
    return "cases:\n" + "".join(
        (
            _case("Where all is met there is no violation", attack | {"claims": met}, "no_violation"),
            _case(
                "A plea without answers leaves it open",
                attack | {"claims": "{self_defence: true}"},
                "indeterminate",
                "reasons: exemption_open",
            ),
        )
    )


def _case(name: str, incident: dict[str, str], verdict: str, *more: str) -> str:
    fields = "".join(f"      {field}: {text}\n" for field, text in incident.items())
    rest = "".join(f"    {line}\n" for line in more)
    return f"  - name: {name}\n    incident:\n{fields}    verdict: {verdict}\n{rest}"


def main() -> int:
    """Write a repository into an empty folder."""
    parser = argparse.ArgumentParser(description="Write a rules repository of many agreements.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("agreements", type=int)
    options = parser.parse_args()
    write_repository(options.folder, options.agreements)
    return 0


if __name__ == "__main__":
    sys.exit(main())
