"""Rules, reports and tables in which each text of the corpus stands wherever a text from outside can stand."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from tests.injections.corpus import IN_LINES, INJECTIONS

from cfcheck.language.yaml.source import hidden_characters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "ID",
    "IN_RULES",
    "as_name",
    "hostile_names",
    "write_boundaries",
    "write_broken_rules",
    "write_mapping",
    "write_reports",
    "write_rules",
    "write_table",
]

TEXTS: Final = [injection.text for injection in INJECTIONS.values()]
ID: Final = "an-id"
KEYS: Final = ("act", "weapon", "perpetrator", "target", "occurred", "narrator")


def quoted(text: str) -> str:
    """The text as YAML has it in quotes, signs that no file may hold as escapes."""
    signs = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(signs.get(one) or (one if " " <= one <= "~" else f"\\U{ord(one):08x}") for one in text) + '"'


def in_rules(text: str) -> str:
    """As much of the text as a rule file may hold."""
    refused = {found[0] for found in hidden_characters(text)}
    return "".join(sign for sign in text if sign not in refused)


IN_RULES: Final = [in_rules(text) or "nothing" for text in TEXTS]


def unlike(number: int, text: str) -> str:
    """The text, followed by what makes it another name than the others."""
    return quoted(f"{text} q{number}")


def one_line(text: str) -> str:
    """As much of the text as a comment may hold."""
    return " ".join(text.split("\n")).replace("\r", " ")


def allowance(number: int, text: str) -> str:
    """A comment that allows what a check finds in the next line, by whom the text says; or that only seems to."""
    by, reason = one_line(text).replace(":", " "), one_line(text)
    made = f"unverified-citation until 2999-01-01 by b{by}: {reason} {number}" if number % 2 else reason
    return f"# cfcheck: allow {made}"


def write_boundaries(path: Path) -> None:
    """A square for each text, which is its name, and of which some are no square."""
    features = []
    for n, text in enumerate(TEXTS):
        corners = [[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]
        geometry = {"type": "Polygon", "coordinates": [corners]}
        features.append({"type": "Feature", "properties": {"name": f"{text} {n}", text: text}, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def write_rules(folder: Path, verdict: str = "violation", texts: Sequence[str] = IN_RULES) -> None:
    """An agreement `accord` that loads, with every text as the title of all kinds of things and as the name of cases.

    `verdict` is what its cases expect; the case of another one fails.
    """
    registry, accord = folder / "registry", folder / "accord"
    (accord / "cases").mkdir(parents=True)
    registry.mkdir()
    numbered = list(enumerate(texts))
    lines = ["cfcheck: 1", "sources:"]
    lines += [
        f"  page-{n}: {{title: {unlike(n, text)}, url: {quoted('https://example.org/' + str(n))}}}"
        for n, text in numbered
    ]
    lines += [
        "actors:",
        "  army: {title: Army}",
        "  rebels: {title: Rebels}",
        "  people: {title: people, kind: protected}",
    ]
    lines += [f"  actor-{n}: {{title: {unlike(n, text)}, aliases: [{unlike(n + 1000, text)}]}}" for n, text in numbered]
    lines += ["acts:", "  attack: {title: attack, directed: true}"]
    lines += [f"  act_{n}: {{title: {unlike(n, text)}, is: attack}}" for n, text in numbered]
    lines += ["weapons:", *(f"  weapon_{n}: {{title: {unlike(n, text)}}}" for n, text in numbered)]
    lines += [
        "places:",
        *(f"  place-{n}: {{title: {unlike(n, text)}, level: place, country: XNS}}" for n, text in numbered),
    ]
    write(registry / "world.yaml", lines)
    members = ", ".join(f"{{actor: actor-{n}, via: {quoted(text)}}}" for n, text in numbered)
    write(accord / "agreement.yaml", [
        "cfcheck: 1", f"title: {quoted(texts[0])}", f"version: {quoted('1 ' + texts[-1])}", "time_zone: Europe/Athens", "sources:",
        *(f"  accord-{n}: {{title: {unlike(n, text)}}}" for n, text in numbered),
        "in_force:", '  - {from: "2015-03-01", cite: {source: accord-0, provision: "1"}}',
        "parties:", f'  north: {{title: {quoted(texts[1])}, cite: {{source: accord-0, provision: "2"}}, members: [army, {members}]}}',
        '  south: {title: South, cite: {source: accord-0, provision: "3"}, members: [rebels]}',
        "attribution_threshold: probable",
    ])  # fmt: skip
    for n, text in numbered:
        write(accord / f"rule-{n}.yaml", [
            f"# {one_line(text)}", f"title: {unlike(n, text)}", "modality: prohibition", "bearers: [north]", f"act: act_{n}",
            "severity: serious", allowance(n, text), f"cite: {{source: accord-{n}, provision: {quoted(text)}, note: {quoted(text)}}}",
            f"note:   {quoted(text)}",
        ])  # fmt: skip
        incident = (
            f'{{occurred: "2015-04-01", act: act_{n}, perpetrator: {unlike(n, text)}, description: {quoted(text)}}}'
        )
        write(accord / "cases" / f"rule-{n}.yaml", [
            "cases:",
            f"  - name: {unlike(n, text)}", f"    incident: {incident}", f"    verdict: {verdict}",
            f"  - name: {unlike(n + 1000, text)}", f"    todo: {quoted(text)}", f"    incident: {incident}", "    verdict: no_violation",
        ])  # fmt: skip


def write_broken_rules(folder: Path) -> None:
    """An agreement for each text that does not load: as an unknown key, a value of the wrong kind, an unknown name."""
    for n, text in enumerate(TEXTS):
        accord = folder / f"accord-{n}"
        accord.mkdir(parents=True)
        word = quoted(text)
        write(accord / "agreement.yaml", [
            "cfcheck: 1", f"title: {word}", f"version: {word}", f"time_zone: {word}", f"{word}: {word}",
            f"sources: {{{word}: {{title: {word}, date: {word}, url: {word}}}}}",
            f"in_force: [{{from: {word}, until: {word}, cite: {{source: {word}, provision: {word}}}}}]",
            f"parties: {{{word}: {{title: {word}, members: [{word}]}}}}", f"attribution_threshold: {word}",
        ])  # fmt: skip
        write(accord / "a-rule.yaml", [
            f"title: {word}", f"modality: {word}", f"bearers: [{word}]", f"act: [{word}]", f"when: {{{word}: {word}, weapon: {word}}}",
            f"severity: {word}", f"cite: {{source: {word}, {word}: {word}}}", f"unless: {word}",
        ])  # fmt: skip
        raw = accord / "raw.yaml"
        raw.write_bytes(f"title: a {text}\nmodality: {text}\n# {text}\n".encode(errors="surrogatepass"))


def write_reports(path: Path) -> None:
    """For each text: a record that is judged, one with an unknown key, and some that are set aside."""
    records: list[Any] = []
    for n, text in enumerate(TEXTS):
        said = {"description": text, "sources": [{"name": text, "url": text, "note": text}], "extra": {text: text}}
        fact = {
            "occurred": "2015-04-01",
            "perpetrator": f"{text} q{n}",
            "location": {"place": text, "country": "XNS"},
            **said,
        }
        records.append({"id": f"{text} q{n}", "act": f"act_{n}", **fact})
        records.append({"id": f"{text} open {n}", **fact, "target": text})
        records.append({"id": f"{text} key {n}", text: text, **fact})
        records += [{"id": f"{text} {key} {n}", **fact, key: text} for key in KEYS]
        records += [
            {"id": f"{text} place {n}", "location": {text: text, "lat": text}},
            {"id": text, text: 1},
            {"id": text},
            text,
        ]
    path.write_text(
        "".join(f"{json.dumps(record, ensure_ascii=n % 2 == 0)}\n" for n, record in enumerate(records)),
        encoding="utf-8",
    )


def write_table(path: Path) -> None:
    """A table with each text as a header, and in every column."""
    texts = [text for text in TEXTS if not set(text) & set("\r\n\x00")]
    headers = ["id", "date", "act", "who", *texts]
    rows = [[f"{text} {n}", "2015-04-01", "a", text, *texts] for n, text in enumerate(texts)]
    rows += [[f"{text} bad {n}", "2015-04-01" if n % 2 else text, text, text, *texts] for n, text in enumerate(texts)]
    cells = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [headers, *rows])
    path.write_text("".join(f"{row}\n" for row in cells), encoding="utf-8")


def write_mapping(path: Path) -> None:
    """A mapping that reads the table, with texts as its own titles, notes and codes."""
    codes = "a: attack, " + ", ".join(f"{unlike(n, text)}: attack" for n, text in enumerate(IN_RULES))
    write(path, [
        "cfcheck: 1", f"title: {quoted(IN_RULES[0])}", f"note: {quoted(IN_RULES[9])}", "columns: {id: id, date: date, act: act, who: who}",
        "cells: {times: [YYYY-MM-DD]}", f"codes: {{acts: {{{codes}}}}}", "incident:", '  - id: "{id}"', '    occurred: {at: "{date}", known_to: day}', '    act: {code: "{act}", in: acts}',
        '    perpetrator: "{who}"', "keep: unmapped",
    ])  # fmt: skip


def as_name(text: str) -> str:
    """As much of the text as a file can be called by."""
    return text.replace("\x00", "").replace("/", "\u2044")


def hostile_names() -> list[str]:
    """Names of files: what does harm in a line, all the rest in one another, and one that is not UTF-8."""
    begin = [as_name(injection.text) for injection in IN_LINES.values()]
    rest = "/".join(as_name(text) for name, (text, _) in INJECTIONS.items() if name not in IN_LINES)
    return [*begin, rest, os.fsdecode(b"a\xff\x1b[31m")]


def write(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
