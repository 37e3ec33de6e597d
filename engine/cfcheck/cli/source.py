"""How input files are read, by `--from`, `--encoding` and `--delimiter`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from cfcheck.cli.options import Option, in_a_line, say_problems
from cfcheck.cli.terminal import ExitCode, fail, say
from cfcheck.model.text import quoted
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from cfcheck.ingest.json.reader import Batch
    from cfcheck.ingest.tables.mapping import Mapping, TableForm
    from cfcheck.model.assessment import SetAside
    from cfcheck.model.record import Record

    Read = Callable[[BinaryIO, str], Iterator[Record | SetAside]]
    ReadBatches = Callable[[BinaryIO, str], Iterator[Batch | SetAside]]

__all__ = [
    "DelimiterOption", "EncodingOption", "FromOption", "batch_reader_of", "declared_form", "mapping_files",
    "mapping_of", "reader_of",
]  # fmt: skip

FromOption = Annotated[
    str | None,
    Option(
        "--from",
        metavar="FORMAT|MAPPING.yaml",
        help="What the files are, if not incidents as JSON: `ucdp-ged`, `acled`, `syrian-archive`, `csv` or "
        "`geojson` with the fields of incidents as columns, or a mapping of the columns of a table.",
    ),
]
EncodingOption = Annotated[
    str | None, Option("--encoding", metavar="NAME", help="With --from: the encoding, if it is not UTF-8.")
]
DelimiterOption = Annotated[
    str | None,
    Option("--delimiter", metavar="SIGN", help="With --from: what separates cells: `,`, `;`, `|` or `tab`."),
]


def reader_of(
    source: str | None, encoding: str | None = None, delimiter: str | None = None, *, quiet: bool = False
) -> Read:
    """How to read the files, given what `--from` says of them. Ends the command where no mapping is found."""
    if source is None:
        if encoding or delimiter:
            fail(ExitCode.USAGE, "--encoding and --delimiter are for tables; say with --from what the files are")
        from cfcheck.ingest.json.reader import read_incidents

        return read_incidents
    return partial(_converted, mapping=mapping_of(source, encoding, delimiter), quiet=quiet)


def batch_reader_of(read: Read) -> ReadBatches:
    """How to read the same files in batches."""
    from cfcheck.ingest.json.reader import read_batches, read_incidents

    if read is read_incidents:
        return read_batches
    from cfcheck.evaluation.batch.jobs import gathered

    return lambda stream, file: gathered(read(stream, file))


def mapping_files(source: str | None) -> tuple[str, ...]:
    """The files that are read because `--from` names them: one, or none."""
    if source is None:
        return ()
    from cfcheck.ingest.tables.direct import DIRECT
    from cfcheck.ingest.tables.mapping_loader import mapping_path

    return () if source in DIRECT else (str(mapping_path(source)),)


def mapping_of(source: str, encoding: str | None = None, delimiter: str | None = None) -> Mapping:
    """The mapping that `--from` names, for files that are laid out so. Ends the command where there is none."""
    from dataclasses import replace

    from cfcheck.ingest.tables.direct import DIRECT, direct_mapping

    mapping = direct_mapping(source) if source in DIRECT else _mapping_file(source)
    return replace(mapping, form=declared_form(mapping.form, encoding, delimiter))


def _mapping_file(source: str) -> Mapping:
    from cfcheck.ingest.tables.mapping_loader import open_mapping
    from cfcheck.model.problem import InvalidRules

    try:
        return open_mapping(source)
    except InvalidRules as invalid:
        if {problem.code for problem in invalid.problems} == {"unreadable-file"}:
            fail(ExitCode.USAGE, f"--from: {'; '.join(map(in_a_line, invalid.problems))}")
        say_problems(invalid)
        raise SystemExit(ExitCode.INVALID) from None


def declared_form(form: TableForm, encoding: str | None, delimiter: str | None) -> TableForm:
    """The table form given by --encoding and --delimiter. Ends the command if one of them names nothing."""
    from dataclasses import replace

    from cfcheck.ingest.tables.encoding import is_readable
    from cfcheck.ingest.tables.mapping import DELIMITERS

    if encoding is not None:
        if not is_readable(encoding):
            fail(ExitCode.USAGE, f"--encoding: {quoted(encoding)} is no encoding that can be read; such as `cp1256`")
        form = replace(form, encodings=(encoding,))
    if delimiter is not None:
        sign = "\t" if delimiter == "tab" else delimiter
        if sign not in DELIMITERS:
            fail(ExitCode.USAGE, f"--delimiter: expected `,`, `;`, `|` or `tab`, found {quoted(delimiter)}")
        form = replace(form, delimiters=(sign,))
    return form


def _converted(stream: BinaryIO, file: str, mapping: Mapping, *, quiet: bool) -> Iterator[Record | SetAside]:
    """The records of a table; prints how it is read before them, and what was not read after them."""
    from cfcheck.ingest.tables.conversion import convert

    conversion = convert(stream, file, mapping)
    if conversion.layout and not quiet:
        say(visible(f"{file}: read as {conversion.layout}"))
    yield from conversion
    if not quiet:
        for remark in conversion.remarks:
            say(visible(f"{file}: {remark}"))
