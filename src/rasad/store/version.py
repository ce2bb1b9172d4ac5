"""Tells whether a database has changed: an engine in, a mark out that is the same as long as nobody has stored anything."""

from __future__ import annotations

from threading import Lock
from typing import Any

from sqlalchemy import Engine


class Version:
    """The mark of what a database holds; read it before what is computed and kept under it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._opened = 0
        self._watching: Any = None  # a connection of its own, that never writes: SQLite tells it of what all others store

    def now(self) -> str:
        """The mark as it is now."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                return str(connection.exec_driver_sql("SELECT pg_current_snapshot()").scalar())
        with self._lock:
            if self._watching is None:
                own = self._engine.raw_connection()
                self._watching = own.dbapi_connection
                own.detach()
                self._opened += 1  # its marks are its own: they mean nothing to another connection
            row = self._watching.execute("PRAGMA data_version").fetchone()
            return f"{self._opened}.{row[0]}"

    def close(self) -> None:
        """Lets go of the connection."""
        with self._lock:
            if self._watching is not None:
                self._watching.close()
                self._watching = None
