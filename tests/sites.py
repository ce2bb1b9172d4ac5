"""Real web servers on the loopback, with pages that answer well or badly, and what asks them."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fakes import STRIKE
from rasad.ingest.net import Clock, Guard
from rasad.ingest.net.addresses import forbidden

BEGIN = datetime(2024, 3, 1, 8, tzinfo=UTC)


@dataclass
class Site:
    """A server whose pages are set while it runs: bytes, or what answers a request by itself."""

    port: int
    pages: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # path, headers

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def site(secure: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site that runs meanwhile; with the certificate of a context it speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told.asked.append((self.path, dict(self.headers)))
            page = told.pages.get(self.path)
            if callable(page):
                page(self)
            elif page is None:
                answer(self, b"not here", 404)
            else:
                answer(self, page, media=told.media.get(self.path, "text/html"))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    told = Site(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def answer(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, media: str = "text/html", **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": media, "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def here_only(address: str) -> str | None:
    """The rule of `forbidden`, with the one exception that these tests need."""
    return None if address == "127.0.0.1" else forbidden(address)


GUARD = Guard(forbids=here_only)


class Hours:
    """A time that stands still but for what is waited; `waited` are the waits."""

    def __init__(self) -> None:
        self.time = BEGIN
        self.waited: list[float] = []
        self.clock = Clock(lambda: self.time, self._wait)

    def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += timedelta(seconds=seconds)


def article(number: int, day: str = "2024-02-28") -> bytes:
    """A page of a report that tells one strike, with furniture around it."""
    text = f"{STRIKE} وقال مراسلنا إن القصف طال أطراف القرية رقم {number} وأسفر عن أضرار في {number * 7} منزلا."
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>خبر {number}</title>'
        f'<meta property="article:published_time" content="{day}T09:00:00Z"></head><body><nav><a href="/">الرئيسية</a></nav>'
        f"<article><h1>خبر {number}</h1><p>{text}</p></article><footer>جميع الحقوق محفوظة</footer></body></html>"
    ).encode()


def feed(urls: list[str]) -> bytes:
    """A feed that lists these pages, the first one the newest."""
    items = "".join(
        f"<item><title>خبر</title><link>{url}</link><pubDate>Fri, {28 - number:02} Feb 2024 08:00:00 GMT</pubDate></item>"
        for number, url in enumerate(urls)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>شبكة</title>{items}</channel></rss>'.encode()


@pytest.fixture
def server() -> Iterator[Site]:
    """A server without pages."""
    with site() as made:
        yield made


@pytest.fixture
def hours() -> Hours:
    """A clock of its own."""
    return Hours()
