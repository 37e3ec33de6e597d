"""JUnit reports: suites of cases, and what is said of one. Knows their form, not what is tested."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cfcheck.model.visible import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

__all__ = ["JUnitCase", "JUnitSuite", "Remark", "write_junit_report"]

Kind = Literal["failure", "error", "skipped", "system-out"]

# Counted in a report, under these names; of output nothing is counted. `errors` and `skipped` only where there are any.
_COUNTED: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}
_ALWAYS: Final = "failure"


class Remark(NamedTuple):
    """What is said of a case, as lines: that it failed, could not be run or was left out, or only output."""

    kind: Kind
    lines: Sequence[str] = ()
    message: str = ""
    type: str = ""


class JUnitCase(NamedTuple):
    """A case, and where it is written; line 0 stands for none."""

    classname: str
    name: str
    file: str = ""
    line: int = 0
    remark: Remark | None = None


class JUnitSuite(NamedTuple):
    """Cases that belong together."""

    name: str
    cases: Sequence[JUnitCase]


def write_junit_report(name: str, suites: Iterable[JUnitSuite], out: TextIO) -> None:
    """The whole report, with how many cases there are, and how many of them are remarked on."""
    root = ET.Element("testsuites", name=name)
    root.extend(map(_suite, suites))
    _count(root)
    ET.indent(root)
    out.write(f"<?xml version='1.0' encoding='UTF-8'?>\n{ET.tostring(root, encoding='unicode')}\n")


def _suite(suite: JUnitSuite) -> ET.Element:
    element = ET.Element("testsuite", name=visible_line(suite.name))
    element.extend(map(_case, suite.cases))
    _count(element)
    return element


def _count(element: ET.Element) -> None:
    element.set("tests", str(len(element.findall(".//testcase"))))
    for kind, name in _COUNTED.items():
        count = len(element.findall(f".//{kind}"))
        if count or kind == _ALWAYS:
            element.set(name, str(count))


def _case(case: JUnitCase) -> ET.Element:
    element = ET.Element("testcase", classname=visible_line(case.classname), name=visible_line(case.name))
    if case.file:
        element.set("file", visible_line(case.file))
    if case.line:
        element.set("line", str(case.line))
    if case.remark is not None:
        element.append(_remark(case.remark))
    return element


def _remark(remark: Remark) -> ET.Element:
    element: ET.Element = ET.Element(str(remark.kind))
    for key, value in (("type", remark.type), ("message", remark.message)):
        if value:
            element.set(key, visible_line(value))
    element.text = "\n".join(map(visible_line, remark.lines)) or None
    return element
