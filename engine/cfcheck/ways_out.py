"""The way out of each kind of fault in a rule file, for messages that have no better one. Knows no fault in particular.

Kinds that are not here say in their message what was expected, or always come with a way out of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WAYS_OUT", "way_out"]

WAYS_OUT: Final[Mapping[str, str]] = {
    "hidden-character": "delete it; if the text needs it, say in words what it stands for",
    "empty-file": "write what belongs in it, or remove it",
    "several-documents": "put it into a file of its own",
    "yaml-anchor": "write the value out where it is needed",
    "yaml-tag": "remove it",
    "key-not-text": "write a text before the `:`",
    "duplicate-key": "keep one of the two",
    "nested-too-deeply": "say it with fewer levels",
    "unknown-field": "leave it out, or ask for a fact",
    "backward-period": "correct one of the two times",
    "unknown-actor": "declare it under `actors` of a registry file, or name one that is there",
    "unknown-list": "declare it under `lists` of a registry file, or name one that is there",
    "unknown-act": "declare it under `acts` of a registry file, or name one that is there",
    "unknown-weapon": "declare it under `weapons` of a registry file, or name one that is there",
    "unknown-place": "declare it under `places` of a registry file, or name one that is there",
    "unknown-party": "declare it under `parties` of agreement.yaml, or name one that is there",
    "unknown-party-or-actor": "name a party of agreement.yaml or an actor of a registry file",
    "unknown-source": "declare it under `sources`: for a rule those of agreement.yaml, in a registry file its own",
    "unknown-claim": "name the `claim` of a permission of this agreement",
    "unknown-test": "name one of the `tests` of the permission",
    "unknown-rule": "name a rule of this agreement, or write it",
    "not-a-permission": "name a permission of this agreement, or leave it out",
    "not-an-umbrella": "remove the key, or say `kind: umbrella`",
    "not-an-act": "remove the key",
    "wrong-level": "ask for it under the key of its own level",
    "protected-actor": "remove it; a norm says under `against` whom it protects",
    "duplicate-id": "give one of the two another id, or remove it",
    "cycle": "take one of these steps out",
    "invalid-incident": "see docs/incident-format.md for what an incident may say",
    "unknown-column": "declare it under `columns`, or name one that is there",
    "duplicate-header": "keep one of the two",
    "unknown-norm": "name a limit, rule or exemption of this agreement",
    "missing-file": "write it; `cfcheck new agreement` drafts one",
    "stray-link": "put what it leads to in its place",
    "no-such-folder": "check the path",
    "unreadable-file": "make it readable, or remove it",
    "unknown-agreement": "`cfcheck rules list` names those that come with cfcheck",
    "further-problems": "mend those first",
}


def way_out(code: str, hint: str = "") -> str:
    """The hint, or else what helps with faults of the kind."""
    return hint or WAYS_OUT.get(code, "")
