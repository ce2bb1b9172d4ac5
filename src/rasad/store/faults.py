"""What a database complains of, in words that say what to do: its errors in, ConfigurationErrors out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pg8000.exceptions import Error as PostgresError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from rasad.errors import ConfigurationError
from rasad.store.engine import WAIT, is_address, shown
from rasad.store.server import unreached

_AGAIN = "what was confirmed is stored; run the same command again to go on"
# SQLite's primary result codes.
_SQLITE = {
    sqlite3.SQLITE_BUSY: f"locked: another process has been writing for more than {WAIT} seconds; try again when it has ended",
    sqlite3.SQLITE_LOCKED: f"locked: another process has been writing for more than {WAIT} seconds; try again when it has ended",
    sqlite3.SQLITE_FULL: f"the disk is full; make room, then: {_AGAIN}",
    sqlite3.SQLITE_READONLY: "cannot be written: the file or its folder is read-only for you; get the right to write, or copy it elsewhere",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: the file or its folder is missing, or not readable and writable for you",
    sqlite3.SQLITE_PERM: "cannot be opened: you may not read it",
    sqlite3.SQLITE_CORRUPT: "damaged: SQLite cannot read all of it; keep the file, and go back to a backup (`rasad backup` makes them)",
    sqlite3.SQLITE_NOTADB: "is no Rasad project: not a SQLite file, or a damaged one; give the name of a project or of a new file",
    sqlite3.SQLITE_IOERR: f"the disk fails to read or write (full, over quota, gone or broken?); see to it, then: {_AGAIN}",
    sqlite3.SQLITE_TOOBIG: "a text is larger than SQLite takes (1 GB); split it",
}
# PostgreSQL's SQLSTATEs, or their first two characters.
_POSTGRESQL = {
    "28P01": "the server refuses the password; give the right one in the address, PGPASSWORD or ~/.pgpass",
    "28": "the server does not let this user in; check user name and pg_hba.conf",
    "3D000": "there is no such database; make it first: createdb NAME",
    "42501": "the user lacks a right there: {said}; have the owner of the database grant it",
    "53100": f"the server's disk is full; make room, then: {_AGAIN}",
    "53300": "the server has too many clients; try again later",
    "53": f"the server lacks resources ({{said}}); see to it, then: {_AGAIN}",
    "55P03": f"locked: another process has been writing for more than {WAIT} seconds; try again when it has ended",
    "25006": "the server takes no writes (a standby, or set read-only); give the address of the primary one",
    "57P03": "the server is starting up or shutting down; try again in a moment",
    "57P": f"the server was shut down; start it, then: {_AGAIN}",
    "57014": f"the server cancelled it ({{said}}); {_AGAIN}",
    "08": f"the connection to the server was lost; {_AGAIN}",
    "40": f"the server gave up a transaction ({{said}}); {_AGAIN}",
}
_LOST = f"the server went away or cannot be reached; see that it runs, then: {_AGAIN}"


@contextmanager
def answering(where: str | Path) -> Iterator[None]:
    """What goes wrong with the database within becomes a ConfigurationError that names the project."""
    try:
        yield
    except DBAPIError as error:
        raise ConfigurationError(f"{shown(where)}: {told(error.orig)}") from error
    except PoolTimeoutError as error:
        raise ConfigurationError(f"{shown(where)}: too many at once are using it here; try again") from error
    except (sqlite3.Error, PostgresError) as error:
        raise ConfigurationError(f"{shown(where)}: {told(error)}") from error
    except SQLAlchemyError as error:
        raise ConfigurationError(f"{shown(where)}: {error}; this is a fault in Rasad: please report it") from error
    except OSError as error:
        # Of a server's connection the driver lets some through as they come.
        if not is_address(where):
            raise
        raise ConfigurationError(f"{shown(where)}: {unreached(error) or _LOST} ({error})") from error


def told(error: Any) -> str:
    """What an error of a driver means and what to do."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return _SQLITE.get(code, f"the database refuses: {error}")
    found = error.args[0] if getattr(error, "args", ()) else None
    if isinstance(found, dict):
        state, said = str(found.get("C", "")), str(found.get("M", ""))
        for length in (5, 3, 2):
            if meaning := _POSTGRESQL.get(state[:length]):
                return meaning.format(said=said)
        return f"the database refuses: {said} ({state})"
    cause = getattr(error, "__cause__", None)
    return f"{(unreached(cause) if isinstance(cause, OSError) else '') or _LOST} ({cause or error})"

