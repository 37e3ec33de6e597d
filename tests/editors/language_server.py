"""Drives yaml-language-server as an editor does: over its standard input and output, one file open.

Knows the Language Server Protocol as far as the tests need it, and nothing of rule files.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

__all__ = ["LanguageServer", "server_command", "why_there_is_none"]

PATIENCE: Final = 60.0
# What editors are told where to find the server if it is not on the PATH.
PLACE: Final = "YAML_LANGUAGE_SERVER"
NAME: Final = "yaml-language-server"


def server_command() -> list[str] | None:
    """How to start the server; None if it is not on this machine."""
    named = os.environ.get(PLACE) or NAME
    found = shutil.which(named)
    return [found, "--stdio"] if found and shutil.which("node") else None


def why_there_is_none() -> str:
    """What is missing for the server to start, and how to get it."""
    if not shutil.which("node"):
        return "node is not installed, which yaml-language-server runs on"
    return f"{NAME} is not installed (npm install {NAME}), or not on the PATH; {PLACE} can name it"


class LanguageServer:
    """A running server. What it asks of the editor is answered with nothing."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._folder = folder
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._last_id = 0
        self._opened = 0

    def __enter__(self) -> Self:
        self._reader.start()
        self._ask("initialize", {"processId": None, "rootUri": self._folder.as_uri(), "capabilities": {}})
        self._tell("initialized", {})
        # No schema but those that files name themselves: the tests must not ask the network for others.
        settings = {"yaml": {"schemaStore": {"enable": False}, "validate": True, "completion": True, "hover": True}}
        self._tell("workspace/didChangeConfiguration", {"settings": settings})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def faulty_parts(self, path: Path, text: str) -> list[str]:
        """The parts of the text that an editor underlines in a file that lies there; why is in the server's words."""
        lines = text.split("\n")
        return [_between(lines, fault["range"]["start"], fault["range"]["end"]) for fault in self._open(path, text)[1]]

    def completions(self, path: Path, text: str) -> set[str]:
        """What the server offers where the text has `^`."""
        return {entry["label"] for entry in self._ask_at("textDocument/completion", path, text)["items"]}

    def hover(self, path: Path, text: str) -> str:
        """What the server explains where the text has `^`."""
        return json.dumps(self._ask_at("textDocument/hover", path, text), ensure_ascii=False)

    def _ask_at(self, method: str, path: Path, text: str) -> dict[str, Any]:
        before, _, after = text.partition("^")
        uri, _ = self._open(path, before + after)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        answer: dict[str, Any] = self._ask(method, {"textDocument": {"uri": uri}, "position": position}) or {}
        return answer

    def _open(self, path: Path, text: str) -> tuple[str, list[dict[str, Any]]]:
        """Opens a file beside the path, each time under another name, and awaits what is wrong with it."""
        self._opened += 1
        uri = path.with_name(f"{path.stem}-{self._opened}{path.suffix}").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        while True:
            message = self._messages.get(timeout=PATIENCE)
            found = message.get("params") or {}
            if message.get("method") == "textDocument/publishDiagnostics" and found.get("uri") == uri:
                return uri, found["diagnostics"]

    def _ask(self, method: str, params: object) -> Any:
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        while True:
            message = self._messages.get(timeout=PATIENCE)
            if message.get("id") == self._last_id and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]

    def _tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        if self._process.stdin:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self._process.stdin.flush()

    def _read(self) -> None:
        """Collects messages until the server ends; its own questions are answered at once."""
        stream = self._process.stdout
        while stream and (head := stream.readline()):
            length = int(head.split(b":")[1]) if head.lower().startswith(b"content-length") else 0
            while head.strip():
                head = stream.readline()
            message = json.loads(stream.read(length))
            if "method" in message and "id" in message:
                items = (message.get("params") or {}).get("items", [])
                answer = [None] * len(items) if message["method"] == "workspace/configuration" else None
                self._send({"id": message["id"], "result": answer})
            else:
                self._messages.put(message)


def _between(lines: Sequence[str], start: dict[str, int], end: dict[str, int]) -> str:
    """The text between two places, which are counted from 0; what the tests write has no sign of two UTF-16 units."""
    if start["line"] == end["line"]:
        return lines[start["line"]][start["character"] : end["character"]]
    first, last = lines[start["line"]][start["character"] :], lines[end["line"]][: end["character"]]
    return "\n".join([first, *lines[start["line"] + 1 : end["line"]], last])
