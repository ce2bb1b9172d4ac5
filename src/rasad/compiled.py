"""Finds the compiled reader: names of modules in, modules made from one shared library out, where it is of this source.

`scripts/compile.py` translates the modules of `ROOMS` to C and builds one library of them. The library's name holds a
hash of their source: once a file is edited there is no library of that name, and Python reads the source as usual.
A stale one can never run. RASAD_PURE=1 leaves it aside.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import source_hash
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).parent
ROOMS = ("text", "kit", "resolve", "extract", "link")
GROUP = "rasad_reader"  # what mypyc calls the library
_LIBRARY = f"{GROUP}__mypyc"
_OFF = "RASAD_PURE"


def sources() -> dict[str, Path]:
    """The modules that are compiled, by name."""
    files = [PACKAGE / "model.py", PACKAGE / "event.py", *(file for room in ROOMS for file in sorted((PACKAGE / room).glob("*.py")))]
    return {_name(file): file for file in files if file.name not in _LEFT_OUT}


# Of the kit: what is run once, or asks where its own file lies. Of linking: what starts processes.
_LEFT_OUT = frozenset({"cache.py", "check.py", "inspect.py", "overlay.py", "files.py", "whole.py"})


def _name(file: Path) -> str:
    parts = ("rasad", *file.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def library() -> Path:
    """Where the library of the source as it is now lies, or would lie."""
    text = b"".join(name.encode() + source_hash(file.read_bytes()) for name, file in sources().items())
    return PACKAGE / f"reader-{source_hash(text).hex()}{EXTENSION_SUFFIXES[0]}"


def libraries() -> list[Path]:
    """All libraries that lie there, of any source, for this version of Python."""
    return sorted(PACKAGE.glob(f"reader-*{EXTENSION_SUFFIXES[0]}"))


def in_use() -> bool:
    """Whether the reader of this process is the compiled one."""
    return any(isinstance(finder, _Finder) for finder in sys.meta_path)


def status() -> str:
    """How the reader runs in this process: "compiled", or "pure Python" and why."""
    if in_use():
        return "compiled"
    if _switched_off():
        return f"pure Python ({_OFF} is set)"
    return "pure Python (the source has changed since it was compiled)" if libraries() else "pure Python"


def entry(name: str) -> str:
    """The name under which the library starts a module."""
    return name.replace(".", "___")


class _Finder:
    """Answers the import of a compiled module with the library; `importlib` asks it before it looks for source."""

    def __init__(self, path: Path, files: dict[str, Path]) -> None:
        self.loader, self.files = _Loader(path), files

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        file = self.files.get(name)
        if file is None:
            return None
        spec = ModuleSpec(name, self.loader, origin=str(file), is_package=file.name == "__init__.py")
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(str(file.parent))
        return spec


class _Loader(ExtensionFileLoader):
    """Makes modules out of the library; each has an entry of its own in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(_LIBRARY, str(path))

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, its body run."""
        if _LIBRARY not in sys.modules:
            # mypyc tells each module its place in the file system by that of the library.
            sys.modules[_LIBRARY] = self._start(_LIBRARY)
            sys.modules[_LIBRARY].__file__ = str(PACKAGE.parent / GROUP)
        name = entry(spec.name)
        try:
            return self._start(name)
        finally:
            sys.modules.pop(name, None)

    def _start(self, name: str) -> ModuleType:
        return super().create_module(ModuleSpec(name, self, origin=self.path))

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: a compiled module has run when it is made."""


def _switched_off() -> bool:
    return os.environ.get(_OFF, "0") not in ("", "0")


def use() -> None:
    """Have the modules of `sources` come from the library, where it is of this source."""
    if not _switched_off() and libraries() and (path := library()).exists():
        sys.meta_path.insert(0, _Finder(path, sources()))
