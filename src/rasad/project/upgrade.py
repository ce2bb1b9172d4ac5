"""Brings a project of an earlier revision to the present one: an engine in, where the backup lies out."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from rasad.store import opening


def bring_up(engine: Engine, where: str | Path) -> str | None:
    """Migrates the project if its tables are of an earlier revision; None where there was nothing to do."""
    opening.revision(engine, where)
    return None
