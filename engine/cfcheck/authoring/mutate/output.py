"""Writes what became of each mutant: for people, as JSON, and as a case that can be pasted into a cases file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from cfcheck.authoring.mutate.fate import Fate
from cfcheck.model.result_json import plain_provenance
from cfcheck.model.text import listed
from cfcheck.model.verdict import Verdict
from cfcheck.model.visible import JsonText, Lines, visible
from cfcheck.report.words import VERDICT_WORDS, alternatives, provenance_line, reason_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO

    from cfcheck.authoring.mutate.fate import Answer, Fated, MutantTally, Telling

    Writer = Callable[[Sequence[MutantTally], TextIO], None]

__all__ = ["WRITERS", "case_lines", "write_human", "write_json"]

# What needs no quotes, neither in a line of its own nor between brackets.
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.()/'-]*(?: [A-Za-z0-9_.()/'-]+)*", re.ASCII)


def case_lines(telling: Telling, name: str) -> Iterator[str]:
    """The case that expects of the incident what follows from the terms as they are, line by line."""
    yield f"- name: {_text(name)}"
    yield "  incident:"
    yield from _mapping({key: value for key, value in telling.incident.items() if key != "id"}, "    ")
    for key, value in _expected(telling.original):
        yield f"  {key}: {_text(value)}"


def _expected(answer: Answer) -> Iterator[tuple[str, object]]:
    yield "verdict", answer.verdict
    if answer.verdict is Verdict.INDETERMINATE:
        yield "possible", _ordered(answer.possible)
        yield "reasons", _ordered(answer.reasons)
    if answer.breached:
        yield "breached", _ordered(answer.breached)


def _ordered(words: Iterable[str]) -> list[str]:
    return sorted(map(str, words))


def _mapping(mapping: Mapping[str, object], pad: str) -> Iterator[str]:
    for key, value in mapping.items():
        if isinstance(value, Mapping) and value:
            yield f"{pad}{key}:"
            yield from _mapping(value, f"{pad}  ")
        else:
            yield f"{pad}{key}: {_text(value)}"


def _text(value: object) -> str:
    """The value on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_text(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, str):
        return str(value) if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


FORMAT: Final = 1
"""The version of the JSON; it changes when a key does."""


# --- for people --------------------------------------------------------------------------------------------------


def write_human(tallies: Sequence[MutantTally], out: TextIO) -> None:
    """For each agreement: what was tried, who survived and what would kill it, what is equivalent, and how many."""
    shown = Lines(out)
    for place, tally in enumerate(tallies):
        shown.lines([""] if place else [])
        shown.lines(_agreement_lines(tally))


def _agreement_lines(tally: MutantTally) -> Iterator[str]:
    yield provenance_line(tally.provenance)
    only = f" of {listed(sorted(tally.only), 'and')}" if tally.only else ""
    yield f"{_counted(len(tally.fated), 'mutant')}{only}, tried on {_counted(tally.cases, 'case')}"
    for one in tally.of(Fate.SURVIVED):
        yield ""
        yield f"survived: {_what(one)}"
        yield from _how_to_kill(one)
    equivalent = tally.of(Fate.EQUIVALENT)
    for why in dict.fromkeys(one.why for one in equivalent):
        yield ""
        yield f"equivalent: {why}:"
        yield from (f"  {_what(one)}" for one in equivalent if one.why == why)
    yield ""
    counts = ", ".join(f"{count:,} {fate}" for fate, count in tally.counts.items())
    yield f"{_counted(len(tally.fated), 'mutant')}: {counts}"


def _what(one: Fated) -> str:
    mutant = one.mutant
    return f"{visible(str(mutant.origin))}: {visible(mutant.change)} [{mutant.mutator}]"


def _how_to_kill(one: Fated) -> Iterator[str]:
    if one.telling is None:
        yield "  no incident was found that would tell it apart, nor is it proven that there is none"
        return
    yield from _both(one.telling)
    yield "  this case would kill it:"
    name = f"Noticed: {one.mutant.change}"
    yield from (f"    {visible(line)}" for line in case_lines(one.telling, name))


def _both(telling: Telling) -> Iterator[str]:
    """What follows as the terms are and as they would be, and of what else differs, that."""
    yield f"  as it is:   {_words(telling.original, telling.mutated)}"
    yield f"  as changed: {_words(telling.mutated, telling.original)}"


def _words(answer: Answer, other: Answer) -> str:
    if answer.verdict is None:
        return "set aside"
    words = VERDICT_WORDS[answer.verdict]
    if answer.verdict is Verdict.INDETERMINATE:
        words += f" ({alternatives(answer.possible)})"
        if answer.reasons != other.reasons:
            words += f", for want of {', '.join(map(reason_words, sorted(answer.reasons)))}"
    if answer.breached != other.breached:
        words += f", breached: {listed(sorted(answer.breached), 'and') if answer.breached else 'none'}"
    return words


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# --- JSON --------------------------------------------------------------------------------------------------------


def write_json(tallies: Sequence[MutantTally], out: TextIO) -> None:
    """One document, a mutant a line."""
    written = ",\n".join(map(_agreement, tallies))
    counts = {fate.value: sum(tally.counts[fate] for tally in tallies) for fate in Fate}
    JsonText(out).write(f'{{"format":{FORMAT},"agreements":[\n{written}\n],"summary":{_json(counts)}}}\n')


def _agreement(tally: MutantTally) -> str:
    fields = {
        "provenance": plain_provenance(tally.provenance),
        "only": sorted(tally.only),
        "cases": tally.cases,
        "failing": tally.failing,
        "problems": [str(problem) for problem in tally.problems],
        "summary": {fate.value: count for fate, count in tally.counts.items()},
    }
    return f'{_json(fields)[:-1]},"mutants":[{_lines(map(_plain, tally.fated))}]}}'


def _plain(one: Fated) -> dict[str, Any]:
    mutant, killer, telling = one.mutant, one.killer, one.telling
    return {
        "mutator": mutant.mutator,
        "file": mutant.origin.file,
        "line": mutant.origin.line,
        "norm": mutant.norm,
        "change": mutant.change,
        "fate": one.fate.value,
        "killer": None if killer is None else {"file": killer.file, "line": killer.origin.line, "name": killer.name},
        "why": one.why or None,
        "example": None if telling is None else _example(telling),
    }


def _example(telling: Telling) -> dict[str, Any]:
    return {
        "incident": telling.incident,
        "as_it_is": _answer(telling.original),
        "as_changed": _answer(telling.mutated),
        "case": "\n".join(case_lines(telling, "Noticed")),
    }


def _answer(answer: Answer) -> Mapping[str, Any]:
    return {
        "verdict": answer.verdict,
        "possible": sorted(answer.possible),
        "reasons": sorted(answer.reasons),
        "breached": sorted(answer.breached),
    }


def _lines(values: Iterable[object]) -> str:
    written = ",\n".join(map(_json, values))
    return f"\n{written}\n" if written else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


WRITERS: Final[Mapping[str, Writer]] = {"human": write_human, "json": write_json}
