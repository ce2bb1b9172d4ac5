"""Addresses in, answers out, as a polite guest asks: robots.txt obeyed, a pause for each host, busy servers asked again later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from protego import Protego

from rasad.ingest.net.fetch import Answer, Conditions, fetch
from rasad.ingest.net.guard import AGENT, FetchError, Guard, UnreachedError

_RULES_BYTES = 1_000_000  # of a robots.txt; RFC 9309 asks for half of it at least
_RULES_LAST = timedelta(hours=12)
_LONGEST_PAUSE = 120.0  # seconds; a robots.txt that asks for more between two requests gets this
_NO_RULES = Protego.parse("")


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and how it is waited for; given from above, so that nothing here asks for it."""

    moment: Callable[[], datetime]
    wait: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Manners:
    """How politely: seconds between two requests to one host, how often a busy server is asked, and the longest wait for that."""

    delay: float = 1.0
    tries: int = 3
    patience: float = 60.0


@dataclass(slots=True)
class Visitor:
    """Fetches for one run; it remembers when it asked which host, and what each robots.txt says.

    `delays` are pauses in seconds for some hosts (`host` or `host:port`), in place of that of the manners.
    """

    guard: Guard
    clock: Clock
    manners: Manners = Manners()
    delays: Mapping[str, float] = field(default_factory=dict)
    _free: dict[str, datetime] = field(default_factory=dict)  # host -> when it may be asked again
    _rules: dict[str, tuple[datetime, Protego]] = field(default_factory=dict)

    def visit(self, url: str, conditions: Conditions | None = None) -> Answer:
        """What stands at the address; FetchError where it cannot be had, now or ever."""
        for number in range(1, self.manners.tries + 1):
            try:
                return fetch(url, self.guard, conditions, self._enter)
            except FetchError as error:
                wait = self.seconds_asked(error)
                wait = 2.0**number if wait is None else wait
                if error.lasting or isinstance(error, UnreachedError) or number == self.manners.tries or wait > self.manners.patience:
                    raise
                self.clock.wait(wait)
        raise AssertionError("the last try returns or raises")

    def seconds_asked(self, error: FetchError) -> float | None:
        """How long the server asks to be left alone; None where it does not say."""
        told = (error.retry_after or "").strip()
        if told.isascii() and told.isdigit():
            return float(min(int(told), 10**7))
        try:
            until = parsedate_to_datetime(told)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - self.clock.moment()).total_seconds())

    def _enter(self, url: str) -> None:
        """Before each request: is it allowed, and is it time?"""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules_of(site, url)
        if not rules.can_fetch(url, AGENT):
            raise FetchError(url, f"the robots.txt of {parts.netloc} asks programs to stay away from it", "Ask whoever runs the site.", lasting=True)
        asked = rules.crawl_delay(AGENT) or 0.0
        delay = self.delays.get(parts.netloc, self.manners.delay)
        self._pause(parts.netloc, max(delay, min(float(asked), _LONGEST_PAUSE)))

    def _pause(self, host: str, delay: float) -> None:
        now = self.clock.moment()
        free = self._free.get(host, now)
        if free > now:
            self.clock.wait((free - now).total_seconds())
        self._free[host] = max(free, now) + timedelta(seconds=delay)

    def _rules_of(self, site: str, url: str) -> Protego:
        """What the site's robots.txt says. None there: all may be asked. Not to be had for now: nothing may."""
        now = self.clock.moment()
        known = self._rules.get(site)
        if known is None or known[0] <= now:
            known = self._rules[site] = now + _RULES_LAST, self._fetched_rules(site, url)
        return known[1]

    def _fetched_rules(self, site: str, url: str) -> Protego:
        try:
            answer = fetch(f"{site}/robots.txt", replace(self.guard, most_bytes=_RULES_BYTES))
        except UnreachedError as error:
            raise UnreachedError(url, error.reason, error.advice, lasting=error.lasting) from error
        except FetchError as error:
            if error.lasting and error.status:
                return _NO_RULES
            reason = f"its robots.txt cannot be had: {error.reason}"
            raise FetchError(
                url, reason, error.advice, lasting=error.lasting, status=error.status, retry_after=error.retry_after
            ) from error
        return Protego.parse((answer.data or b"").decode("utf-8", "replace"))
