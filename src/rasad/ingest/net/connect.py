"""A host and a guard in; connections that reach none but an address that was checked out."""

from __future__ import annotations

import socket
from threading import Timer
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url

from rasad.ingest.net.guard import Guard, UnreachedError

_MOST_ADDRESSES = 4  # of one host that are tried, each for as long as the guard bears silence


class Reach:
    """One request's way out: connects within the guard, and cuts the connection when the time of the request is over.

    A time limit for each byte does not do: a server may send one every second for a year.
    """

    def __init__(self, guard: Guard, item: str) -> None:
        self.guard, self.item = guard, item
        self.over = False  # the time is
        self._watched: list[socket.socket] = []
        self._timer = Timer(guard.seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Reach:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for held in self._watched:
            held.close()

    def open(self, host: str, port: int) -> socket.socket:
        """A socket connected to the first address of the host that answers; UnreachedError where none may be asked."""
        try:
            addresses = self.guard.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise UnreachedError(
                self.item, f"no address is known for {host}", "Check the name and the connection.", lasting=False
            ) from error
        trouble: OSError | None = None
        for address in addresses:
            # All of them, before any is asked: a name with one public and one private address is a trap.
            self._check(host, address)
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                # By number: nobody is asked for the name a second time.
                made = socket.create_connection((address, port), self.guard.silence)
            except OSError as error:
                trouble = error
                continue
            # A second handle on the same connection: TLS takes the first one over.
            self._watched.append(made.dup())
            if self.over:
                self._cut()
            return made
        told = (trouble.strerror or str(trouble)) if trouble else "it has no address"
        raise UnreachedError(self.item, f"{host} cannot be reached ({told})", "Try again later.", lasting=False) from trouble

    def _check(self, host: str, address: str) -> None:
        if kind := self.guard.forbids(address):
            told = "" if host.strip("[]") == address else f"{address}, "
            raise UnreachedError(
                self.item,
                f"{host} is {told}{'an' if kind[0] in 'aeiou' else 'a'} {kind} address, not one of the public internet",
                "If it is a server of your own, give --allow-private.",
                lasting=True,
            )

    def _cut(self) -> None:
        self.over = True
        for held in self._watched:
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it is over already


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, reach: Reach, **terms: Any) -> None:
        super().__init__(*args, **terms)
        self._reach = reach

    def _new_conn(self) -> socket.socket:
        return self._reach.open(self._dns_host, self.port)


class _Secure(HTTPSConnection):
    def __init__(self, *args: Any, reach: Reach, **terms: Any) -> None:
        super().__init__(*args, **terms)
        self._reach = reach

    def _new_conn(self) -> socket.socket:
        return self._reach.open(self._dns_host, self.port)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def pool_to(url: Url, reach: Reach) -> HTTPConnectionPool:
    """Connections to the host of an address; certificates are verified. It forgets them when it is closed."""
    made, usual = (_SecurePool, 443) if url.scheme == "https" else (_PlainPool, 80)
    return made(url.host or "", url.port or usual, timeout=reach.guard.silence, maxsize=1, retries=False, reach=reach)
