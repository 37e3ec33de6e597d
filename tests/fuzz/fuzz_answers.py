"""Fuzzes answers and readers with damaged real files: `python tests/fuzz/fuzz_answers.py TARGET SECONDS SEED`.

`records`: every format of results, from the native scanner in batches, against the definition one by one. `boundaries`,
`mappings`, `rules`: the readers of those files raise nothing but what they say they raise. See the README.
"""

from __future__ import annotations

import gc
import json
import random
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from cfcheck.evaluation.batch import lines as line_assessor  # noqa: E402
from cfcheck.evaluation.batch.jobs import assessed  # noqa: E402
from cfcheck.evaluation.batch.lines import LineAssessor  # noqa: E402
from cfcheck.evaluation.batch.numbering import lines_of  # noqa: E402
from cfcheck.evaluation.batch.records import Tally, assess_records  # noqa: E402
from cfcheck.evaluation.batch.seen import new_key  # noqa: E402
from cfcheck.evaluation.boundaries import BoundariesNotFound, InvalidBoundaries, open_boundaries  # noqa: E402
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice  # noqa: E402
from cfcheck.ingest.json.reader import read_batches, read_incidents  # noqa: E402
from cfcheck.ingest.tables import convert, open_mapping  # noqa: E402
from cfcheck.language.load.loader import load_agreement  # noqa: E402
from cfcheck.language.load.packs import find_agreement  # noqa: E402
from cfcheck.model.assessment import SetAside  # noqa: E402  # after the path of the tests
from cfcheck.model.problem import InvalidRules  # noqa: E402
from cfcheck.report.render import located, make_renderer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMATS: Final = ("csv", "geojson", "json", "markdown")
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


def fuzz_records(chosen: random.Random) -> Callable[[], int]:
    """Damaged reports, judged natively in batches and by the definition one by one; the same bytes in every format."""
    line_assessor._PATIENCE = 0  # type: ignore[misc]  # noqa: SLF001  # scan from the first record on
    agreement = load_agreement(find_agreement("syria-2016-coh"))
    quick = Evaluator(agreement)
    slow = Evaluator(agreement, inference=InferenceChoice.REFERENCE, memory=0)
    reports = json.loads((ROOT / "fixtures" / "syria-2016" / "incidents.json").read_bytes())
    reports = reports["incidents"] if isinstance(reports, dict) else reports
    raws = [json.dumps(report, ensure_ascii=chosen.random() < 0.5).encode() for report in reports]

    def once() -> int:
        records = [raw if chosen.random() < 0.4 else damaged(chosen, raw) for raw in chosen.choices(raws, k=12)]
        separator, frame = chosen.choice(
            ((b"\n", b"%s"), (b",", b"[%s]"), (b",\n", b'{"incidents": [%s]}'), (b" ", b"%s"))
        )
        content = frame.replace(b"%s", separator.join(records))
        if chosen.random() < 0.2:
            content = damaged(chosen, content)
        assessor = LineAssessor(quick, new_key())
        lines, asides = b"", list[SetAside]()
        for made in lines_of(assessed(read_batches(BytesIO(content), "f"), assessor)):
            lines += made.lines
            asides += made.asides
        expected, expected_asides = _rendered(slow, content, "jsonl")
        if (lines.decode(), asides) != (expected, expected_asides):
            raise AssertionError(content)
        shown_as = chosen.choice(_FORMATS)
        if _rendered(quick, content, shown_as) != _rendered(slow, content, shown_as):
            raise AssertionError(shown_as, content)
        return len(records)

    return once


def _rendered(evaluator: Evaluator, content: bytes, shown_as: str) -> tuple[str, list[SetAside]]:
    out, asides, tally = StringIO(), list[SetAside](), Tally()
    renderer = make_renderer(shown_as, out, evaluator.provenance)
    for result in assess_records(evaluator, located(read_incidents(BytesIO(content), "f"), renderer)):
        tally.add(result)
        renderer.add(result)
        if isinstance(result, SetAside):
            asides.append(result)
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


TARGETS: Final = {
    "records": fuzz_records,
    "boundaries": fuzz_boundaries,
    "mappings": fuzz_mappings,
    "rules": fuzz_rules,
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
