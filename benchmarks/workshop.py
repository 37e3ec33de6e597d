"""Where a run's files are, and the commands that are measured over them. Each command is a process of its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Final

from benchmarks.faults import write_faults, write_short
from benchmarks.measure import measure
from benchmarks.worst import WORST

if TYPE_CHECKING:
    from benchmarks.contestants import Contestant

__all__ = ["ROOT", "Workshop"]

ROOT: Final = Path(__file__).resolve().parents[1]
_MAIN: Final = "from cfcheck.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder for the files of a run, how many incidents it measures with, and how many rounds."""

    folder: Path
    records: int
    rounds: int

    def incidents(self, count: int, form: str = "ndjson") -> Path:
        """A file of so many incidents, made when it is first asked for."""
        path = self.folder / f"incidents-{count}.{form}"
        if not path.exists():
            array = ["--array"] if form == "json" else []
            self._make("benchmarks.generate", str(path), "--records", str(count), *array)
        return path

    def faulty(self, form: str, kind: str, count: int) -> Path:
        """A file in the form, of so many records with a fault of the kind. The next one takes its place."""
        path = self.folder / f"faults-{count}.{form}"
        write_faults(path, form, kind, count)
        return path

    def worst(self, kind: str) -> Path:
        """A file of one record of the kind, and of a short one behind it."""
        path = self.folder / "worst.ndjson"
        path.write_bytes(WORST[kind]() + b'\n{"id":"short"}\n')
        return path

    def short_records(self, count: int) -> Path:
        """A file of so many records of 16 bytes."""
        path = self.folder / f"short-{count}.ndjson"
        write_short(path, count)
        return path

    def rules(self, copies: int) -> Path:
        """The folder of an agreement of so many times the shipped rules."""
        folder = self.folder / f"rules-{copies}"
        if not folder.exists():
            folder.mkdir()
            self._make("benchmarks.growth", str(folder), str(copies))
        return next(folder.glob("*/agreement.yaml")).parent

    def repository(self, agreements: int) -> Path:
        """A folder of so many agreements, each with its norms and their cases."""
        folder = self.folder / f"repository-{agreements}"
        if not folder.exists():
            folder.mkdir()
            self._make("benchmarks.repository", str(folder), str(agreements))
        return folder

    def cfcheck(self, *arguments: str) -> list[str]:
        """The command line of cfcheck, as it is installed beside this Python."""
        script = which("cfcheck", path=str(Path(sys.executable).parent))
        return [*([script] if script else [sys.executable, "-c", _MAIN]), *arguments]

    def evaluate(self, source: Path, *options: str) -> list[str]:
        """`cfcheck evaluate`, from the file to a line of JSON for each incident."""
        target = str(self.target)
        return self.cfcheck("evaluate", str(source), "--quiet", "--format", "jsonl", "--output", target, *options)

    def evaluate_to_output(self, source: Path, *options: str) -> list[str]:
        """The same to standard output."""
        return self.cfcheck("evaluate", str(source), "--quiet", "--format", "jsonl", *options)

    @property
    def target(self) -> Path:
        """Where `evaluate` writes."""
        return self.folder / "cfcheck.jsonl"

    def parse(self, form: str, source: Path) -> list[str]:
        """`orjson.loads` over the file, and nothing else."""
        return _module("benchmarks.baseline", form, str(source))

    def contest(self, contestant: Contestant, source: Path) -> list[str]:
        """A contestant, from the file to its findings."""
        return _module("benchmarks.contest", contestant.name, str(source), str(self.found(contestant, source)))

    def found(self, contestant: Contestant, source: Path) -> Path:
        """Where a contestant writes its findings."""
        return self.folder / f"{contestant.name}-{source.stem}.jsonl"

    def one_at_a_time(self, source: Path, count: int) -> list[str]:
        """The Python API, incident by incident."""
        return _module("benchmarks.one_at_a_time", str(source), str(count))

    @staticmethod
    def _make(module: str, *arguments: str) -> None:
        # In a process of its own: what this one holds is the least that a measured one can be seen to hold.
        measure(_module(module, *arguments), ROOT)


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]
