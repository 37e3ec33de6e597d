"""The mappings that come with cfcheck. Knows where they lie, not what they say."""

from __future__ import annotations

from pathlib import Path

from cfcheck.there import is_file

__all__ = ["mapping_names", "mapping_path"]

SUFFIX = ".yaml"
_PACKAGE = Path(__file__).resolve().parents[1]
# In a wheel the rules lie inside the package; in the repository beside the engine.
_FOLDERS = (_PACKAGE / "rules" / "mappings", _PACKAGE.parents[1] / "rules" / "mappings")


def mapping_names() -> tuple[str, ...]:
    """The names of the mappings that come with cfcheck."""
    return tuple(sorted(path.stem for folder in _FOLDERS for path in folder.glob(f"*{SUFFIX}")))


def mapping_path(name: str) -> Path:
    """The file of the mapping of this name, or the file that the name is the path of."""
    if "/" not in name and "\\" not in name and not name.endswith(SUFFIX):
        for folder in _FOLDERS:
            if is_file(folder / f"{name}{SUFFIX}"):
                return folder / f"{name}{SUFFIX}"
    return Path(name)
