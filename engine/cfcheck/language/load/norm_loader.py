"""Makes rules and exemptions from rule files, and reports ids that are not declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.language.load.condition_loader import ConditionLoader, parties_and_actors
from cfcheck.language.schema import ObligationFile, PermissionFile, ProhibitionFile
from cfcheck.model.rule import Exemption, PartyId, Rule, RuleId
from cfcheck.model.taxonomy import KindId
from cfcheck.model.text import listed, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.language.load.catalog import Catalog
    from cfcheck.language.load.entry_reader import EntryReader
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.citation import Citation, Origin
    from cfcheck.model.condition import Condition

    BindingFile = ProhibitionFile | ObligationFile

__all__ = ["load_exemption", "load_rule"]


def load_rule(reader: EntryReader, catalog: Catalog, file: BindingFile) -> Rule:
    """The prohibition or obligation of the file."""
    norm = _Norm(reader, catalog)
    unless = tuple(norm.exemption(name, path) for name, path in reader.each(file.unless, ("unless",)))
    against = parties_and_actors(reader.page, list(reader.each(file.against, ("against",))), catalog)
    acts = norm.acts("act", file.act)
    is_obligation = isinstance(file, ObligationFile)
    return Rule(
        id=norm.id,
        title=file.title,
        modality=file.modality,
        bearers=norm.bearers(file.bearers),
        breached_by=norm.acts("breached_by", file.breached_by) if isinstance(file, ObligationFile) else acts,
        severity=file.severity,
        citations=norm.citations(file),
        origins=norm.origins(),
        owed=acts if is_obligation else (),
        against_parties=against[0],
        against_actors=against[1],
        when=norm.when(file),
        unless=unless,
        note=file.note,
    )


def load_exemption(reader: EntryReader, catalog: Catalog, file: PermissionFile) -> Exemption:
    """The permission of the file."""
    norm = _Norm(reader, catalog)
    return Exemption(
        id=norm.id,
        title=file.title,
        bearers=norm.bearers(file.bearers),
        claim=file.claim,
        tests=file.tests,
        citations=norm.citations(file),
        origins=norm.origins(),
        acts=norm.acts("act", file.act),
        when=norm.when(file),
        note=file.note,
    )


class _Norm:
    """The parts that rules and exemptions have in common."""

    def __init__(self, reader: EntryReader, catalog: Catalog) -> None:
        self._reader = reader
        self._page = reader.page
        self._catalog = catalog
        self.id = RuleId(reader.page.found.id)

    def bearers(self, bearers: Iterable[str]) -> tuple[PartyId, ...]:
        for party, path in self._reader.each(bearers, ("bearers",)):
            self._page.expect(party, path, self._catalog.parties, "party")
        return tuple(map(PartyId, bearers))

    def acts(self, key: str, acts: Iterable[str]) -> tuple[KindId, ...]:
        for act, path in self._reader.each(acts, (key,)):
            self._page.expect(act, path, self._catalog.acts, "act")
        return tuple(map(KindId, acts))

    def citations(self, file: BindingFile | PermissionFile) -> tuple[Citation, ...]:
        return self._reader.citations(file.cite, ())

    def when(self, file: BindingFile | PermissionFile) -> Condition | None:
        return None if file.when is None else ConditionLoader(self._reader, self._catalog).load(file.when, ("when",))

    def exemption(self, name: str, path: Path) -> RuleId:
        """The permission that the rule names under `unless`."""
        permissions = self._catalog.permissions
        modality = self._catalog.norms.get(name)
        if modality is None:
            match = nearest(name, permissions)
            hint = f"did you mean {quoted(match)}?" if match else ""
            if not match and permissions:
                hint = f"the permissions of this agreement are {listed(permissions, 'and')}"
            message = f"unknown permission {quoted(name)}: there is no file `{name}.yaml`"
            self._page.refuse(path, "dangling-exemption", message, hint)
        elif modality in ("prohibition", "obligation"):
            article = "an" if modality == "obligation" else "a"
            message = f"{quoted(name)} is {article} {modality}; only a permission defeats a rule"
            self._page.refuse(path, "not-a-permission", message)
        return RuleId(name)

    def origins(self) -> dict[str, Origin]:
        """The line of each key of the file, and of each test of a permission; the key "" is the file's first."""
        top = {str(path[-1]): path for path in self._page.document.keys if len(path) == 1}
        tests = {
            f"tests.{path[1]}": path for path in self._page.document.keys if path[:1] == ("tests",) and len(path) > 1
        }
        first: dict[str, Path] = {"": ()}
        return {key: self._page.origin(path) for key, path in {**first, **top, **tests}.items()}
