"""Writes generated files: a path and its text in, the file written or, with `--check`, compared."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["RASAD_PURE"] = "1"  # documents tell of the source; compiled classes know their fields by other names of types

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "rasad" / "data"


def settle(files: dict[str, str], command: str = "make docs") -> None:
    """Writes each file (named from the project's folder); with `--check` writes none and exits with 1 where one is stale."""
    stale = [name for name, text in files.items() if current(name) != text]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"{name} is stale; run {command}", file=sys.stderr)
        raise SystemExit(1 if stale else 0)
    for name in stale:
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
        print(f"{name} written")


def current(name: str) -> str | None:
    """The text of a file of the project; None where there is none."""
    path = ROOT / name
    return path.read_text("utf-8") if path.exists() else None


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; pipes within cells are escaped."""
    lines = [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
        for row in [header, *rows]
    ]
    lines.insert(1, "|" + " --- |" * len(header))
    return "\n".join(lines)
