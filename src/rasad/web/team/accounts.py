"""Accounts of a served project: names and passwords in, users, sessions and an audit out; one SQLite file, readable by its owner only.

It is no part of the project: a project is copied, backed up and handed on, and password hashes, sessions and who signed in
from where must not go with it. Passwords are kept as argon2id hashes, sessions and tokens as hashes of what the browser holds.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rasad.errors import ConfigurationError, UnknownIdError
from rasad.terminal import printable
from rasad.web.people import ROLES, User

SHORTEST_PASSWORD, _LONGEST_PASSWORD, _LONGEST_NAME = 10, 1_000, 100
_IDLE, _LONGEST_SESSION = 12 * 3600, 7 * 86400  # seconds
_AT_ONCE = 2  # hashes of passwords computed at a time: each takes 19 MB
_NOTED = 60  # seconds after which a session's last use is written again
_WINDOW = 15 * 60  # seconds in which failures count
# So many failures within the window stop further tries: of one name from one address, from one address, of one name.
_MOST_OF_BOTH, _MOST_FROM_ADDRESS, _MOST_OF_NAME = 5, 30, 50
_TABLES = """
CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, hash TEXT NOT NULL, added REAL NOT NULL, enabled INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS session (mark BLOB PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, since REAL NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS token (mark BLOB PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, since REAL NOT NULL);
CREATE TABLE IF NOT EXISTS audit (at REAL NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, address TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS audit_at ON audit (at);
"""


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `enabled` is False where it may not sign in any more."""

    name: str
    role: str
    added: float
    enabled: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """What happened to an account: `what` is one of signed-in, refused, throttled, signed-out, added, role, password, disabled, enabled, token."""

    at: float
    what: str
    name: str
    address: str


class TooManyTriesError(ConfigurationError):
    """Too many wrong passwords; `wait` seconds until the next try."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"too many tries with a wrong password; try again in {-(-wait // 60)} minutes")
        self.wait = wait


def accounts_beside(project: str) -> Path:
    """Where the accounts of a project are kept unless another file is named: beside it."""
    if "://" in project:
        raise ConfigurationError("for a project in a database name the file of its accounts with --accounts FILE")
    return Path(f"{project}.accounts")


class Accounts:
    """The accounts in a file, made where it is not there. Methods may be called from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._base = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise ConfigurationError(f"{path}: the accounts cannot be opened ({error}); name another file with --accounts") from error
        self._lock, self._few = Lock(), BoundedSemaphore(_AT_ONCE)
        self._hasher = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())  # checked for unknown names, so that they take as long

    def close(self) -> None:
        """Lets go of the file."""
        self._base.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def _one(self, asked: str, *values: object) -> tuple[object, ...] | None:
        with self._lock:
            found: tuple[object, ...] | None = self._base.execute(asked, values).fetchone()
        return found

    # ---- accounts ----

    def all(self) -> list[Account]:
        """Every account by name."""
        with self._lock:
            rows = self._base.execute("SELECT name, role, added, enabled FROM account ORDER BY name").fetchall()
        return [Account(name, role, added, bool(enabled)) for name, role, added, enabled in rows]

    def add(self, name: str, role: str, password: str) -> None:
        """A new account. ConfigurationError where the name is taken or something does not fit."""
        name = " ".join(printable(name).split())
        if not name or len(name) > _LONGEST_NAME:
            raise ConfigurationError(f"an account needs a name of at most {_LONGEST_NAME} characters: decisions are signed with it")
        told = self._hash(password)
        with self._writing() as base:
            if base.execute("SELECT 1 FROM account WHERE name = ?", (name,)).fetchone():
                raise ConfigurationError(f"there is an account of the name {name} already; names differ by more than capital letters")
            base.execute("INSERT INTO account (name, role, hash, added) VALUES (?, ?, ?, ?)", (name, _role(role), told, time.time()))
            _note(base, "added", name)

    def set_role(self, name: str, role: str) -> None:
        """Gives the account another role; it holds from its next request on."""
        self._change(name, "role", "UPDATE account SET role = ? WHERE name = ?", _role(role))

    def set_password(self, name: str, password: str) -> None:
        """Gives the account another password and ends its sessions."""
        told = self._hash(password)
        self._change(name, "password", "UPDATE account SET hash = ? WHERE name = ?", told, leave=True)

    def enable(self, name: str, enabled: bool) -> None:
        """Lets the account sign in, or not any more: then its sessions and tokens end. Accounts are never removed: decisions name them."""
        self._change(name, "enabled" if enabled else "disabled", "UPDATE account SET enabled = ? WHERE name = ?", int(enabled), leave=not enabled)
        if not enabled:
            with self._writing() as base:
                base.execute("DELETE FROM token WHERE name = ?", (name,))

    def _change(self, name: str, what: str, asked: str, value: object, leave: bool = False) -> None:
        with self._writing() as base:
            if base.execute(asked, (value, name)).rowcount == 0:
                raise UnknownIdError(f"there is no account of the name {name!r}; `rasad user list` lists them")
            if leave:
                base.execute("DELETE FROM session WHERE name = ?", (name,))
            _note(base, what, name)

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise ConfigurationError(f"a password has {SHORTEST_PASSWORD} to {_LONGEST_PASSWORD:,} characters; some words that belong together by chance do well")
        with self._few:
            return self._hasher.hash(password)

    # ---- signing in ----

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """A session's key for the browser; None where name and password do not fit. TooManyTriesError after too many wrong ones."""
        name = name[: _LONGEST_NAME * 2]
        if wait := self._wait(name, address):
            with self._writing() as base:
                _note(base, "throttled", name, address)
            raise TooManyTriesError(wait)
        row = self._one("SELECT name, hash FROM account WHERE name = ? AND enabled", name)
        if not self._fits(str(row[1]) if row else self._nobody, password) or row is None:
            with self._writing() as base:
                _note(base, "refused", name, address)
            return None
        key, now = secrets.token_urlsafe(32), time.time()
        with self._writing() as base:
            base.execute("DELETE FROM session WHERE seen < ? OR since < ?", (now - _IDLE, now - _LONGEST_SESSION))
            base.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (_mark(key), row[0], now, now))
            if self._hasher.check_needs_rehash(str(row[1])):
                base.execute("UPDATE account SET hash = ? WHERE name = ?", (self._hasher.hash(password), row[0]))
            _note(base, "signed-in", str(row[0]), address)
        return key

    def fits(self, name: str, password: str) -> bool:
        """Whether the password is that of the account."""
        row = self._one("SELECT hash FROM account WHERE name = ? AND enabled", name)
        return row is not None and self._fits(str(row[0]), password)

    def _fits(self, told: str, password: str) -> bool:
        try:
            with self._few:
                return self._hasher.verify(told, password[:_LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False

    def _wait(self, name: str, address: str) -> int:
        """Seconds until the next try; 0 where one may be made now. A name that signed in from an address begins anew there."""
        since = time.time() - _WINDOW
        counted = "SELECT count(*), min(at) FROM audit WHERE what = 'refused' AND at > ?"
        of_both = " AND name = ? AND address = ? AND at > coalesce((SELECT max(at) FROM audit WHERE what = 'signed-in' AND name = ? AND address = ?), 0)"
        for most, asked, values in (
            (_MOST_OF_BOTH, counted + of_both, (since, name, address, name, address)),
            (_MOST_FROM_ADDRESS, counted + " AND address = ?", (since, address)),
            (_MOST_OF_NAME, counted + " AND name = ?", (since, name)),
        ):
            row = self._one(asked, *values)
            if row and isinstance(row[0], int) and row[0] >= most and isinstance(row[1], float):
                return max(1, round(row[1] + _WINDOW - time.time()))
        return 0

    def user(self, key: str) -> User | None:
        """Who holds a session; None where it has ended."""
        now, mark = time.time(), _mark(key)
        row = self._one(
            "SELECT a.name, a.role, s.seen FROM session s JOIN account a ON a.name = s.name WHERE s.mark = ? AND a.enabled AND s.seen > ? AND s.since > ?",
            mark, now - _IDLE, now - _LONGEST_SESSION,
        )  # fmt: skip
        if row is None:
            return None
        if isinstance(row[2], float) and now - row[2] > _NOTED:
            with self._writing() as base:
                base.execute("UPDATE session SET seen = ? WHERE mark = ?", (now, mark))
        return User(str(row[0]), str(row[1]))

    def sign_out(self, key: str, address: str) -> None:
        """Ends a session."""
        user = self.user(key)
        with self._writing() as base:
            base.execute("DELETE FROM session WHERE mark = ?", (_mark(key),))
            if user:
                _note(base, "signed-out", user.name, address)

    # ---- tokens of programs ----

    def token(self, name: str) -> str:
        """A token with which a program reads and decides as this account; it is told this once."""
        key = secrets.token_urlsafe(32)
        with self._writing() as base:
            row = base.execute("SELECT name FROM account WHERE name = ? AND enabled", (name,)).fetchone()
            if row is None:
                raise UnknownIdError(f"there is no account of the name {name!r} that may sign in; `rasad user list` lists them")
            base.execute("INSERT INTO token VALUES (?, ?, ?)", (_mark(key), row[0], time.time()))
            _note(base, "token", row[0])
        return key

    def program(self, key: str) -> User | None:
        """Whose program holds a token."""
        row = self._one("SELECT a.name, a.role FROM token t JOIN account a ON a.name = t.name WHERE t.mark = ? AND a.enabled", _mark(key))
        return User(str(row[0]), str(row[1])) if row else None

    def audit(self, limit: int = 200) -> list[Noted]:
        """What happened last, the newest first."""
        with self._lock:
            rows = self._base.execute("SELECT at, what, name, address FROM audit ORDER BY at DESC, rowid DESC LIMIT ?", (limit,)).fetchall()
        return [Noted(*row) for row in rows]


def _role(role: str) -> str:
    if role not in ROLES:
        raise ConfigurationError(f"{role!r} is no role; these are: {', '.join(ROLES)}")
    return role


def _mark(key: str) -> bytes:
    """What is kept of a key: who reads the file learns no key from it."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def _note(base: sqlite3.Connection, what: str, name: str, address: str = "") -> None:
    base.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", (time.time(), what, printable(name), address))
