"""Creates new rule files (an agreement, a norm, its cases, a mapping) that load, and never overwrites a file."""

from __future__ import annotations

import json
import os
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn

from cfcheck.language import templates
from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.load.files import AGREEMENT_FILE, CASES, REGISTRY, SUFFIX
from cfcheck.language.load.loader import load_agreement
from cfcheck.language.schema import json_schema
from cfcheck.language.schema.fields import KEBAB
from cfcheck.language.schema.kinds import KINDS
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.paths import is_file, is_folder, is_there, paths_below
from cfcheck.model.problem import InvalidRules, Problem
from cfcheck.model.rule import Exemption, Rule
from cfcheck.model.text import quoted, suggestion
from cfcheck.model.whole_file import new_file, write_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cfcheck.language.schema import KindName
    from cfcheck.language.schema.schema import SchemaName
    from cfcheck.model.agreement import Agreement

__all__ = ["begin_agreement", "begin_cases", "begin_mapping", "begin_rule"]

SCHEMAS = "schemas"
ENDING = ".schema.json"
_USUAL_ACT = "attack"


def begin_agreement(name: str, home: Path) -> tuple[Path, ...]:
    """Begins an agreement in a folder of its name, with the actors and acts it needs; the files written.

    Like the other functions here, raises InvalidRules where a name is no id or a file is there already.
    """
    _expect_id(name)
    folder = home / name
    shared = _sections(home / REGISTRY)
    actors = templates.ACTORS if "actors" in shared else templates.ACTORS + templates.CIVILIANS
    texts = [
        _file(folder / AGREEMENT_FILE, "agreement", home, templates.AGREEMENT),
        _file(folder / REGISTRY / f"actors{SUFFIX}", "registry", home, actors, agreement=name),
    ]
    if "acts" not in shared:
        texts.append(_file(folder / REGISTRY / f"acts{SUFFIX}", "registry", home, templates.ACTS))
    return _write(home, texts)


def begin_rule(agreement: str, name: str, home: Path) -> tuple[Path, ...]:
    """Begins a norm of the agreement: a prohibition that binds its first party; the files written."""
    _expect_id(name)
    folder = home / agreement
    loaded = _loaded(folder)
    first, *others = loaded.parties.values()
    protected = others[0] if others else first
    path = folder / f"{name}{SUFFIX}"
    words = {"bearer": first.id, "against": protected.id, "act": _act(loaded), "source": first.citations[0].source}
    text = _file(path, "rule", home, templates.RULE, **words)
    return _write(home, [text])


def begin_cases(agreement: str, rule: str, home: Path) -> tuple[Path, ...]:
    """Begins the cases of a norm of the agreement; the files written."""
    folder = home / agreement
    loaded = _loaded(folder)
    every: tuple[Rule | Exemption, ...] = (*loaded.rules.values(), *loaded.exemptions.values())
    norms = {str(norm.id): norm for norm in every}
    norm = norms.get(rule)
    if norm is None:
        _refuse("unknown-rule", folder, f"the agreement has no rule {quoted(rule)}", suggestion(rule, norms))
    acts = norm.breached_by if isinstance(norm, Rule) else norm.acts
    path = folder / CASES / f"{rule}{SUFFIX}"
    text = _file(path, "cases", home, templates.CASES, rule=rule, act=acts[0] if acts else _act(loaded))
    return _write(home, [text])


def begin_mapping(table: str, text: str, home: Path) -> tuple[Path, ...]:
    """Begins the mapping of a table, of which the text is a draft, beside nothing else; the files written."""
    name = "-".join(re.findall("[a-z0-9]+", table.lower())) or "table"
    path = home / f"{name}-mapping{SUFFIX}"
    return _write(home, [(path, _modeline(path, "mapping", home) + text)], ("mapping",))


def _loaded(folder: Path) -> Agreement:
    if not is_file(folder / AGREEMENT_FILE):
        hint = "`cfcheck new agreement` begins one; --dir names the folder that agreements lie in"
        _refuse("no-such-agreement", folder, "there is no agreement here", hint)
    return load_agreement(folder)


def _act(agreement: Agreement) -> str:
    acts = list(agreement.registry.acts.kinds)
    return _USUAL_ACT if _USUAL_ACT in acts or not acts else acts[0]


def _sections(folder: Path) -> frozenset[str]:
    """What the registry files in the folder declare: actors, acts and so on."""
    contents = (read_document(read_bytes(path), str(path)).content for path in _rule_files_below(folder))
    return frozenset(key for content in contents if isinstance(content, dict) for key in content)


def _rule_files_below(folder: Path) -> list[Path]:
    return (
        sorted(path for path in paths_below(folder, hidden=True) if path.suffix == SUFFIX) if is_folder(folder) else []
    )


def _expect_id(name: str) -> None:
    if not re.fullmatch(KEBAB, name, re.ASCII):
        corrected = "-".join(re.findall("[a-z0-9]+", name.lower()))
        hint = f"did you mean {quoted(corrected)}?" if corrected else ""
        message = f"{quoted(name)} is not an id; an id is lower-case letters, digits and hyphens"
        raise InvalidRules([Problem("invalid-id", name, 0, 0, message, hint=hint)])


def _refuse(code: str, path: Path, message: str, hint: str = "") -> NoReturn:
    raise InvalidRules([Problem(code, str(path), 0, 0, message, hint=hint)])


def _file(path: Path, kind: KindName, home: Path, template: str, **words: str) -> tuple[Path, str]:
    """A file of a template, that names its schema."""
    return path, _modeline(path, kind, home) + template.format(**words)


def _modeline(path: Path, kind: SchemaName, home: Path) -> str:
    """The name of the schema relative to where the file lies, since editors look for it from there."""
    schema = _schema_folder(home) / f"{kind}{ENDING}"
    relative = os.path.relpath(schema, path.parent).replace(os.sep, "/")
    return templates.MODELINE.format(schema=relative)


def _schema_folder(home: Path) -> Path:
    """The folder of schemas in the folder or the nearest one above that has one, such as a repository's top."""
    found = (folder / SCHEMAS for folder in (home, *home.absolute().parents))
    return next((folder for folder in found if is_file(folder / f"rule{ENDING}")), home / SCHEMAS)


def _schemas(home: Path, kinds: Iterable[SchemaName]) -> Iterator[tuple[Path, str]]:
    """The schemas that are not there yet; all of them, since an author of one file soon writes the others."""
    for kind in kinds:
        path = _schema_folder(home) / f"{kind}{ENDING}"
        if not is_there(path):
            yield path, json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _write(home: Path, texts: list[tuple[Path, str]], kinds: Iterable[SchemaName] = tuple(KINDS)) -> tuple[Path, ...]:
    """Writes all files, or none where one is there already."""
    there = [
        Problem("file-exists", str(path), 0, 0, "the file is there already") for path, _ in texts if is_there(path)
    ]
    if there:
        raise InvalidRules(there)
    files = [*texts, *_schemas(home, kinds)]
    with ExitStack() as begun:
        for path, text in files:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_all(begun.enter_context(new_file(path)), text.encode())
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(path)) from error
    return tuple(path for path, _ in files)
