"""What the loader refuses, by the code of its problems, in a line each. docs/rule-format.md says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LOADER_FAULTS"]

LOADER_FAULTS: Final[Mapping[str, str]] = {
    "not-utf8": "the file is not UTF-8",
    "hidden-character": "a character that cannot be seen, or that reorders what is seen",
    "file-too-large": "the file is larger than any rule file",
    "empty-file": "the file is empty",
    "yaml-syntax": "the file is not YAML",
    "several-documents": "the file has a second document",
    "yaml-anchor": "a YAML anchor",
    "yaml-alias": "a YAML alias",
    "yaml-merge-key": "a YAML merge key",
    "yaml-tag": "a YAML tag",
    "key-not-text": "a key is a list or a mapping",
    "duplicate-key": "a key is twice in a mapping",
    "no-value": "a key or an entry has no value",
    "nested-too-deeply": "values are nested too deeply",
    "unknown-key": "a key that the rule language does not have",
    "missing-key": "a key that is needed is missing",
    "unknown-field": "a condition asks about a field that incidents do not have",
    "wrong-shape": "a list, a mapping or a text where another one is expected",
    "too-few": "fewer entries than needed",
    "invalid-value": "a value of another form than the key has",
    "unknown-word": "a word that is not one of a closed list",
    "invalid-id": "an id that is not written as ids are",
    "invalid-time": "a time that never was, happened twice, or is written in another form",
    "backward-period": "a period ends before it begins",
    "unknown-time-zone": "a time zone that the tz database does not have",
    "unknown-actor": "an id that no actor has",
    "unknown-list": "an id that no list has",
    "unknown-act": "an id that no act has",
    "unknown-weapon": "an id that no weapon has",
    "unknown-place": "an id that no place has",
    "unknown-party": "an id that no party has",
    "unknown-party-or-actor": "an id that neither a party nor an actor has",
    "unknown-source": "an id that no document has",
    "unknown-claim": "a claim that no permission has",
    "unknown-test": "a test that the claim does not have",
    "unknown-rule": "cases of, or in, a rule that there is not",
    "dangling-exemption": "`unless` names a permission that there is not",
    "not-a-permission": "`unless` names a rule that is no permission",
    "not-an-umbrella": "an actor that is no umbrella includes others",
    "not-an-act": "a weapon is directed at somebody",
    "wrong-level": "a place is of another level than the field",
    "protected-actor": "civilians are made a party or excluded",
    "duplicate-id": "one id for two things",
    "ambiguous-id": "one id for a party and an actor",
    "shared-name": "one name for two actors at the same time",
    "two-standings": "an actor has two standings at the same time",
    "cycle": "something is part of itself, includes itself or lies within itself",
    "invalid-incident": "the incident of a case is not one",
    "stray-file": "a file where no rule file is read",
    "missing-file": "a folder without agreement.yaml",
    "no-such-folder": "a folder that there is not",
    "unreadable-file": "a file that cannot be read",
    "unknown-agreement": "neither a folder nor an agreement that comes with cfcheck",
    "further-problems": "more problems than are told at once",
}
