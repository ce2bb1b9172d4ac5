"""The bounds of every request that goes out: where to, how large, how long, how often led elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

from rasad import __version__
from rasad.errors import SourceError
from rasad.ingest.net.addresses import forbidden

AGENT = "Rasad"
Resolve = Callable[[str, int], list[str]]


def resolved(host: str, port: int) -> list[str]:
    """The addresses that this machine's resolver gives for a name, in its order; OSError where it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """What a request may do. Sizes are bytes after decompression, times seconds.

    `forbids` says what is wrong with an address, None where it may be asked; `resolve` gives the addresses of a name.
    `seconds` is for a request from beginning to end, `redirects` for how many more may follow it, `silence` for the longest
    wait for the next bytes.
    """

    forbids: Callable[[str], str | None] = forbidden
    most_bytes: int = 20_000_000
    seconds: float = 60.0
    silence: float = 20.0
    redirects: int = 5
    contact: str = ""  # where whoever runs a site can reach who fetches, told to them
    resolve: Resolve = resolved

    @property
    def agent(self) -> str:
        """What it says that it is."""
        return f"{AGENT}/{__version__}" + (f" (+{self.contact})" if self.contact else "")


class FetchError(SourceError):
    """An address that cannot be had. `lasting`: asking again later will not help.

    `status` is what the server answered, if it did; `retry_after` when it wants to be asked again, as it says it.
    """

    def __init__(
        self, item: str, reason: str, advice: str, *, lasting: bool, status: int | None = None, retry_after: str | None = None
    ) -> None:
        super().__init__(item, "fetch", reason, advice)
        self.lasting, self.status, self.retry_after = lasting, status, retry_after


class UnreachedError(FetchError):
    """No server was asked: the host has no address, or none that may be asked, or nobody answers there."""
