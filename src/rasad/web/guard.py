"""What every request passes: only known hosts, writes only from our own pages, and answers that load nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
READS = ("GET", "HEAD", "OPTIONS")
_LONGEST_BODY = 1_000_000  # bytes of a request; a decision takes a few hundred


class Guard:
    """Refuses what a page of another site could send: a host name rebound to this machine, a write from elsewhere.

    `hosts` are the names under which the application is reached, without port. `images` are origins of map tiles that the
    operator named.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], images: Collection[str] = ()) -> None:
        self.app, self.hosts = app, frozenset(host.lower() for host in hosts)
        pictures = " ".join(("'self'", "data:", *images))
        self.headers = {
            "Content-Security-Policy": (
                "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
                f"img-src {pictures}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            ),
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reason = self._refusal(scope["method"], Headers(scope=scope))
        if reason:
            await PlainTextResponse(reason, 403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, _bounded(receive), guarded)

    def _refusal(self, method: str, headers: Headers) -> str:
        """Why a request is refused; "" where it is not."""
        host = host_of(headers.get("host", ""))
        if host not in self.hosts:
            return "Refused: this application is not reached under that host name (rasad serve --host-name NAME allows one)."
        if method in READS:
            return ""
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _LONGEST_BODY:
            return "Refused: the request is too long."
        origin = headers.get("origin")
        if origin is None:
            # A browser tells the origin of every write; a program that reads the JSON interface has none.
            foreign = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        else:
            foreign = urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
        return "Refused: a page of another site may not write here." if foreign else ""


def _bounded(receive: Receive) -> Receive:
    """The request, ended as if who sends it had gone where it is longer than it may be: one sent in pieces tells no length."""
    had = 0

    async def bounded() -> Message:
        nonlocal had
        message = await receive()
        had += len(message.get("body", b""))
        return message if had <= _LONGEST_BODY else {"type": "http.disconnect"}

    return bounded


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
