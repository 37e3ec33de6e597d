"""Writes a rules folder of any size: an invented agreement among several sides, for benchmarks and tests of scale.

The same arguments give the same bytes. `python tests/generate.py FOLDER NORMS` writes one by hand.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

SIDES = ("north", "south", "east", "west", "hills", "coast")
CLASSES = 12
OWED = 9  # classes from here on are owed by obligations and forbidden by nothing
KINDS = 4
PLACES = 60
ACTORS = 10
COUNTS = ("killed", "injured", "civilians_killed", "women_killed")


def write_rules(root: Path, norms: int, *, seed: int = 2016) -> Path:
    """The agreement's folder, with its registry beside it. About one norm in twenty is a permission."""
    chosen = random.Random(seed)  # noqa: S311  # a repeatable choice, no secret
    folder = root / "wide-accord"
    folder.mkdir(parents=True)
    (root / "registry").mkdir()
    (root / "registry" / "world.yaml").write_text(_registry(), encoding="utf-8")
    (folder / "agreement.yaml").write_text(_agreement(), encoding="utf-8")
    permissions = max(1, norms // 20)
    for number in range(permissions):
        text = _permission(number)
        (folder / f"permission-{number}.yaml").write_text(text, encoding="utf-8")
    for number in range(norms - permissions):
        (folder / f"norm-{number}.yaml").write_text(_norm(number, permissions, chosen), encoding="utf-8")
    return folder


def _registry() -> str:
    lines = ["cfcheck: 1", "actors:", "  civilians: {title: civilians, kind: protected}"]
    for side in SIDES:
        lines += [f"  {side}-{place}: {{title: {side.title()} Column {place}}}" for place in range(ACTORS)]
    lines += [f"  outlaws-{place}: {{title: Outlaws {place}}}" for place in range(ACTORS)]
    lines += ["acts:"]
    for one in range(CLASSES):
        directed = "true" if one < CLASSES // 2 else "false"
        lines += [f"  deed_{one}: {{title: deed {one}, directed: {directed}}}"]
        lines += [f"  deed_{one}_{kind}: {{title: deed {one} of kind {kind}, is: deed_{one}}}" for kind in range(KINDS)]
    lines += ["weapons:"]
    for one in range(2 * CLASSES):
        lines += [f"  weapon_{one}: {{title: weapon {one}}}"]
        lines += [f"  weapon_{one}_{kind}: {{title: weapon {one} {kind}, is: weapon_{one}}}" for kind in range(KINDS)]
    lines += ["places:"]
    for place in range(PLACES):
        country = "XNS" if place < PLACES - 2 else "XNT"
        lines += [f"  town-{place}: {{title: Town {place}, level: place, country: {country}}}"]
    return "\n".join(lines) + "\n"


def _agreement() -> str:
    lines = [
        "cfcheck: 1", "title: The Wide Accord", 'version: "1"', "time_zone: Europe/Athens",
        "sources: {accord: {title: The Wide Accord}}",
        'in_force: [{from: "2015-03-01", until: "2017-03-01", cite: {source: accord, provision: "1"}}]', "parties:",
    ]  # fmt: skip
    for side in SIDES:
        members = ", ".join(f"{{actor: {side}-{place}}}" for place in range(ACTORS - 2))
        late = f'{{actor: {side}-{ACTORS - 2}, from: "2015-{SIDES.index(side) + 4:02}-01"}}'
        lines += [
            f"  {side}:", f"    title: {side.title()}", '    cite: {source: accord, provision: "2"}',
            f"    members: [{members}, {late}]", f"    candidates: [{side}-{ACTORS - 1}]",
        ]  # fmt: skip
    lines += ["excluded:"]
    lines += [f'  - {{actor: outlaws-{place}, cite: {{source: accord, provision: "3"}}}}' for place in range(ACTORS)]
    lines += ["area: {country: XNS}"]
    return "\n".join(lines) + "\n"


def _permission(number: int) -> str:
    return "\n".join(
        [
            f"title: Permission {number}", "modality: permission", f"bearers: [{', '.join(SIDES)}]",
            f"claim: plea_{number}", "tests: {needed: Was it needed?, measured: Was it measured?}",
            f'cite: {{source: accord, provision: "4.{number}"}}',
            "",
        ]
    )  # fmt: skip


def _norm(number: int, permissions: int, chosen: random.Random) -> str:
    bearer, other = chosen.sample(SIDES, 2)
    act = f"deed_{chosen.randrange(OWED)}" + chosen.choice(["", *(f"_{kind}" for kind in range(KINDS))])
    lines = [f"title: Norm {number}"]
    if number % 10:
        lines += ["modality: prohibition", f"act: {act}", f"against: [{chosen.choice([other, 'civilians'])}]"]
    else:
        owed = f"deed_{chosen.randrange(OWED, CLASSES)}"
        lines += ["modality: obligation", f"act: {owed}", f"breached_by: [{act}]"]
    if chosen.random() < 1 / 3:
        lines += [f"unless: [permission-{chosen.randrange(permissions)}]"]
    lines += ["when:", "  all:", *(f"    - {line}" for line in _conditions(chosen, other))]
    lines += [f"bearers: [{bearer}]", "severity: serious", f'cite: {{source: accord, provision: "5.{number}"}}', ""]
    return "\n".join(lines)


def _conditions(chosen: random.Random, other: str) -> list[str]:
    weapon = f"weapon_{chosen.randrange(CLASSES)}" + chosen.choice(["", f"_{chosen.randrange(KINDS)}"])
    unlike = f"weapon_{chosen.randrange(CLASSES, 2 * CLASSES)}"
    day = f"2016-{chosen.randrange(1, 13):02}-{chosen.randrange(1, 29):02}"
    offered = [
        f"weapon: {weapon}",
        f"location.place: [town-{chosen.randrange(PLACES)}, town-{chosen.randrange(PLACES)}]",
        f"casualties.{chosen.choice(COUNTS)}: {{at_least: {chosen.randrange(1, 50)}}}",
        f'occurred: {{from: "{day}"}}',
        f"location.controlled_by: {other}",
        f"not: {{weapon: {unlike}}}",
    ]
    return sorted(chosen.sample(offered, chosen.randrange(1, 4)))


if __name__ == "__main__":
    print(write_rules(Path(sys.argv[1]), int(sys.argv[2])))  # noqa: T201  # says where it wrote
