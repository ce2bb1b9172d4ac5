"""Who may pass: a request in, its user noted or an answer that asks to sign in out."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rasad.web.guard import READS
from rasad.web.people import User
from rasad.web.team.accounts import Accounts

COOKIE = "rasad_session"
_OPEN = ("/static/", "/language/")  # what the page needs on which one signs in
LOGIN = "/login"


class Gate:
    """Lets requests pass that come with a session, or under /api/ with a token; pages lead others to where one signs in."""

    def __init__(self, app: ASGIApp, accounts: Accounts) -> None:
        self.app, self.accounts = app, accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        user, by_cookie = self._user(request)
        refusal: Response | None = None
        if user is None and not _is_open(request.url.path):
            refusal = _asked_to_sign_in(request)
        elif by_cookie and request.method not in READS and not {"origin", "sec-fetch-site"} & set(request.headers.keys()):
            # Browsers tell where a write comes from, and the guard has checked it; who does not may be a page of another site.
            refusal = PlainTextResponse("Refused: a write with a session must tell its origin; programs use a token.", 403)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope.setdefault("state", {})["user"] = user
        await self.app(scope, receive, send)

    def _user(self, request: Request) -> tuple[User | None, bool]:
        """Who asks, and whether a browser's cookie says so."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and request.url.path.startswith("/api/"):
            return self.accounts.program(token.strip()), False
        key = request.cookies.get(COOKIE)
        return (self.accounts.user(key), True) if key else (None, False)


def _is_open(path: str) -> bool:
    return path == LOGIN or path.startswith(_OPEN)


def _asked_to_sign_in(request: Request) -> Response:
    if request.url.path.startswith("/api/"):
        told = {"error": "sign in first: `Authorization: Bearer TOKEN`, with a token of `rasad user token NAME`"}
        return JSONResponse(told, 401, {"WWW-Authenticate": "Bearer"})
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "") if request.method in READS else "/"
    address = f"{LOGIN}?{urlencode({'next': back})}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": LOGIN})
    return RedirectResponse(address, 303)
