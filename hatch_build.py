"""Builds what is written in C into the package, where there is a C compiler; without one, cfcheck is the same, slower.

Run by hatchling, for a wheel and for an editable install. `CFCHECK_NATIVE=0` leaves it out, `CFCHECK_NATIVE=1` makes a
failure an error.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path("engine", "native")
# Of each Python its own: built by a later one, a module of the stable interface fails on an earlier one all the same.
MODULE = Path("engine", "cfcheck", f"_native{sysconfig.get_config_var('EXT_SUFFIX')}")
OPTIONS = ("-std=gnu11", "-O3", "-fno-strict-aliasing", "-fvisibility=hidden", "-Wall", "-Wextra")


class NativeScanner(BuildHookInterface[Any]):
    """Compiles `engine/native` into the package, and tells hatchling of it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, if that is wanted and can be done."""
        wanted = os.environ.get("CFCHECK_NATIVE", "")
        root = Path(self.root)
        if wanted == "0" or self.target_name != "wheel":
            return
        made = root / MODULE.with_suffix(f".{os.getpid()}.new")
        done = subprocess.run(_command(root, made), check=False, capture_output=True, text=True)  # noqa: S603  # as Python was
        if done.returncode == 0:
            made.replace(root / MODULE)  # at once: whoever imports it meanwhile gets the one or the other
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
            if version != "editable":  # which points to the source, where the module is
                build_data["force_include"][str(root / MODULE)] = f"cfcheck/{MODULE.name}"
        elif wanted == "1":
            raise RuntimeError(f"what is written in C cannot be built:\n{done.stderr}")
        else:
            self.app.display_warning(f"cfcheck: built without what is written in C, so slower: {done.stderr[:500]}")


def _command(root: Path, made: Path) -> list[str]:
    """What this Python was linked with, as far as a module needs it."""
    linker = shlex.split(sysconfig.get_config_var("LDSHARED") or "cc -shared")
    position = shlex.split(sysconfig.get_config_var("CCSHARED") or "-fPIC")
    headers = f"-I{sysconfig.get_path('include')}"
    units = sorted(map(str, (root / SOURCES).glob("*.c")))
    return [*linker, *position, *OPTIONS, headers, "-o", str(made), *units]
