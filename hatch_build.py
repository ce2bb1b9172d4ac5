"""Builds a wheel with the compiled reader in it where RASAD_COMPILE=1 asks for one; a wheel of Python alone otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOOLS = ["mypy>=2.4", "setuptools>=70; python_version >= '3.12'"]


class CustomBuildHook(BuildHookInterface):
    def dependencies(self) -> list[str]:
        return TOOLS if _wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or not _wanted():
            return
        root = Path(self.root)
        subprocess.run([sys.executable, str(root / "scripts" / "compile.py")], check=True)
        libraries = [str(file.relative_to(root)) for file in (root / "src" / "rasad").glob("reader-*")]
        build_data["artifacts"].extend(f"/{name}" for name in libraries)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def _wanted() -> bool:
    return os.environ.get("RASAD_COMPILE", "0") not in ("", "0")
