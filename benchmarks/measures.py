"""The measures of the targets' table: what is run, and how a figure follows from what was taken.

A rate leaves start-up out: how many more incidents there are than in a file of one, by how much longer they take.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import pairwise
from math import nan
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.faults import FORMS, GOOD, UNKNOWN_NAMES
from benchmarks.measure import measure, measure_in_turn, measure_read_slowly
from benchmarks.repository import NORMS
from benchmarks.workshop import ROOT
from benchmarks.worst import WORST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.measure import Usage
    from benchmarks.workshop import Workshop

__all__ = ["MEASURES", "Line", "rate"]

_FIXTURE: Final = ROOT / "fixtures" / "syria-2016" / "incidents.json"
_SHORTEST: Final = 0.005
_MILLION_OF: Final = 5
_MOST_ONE_BY_ONE: Final = 50_000
_MOST_IN_A_TABLE: Final = 5_000
_START_UPS: Final = 5
_MORE_COPIES: Final = 20
_AGREEMENTS: Final = 100
_JOBS: Final = ("1", "2", "8")
_PAUSE: Final = 0.01
_DONE_OR_SET_ASIDE: Final = (0, 3)


class Line(NamedTuple):
    """One measure: what it is, the figure, what it must and should reach, and what it was taken from."""

    measure: str
    figure: str
    must: str
    strive: str
    taken_from: str


def rate(many: Usage, one: Usage, records: int, clock: str = "cpu") -> float:
    """Incidents a second, start-up left out; not a number where they took too little to tell."""
    taken: float = getattr(many, clock) - getattr(one, clock)
    return (records - 1) / taken if taken > _SHORTEST else nan


def throughput(shop: Workshop) -> Iterator[Line]:
    """NDJSON to verdicts in one process."""
    figure = _Share(shop, "ndjson", "lines")
    yield Line(
        "NDJSON to JSONL, one process, share of `orjson.loads` by line", figure.text(), "0.5", "1.0", figure.basis()
    )


def jobs(shop: Workshop) -> Iterator[Line]:
    """The same by two jobs, by the clock: both cores are to be used. What is learnt weighs less in large inputs."""
    name, must, strive = "the same with `--jobs 2`, by the clock", "0.9", "1.8"
    figure = _Share(shop, "ndjson", "lines", "--jobs", "2", clock="wall")
    yield Line(name, figure.text(), must, strive, figure.basis())
    large = _Share(shop, "ndjson", "lines", "--jobs", "2", clock="wall", times=_MILLION_OF)
    yield Line(f"{name}, {shop.records * _MILLION_OF:,} incidents", large.text(), must, strive, large.basis())


def memory(shop: Workshop) -> Iterator[Line]:
    """The largest that the process ever is."""
    count = shop.records * _MILLION_OF
    used = measure(shop.evaluate(shop.incidents(count)), ROOT, shop.target)
    yield Line(f"peak memory for {count:,} incidents", f"{used.peak:.0f} MiB", "100 MB", "60 MB", "one run")
    many, fewer = shop.short_records(count), shop.short_records(shop.records)
    for number in _JOBS:
        # Their results are hundreds of times as long, so they go nowhere, or are read from a pipe.
        used = measure(shop.evaluate_to_output(many, "--jobs", number, "--output", os.devnull), ROOT)
        what = f"records of 16 bytes, `--jobs {number}`"
        basis = f"one run, {used.cpu:.1f} s of CPU"
        yield Line(f"peak memory for {count:,} {what}", f"{used.peak:.0f} MiB", "", "", basis)
        slow = measure_read_slowly(shop.evaluate_to_output(fewer, "--jobs", number), ROOT, _PAUSE)
        basis = f"one run, {slow.wall:.0f} s by the clock; {_PAUSE * 1000:.0f} ms between two mebibytes"
        yield Line(f"peak memory for {shop.records:,} {what}, read slowly", f"{slow.peak:.0f} MiB", "", "", basis)


def worst(shop: Workshop) -> Iterator[Line]:
    """The records that take most, each in a file of its own, by the formats that are written differently."""
    for form in ("jsonl", "json", "table"):
        for kind in WORST:
            options = ("--format", form)
            used = measure(shop.evaluate(shop.worst(kind), *options), ROOT, shop.target, ends=_DONE_OR_SET_ASIDE)
            figure = f"{used.cpu:.1f} s of CPU; peak {used.peak:.0f} MiB"
            yield Line(f"a record: {kind}, as {form}", figure, "4 s; 400 MB", "", "one run, start-up included")


def formats(shop: Workshop) -> Iterator[Line]:
    """Every format of results against JSON lines, by CPU with start-up left out."""
    one = shop.incidents(1)
    for count, forms in ((_MOST_ONE_BY_ONE, ("json", "csv", "geojson", "markdown")), (_MOST_IN_A_TABLE, ("table",))):
        many = shop.incidents(count)
        commands = {
            f"{form} {source.name}": shop.evaluate(source, "--format", form)
            for form in ("jsonl", *forms)
            for source in (many, one)
        }
        taken = measure_in_turn(commands, shop.rounds, ROOT, shop.target)
        cpu = {form: taken[f"{form} {many.name}"].cpu - taken[f"{form} {one.name}"].cpu for form in ("jsonl", *forms)}
        for form in forms:
            figure = f"{cpu[form] / cpu['jsonl']:.1f} times" if cpu["jsonl"] > _SHORTEST else "too little to tell"
            basis = f"{cpu[form]:.2f} and {cpu['jsonl']:.2f} s of CPU; {count:,} incidents"
            yield Line(f"results as {form}, over JSON lines", figure, "8 times", "4 times", basis)


def api(shop: Workshop) -> Iterator[Line]:
    """One incident at a time through `Evaluator.assess`."""
    count = min(shop.records, _MOST_ONE_BY_ONE)
    command = shop.one_at_a_time(shop.incidents(shop.records), count)
    rates = [json.loads(measure(command, ROOT).said) for _ in range(shop.rounds)]
    for form, must, strive in (("decoded", "50,000/s", "150,000/s"), ("from bytes", "", "")):
        figure = f"{median(one[form] for one in rates):,.0f}/s"
        yield Line(
            f"one at a time through the Python API, {form}", figure, must, strive, f"{count:,} incidents, one pass"
        )


def array(shop: Workshop) -> Iterator[Line]:
    """A JSON array, against parsing all of it."""
    figure = _Share(shop, "json", "array")
    yield Line("JSON array to JSONL, share of `orjson.loads` of it", figure.text(), "0.4", "0.8", figure.basis())


def start_up(shop: Workshop) -> Iterator[Line]:
    """How long one waits at a prompt, by the clock, once modules are compiled and rules kept."""
    commands = {
        "nothing": [sys.executable, "-c", "pass"],
        "cfcheck evaluate (fixture)": shop.cfcheck("evaluate", str(_FIXTURE)),
        "the same with `--no-cache`": shop.cfcheck("evaluate", str(_FIXTURE), "--no-cache"),
        "cfcheck --help": shop.cfcheck("--help"),
        "cfcheck --version": shop.cfcheck("--version"),
    }
    for command in commands.values():
        measure(command, ROOT)
    taken = measure_in_turn(commands, shop.rounds * _START_UPS, ROOT)
    nothing = taken.pop("nothing")
    for name, usage in taken.items():
        figure = f"+ {(usage.wall - nothing.wall) * 1000:.0f} ms"
        must, strive = ("+ 250 ms", "+ 120 ms") if "evaluate" in name else ("", "")
        basis = f"{nothing.wall * 1000:.0f} ms for `pass`; of CPU + {(usage.cpu - nothing.cpu) * 1000:.0f} ms"
        yield Line(f"`{name}` over `python -c pass`" if "`" not in name else name, figure, must, strive, basis)


def growth(shop: Workshop) -> Iterator[Line]:
    """What twenty times the rules cost over the same incidents."""
    many, one = shop.incidents(shop.records), shop.incidents(1)
    commands = {
        (copies, source.name): shop.evaluate(source, "--rules", str(shop.rules(copies)))
        for copies in (1, _MORE_COPIES)
        for source in (many, one)
    }
    named = {f"{copies} {name}": command for (copies, name), command in commands.items()}
    taken = measure_in_turn(named, shop.rounds, ROOT, shop.target)
    few, more = (rate(taken[f"{n} {many.name}"], taken[f"{n} {one.name}"], shop.records) for n in (1, _MORE_COPIES))
    basis = f"{few:,.0f} and {more:,.0f} incidents/s of CPU"
    yield Line("cost growth from 12 to 240 rules", f"{few / more:.1f} times", "3 times", "flat", basis)


def rules(shop: Workshop) -> Iterator[Line]:
    """Rule files as code: what a pipeline of a repository of 2,000 norms waits for."""
    home = shop.repository(_AGREEMENTS)
    norms, files = _AGREEMENTS * NORMS, sum(1 for _ in home.rglob("*.yaml"))
    commands = {name: shop.cfcheck(*name.split(), str(home)) for name in ("check", "test", "fmt --check")}
    for name, usage in measure_in_turn(commands, shop.rounds, ROOT).items():
        basis = f"{norms / usage.cpu:,.0f} norms/s; peak {usage.peak:.0f} MiB"
        yield Line(f"`cfcheck {name}`, {norms:,} norms in {files:,} files", f"{usage.cpu:.1f} s of CPU", "", "", basis)


def faults(shop: Workshop) -> Iterator[Line]:
    """Records with faults: how their time grows as inputs double, and how it compares with that of good records."""
    counts = [shop.records // part for part in (32, 16, 8, 4, 2)]
    for form, kinds in FORMS.items():
        _cpu(shop, form, GOOD, 1, 1)  # what only a first run does is left out
        start = _cpu(shop, form, GOOD, 1, shop.rounds * _START_UPS)
        good = _Doubling(shop, form, GOOD, counts, start, shop.rounds * _START_UPS)
        yield Line(f"good records, {form}", good.growth(), "", "linear", good.basis())
        for kind in kinds:
            if kind != GOOD:
                faulty = _Doubling(shop, form, kind, counts, start, shop.rounds)
                figure = f"{faulty.last / good.last:.1f} times good ones; {faulty.growth()}"
                must = "10 times" if kind == UNKNOWN_NAMES else "3 times"
                yield Line(f"{kind}, {form}", figure, must, "linear", faulty.basis())


def _cpu(shop: Workshop, form: str, kind: str, count: int, rounds: int) -> float:
    """The seconds of CPU that a file of so many records of the kind takes, start-up included."""
    options = ("--from", "csv") if form == "csv" else ()
    command = {kind: shop.evaluate(shop.faulty(form, kind, count), *options)}
    return measure_in_turn(command, rounds, ROOT, shop.target, ends=_DONE_OR_SET_ASIDE)[kind].cpu


class _Doubling:
    """The seconds of CPU of files of which each has twice as many records as the one before, without `start`."""

    def __init__(  # what is measured, and how
        self, shop: Workshop, form: str, kind: str, counts: list[int], start: float, rounds: int
    ) -> None:
        self._taken = [_cpu(shop, form, kind, count, rounds) - start for count in counts]
        self._counts = counts

    @property
    def last(self) -> float:
        """The seconds for the largest file."""
        return max(self._taken[-1], _SHORTEST)

    def growth(self) -> str:
        """By how much longer each file took than the one before."""
        times = [later / before if before > _SHORTEST else nan for before, later in pairwise(self._taken)]
        return "x " + ", ".join(f"{time:.1f}" for time in times)

    def basis(self) -> str:
        """The seconds themselves."""
        return ", ".join(f"{count:,}: {cpu:.2f} s" for count, cpu in zip(self._counts, self._taken, strict=True))


class _Share:
    """cfcheck's rate over a file, as a share of the rate at which orjson parses it."""

    def __init__(
        self,
        shop: Workshop,
        form: str,
        parsed: str,
        *options: str,
        clock: str = "cpu",
        times: int = 1,
    ) -> None:
        count = shop.records * times
        many, one = shop.incidents(count, form), shop.incidents(1, form)
        commands: dict[str, Sequence[str]] = {
            "orjson": shop.parse(parsed, many),
            "orjson, one": shop.parse(parsed, one),
            "cfcheck": shop.evaluate(many, *options),
            "cfcheck, one": shop.evaluate(one, *options),
        }
        taken = measure_in_turn(commands, shop.rounds, ROOT, shop.target)
        self._own = rate(taken["cfcheck"], taken["cfcheck, one"], count, clock)
        self._parsing = rate(taken["orjson"], taken["orjson, one"], count, clock)
        self._peak = taken["cfcheck"].peak
        self._clock = "CPU" if clock == "cpu" else "the clock"

    def text(self) -> str:
        return f"{self._own / self._parsing:.3f}"

    def basis(self) -> str:
        return f"{self._own:,.0f} of {self._parsing:,.0f} incidents/s of {self._clock}; peak {self._peak:.0f} MiB"


MEASURES: Final[dict[str, Callable[[Workshop], Iterator[Line]]]] = {
    "throughput": throughput,
    "jobs": jobs,
    "memory": memory,
    "worst": worst,
    "formats": formats,
    "api": api,
    "array": array,
    "start-up": start_up,
    "growth": growth,
    "rules": rules,
    "faults": faults,
}
