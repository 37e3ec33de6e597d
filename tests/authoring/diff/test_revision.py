"""Rule files out of git revisions: what is read, what is refused, and that nothing is left behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from tests.authoring.diff.repository import begin, commit, git

from cfcheck.language.git.revision import NoRepository, Repository, RevisionUnreadable, revision_parts


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a rules folder, whose latest commit is not what the working tree holds."""
    home = tmp_path / "home"
    for name, text in {
        "rules/accord/agreement.yaml": "first\n",
        "rules/accord/cases/a.yaml": "cases\n",
        "rules/accord/notes.txt": "no rule file\n",
        "rules/registry/actors/all.yaml": "actors\r\n",
        "rules/other/agreement.yaml": "other\n",
        "elsewhere/a.yaml": "elsewhere\n",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(text.encode())
    begin(home)
    (home / "rules/accord/agreement.yaml").write_text("second\n", encoding="utf-8")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return home


def copied(home: Path, name: str, path: str) -> dict[str, bytes]:
    """The files of a copy, by their paths from the repository's top."""
    found = Repository(home)
    with found.copy(found.revision(name, path)) as copy:
        files = {
            file.relative_to(copy.top).as_posix(): file.read_bytes() for file in copy.top.rglob("*") if file.is_file()
        }
        assert copy.folder.is_relative_to(copy.top)
    assert not copy.top.exists()
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    return files


def refusal(home: Path, name: str, path: str) -> str:
    with pytest.raises(RevisionUnreadable) as raised:
        copied(home, name, path)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    return str(raised.value)


def test_an_agreement_is_read_with_the_registry_beside_it_byte_for_byte(repository: Path) -> None:
    assert copied(repository, "main", "rules/accord") == {
        "rules/accord/agreement.yaml": b"first\n",
        "rules/accord/cases/a.yaml": b"cases\n",
        "rules/registry/actors/all.yaml": b"actors\r\n",
    }


def test_a_rules_folder_is_read_with_all_that_is_in_it(repository: Path) -> None:
    assert sorted(copied(repository, "HEAD", "rules/")) == [
        "rules/accord/agreement.yaml",
        "rules/accord/cases/a.yaml",
        "rules/other/agreement.yaml",
        "rules/registry/actors/all.yaml",
    ]


def test_an_agreement_in_a_folder_called_registry_is_read(repository: Path) -> None:
    (repository / "rules/registry/agreement.yaml").write_bytes(b"third\n")
    commit(repository)
    assert copied(repository, "HEAD", "rules/registry") == {
        "rules/registry/agreement.yaml": b"third\n",
        "rules/registry/actors/all.yaml": b"actors\r\n",
    }


def test_the_top_of_a_repository_keeps_its_name(repository: Path) -> None:
    (repository / "agreement.yaml").write_text("top\n", encoding="utf-8")
    commit(repository)
    found = Repository(repository)
    with found.copy(found.revision("HEAD", "")) as copy:
        assert (copy.folder.name, copy.folder) == ("home", copy.top)
        assert (copy.folder / "agreement.yaml").read_bytes() == b"top\n"


def test_attributes_of_the_repository_change_nothing(repository: Path) -> None:
    (repository / ".gitattributes").write_text("*.yaml export-ignore text eol=crlf\n", encoding="utf-8")
    commit(repository)
    assert copied(repository, "HEAD", "rules/accord")["rules/accord/agreement.yaml"] == b"second\n"


def test_paths_are_gits(repository: Path) -> None:
    inner = Repository(repository / "rules")
    assert inner.prefix == "rules"
    assert inner.top.samefile(repository)
    for path in ("rules/accord", "./accord", "rules//accord/", "../rules/other/../accord"):
        assert inner.revision("main", path).path == "rules/accord"
    assert inner.revision("main", ".").path == "rules"
    assert str(inner.revision("main", "./accord")) == "main:rules/accord"


def test_a_hook_of_git_changes_nothing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_PREFIX", "elsewhere/")
    assert Repository(Path("rules/accord")).prefix == "rules/accord"
    assert len(copied(Path("rules"), "HEAD", "./accord")) == 3


def test_names_in_other_scripts_and_with_signs_are_read(repository: Path) -> None:
    (repository / "rules/приговор [*]").mkdir()
    (repository / "rules/приговор [*]/مادة.yaml").write_bytes(b"")
    commit(repository)
    assert copied(repository, "HEAD", "rules/приговор [*]") == {"rules/приговор [*]/مادة.yaml": b""}


def test_a_name_is_taken_apart_at_the_colon_that_is_gits() -> None:
    assert revision_parts("main:rules/a") == ("main", "rules/a")
    assert revision_parts("HEAD^{/fix: the start}:rules") == ("HEAD^{/fix: the start}", "rules")
    assert revision_parts("main:") == ("main", "")
    assert revision_parts("main") is None


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("mian", "rules", "`mian` is no revision of this repository; name a commit, branch or tag"),
        ("", "rules", "`` is no revision of this repository; name a commit, branch or tag"),
        ("--output=x", "rules", "`--output=x` is no revision of this repository; name a commit, branch or tag"),
        ("-h", "rules", "`-h` is no revision of this repository; name a commit, branch or tag"),
        ("main", "rules/acord", "`main` has no folder `rules/acord`"),
        ("main", "rules/accord/agreement.yaml", "`main` has no folder `rules/accord/agreement.yaml`"),
        ("main", "rules/*", "`main` has no folder `rules/*`"),
        ("main", ":(glob)**", "`main` has no folder `:(glob)**`"),
        ("main", "--help", "`main` has no folder `--help`"),
        ("main", "../other", "main:../other: the path leads out of the repository"),
        ("main", "rules/../../other", "main:rules/../../other: the path leads out of the repository"),
        ("main", "/etc", "main:/etc: the path leads out of the repository"),
    ],
)
def test_what_is_not_there_is_said(repository: Path, name: str, path: str, said: str) -> None:
    assert refusal(repository, name, path) == said
    assert not (repository / "x").exists()


def test_links_are_not_followed(repository: Path) -> None:
    (repository / "rules/accord/secret.yaml").symlink_to("../../../outside.yaml")
    (repository / "linked").symlink_to("rules")
    commit(repository)
    way_out = (
        "is a symbolic link, which is not followed; check the revision out (`git worktree add`) and name its folder"
    )
    assert refusal(repository, "HEAD", "rules/accord") == f"HEAD:rules/accord/secret.yaml {way_out}"
    assert refusal(repository, "HEAD", "linked") == f"HEAD:linked {way_out}"


def test_submodules_are_not_followed(repository: Path) -> None:
    inner = git(repository, "rev-parse", "HEAD")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{inner},rules/accord/registry")
    git(repository, "commit", "-q", "-m", "a submodule")
    assert refusal(repository, "HEAD", "rules/accord") == (
        "HEAD:rules/accord/registry is a submodule, which is not followed; "
        "check the revision out (`git worktree add`) and name its folder"
    )


def test_an_object_that_is_gone_is_said(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:rules/accord/agreement.yaml")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert refusal(repository, "HEAD", "rules/accord") == (
        "git cannot read `rules/accord/agreement.yaml`: its object is missing, and nothing is fetched; "
        "in a partial clone that you trust, check the revision out and name its folder"
    )
    tree = git(repository, "rev-parse", "HEAD:rules/other")
    (repository / ".git/objects" / tree[:2] / tree[2:]).unlink()
    assert refusal(repository, "HEAD", "rules") == (
        "git cannot list `rules`: objects of it are missing, and nothing is fetched; "
        "in a partial clone that you trust, check the revision out and name its folder"
    )


def test_a_folder_outside_of_repositories_is_said(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", f"{tmp_path.parent}:{repository}")
    for folder in (tmp_path, repository / "rules", tmp_path / "nowhere"):
        with pytest.raises(NoRepository) as raised:
            Repository(folder)
        assert str(raised.value) == f"{folder}: lies in no git repository; name two folders to compare"


def test_a_repository_without_a_working_tree_is_read_where_it_is_named(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    message = (
        "has the files of a bare git repository (such as HEAD), of which nothing is read; "
        "remove them; or if it is a repository that you trust, name it by the variable GIT_DIR"
    )
    for folder in (tmp_path / "bare.git", tmp_path / "bare.git/refs"):
        with pytest.raises(RevisionUnreadable) as raised:
            Repository(folder)
        assert str(raised.value) == f"{tmp_path}/bare.git: {message}"
    # As in a hook of the repository's.
    monkeypatch.chdir(tmp_path / "bare.git")
    monkeypatch.setenv("GIT_DIR", ".")
    bare = Repository(Path())
    with bare.copy(bare.revision("main", "rules/accord")) as copy:
        assert (copy.folder / "agreement.yaml").read_bytes() == b"first\n"
    with pytest.raises(RevisionUnreadable, match="the repository has no working tree"):
        _ = bare.top


def test_a_repository_that_git_cannot_read_is_reported(repository: Path) -> None:
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.unheardOf", "true")
    with pytest.raises(RevisionUnreadable) as raised:
        Repository(repository / "rules")
    assert str(raised.value) == (
        f"{repository}/rules: git cannot read the repository in {repository}; "
        "it is damaged, or written for another version of git; name folders to compare"
    )


def test_without_git_folders_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "programs").mkdir()
    program = tmp_path / "programs/git"
    with pytest.raises(RevisionUnreadable) as raised:
        Repository(tmp_path / "rules")
    assert str(raised.value) == "git is not installed, or not on the PATH; without it, name folders"
    (tmp_path / "rules/.git").mkdir()
    program.write_bytes(b"\0")
    program.chmod(0o700)
    with pytest.raises(RevisionUnreadable) as raised:
        Repository(tmp_path / "rules")
    assert str(raised.value) == f"git cannot be run ({program}); without it, name folders"
