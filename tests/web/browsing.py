"""A browser on a served project: what the tests of pages as people use them work with.

    pytestmark = pytest.mark.browser

    def test_something(site):
        page = site.page("ar", width=390)
        page.goto("/places")
        accessible(page)

`site` serves a copy of the sample project (`site.desk`); a test that fills its own overrides the fixture `desk`. When the test
ends, no page may have had an error on its console or have asked for anything but 127.0.0.1: `site.may_fail(409)` allows an answer.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rasad.web.app import make_app
from rasad.web.desk import Desk

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")  # as distributions call it
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_SLOWEST = 15_000  # ms: a test waits for what it looks for, this long at most


class Site:
    """A served project and the pages that a test opens of it."""

    def __init__(self, browser: Browser, desk: Desk, address: str) -> None:
        self.browser, self.desk, self.address = browser, desk, address
        self.faults: list[str] = []
        self._allowed: tuple[int, ...] = ()
        self._contexts: list[Any] = []

    def page(self, language: str = "en", width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        """A page of a browser of its own (cookies, too), which prefers this language."""
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, locale=language,
            color_scheme="dark" if dark else "light", accept_downloads=True, reduced_motion="reduce",
        )  # fmt: skip
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_SLOWEST)
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        return page

    def may_fail(self, *statuses: int) -> None:
        """Answers with these statuses are what the test is about."""
        self._allowed += statuses

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _said(self, kind: str, text: str) -> None:
        allowed = any(f"status of {status} " in text for status in self._allowed)
        if kind in ("error", "warning") and not allowed:
            self.faults.append(f"console {kind}: {text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.faults.append(f"asked for {url}")


def accessible(page: Page, leave_out: str = "") -> None:
    """Fails where axe-core finds a violation that is serious or critical; `leave_out` is a selector that it passes over."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    where = {"exclude": [[leave_out]]} if leave_out else None
    found = page.evaluate("where => axe.run(where || document, {resultTypes: ['violations']})", where)
    worst = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert not worst, "\n".join(f"{v['id']}: {v['help']}: {n['html'][:200]}" for v in worst for n in v["nodes"][:3])


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """The address at which the application answers, on a free port of this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # from here on requests wait for the server: nobody needs to ask whether it is up
    config = uvicorn.Config(make_app(desk), log_level="warning", access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; tests skip where there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no chromium on this machine (apt-get install chromium): tests with a browser are left out")
    if not AXE.is_file():
        pytest.skip("tests/web/vendor is not filled: `make web` does it")
    expect.set_options(timeout=_SLOWEST)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def site(browser: Browser, desk: Desk) -> Iterator[Site]:
    with serving(desk) as address:
        made = Site(browser, desk, address)
        yield made
        made.close()
    assert not made.faults, "\n".join(made.faults)
