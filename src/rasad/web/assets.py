"""Addresses of the files that pages load: a name in, an address out that changes with the content, so browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
_YEAR = 31_536_000


@cache
def address(name: str) -> str:
    """The address of a file under static/, with a mark of its content."""
    content = (FOLDER / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


def missing() -> bool:
    """Whether the files that npm brings are not there."""
    return not (FOLDER / "vendor" / "lock").is_file()


class Files(StaticFiles):
    """The files; those asked for by the mark of their content are kept by browsers for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        marked = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if marked else "no-cache"
        return response
