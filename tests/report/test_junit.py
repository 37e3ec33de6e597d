"""JUnit reports: XML whatever is in them, and lines that no log takes for commands."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from typing import Final

import pytest

from cfcheck.report.junit import JUnitCase, JUnitSuite, Remark, write_junit_report

SIGN: Final = "\N{REPLACEMENT CHARACTER}"

# What is put in every place of a report, and what an XML parser finds there.
TEXTS: Final = {
    "the end of a CDATA section": ("]]><b>&amp;", "]]><b>&amp;"),
    "quotes": ("\"'>", "\"'>"),
    "what XML 1.0 does not allow": ("\x00\x1b\x85\ufffe\uffff\udcff", SIGN * 6),
    "what reorders and hides": ("\u202ea\u2066\ufeff", f"{SIGN}a{SIGN}{SIGN}"),
    "line ends": ("a\r\nb", f"a{SIGN}{SIGN}b"),
    "commands": ("::error::x ##vso[y]", f"{SIGN}:error::x {SIGN}#vso[y]"),
}


@pytest.mark.parametrize(("text", "found"), TEXTS.values(), ids=TEXTS)
def test_reports_are_xml(text: str, found: str) -> None:
    out = io.StringIO()
    remark = Remark("failure", [text, text], text, text)
    write_junit_report("suites", [JUnitSuite(text, [JUnitCase(text, text, text, 3, remark)])], out)
    assert not [line for line in out.getvalue().splitlines() if line.lstrip().startswith("::")]
    root = ET.fromstring(out.getvalue().encode())  # noqa: S314  # what we wrote ourselves
    suite = root.find("testsuite")
    case = root.find("testsuite/testcase")
    failure = root.find("testsuite/testcase/failure")
    assert suite is not None
    assert case is not None
    assert failure is not None
    assert suite.get("name") == found
    assert [case.get(key) for key in ("classname", "name", "file", "line")] == [found, found, found, "3"]
    assert [failure.get("type"), failure.get("message"), failure.text] == [found, found, f"{found}\n{found}"]
