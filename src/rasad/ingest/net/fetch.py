"""An address and a guard in; what stands there out, or a FetchError that says why it cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    IncompleteRead,
    InvalidChunkLength,
    LocationParseError,
    SSLError,
    TimeoutError,
)
from urllib3.util import Url, parse_url

from rasad.ingest.net.connect import Reach, pool_to
from rasad.ingest.net.guard import FetchError, Guard

_PIECE = 65_536
_LONGEST_URL = 4000
_MOVED = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 425, 429})  # and all from 500 up: a later try may do
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "ar,*;q=0.5",  # what Rasad reads, where a site has several
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an earlier answer said of its version; given back, the server need not send it again."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at an address: `data` decompressed, `media` as told; `url` is where the way ended.

    `data` is None where nothing changed since the conditions were told.
    """

    url: str
    data: bytes | None
    media: str | None = None
    conditions: Conditions = Conditions()


def address_of(url: str, item: str | None = None) -> Url:
    """The address in normal form, without its fragment; FetchError where it is none of the web, or holds a password."""
    item = item or url
    if len(url) > _LONGEST_URL:
        raise FetchError(f"{item[:80]}...", f"an address of {len(url):,} characters", "Give a shorter one.", lasting=True)
    try:
        address = parse_url(url.strip())
    except LocationParseError as error:
        raise FetchError(item, "not a valid address", "Check how it is written.", lasting=True) from error
    if address.scheme not in ("http", "https"):
        told = f"leads to {address.scheme}:" if address.scheme else "no scheme"
        raise FetchError(item, f"not an address of the web ({told})", "Only http and https are fetched.", lasting=True)
    if not address.host:
        raise FetchError(item, "an address without a host", "Check how it is written.", lasting=True)
    if address.auth:
        # Not quoted in full: it holds what should not be seen.
        shown = address._replace(auth=None, query=None, fragment=None).url
        raise FetchError(shown, "the address holds a name or password", "Give it without them.", lasting=True)
    return address._replace(fragment=None)


def fetch(
    url: str, guard: Guard, conditions: Conditions | None = None, before: Callable[[str], None] = lambda url: None
) -> Answer:
    """Asks for an address, follows it where it leads, within the guard; `before` is told every address first, and may refuse it.

    No cookies are kept or sent, no password is told, and every address on the way is checked anew.
    """
    known = conditions or Conditions()
    address = address_of(url)
    for _ in range(guard.redirects + 1):
        before(address.url)
        with Reach(guard, url) as reach:
            answer = _step(address, reach, known)
        if isinstance(answer, Answer):
            return answer
        address = address_of(answer, f"{url} (leads to {answer[:200]})")
    raise FetchError(url, f"leads on more than {guard.redirects} times", "Give the address where it ends.", lasting=True)


def _step(address: Url, reach: Reach, known: Conditions) -> Answer | str:
    """One request: what it gives, or the address that it leads to."""
    headers = _HEADERS | {"User-Agent": reach.guard.agent}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    pool = pool_to(address, reach)
    try:
        response = pool.urlopen(
            "GET", address.request_uri, headers=headers, redirect=False, retries=False, preload_content=False, assert_same_host=False
        )
        try:
            if response.status in _MOVED and (target := response.headers.get("Location")):
                return _led_to(address.url, target, reach.item)
            return _answer(address.url, response, reach)
        finally:
            response.close()
    except HTTPError as error:
        raise _trouble(reach, error) from error
    finally:
        pool.close()


def _led_to(url: str, target: str, item: str) -> str:
    """The address that a server sends one to, who may have written it as bytes of UTF-8, which headers do not foresee."""
    with suppress(UnicodeError):
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise FetchError(item, f"leads to a broken address ({target[:200]})", "Give the address where it ends.", lasting=True) from error


def _answer(url: str, response: BaseHTTPResponse, reach: Reach) -> Answer:
    headers = response.headers
    if response.status == 304:
        return Answer(url, None)
    if response.status != 200:
        raise _refusal(reach.item, response)
    length = headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length) > reach.guard.most_bytes:
        raise _too_large(reach)
    data = bytearray()
    for piece in response.stream(_PIECE, decode_content=True):
        data += piece
        if len(data) > reach.guard.most_bytes:
            raise _too_large(reach)
    if reach.over:  # without a length told, a connection that was cut looks like the end
        raise _too_slow(reach)
    media = headers.get("Content-Type")
    return Answer(url, bytes(data), media, Conditions(headers.get("ETag"), headers.get("Last-Modified")))


def _refusal(item: str, response: BaseHTTPResponse) -> FetchError:
    status, reason = response.status, (response.reason or "")[:60]
    told = f"the server answered {status} {reason}".rstrip()
    if status in _BUSY or status >= 500:
        wait = response.headers.get("Retry-After")
        return FetchError(item, told, "Try again later.", lasting=False, status=status, retry_after=wait)
    advice = "The page is not there any more." if status in (404, 410) else "Open it in a browser, and save it from there if you may."
    return FetchError(item, told, advice, lasting=True, status=status)


def _trouble(reach: Reach, error: HTTPError) -> FetchError:
    """What went wrong on the line, in words."""
    if reach.over:
        return _too_slow(reach)
    kinds = {type(told) for told in (error, *error.args)}
    if SSLError in kinds:
        return FetchError(
            reach.item, f"no secure connection ({error})"[:300], "Check the address, and this machine's clock.", lasting=True
        )
    if isinstance(error, DecodeError):
        return FetchError(reach.item, "broken compression", "Try again later.", lasting=False)
    if kinds & {IncompleteRead, InvalidChunkLength}:
        return FetchError(reach.item, "the answer broke off", "Try again later.", lasting=False)
    if isinstance(error, TimeoutError):
        return FetchError(reach.item, f"silent for {reach.guard.silence:g} seconds", "Try again later.", lasting=False)
    return FetchError(reach.item, f"the connection failed ({error})"[:300], "Try again later.", lasting=False)


def _too_slow(reach: Reach) -> FetchError:
    return FetchError(reach.item, f"not done within {reach.guard.seconds:g} seconds", "Try again later.", lasting=False)


def _too_large(reach: Reach) -> FetchError:
    return FetchError(
        reach.item, f"more than {reach.guard.most_bytes / 1e6:g} MB", "Save it as a file, and give that.", lasting=True
    )
