"""Loads a mapping from its file, or one of those that come with cfcheck, and raises once with every problem in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfcheck.ingest.tables.block import CodeList, ColumnName
from cfcheck.ingest.tables.block_loader import BlockLoader
from cfcheck.ingest.tables.columns import faults_of
from cfcheck.ingest.tables.encoding import is_readable
from cfcheck.ingest.tables.mapping import DELIMITERS, ActorNames, CellFormat, Column, Mapping, Renaming, TableForm
from cfcheck.ingest.tables.times import InvalidLayout, layout_of
from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.load.files import FoundFile
from cfcheck.language.load.packs import packs_folder
from cfcheck.language.load.page import Page
from cfcheck.language.schema.mapping import MappingFile, validate_mapping
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.citation import Citation, SourceId
from cfcheck.model.paths import is_file
from cfcheck.model.problem import InvalidRules, Problem
from cfcheck.model.system_fault import reason_of
from cfcheck.model.text import listed, normalise, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfcheck.ingest.tables.times import TimeLayout
    from cfcheck.language.schema.mapping import NameInTable

__all__ = ["mapping_names", "mapping_path", "mapping_that_fits", "open_mapping"]

SUFFIX = ".yaml"
_MAPPINGS: Final = "mappings"


def mapping_names() -> tuple[str, ...]:
    """The names of the mappings that come with cfcheck."""
    return tuple(sorted(path.stem for path in (packs_folder() / _MAPPINGS).glob(f"*{SUFFIX}")))


def mapping_path(name: str) -> Path:
    """The file of the mapping of this name, or the file that the name is the path of."""
    if "/" not in name and "\\" not in name and not name.endswith(SUFFIX):
        shipped = packs_folder() / _MAPPINGS / f"{name}{SUFFIX}"
        if is_file(shipped):
            return shipped
    return Path(name)


def open_mapping(name_or_path: str | Path) -> Mapping:
    """The mapping of this name among those that come with cfcheck, or of this file. Raises InvalidRules."""
    path = mapping_path(str(name_or_path))
    try:
        raw = read_bytes(path)
    except OSError as error:
        raise InvalidRules([_unreadable(str(name_or_path), error)]) from None
    document = read_document(raw, str(path))
    file = validate_mapping(document)
    if isinstance(file, tuple):
        raise InvalidRules(file)
    page = Page(FoundFile(path, path.name), raw, document, file)
    mapping = _MappingLoader(page, file).load()
    if page.problems:
        raise InvalidRules(page.problems)
    return mapping


def mapping_that_fits(headers: Sequence[str]) -> str | None:
    """The name of a mapping that comes with cfcheck and has all its columns among the headers."""
    return next((name for name in mapping_names() if not faults_of(open_mapping(name), headers)), None)


def _unreadable(name: str, error: OSError) -> Problem:
    names = mapping_names()
    hint = suggestion(name, names) or f"mappings that come with cfcheck: {listed(names, 'and')}"
    return Problem("unreadable-file", name, 0, 0, f"the mapping cannot be read: {reason_of(error)}", hint=hint)


class _MappingLoader:
    """Turns each section of the file into nouns."""

    def __init__(self, page: Page[MappingFile], file: MappingFile) -> None:
        self._page = page
        self._file = file

    def load(self) -> Mapping:
        """The mapping, to be used only if the page has no problems."""
        file = self._file
        columns = tuple(
            Column(ColumnName(name), column.header, column.optional) for name, column in file.columns.items()
        )
        self._refuse_shared_headers(columns)
        codes = {name: self._code_list(name, dict(entries)) for name, entries in file.codes.items()}
        blocks = BlockLoader(self._page, frozenset(column.name for column in columns), codes)
        exclusions = tuple(blocks.exclusion(entry, ("set_aside", place)) for place, entry in enumerate(file.set_aside))
        return Mapping(
            name=self._page.found.id,
            title=file.title,
            columns=columns,
            form=self._form(),
            reading=self._reading(),
            actors=self._actors(),
            exclusions=exclusions,
            blocks=tuple(blocks.block(entry, ("incident", place)) for place, entry in enumerate(file.incident)),
            kept=None if file.keep == "unmapped" else tuple(file.keep),
        )

    def _refuse_shared_headers(self, columns: tuple[Column, ...]) -> None:
        owners: dict[str, str] = {}
        for column in columns:
            for header in column.headers:
                owner = owners.setdefault(normalise(header), column.name)
                if owner != column.name:
                    message = f"the header {quoted(header)} is already that of {quoted(owner)}"
                    self._page.refuse(("columns", column.name), "duplicate-header", message)

    def _form(self) -> TableForm:
        form = self._file.file
        for encoding in form.encoding:
            if not is_readable(encoding):
                message = f"{quoted(encoding)} is no encoding that can be read"
                self._page.refuse(("file", "encoding"), "unknown-word", message, "such as `utf-8`, `cp1252`, `cp1256`")
        headers: dict[int, tuple[str, ...]] = {}
        for place, layout in enumerate(form.headers):
            if len(layout) in headers:
                message = (
                    f"a layout of {len(layout)} columns is already there, and only their number tells layouts apart"
                )
                self._page.refuse(("file", "headers", place), "duplicate-header", message)
            headers[len(layout)] = layout
        delimiters = DELIMITERS if form.delimiter is None else (form.delimiter.replace("tab", "\t"),)
        return TableForm(form.encoding, delimiters, headers, form.records)

    def _reading(self) -> CellFormat:
        cells = self._file.cells
        return CellFormat(frozenset(cells.empty), cells.decimal, tuple(self._layouts()), cells.offset or "")

    def _layouts(self) -> Iterator[TimeLayout]:
        for place, written in enumerate(self._file.cells.times):
            try:
                yield layout_of(written)
            except InvalidLayout as error:
                hint = "a layout is written like `YYYY-MM-DD hh:mm`, `DD Month YYYY` or `excel`"
                self._page.refuse(("cells", "times", place), "invalid-layout", str(error), hint)

    def _actors(self) -> ActorNames:
        actors = self._file.actors
        renamed = {normalise(name): self._renaming(name, entry) for name, entry in actors.names.items()}
        return ActorNames(actors.separator, frozenset(actors.whole), renamed)

    def _renaming(self, name: str, entry: NameInTable) -> Renaming:
        citations = []
        for cite in entry.cite:
            self._page.expect(
                cite.source, ("actors", "names", name, "cite", "source"), self._page.ids("sources"), "source"
            )
            citations.append(Citation(SourceId(cite.source), cite.provision, cite.verified, cite.note))
        return Renaming(entry.name, entry.note, tuple(citations))

    def _code_list(self, name: str, entries: dict[str, tuple[str, ...]]) -> CodeList:
        values = {normalise(code): value for code, value in entries.items()}
        if len(values) < len(entries):
            message = "two codes of this list differ only in case or spacing, which tables do not keep to"
            self._page.refuse_key(("codes", name), "duplicate-key", message)
        return CodeList(name, values, tuple(entries))
