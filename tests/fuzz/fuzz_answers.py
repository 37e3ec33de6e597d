"""Fuzzes answers and readers with damaged real files: `python tests/fuzz/fuzz_answers.py TARGET SECONDS SEED`.

`records`: every format of results, from the native scanner in batches, against the definition one by one. `large`: the
same with records of up to 17 MiB, some of them packed, or damaged once they were. `boundaries`, `mappings`, `rules`,
`git`: the readers of those files, and of repositories, raise nothing but what they say they raise. See the README.
"""

from __future__ import annotations

import gc
import gzip
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.rendering import render  # noqa: E402

from cfcheck.evaluation.batch import lines as line_assessor  # noqa: E402
from cfcheck.evaluation.batch.jobs import assessed  # noqa: E402
from cfcheck.evaluation.batch.lines import LineAssessor  # noqa: E402
from cfcheck.evaluation.batch.numbering import lines_of  # noqa: E402
from cfcheck.evaluation.batch.records import Tally, assess_records  # noqa: E402
from cfcheck.evaluation.batch.seen import new_key  # noqa: E402
from cfcheck.evaluation.boundaries import BoundariesNotFound, InvalidBoundaries, open_boundaries  # noqa: E402
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice  # noqa: E402
from cfcheck.ingest.compression import Unreadable, unpacked  # noqa: E402
from cfcheck.ingest.json.reader import read_batches, read_incidents  # noqa: E402
from cfcheck.ingest.tables import convert, open_mapping  # noqa: E402
from cfcheck.language.git.program import RevisionUnreadable  # noqa: E402
from cfcheck.language.git.revision import Repository  # noqa: E402
from cfcheck.language.load.loader import load_agreement  # noqa: E402
from cfcheck.language.load.packs import find_agreement  # noqa: E402
from cfcheck.model.assessment import SetAside  # noqa: E402  # after the path of the tests
from cfcheck.model.problem import InvalidRules  # noqa: E402
from cfcheck.model.record import Record  # noqa: E402
from cfcheck.report.render import make_renderer  # noqa: E402

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable

_MIB: Final = 1024 * 1024
_FORMATS: Final = ("csv", "geojson", "json", "markdown", "table")
_TOKENS: Final = (
    b'"', b"\\", b"\\u0041", b"\\ud800", b"{", b"}", b"[", b"]", b":", b",", b"null", b"-", b"1e999", b"0", b"\xff", b"\xd8\xa7", b"\0",
    b"\n", b"\r", b"  ", b'"any_of"', b'"id"', b"NaN", b"true", b"999999999999999999999", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"=", b"|", b"@",
)  # fmt: skip


def damaged(chosen: random.Random, content: bytes, most: int = 4) -> bytes:
    """The content with a few pieces cut, repeated, exchanged or replaced."""
    for _ in range(chosen.randint(1, most)):
        at, size = chosen.randrange(len(content) + 1), chosen.choice((1, 1, 2, 5, 20, 200))
        piece = content[at : at + size]
        match chosen.randrange(5):
            case 0:
                content = content[:at] + content[at + size :]
            case 1:
                content = content[:at] + piece * chosen.choice((2, 2, 3, 50)) + content[at + size :]
            case 2:
                content = content[:at] + chosen.choice(_TOKENS) + content[at:]
            case 3:
                content = content[:at] + chosen.choice(_TOKENS) + content[at + size :]
            case _:
                other = chosen.randrange(len(content) + 1)
                content = content[:at] + content[other : other + size] + content[at + size :]
    return content


class _Compared:
    """Judges contents natively in batches, and by the definition one by one."""

    def __init__(self) -> None:
        line_assessor._PATIENCE = 0  # type: ignore[misc]  # noqa: SLF001  # scan from the first record on
        agreement = load_agreement(find_agreement("syria-2016-coh"))
        self._quick = Evaluator(agreement)
        self._slow = Evaluator(agreement, inference=InferenceChoice.REFERENCE, memory=0)

    def check(self, content: bytes, shown_as: str) -> None:
        """Raise AssertionError unless both give the same JSON lines, and the same in the other format."""
        for one in ("jsonl", shown_as):
            if _rendered_in_batches(self._quick, content, one) != _rendered(self._slow, content, one):
                raise AssertionError(one, content[:100_000])


def _reports(chosen: random.Random) -> list[bytes]:
    reports = json.loads((ROOT / "fixtures" / "syria-2016" / "incidents.json").read_bytes())
    return [json.dumps(report, ensure_ascii=chosen.random() < 0.5).encode() for report in reports]


def _framed(chosen: random.Random, records: list[bytes]) -> bytes:
    separator, frame = chosen.choice(((b"\n", b"%s"), (b",", b"[%s]"), (b",\n", b'{"incidents": [%s]}'), (b" ", b"%s")))
    return frame.replace(b"%s", separator.join(records))


def fuzz_records(chosen: random.Random) -> Callable[[], int]:
    """Damaged reports, and reports that name others each time; the same bytes in every format, found in two ways."""
    compared, raws = _Compared(), _reports(chosen)

    def once() -> int:
        records = [raw if chosen.random() < 0.4 else damaged(chosen, raw) for raw in chosen.choices(raws, k=12)]
        if chosen.random() < 0.5:
            records = [_renamed(chosen, raw) for raw in records]
        content = _framed(chosen, records)
        if chosen.random() < 0.2:
            content = damaged(chosen, content)
        compared.check(content, chosen.choice(_FORMATS))
        return len(records)

    return once


def _renamed(chosen: random.Random, raw: bytes) -> bytes:
    """The report with another perpetrator, or target, or both, if it has one."""
    for key in (b"perpetrator", b"target"):
        start = raw.find(b'"%s": "' % key)
        if start >= 0 and chosen.random() < 0.7:
            start += len(key) + 4
            stop = raw.find(b'"', start + 1) + 1
            name = b'"Group %d"' % chosen.randrange(1_000_000)
            raw = raw[:start] + (name if chosen.random() < 0.7 else damaged(chosen, name)) + raw[stop:]
    return raw


def fuzz_large(chosen: random.Random) -> Callable[[], int]:
    """As `records`, with something in them made large; some packed, and some of those damaged."""
    compared, raws = _Compared(), _reports(chosen)

    def once() -> int:
        records = [_widened(chosen, raw) if chosen.random() < 0.4 else raw for raw in chosen.choices(raws, k=4)]
        content = _framed(chosen, records)
        if chosen.random() < 0.5:
            packed = zstd.compress(content) if chosen.random() < 0.7 else gzip.compress(content, 1)
            packed = damaged(chosen, packed) if chosen.random() < 0.4 else packed
            with suppress(Unreadable):
                content = unpacked(BytesIO(packed)).read(20 * _MIB)
        compared.check(content, chosen.choice(_FORMATS))
        return len(records)

    return once


def _widened(chosen: random.Random, raw: bytes) -> bytes:
    """The report with a key, a text, a number, white space, or many or nested values of up to 17 MiB."""
    size = int(2 ** chosen.uniform(12, 24.1))
    key, filler = b'"extra": {"k": 1, %s},', chosen.choice((b"a", b"\\u0041", "\u0627".encode(), b"\\", b"\xff", b" "))
    text = filler * (size // len(filler))
    deep = chosen.choice((3, 30, 31, 32, 33, 200))
    made = chosen.choice(
        (
            key % (b'"%s": 1' % text),
            key % (b'"a": "%s"' % text),
            key % (b'"a": %s' % (b"1" * size)),
            key % (b'"a": [%s]' % b",".join([b"1"] * (size // 2))),
            key % b",".join(b'"%d": {}' % number for number in range(size // 16)),
            key % (b'"a": [%s]' % b",".join([b"[" * deep + b"]" * deep] * (size // 2 // deep))),
            key % (b'"a": %s%s' % (b"[" * (size // 2), b"]" * (size // 2))),
            b'"description": "%s",' % text,
            b'"%s": 1,' % text,
            b'"perpetrator": "%s",' % text,
            b'"sources": [%s],' % b",".join([b'{"name": "a"}'] * (size // 14)),
            b'"claims": {%s},' % b",".join(b'"c%d": true' % number for number in range(size // 16)),
            b" " * size,
        )
    )
    return raw.replace(b"{", b"{" + made, 1)


def _rendered(evaluator: Evaluator, content: bytes, shown_as: str) -> tuple[str, list[SetAside]]:
    """What is written for the records one by one."""
    records = list(read_incidents(BytesIO(content), "f"))
    results = list(assess_records(evaluator, records))
    raws: dict[str, bytes] = {}
    for record in records:
        if isinstance(record, Record):
            raws.setdefault(record.incident.id, record.raw)
    out = StringIO()
    render(shown_as, out, evaluator.provenance, results, raws)
    return out.getvalue(), [result for result in results if isinstance(result, SetAside)]


def _rendered_in_batches(evaluator: Evaluator, content: bytes, shown_as: str) -> tuple[str, list[SetAside]]:
    """What is written for the records as a run of the command does."""
    out, asides, tally = StringIO(), list[SetAside](), Tally()
    renderer = make_renderer(shown_as, out, evaluator.provenance)
    for made in lines_of(assessed(read_batches(BytesIO(content), "f"), LineAssessor(evaluator, new_key()))):
        tally.add_counts(made.verdicts, made.reasons)
        tally.add_set_aside(len(made.asides))
        renderer.set_aside(made.asides)
        asides += made.asides
        if made.lines:
            renderer.add(made.lines, made.records)
    renderer.finish(tally.summary())
    return out.getvalue(), asides


def fuzz_boundaries(chosen: random.Random) -> Callable[[], int]:
    """Damaged GeoJSON: opened, or refused as boundaries are refused."""
    ring = [[36.0, 35.0], [37.0, 35.0], [37.0, 36.0], [36.5, 36.5], [36.0, 36.0], [36.0, 35.0]]
    units = [
        {"type": "Feature", "properties": {"shapeName": name, "shapeGroup": "SYR", "shapeType": "ADM1"},
         "geometry": {"type": kind, "coordinates": [ring] if kind == "Polygon" else [[ring]]}}
        for name, kind in (("Aleppo", "Polygon"), ("Idlib", "MultiPolygon"))
    ]  # fmt: skip
    seed = json.dumps({"type": "FeatureCollection", "features": units}).encode()
    folder = Path(tempfile.mkdtemp())

    def once() -> int:
        path = folder / "drawn.geojson"
        path.write_bytes(damaged(chosen, seed))
        with suppress(InvalidBoundaries, BoundariesNotFound):
            open_boundaries([str(path)])
        return 1

    return once


def fuzz_mappings(chosen: random.Random) -> Callable[[], int]:
    """Damaged mappings and tables: rows, rows set aside, or a mapping that is refused."""
    seeds = [path.read_bytes() for path in sorted((ROOT / "rules" / "mappings").glob("*.yaml"))]
    table = b'id,date,lat,lon,note\r\n1,2016-03-01,36.1,37.2,"a, b"\r\n2,,,,\r\n'
    folder = Path(tempfile.mkdtemp())

    def once() -> int:
        path = folder / "mapping.yaml"
        path.write_bytes(damaged(chosen, chosen.choice(seeds)))
        try:
            mapping = open_mapping(path)
        except InvalidRules:
            return 1
        conversion = convert(BytesIO(damaged(chosen, table)), "rows", mapping)
        list(getattr(conversion, "records", conversion))
        return 1

    return once


def fuzz_rules(chosen: random.Random) -> Callable[[], int]:
    """A damaged file among sound rules: loaded, or refused with problems."""
    home = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "fixtures" / "language", home / "rules")
    paths = sorted((home / "rules").rglob("*.yaml"))
    sound = {path: path.read_bytes() for path in paths}
    accords = sorted({path.parent for path in paths if path.name == "agreement.yaml"})

    def once() -> int:
        folder = chosen.choice(accords)
        path = chosen.choice(
            [path for path in paths if path.parent in (folder, folder / "cases", folder.parent / "registry")]
        )
        path.write_bytes(damaged(chosen, sound[path]))
        try:
            load_agreement(folder)
        except InvalidRules:
            pass
        finally:
            path.write_bytes(sound[path])
        return 1

    return once


def _repository(whole: Path) -> Path:
    """Make a repository of rules there, with a pack and loose objects; the path in it of the rules of an agreement."""
    shutil.copytree(ROOT / "fixtures" / "language", whole / "rules")
    accord = min(path.parent for path in whole.rglob("agreement.yaml")).relative_to(whole)

    def git(*words: str) -> None:
        settings = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *settings, "-C", str(whole), *words], check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    git("gc")
    (whole / accord / "agreement.yaml").open("a").write("# changed\n")
    git("commit", "-am", "two")
    return accord


def fuzz_git(chosen: random.Random) -> Callable[[], int]:
    """A repository of rules with files of its own damaged: read, or refused as unreadable; and nothing of it is run."""
    home = Path(tempfile.mkdtemp())
    whole, work, trap = home / "whole", home / "work", home / "ran"
    accord = _repository(whole)
    files = [path.relative_to(whole) for path in sorted((whole / ".git").rglob("*")) if path.is_file()]
    files = [path for path in files if "hooks" not in path.parts]
    command = f"touch {trap}"
    lines = [
        f"[core]\n\tfsmonitor = {command}\n",
        f'[filter "x"]\n\tsmudge = {command}\n',
        f"[include]\n\tpath = {trap}\n",
        f"[alias]\n\trev-parse = !{command}\n",
        "[extensions]\n\tpartialClone = origin\n",
        f'[remote "origin"]\n\turl = ext::{command}\n\tpromisor = true\n',
    ]

    def once() -> int:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(whole, work)
        for path in chosen.sample(files, k=chosen.choice((1, 1, 2, 4))):
            (work / path).chmod(0o644)
            (work / path).write_bytes(damaged(chosen, (work / path).read_bytes()))
        if chosen.random() < 0.5:
            (work / ".git" / "config").open("a").write("".join(chosen.sample(lines, k=2)))
        try:
            repository = Repository(work)
            name = chosen.choice(("HEAD", "HEAD~1", "main", "main@{0}", "nothing"))
            with repository.copy(repository.revision(name, str(accord))) as copy:
                load_agreement(copy.folder)
        except (RevisionUnreadable, InvalidRules):
            pass
        if trap.exists():
            raise AssertionError(work)
        return 1

    return once


TARGETS: Final = {
    "records": fuzz_records,
    "large": fuzz_large,
    "boundaries": fuzz_boundaries,
    "mappings": fuzz_mappings,
    "rules": fuzz_rules,
    "git": fuzz_git,
}


def main() -> None:
    """Run one target until its time is over, and print how much was tried."""
    target, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    once = TARGETS[target](random.Random(seed))  # noqa: S311  # a repeatable choice, no secret
    end, tried, count = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        tried += once()
        count += 1
        if not count % 500:
            gc.collect()
    print(f"{target}, seed {seed}: {count:,} inputs, {tried:,} records or files, {seconds:.0f} s", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
