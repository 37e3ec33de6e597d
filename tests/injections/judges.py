"""What is asked of everything that is written, by its raw bytes. Nothing here comes from the engine."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any, Final

from markdown_it import MarkdownIt
from tests.authoring.check.sarif import faults_of_sarif

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from markdown_it.token import Token

__all__ = ["JUDGES", "is_harmful", "judge_json_on_a_terminal", "judge_lines"]

IGNORABLE: Final = {
    *"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200e\u200f\u3164\ufeff\uffa0",
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2070)),
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xFDD0, 0xFDF0)),
    *map(chr, range(0xFFF0, 0xFFFC)),
    *map(chr, range(0xE0000, 0xE1000)),
}
FORMULA: Final = frozenset("=+-@＝＋－＠")  # noqa: RUF001  # meant
LIVE: Final = re.compile(
    r"@\w|#\w|GH-\d|://|www\.|mailto:|:[a-z]+:|:\+1:|:100:|\b8fca0da[0-9a-f]+|[!$&]\d|~\"?\w|%\d|\^\w", re.IGNORECASE
)
TAGS: Final = re.compile(r"</?(code|details|summary)>|<br>|<details><summary>[^<>]*</summary>\n?|</details>\n?")
MARKDOWN: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
STRUCTURE: Final = {
    "text", "text_special", "softbreak", "code_inline", "html_inline", "html_block", "fence", "inline", "em_open", "em_close",
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
    "list_item_open", "list_item_close", "table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close",
    "tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close",
}  # fmt: skip
ANNOTATION: Final = re.compile(
    r"::(?:error|warning|notice) file=[^,:\n]*(?:,[a-zA-Z]+=[^,:\n]*)*,title=[^,:\n]*::[^\n]*"
)


def is_harmful(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in IGNORABLE or ord(sign) & 0xFFFE == 0xFFFE


def shown(line: str) -> str:
    return ascii(line[:300])


def judge_lines(output: bytes) -> None:
    """Lines that people read, wherever they read them."""
    for line in output.decode().split("\n"):
        assert not any(map(is_harmful, line)), shown(line)
        assert not line.lstrip(" \u00a0\u3000\u200c\u200d").startswith("::"), shown(line)
        assert not re.search(r"#[\u200c\u200d]*#[\w.\u200c\u200d-]*\[", line), shown(line)
        assert not re.match(r":[\u200c\u200d]+:", line.lstrip()), shown(line)


def judge_github(output: bytes) -> None:
    *lines, last = output.decode().split("\n")
    assert last == ""
    for line in lines:
        assert not any(map(is_harmful, line)), shown(line)
        assert ANNOTATION.fullmatch(line), shown(line)
        assert not re.search(r"##[\w.-]*\[", line), shown(line)
        # What the runner makes of it is harmless, too.
        message = line.rpartition("::")[2] if line.count("::") == 2 else line.split("::", 2)[2]
        judge_lines(message.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%").encode())


def judge_json(output: bytes) -> None:
    """One value, or one a line; no control sign but line ends stands in it as it is."""
    text = output.decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)
    for document in text.split("\n") if is_lines(text) else [text]:
        json.loads(document or "null")


def is_lines(text: str) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return True
    return False


def judge_json_on_a_terminal(output: bytes) -> None:
    text = output.decode()
    assert not [sign for sign in text if sign != "\n" and is_harmful(sign)]
    for document in text.split("\n") if is_lines(text) else [text]:
        json.loads(document or "null")


def judge_json_lines(output: bytes) -> None:
    for line in output.split(b"\n"):
        judge_json(line or b"null")


def judge_csv(output: bytes) -> None:
    text = output.decode()
    assert text.endswith("\r\n") or not text
    rows = text.split("\r\n")
    for row in rows:
        judge_lines(row.encode())
    for delimiter in ",;|\t":
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in cells:
                assert cell.strip(' \u00a0\u3000\u200d"')[:1] not in FORMULA, shown(cell)
    widths = {len(cells) for cells in csv.reader(io.StringIO(text, newline=""))}
    assert len(widths) <= 1


def judge_markdown(output: bytes) -> None:
    judge_lines(output)
    for token in leaves(MARKDOWN.parse(output.decode())):
        assert token.type in STRUCTURE, (token.type, token.content[:200])
        if token.type in ("html_inline", "html_block"):
            assert TAGS.fullmatch(token.content), shown(token.content)
        elif token.type == "inline":
            # Hosts look through the text of a paragraph or a cell as a whole, but for code.
            inner = list(leaves(token.children or []))
            text = "".join(
                "\n" if one.type == "code_inline" else one.content for one in inner if one.type != "html_inline"
            )
            found = LIVE.search(text)
            assert not found, (found, shown(text))


def leaves(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from leaves(token.children or [])


def judge_junit(output: bytes) -> None:
    judge_lines(output)
    root = ET.fromstring(output)  # noqa: S314  # what we wrote ourselves
    assert root.tag == "testsuites"
    known = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"}
    for element in root.iter():
        assert element.tag in known
        judge_lines((element.text or "").encode())
        for value in element.attrib.values():
            judge_lines(value.encode())


def judge_sarif(output: bytes) -> None:
    judge_json(output)
    log = json.loads(output)
    assert faults_of_sarif(log) == []
    for text in texts(log):
        assert not [sign for sign in text if sign not in "\n\t" and is_harmful(sign)], shown(text)
    for result in log["runs"][0]["results"]:
        message = result["message"]["text"]
        assert not re.search(r"(?<!\\)\]\(", message), shown(message)
        assert not re.search(r"(?<!\{)\{\d+\}(?!\})", message), shown(message)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(part)


JUDGES: Final[Mapping[str, Callable[[bytes], None]]] = {
    "lines": judge_lines,
    "github": judge_github,
    "json": judge_json,
    "jsonl": judge_json_lines,
    "csv": judge_csv,
    "markdown": judge_markdown,
    "junit": judge_junit,
    "sarif": judge_sarif,
}
"""How a format is judged."""
