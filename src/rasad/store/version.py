"""Tells whether a database has changed: an engine in, a mark out that is the same as long as nobody has stored anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

from sqlalchemy import Engine


class Version:
    """The mark of what a database holds; read it before what is computed and kept under it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._held = local()
        self._opened = 0
        self._watching: Any = None  # a connection of its own, that never writes: SQLite tells it of what all others store

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within it the mark stays for this thread as it was when it began: begin what is read behind it."""
        before = getattr(self._held, "mark", None)
        self._held.mark = self._present()
        try:
            yield
        finally:
            self._held.mark = before

    def now(self) -> str:
        """The mark as it is now, or as this thread holds it."""
        mark = getattr(self._held, "mark", None)
        return self._present() if mark is None else str(mark)

    def _present(self) -> str:
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
