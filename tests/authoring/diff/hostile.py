"""Repositories that run a command of theirs when git is used on them as it is used every day.

Each plants a command that makes a file, the marker. That it is live is shown by a call of git with git's own defaults.
"""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.authoring.diff.repository import git

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ATTACKS", "GONE", "Attack", "call_plainly"]

GONE: Final = "rules/accord/north-attacks.yaml"
"""The rule file whose object is missing, where an attack needs git to miss one."""


class Attack(NamedTuple):
    """How a sound repository becomes a hostile one, and the call of git that it waits for.

    `plant` gets the top of the repository and the command to plant. `plain` are the arguments of the call, `folder` is
    where it is made, `variables` are what is in the environment, `given` what it reads; a pager needs a terminal.
    """

    plant: Callable[[Path, str], None]
    plain: tuple[str, ...]
    folder: str = "."
    variables: Mapping[str, str] = {}
    given: str = ""
    on_terminal: bool = False


def call_plainly(top: Path, attack: Attack) -> None:
    """Call git as a user would, with no settings but those of the repository."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    terminal, output = pty.openpty()
    try:
        subprocess.run(
            ["git", *attack.plain],
            cwd=top / attack.folder,
            env={**known, **who, **settings, **attack.variables},
            input=attack.given.encode(),
            stdout=output if attack.on_terminal else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    finally:
        os.close(output)
        os.close(terminal)


# --- where git misses an object and is made to fetch it ---------------------------------------------------------------


def configure(top: Path, **settings: str) -> None:
    """Set `remote__o__url` as `remote.o.url`, and so on."""
    for key, value in settings.items():
        git(top, "config", key.replace("__", "."), value)


def lose(top: Path, path: str = GONE) -> None:
    """Remove the object of a file from the repository."""
    name = git(top, "rev-parse", f"main:{path}")
    Path(git(top, "rev-parse", "--absolute-git-dir"), "objects", name[:2], name[2:]).unlink()


def promise(top: Path, command: str, path: str = GONE) -> None:
    """Have git believe that a remote has the missing object, and run a command to get it."""
    lose(top, path)
    configure(top, core__repositoryformatversion="1", extensions__partialClone="o", remote__o__promisor="true")
    configure(top, remote__o__url=str(top), remote__o__uploadpack=f"{command};")


def promise_by_ssh(top: Path, command: str) -> None:
    promise(top, "")
    configure(top, remote__o__url="ssh://nobody@localhost/x", core__sshCommand=f"{command};")


def promise_by_ext(top: Path, command: str) -> None:
    promise(top, "")
    configure(top, remote__o__url=f"ext::{command}", protocol__ext__allow="always")


def promise_by_alias(top: Path, command: str) -> None:
    """By the one protocol that GIT_ALLOW_PROTOCOL=none allows: that of the name `none`."""
    promise(top, "")
    git(top, "config", "alias.remote-none", f"!{command}")
    configure(top, remote__o__url="none::x")


def promise_by_helper(top: Path, command: str) -> None:
    promise_by_alias(top, command)
    configure(top, remote__o__url="nowhere", remote__o__vcs="none")


def include(top: Path, command: str, section: str = "include") -> None:
    promise(top, command)
    (top / ".git/config").rename(top / ".git/more")
    text = f"[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = o\n[{section}]\n\tpath = more\n"
    (top / ".git/config").write_text(text, encoding="utf-8")


def include_if(top: Path, command: str) -> None:
    include(top, command, 'includeIf "gitdir:**"')


def point(top: Path, command: str) -> None:
    """A file `.git` that leads to a folder of another name."""
    promise(top, command)
    (top / ".git").rename(top / "store")
    (top / ".git").write_text("gitdir: store\n", encoding="utf-8")


def link(top: Path, command: str) -> None:
    """A link `.git` that leads to a folder of another name."""
    promise(top, command)
    (top / ".git").rename(top / "store")
    (top / ".git").symlink_to("store")


def share(top: Path, command: str) -> None:
    """A repository that has its settings and objects elsewhere, as the working trees of `git worktree` do."""
    promise(top, command)
    (top / ".git").rename(top / "store")
    (top / ".git").mkdir()
    (top / "store/HEAD").rename(top / ".git/HEAD")
    (top / "store/HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (top / ".git/commondir").write_text("../store\n", encoding="utf-8")


def absorb(top: Path, command: str) -> None:
    """The rules are a submodule, whose repository lies in the one around it."""
    rules = top / "rules"
    git(rules, "init", "-q", "-b", "main")
    git(rules, "add", "-A")
    git(rules, "commit", "-q", "-m", "rules")
    git(rules, "tag", "v1")
    git(top, "rm", "-q", "-r", "--cached", "rules")
    git(top, "add", "rules")
    git(top, "commit", "-q", "-m", "a submodule")
    (top / ".git/modules").mkdir()
    (rules / ".git").rename(top / ".git/modules/rules")
    (rules / ".git").write_text("gitdir: ../.git/modules/rules\n", encoding="utf-8")
    promise(rules, command, GONE.removeprefix("rules/"))
    configure(rules, core__worktree="../../../rules")


# --- where a folder of the working tree is taken for a repository -----------------------------------------------------


def bury(top: Path, command: str, folder: str = "rules") -> None:
    """The files of a bare repository, tracked below `rules`, in a plain clone of the repository."""
    origin = top.with_name("origin")
    top.rename(origin)
    commit = git(origin, "rev-parse", "main")
    bare = origin / folder
    for part in ("objects", "refs/heads"):
        (bare / part).mkdir(parents=True)
    (bare / "objects/.keep").write_text("", encoding="utf-8")
    (bare / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (bare / "refs/heads/main").write_text(f"{commit}\n", encoding="utf-8")
    (bare / "config").write_text(
        "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tpartialClone = o\n"
        f'[remote "o"]\n\tpromisor = true\n\turl = .\n\tuploadpack = "{command};"\n',
        encoding="utf-8",
    )
    git(origin, "add", "-A", "-f")
    git(origin, "commit", "-q", "-m", "more rules")
    git(origin.parent, "clone", "-q", str(origin), str(top))


def bury_in_agreement(top: Path, command: str) -> None:
    bury(top, command, "rules/accord")


def bury_with_working_tree(top: Path, command: str) -> None:
    """Buried files that claim to be of a repository which has a working tree, the folder above."""
    bury(top, command)
    text = (top / "rules/config").read_text(encoding="utf-8").replace("bare = true", "bare = false\n\tworktree = ..")
    (top / "rules/config").write_text(text, encoding="utf-8")


def bury_in_two(top: Path, command: str) -> None:
    """Buried files that have all but the name of the revision in another folder."""
    bury(top, command, "store")
    (top / "rules/HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (top / "rules/commondir").write_text("../store\n", encoding="utf-8")


# --- what is run by calls of git that cfcheck does not make, as long as it makes none of them -------------------------


def set_(key: str, ending: str = "") -> Callable[[Path, str], None]:
    """A setting whose value is a command."""
    return lambda top, command: configure(top, **{key: f"{command}{ending}"})


def attribute(key: str, attributes: str, ending: str = "; cat") -> Callable[[Path, str], None]:
    """Attributes of rule files, and a setting whose value is a command that they name. A rule file is changed."""

    def plant(top: Path, command: str) -> None:
        (top / ".gitattributes").write_text(f"*.yaml {attributes}\n", encoding="utf-8")
        git(top, "add", "-A")
        git(top, "commit", "-q", "-m", "attributes")
        configure(top, **{key: f"{command}{ending}"})
        with (top / GONE).open("a", encoding="utf-8") as stream:
            stream.write("# A comment.\n")

    return plant


def script(path: Path, command: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    path.chmod(0o700)


def hook(top: Path, command: str) -> None:
    for name in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        script(top / ".git/hooks" / name, command)


def tracked_hook(top: Path, command: str) -> None:
    script(top / "tools/post-index-change", command)
    script(top / "tools/pre-commit", command)
    configure(top, core__hooksPath="tools")


def sign(top: Path, command: str) -> None:
    script(top / "gpg", command)
    configure(top, gpg__program=str(top / "gpg"))


def watch_submodule(top: Path, command: str) -> None:
    """A submodule beside the rules, whose own settings run something."""
    inner = top / "module"
    git(top, "init", "-q", "-b", "main", "module")
    git(inner, "commit", "-q", "--allow-empty", "-m", "a module")
    configure(inner, core__fsmonitor=f"{command};")
    git(top, "add", "module")
    git(top, "commit", "-q", "-m", "a submodule")
    configure(top, submodule__recurse="true")


def borrow(top: Path, command: str) -> None:
    """Objects from another repository, which a command is to name."""
    git(top.parent, "clone", "-q", "--bare", str(top), "lender.git")
    (top / ".git/objects/info/alternates").write_text(f"{top.parent}/lender.git/objects\n", encoding="utf-8")
    configure(top, core__alternateRefsCommand=f"{command};")


def set_of_working_tree(top: Path, command: str) -> None:
    configure(top, core__repositoryformatversion="1", extensions__worktreeConfig="true")
    (top / ".git/config.worktree").write_text(f'[core]\n\tfsmonitor = "{command};"\n', encoding="utf-8")


_MISSED: Final = ("cat-file", "-p", f"main:{GONE}")
_COMMIT: Final = ("commit", "--allow-empty", "-m", "x")
ATTACKS: Final[dict[str, Attack]] = {
    "a promisor": Attack(promise, _MISSED),
    "a promisor by ssh": Attack(promise_by_ssh, _MISSED),
    "a promisor by ext": Attack(promise_by_ext, _MISSED),
    "a promisor by a protocol called none": Attack(promise_by_alias, _MISSED, variables={"GIT_ALLOW_PROTOCOL": "none"}),
    "a promisor by a helper called none": Attack(promise_by_helper, _MISSED, variables={"GIT_ALLOW_PROTOCOL": "none"}),
    "an included file": Attack(include, _MISSED),
    "a file included on a condition": Attack(include_if, _MISSED),
    "a file .git": Attack(point, _MISSED),
    "a link .git": Attack(link, _MISSED),
    "a common folder": Attack(share, _MISSED),
    "rules that are a submodule": Attack(
        absorb, ("cat-file", "-p", f"main:{GONE.removeprefix('rules/')}"), folder="rules"
    ),
    "buried files": Attack(bury, ("cat-file", "-p", "main"), folder="rules"),
    "buried files in an agreement": Attack(bury_in_agreement, ("cat-file", "-p", "main"), folder="rules/accord"),
    "buried files with a working tree": Attack(bury_with_working_tree, ("cat-file", "-p", "main"), folder="rules"),
    "buried files in two folders": Attack(bury_in_two, ("cat-file", "-p", "main"), folder="rules"),
    "fsmonitor": Attack(set_("core__fsmonitor", ";"), ("status",)),
    "fsmonitor of a working tree": Attack(set_of_working_tree, ("status",)),
    "a hook": Attack(hook, _COMMIT),
    "a tracked hook": Attack(tracked_hook, _COMMIT),
    "a pager": Attack(set_("core__pager"), ("log",), on_terminal=True),
    "a pager of the command": Attack(set_("pager__ls-tree"), ("ls-tree", "main"), on_terminal=True),
    "an editor": Attack(set_("core__editor", ";"), ("commit", "--allow-empty")),
    "an external diff": Attack(attribute("diff__external", "diff"), ("diff",)),
    "textconv": Attack(attribute("diff__x__textconv", "diff=x"), ("diff",)),
    "textconv of a blob": Attack(attribute("diff__x__textconv", "diff=x"), ("cat-file", "--textconv", f"main:{GONE}")),
    "a clean filter": Attack(attribute("filter__x__clean", "filter=x"), ("diff",)),
    "a smudge filter": Attack(attribute("filter__x__smudge", "filter=x"), ("checkout", "--", GONE)),
    "a filter of a blob": Attack(attribute("filter__x__smudge", "filter=x"), ("cat-file", "--filters", f"main:{GONE}")),
    "a filter process": Attack(attribute("filter__x__process", "filter=x", ";"), ("diff",)),
    "a merge driver": Attack(attribute("filter__x__clean", "filter=x merge=x"), ("stash",)),
    "gpg": Attack(sign, ("commit", "--allow-empty", "-S", "-m", "x")),
    "a credential helper": Attack(
        lambda top, command: configure(top, credential__helper=f"!{command};"),
        ("credential", "fill"),
        given="protocol=https\nhost=localhost\nusername=nobody\n\n",
    ),
    "a submodule": Attack(watch_submodule, ("status",)),
    "borrowed objects": Attack(borrow, ("fetch", "-q", "../lender.git")),
    "an alias": Attack(lambda top, command: configure(top, alias__rules=f"!{command}"), ("rules",)),
}
