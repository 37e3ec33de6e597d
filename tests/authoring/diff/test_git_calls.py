"""How git is called: which executable, with which variables and settings, and what of a repository it still sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from tests.authoring.diff.repository import begin, commit, git

from cfcheck.language.git.revision import Repository, RevisionUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REAL: Final = shutil.which("git") or ""
# Prints what it is called with, then does what git does.
RECORDING: Final = f"""#!{sys.executable}
import json, os, sys
with open(os.environ["RECORD"], "a", encoding="utf-8") as record:
    record.write(json.dumps([sys.argv[1:], dict(os.environ)]) + "\\n")
os.execv({REAL!r}, ["git", *sys.argv[1:]])
"""
NEEDED: Final = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ALLOC_LIMIT": "256m",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_ASKPASS": "",
    "GIT_SSH_COMMAND": "false",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "SSH_ASKPASS": "",
    "LC_ALL": "C",
}
SET: Final = {
    "safe.bareRepository": "explicit",
    "protocol.allow": "never",
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.attributesFile": os.devnull,
    "credential.helper": "",
    "diff.external": "",
    "gpg.program": "false",
    "submodule.recurse": "false",
}
OURS: Final = {"GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_COUNT", *NEEDED} - {"SSH_ASKPASS", "LC_ALL"}
# What a user, a hook or somebody else may have left in the environment.
LEADING_ELSEWHERE: Final = (
    "GIT_WORK_TREE", "GIT_PREFIX", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE", "GIT_QUARANTINE_PATH", "GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_PROXY_COMMAND",
    "GIT_SEQUENCE_EDITOR", "GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_TRACE", "GIT_TRACE2",
    "GIT_TRACE2_EVENT", "GIT_TRACE_PACKET", "GIT_REDIRECT_STDOUT", "GIT_DEFAULT_HASH", "GIT_ATTR_SOURCE",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a rules folder, which is the working folder."""
    top = tmp_path / "home"
    (top / "rules/accord").mkdir(parents=True)
    (top / "rules/accord/agreement.yaml").write_text("first\n", encoding="utf-8")
    begin(top)
    monkeypatch.chdir(top)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return top


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o700)
    return path


def read(folder: str = "rules", name: str = "main", path: str = "./accord") -> dict[str, bytes]:
    found = Repository(Path(folder))
    with found.copy(found.revision(name, path)) as copy:
        return {file.name: file.read_bytes() for file in copy.folder.rglob("*") if file.is_file()}


def settings_of(variables: Mapping[str, str]) -> dict[str, str]:
    count = int(variables["GIT_CONFIG_COUNT"])
    return {variables[f"GIT_CONFIG_KEY_{place}"]: variables[f"GIT_CONFIG_VALUE_{place}"] for place in range(count)}


def test_every_call_has_the_variables_and_settings_that_let_nothing_run(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "programs/git", RECORDING)
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    monkeypatch.setenv("RECORD", str(tmp_path / "record"))
    for name in LEADING_ELSEWHERE:
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "elsewhere")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.fsmonitor'='elsewhere'")
    assert read() == {"agreement.yaml": b"first\n"}
    assert Repository(Path()).has("main@{0}")
    calls = [json.loads(line) for line in (tmp_path / "record").read_text(encoding="utf-8").splitlines()]
    assert {arguments[1] for arguments, _ in calls} == {"rev-parse", "ls-tree", "cat-file", "config"}
    for _, variables in calls:
        assert {name: variables.get(name) for name in NEEDED} == NEEDED
        assert settings_of(variables).items() >= SET.items()
        numbered = {name for name in variables if name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"))}
        assert {name for name in variables if name.startswith("GIT_")} - numbered - OURS == {"GIT_CEILING_DIRECTORIES"}
        assert str(tmp_path / "elsewhere") not in variables.values()
        # All but the first call are shown a repository without settings of its own.
        assert str(home) not in variables.get("GIT_DIR", "")
    assert sum("GIT_DIR" not in variables for _, variables in calls) == 2
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("", "git"),
        (".", "git"),
        ("tools", "tools/git"),
        ("./tools", "tools/git"),
        ("{home}/tools", "tools/git"),
        ("{home}/rules/../tools", "tools/git"),
        ("{outside}/linked", "tools/git"),
    ],
)
def test_no_git_of_the_folder_is_run(
    entry: str, place: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(home / place, f"#!/bin/sh\ntouch {tmp_path}/marker\n")
    (tmp_path / "linked").symlink_to(home / "tools")
    named = entry.format(home=home, outside=tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([named, str(Path(REAL).parent)]))
    assert read() == {"agreement.yaml": b"first\n"}
    monkeypatch.setenv("PATH", named)
    with pytest.raises(RevisionUnreadable) as raised:
        read()
    assert str(raised.value) == f"git is not installed, or not on the PATH, outside of {home}; without it, name folders"
    assert not (tmp_path / "marker").exists()


def test_a_link_to_a_program_of_the_folder_is_not_run(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(home / "tool", f"#!/bin/sh\ntouch {tmp_path}/marker\n")
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs/git").symlink_to(home / "tool")
    monkeypatch.setenv("PATH", f"{tmp_path}/programs:{Path(REAL).parent}")
    assert read() == {"agreement.yaml": b"first\n"}
    assert not (tmp_path / "marker").exists()


# --- whose repository ------------------------------------------------------------------------------------------------


def as_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str) -> None:
    """Have git think that every repository belongs to somebody else, and a user with these settings."""
    script(tmp_path / "programs/git", f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {REAL} "$@"\n')
    (tmp_path / "user").mkdir()
    (tmp_path / "user/.gitconfig").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))


def test_the_repository_of_another_user_is_read_if_this_user_trusts_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_of_another(
        tmp_path, monkeypatch, f"[safe]\n\tdirectory = {home}\n[core]\n\tfsmonitor = touch {tmp_path}/marker;\n"
    )
    assert read() == {"agreement.yaml": b"first\n"}
    assert not (tmp_path / "marker").exists()


@pytest.mark.parametrize(
    "settings", ["", "[safe]\n\tdirectory = /elsewhere\n", "[safe]\n\tdirectory = *\n\tdirectory =\n"]
)
def test_the_repository_of_another_user_is_not_read_otherwise(
    settings: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(home, "config", "safe.directory", "*")
    as_of_another(tmp_path, monkeypatch, settings)
    with pytest.raises(RevisionUnreadable):
        read()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_whose_repository_it_is_is_reported(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    as_of_another(tmp_path, monkeypatch, "")
    os.chown(home, 12345, 12345)
    with pytest.raises(RevisionUnreadable) as raised:
        read()
    assert str(raised.value) == (
        f"rules: the repository in {home} belongs to another user; "
        "if you trust it, name it in your setting safe.directory (`git config --global --add`)"
    )


def test_trust_can_come_from_the_environment(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_of_another(tmp_path, monkeypatch, "")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(home))
    assert read() == {"agreement.yaml": b"first\n"}


# --- what of a repository is still seen -------------------------------------------------------------------------------


def history(top: Path) -> None:
    """Commits with every kind of name: branches, tags, what a branch follows, where it was before."""
    git(top, "tag", "v1")
    git(top, "switch", "-q", "-c", "work")
    (top / "rules/accord/agreement.yaml").write_text("second\n", encoding="utf-8")
    commit(top)
    git(top, "tag", "-a", "v2", "-m", "annotated")
    git(top, "clone", "-q", "--bare", ".", f"../{top.name}.git")
    git(top, "remote", "add", "origin", f"../{top.name}.git")
    git(top, "fetch", "-q")
    git(top, "branch", "-q", "-u", "origin/main")
    (top / "rules/accord/agreement.yaml").write_text("third\n", encoding="utf-8")
    commit(top)
    git(top, "switch", "-q", "main")
    git(top, "pack-refs", "--all")
    git(top, "switch", "-q", "work")
    git(top, "update-ref", "ORIG_HEAD", "v1")


NAMES: Final = (
    "HEAD", "main", "work", "v1", "v2", "v2^{}", "HEAD~1", "HEAD^^", "refs/heads/main", "heads/work", "origin/main",
    "@", "@~", "@{1}", "HEAD@{2}", "work@{0}", "main@{0}", "@{-1}", "@{u}", "@{upstream}", "work@{UPSTREAM}", "ORIG_HEAD",
    ":/a change", "HEAD^{/a change}", "work~1^{commit}", "v2~1", "HEAD@{2100-01-01}", "bisect/bad", "origin",
    "nobody", "main@{u}", "HEAD~99", "main:rules", "main..work", "FETCH_HEAD", "worktrees",
)  # fmt: skip


def plain(top: Path) -> Path:
    return top


def with_long_names(top: Path) -> Path:
    """Objects that are named by SHA-256."""
    new = top.parent / "long"
    git(top.parent, "init", "-q", "-b", "main", "--object-format=sha256", "long")
    shutil.copytree(top / "rules", new / "rules")
    commit(new)
    history(new)
    return new


def second_tree(top: Path) -> Path:
    git(top, "switch", "-q", "main")
    tree = top.parent / "tree"
    git(top, "worktree", "add", "-q", str(tree), "work")
    git(tree, "update-ref", "ORIG_HEAD", "v1")
    git(tree, "update-ref", "refs/bisect/bad", "v1")
    git(top, "update-ref", "refs/bisect/bad", "v2")
    return tree


def pointed(top: Path) -> Path:
    (top / ".git").rename(top.parent / "store")
    (top / ".git").write_text("gitdir: ../store\n", encoding="utf-8")
    return top


def borrowing(top: Path) -> Path:
    git(top.parent, "clone", "-q", "--shared", top.name, "borrower")
    return top.parent / "borrower"


def shallow(top: Path) -> Path:
    git(top.parent, "clone", "-q", "--depth", "2", "--no-single-branch", f"file://{top}", "shallow")
    return top.parent / "shallow"


def detached(top: Path) -> Path:
    git(top, "checkout", "-q", "--detach", "v1")
    return top


@pytest.mark.parametrize("made", [plain, with_long_names, second_tree, pointed, borrowing, shallow, detached])
@pytest.mark.slow
def test_every_name_of_a_commit_means_what_it_means_to_git(made: Callable[[Path], Path], home: Path) -> None:
    history(home)
    top = made(home)
    found = Repository(top / "rules")
    meant = {name: _commit_of(top, name) for name in NAMES}
    assert {name: found.revision(name, "").commit if found.has(name) else None for name in NAMES} == meant
    assert len(meant) - list(meant.values()).count(None) >= 15
    assert read(str(top / "rules"), "HEAD").keys() == {"agreement.yaml"}


def test_what_names_no_single_commit_is_no_revision(home: Path) -> None:
    for name in ("", "-h", "^main", "main^@", "main^!", "--all", "main\nmain"):
        assert not Repository(home).has(name)


def test_where_a_branch_is_pushed_to_is_not_guessed(home: Path) -> None:
    """It can depend on settings of the user's, which are not read."""
    history(home)
    assert _commit_of(home, "main@{push}") is None
    git(home, "config", "push.default", "upstream")
    assert _commit_of(home, "work@{push}") is not None
    assert not Repository(home).has("work@{push}")


def _commit_of(top: Path, name: str) -> str | None:
    try:
        return git(top, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except subprocess.CalledProcessError:
        return None


def test_a_submodule_is_a_repository_of_its_own(home: Path) -> None:
    outer = home.parent / "outer"
    git(home.parent, "clone", "-q", "home", "outer")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../home", "module")
    found = Repository(outer / "module/rules")
    assert (found.top, found.prefix) == (outer / "module", "rules")
    assert read(str(outer / "module/rules")) == {"agreement.yaml": b"first\n"}


def test_committed_bytes_are_read_whatever_is_put_in_their_place(home: Path) -> None:
    (home / "rules/accord/agreement.yaml").write_text("second\n", encoding="utf-8")
    commit(home)
    second, first = git(home, "rev-list", "main").split()
    git(home, "replace", "HEAD:rules/accord/agreement.yaml", "HEAD~1:rules/accord/agreement.yaml")
    git(home, "replace", second, first)
    (home / ".git/info").mkdir(exist_ok=True)
    (home / ".git/info/grafts").write_text(f"{first} {second}\n", encoding="utf-8")
    assert read() == {"agreement.yaml": b"second\n"}
    assert read(name="main~1") == {"agreement.yaml": b"first\n"}
    assert not Repository(home).has("main~2")


def test_a_working_tree_is_where_the_entry_lies_and_not_where_settings_say(home: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere/rules").mkdir(parents=True)
    git(home, "config", "core.worktree", str(tmp_path / "elsewhere"))
    found = Repository(home / "rules")
    assert (found.top, found.prefix) == (home, "rules")
