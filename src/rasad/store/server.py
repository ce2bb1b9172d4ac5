"""Connections to a PostgreSQL server: an address in, a connection out that notices when the other end has gone.

The one module of Rasad that opens a network connection, and only to the server that the operator names.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pg8000.dbapi
from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from rasad.errors import ConfigurationError

DRIVER = "postgresql+pg8000"
_PORT = 5432
_HERE = ("localhost", "127.0.0.1", "::1")
_PATIENCE = 10  # seconds that a server may take to answer at all
# Seconds of silence before asking whether the other end is there, between asking again, and times asked.
_KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}


def address_of(where: str) -> URL:
    """The parts of a `postgresql://` address; ConfigurationError where it is none.

    `?host=/folder` names the folder of the server's socket, as libpq has it. A password that the address leaves out is
    taken from PGPASSWORD or the password file (PGPASSFILE, ~/.pgpass), so that it need not stand in commands.
    """
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise ConfigurationError(f"{shown(where)}: not an address; write postgresql://user@host/database") from None
    if url.drivername not in ("postgresql", "postgres", DRIVER):
        raise ConfigurationError(
            f"{url.drivername}://: no kind of project; give a file name or postgresql://user@host/database"
        )
    if not url.database:
        raise ConfigurationError(f"{shown(where)}: names no database; write postgresql://user@host/database")
    url = url.set(drivername=DRIVER, username=url.username or os.environ.get("PGUSER") or _login())
    if not url.host and not isinstance(url.query.get("host"), str):
        url = url.set(host="localhost")
    return url if url.password else url.set(password=_kept_password(url))


def shown(where: str) -> str:
    """The address as messages show it: no password."""
    try:
        return make_url(where).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        scheme, _, rest = where.partition("://")
        return f"{scheme}://...@{rest.rpartition('@')[2]}" if "@" in rest else where


def connect(url: URL) -> Any:
    """A connection of the driver. OSError where there is no such host or nobody listens."""
    port = _port(url)
    # The driver has no words for a password that is asked for and not there; the server has.
    terms: dict[str, Any] = {"user": url.username, "password": url.password or "", "database": url.database}
    folder = url.query.get("host")
    if not url.host and isinstance(folder, str):
        return pg8000.dbapi.connect(unix_sock=f"{folder}/.s.PGSQL.{port}", **terms)
    assert url.host is not None
    line = socket.create_connection((url.host, port), _PATIENCE)
    try:
        line.settimeout(None)  # an answer may take its time; keepalive tells whether anybody is there
        for name, value in _KEEPALIVE.items():
            if option := getattr(socket, name, None):
                line.setsockopt(socket.IPPROTO_TCP, option, value)
        # Elsewhere the driver asks for encryption, and goes on without if the server has none.
        secure = False if url.host in _HERE else None
        return pg8000.dbapi.connect(host=url.host, sock=line, tcp_keepalive=True, ssl_context=secure, **terms)
    except BaseException:
        line.close()
        raise


def _port(url: URL) -> int:
    """The port: of an address without a host it may stand behind the question mark."""
    asked = url.query.get("port")
    return url.port or (int(asked) if isinstance(asked, str) and asked.isdigit() else _PORT)


def unreached(error: OSError) -> str:
    """What it means that no connection came about, or that it broke, and what to do."""
    again = "and run the same command again: nothing that was confirmed is lost"
    if isinstance(error, socket.gaierror):
        return f"there is no such host; check the address and the network, {again}"
    if isinstance(error, ConnectionRefusedError | FileNotFoundError):
        return f"no server listens there; start PostgreSQL, or give the right host and port, {again}"
    if isinstance(error, TimeoutError):
        return f"the server does not answer; check the address, the network and its firewall, {again}"
    return ""


def _login() -> str:
    import getpass

    return getpass.getuser()


def _kept_password(url: URL) -> str | None:
    """The password that the environment or the password file keeps for this address, as libpq finds it."""
    if given := os.environ.get("PGPASSWORD"):
        return given
    path = Path(os.environ.get("PGPASSFILE") or "~/.pgpass").expanduser()
    try:
        if path.stat().st_mode & 0o077:  # as libpq: a file that others can read counts for nothing
            return None
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    wanted = (url.host or "localhost", str(_port(url)), url.database, url.username)
    for line in lines:
        parts = line.replace("\\:", "\0").split(":")
        if not line.startswith("#") and len(parts) == 5 and all(p in ("*", w) for p, w in zip(parts, wanted, strict=False)):
            return parts[4].replace("\0", ":").replace("\\\\", "\\")
    return None
