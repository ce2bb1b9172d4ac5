"""Addresses of the files that pages load: a name in, an address out that changes with the content, so browsers may keep them."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
_YEAR = 31_536_000
_MODULE = re.compile("[0-9a-f]{10}/(js/.*)")


@cache
def address(name: str) -> str:
    """The address of a file under static/, with a mark of its content.

    The mark of our modules is that of all of them and stands before their names: what one imports from beside it has it, too.
    """
    if name.startswith("js/"):
        return f"/static/{_mark(*sorted((FOLDER / 'js').glob('*.js')))}/{name}"
    return f"/static/{name}?v={_mark(FOLDER / name)}"


def _mark(*files: Path) -> str:
    told = hashlib.sha256()
    for file in files:
        told.update(file.read_bytes())
    return told.hexdigest()[:10]


def missing() -> bool:
    """Whether the files that npm brings are not there."""
    return not (FOLDER / "vendor" / "lock").is_file()


class Files(StaticFiles):
    """The files; those asked for by the mark of their content are kept by browsers for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        of_modules = _MODULE.fullmatch(path.replace("\\", "/"))
        response = await super().get_response(of_modules[1] if of_modules else path, scope)
        marked = of_modules or b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if marked else "no-cache"
        return response
