"""Loads both sides of a comparison and pairs their agreements; what does not load is reported and skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfcheck.cli.side import opened
from cfcheck.cli.terminal import ExitCode, counted, fail, say
from cfcheck.model.paths import resolved
from cfcheck.model.text import listed, quoted, suggestion
from cfcheck.model.visible import visible, writable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.diff.comparison import Comparison
    from cfcheck.authoring.diff.side import Side
    from cfcheck.cli.side import Named
    from cfcheck.model.problem import InvalidRules

__all__ = ["LoadedSides", "load_comparisons"]


class LoadedSides(NamedTuple):
    """What can be compared; `is_partial` if some agreement does not load."""

    comparisons: tuple[Comparison, ...]
    is_partial: bool


class _Version(NamedTuple):
    """The agreements of one side by id, None for one that does not load; `is_one` if its user named an agreement.

    `ids` are those of all that are there, whether they are to be compared or not.
    """

    name: str
    ids: tuple[str, ...]
    sides: dict[str, Side | None]
    is_one: bool


def load_comparisons(old: Named, new: Named, chosen: str | None = None) -> LoadedSides:
    """The agreements of both sides, each beside its other version, with what differs in their terms.

    `chosen` is the id of the one that is wanted alone; no other is loaded, unless its user named it as a side.
    Ends the command where nothing can be compared.
    """
    from cfcheck.authoring.diff.comparison import compare_terms
    from cfcheck.language.git.revision import RevisionUnreadable

    try:
        versions = _loaded(old, chosen), _loaded(new, chosen)
    except RevisionUnreadable as error:
        fail(ExitCode.USAGE, str(error))
    if chosen is not None:
        _expect_chosen(chosen, versions)
    broken = [name for version in versions for name, side in version.sides.items() if side is None]
    pairs = [pair for names, pair in _paired(*versions) if not set(names) & set(broken)]
    if broken and not pairs:
        raise SystemExit(ExitCode.INVALID)
    return LoadedSides(tuple(compare_terms(*pair) for pair in pairs), bool(broken))


def _loaded(named: Named, chosen: str | None) -> _Version:
    from cfcheck.authoring.diff.side import Label, agreement_folders, open_side
    from cfcheck.model.problem import InvalidRules

    with opened(named) as (folder, shown, commit):
        name = visible(shown(str(folder)))
        folders = agreement_folders(folder)
        if not folders:
            fail(ExitCode.USAGE, f"{name}: neither this folder nor one in it has an agreement.yaml")
        is_one = folders == [folder]
        ids = {resolved(home).name: home for home in folders}
        sides: dict[str, Side | None] = {}
        for identifier, home in ids.items():
            if not is_one and chosen not in (None, identifier):
                continue
            try:
                sides[identifier] = open_side(home, Label(writable(shown(str(home))), commit), shown)
            except InvalidRules as invalid:
                sides[identifier] = None
                _say_problems(invalid, shown(str(home)))
        return _Version(name, tuple(ids), sides, is_one)


def _say_problems(invalid: InvalidRules, name: str) -> None:
    for problem in invalid.problems:
        say(*problem.lines())
    say(f"cfcheck: {counted(len(invalid.problems), 'problem')} in {visible(name)}, which was not compared")


def _paired(old: _Version, new: _Version) -> Iterator[tuple[tuple[str, ...], tuple[Side | None, Side | None]]]:
    """The sides that belong together, with the ids under which they are known."""
    if old.is_one and new.is_one:
        ((was, before),), ((becomes, after),) = old.sides.items(), new.sides.items()
        yield (was, becomes), (before, after)
        return
    for version, other in ((old, new), (new, old)):
        if version.is_one:
            _expect(next(iter(version.sides)), other)
    for name in dict.fromkeys((*old.sides, *new.sides)):
        is_wanted = all(name in version.sides for version in (old, new) if version.is_one)
        if is_wanted:
            yield (name,), (old.sides.get(name), new.sides.get(name))


def _expect_chosen(chosen: str, versions: tuple[_Version, _Version]) -> None:
    """End the command if the agreement cannot be loaded."""
    known = dict.fromkeys(name for version in versions for name in version.ids)
    if chosen not in known:
        hint = suggestion(chosen, known) or f"there {'is' if len(known) == 1 else 'are'} {listed(known, 'and')}"
        fail(ExitCode.USAGE, f"--agreement: neither side has an agreement {quoted(chosen)}; {hint}")
    for version in versions:
        if version.is_one and chosen not in version.ids and not all(other.is_one for other in versions):
            fail(ExitCode.USAGE, f"--agreement: {version.name} is the agreement {quoted(version.ids[0])}")


def _expect(name: str, version: _Version) -> None:
    if name not in version.sides:
        fail(ExitCode.USAGE, f"{version.name} has no agreement {quoted(name)}")
