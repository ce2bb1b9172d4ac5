"""Puts the application together: a desk in, an ASGI application out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import create_task_group, sleep
from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rasad.errors import ConflictError, RasadError, UnknownIdError
from rasad.web import assets, charts, entities, explore, exporting, mapping, memory, review
from rasad.web.addresses import ours
from rasad.web.api.app import ADDRESS, make_api
from rasad.web.desk import Desk, desk_of
from rasad.web.guard import Guard
from rasad.web.language import COOKIE, LANGUAGES
from rasad.web.people import User
from rasad.web.team.gate import Gate
from rasad.web.team.pages import ROUTES as TEAM

_YEAR = 31_536_000  # seconds
_AT_ONCE = 3  # answers worked on at a time: more would only take turns, each with a connection and its pages of the project


class OneUser:
    """Signs every request in as the one user of a server without accounts."""

    def __init__(self, app: ASGIApp, user: User) -> None:
        self.app, self.user = app, user

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["user"] = self.user
        await self.app(scope, receive, send)


def make_app(desk: Desk) -> Starlette:
    """The application on one project."""
    settings = desk.settings
    middleware = [Middleware(Guard, hosts=settings.hosts, images=[settings.tiles.origin] if settings.tiles and settings.tiles.origin else [])]
    if settings.accounts is not None:
        middleware.append(Middleware(Gate, accounts=settings.accounts))
    elif settings.user is not None:
        middleware.append(Middleware(OneUser, user=settings.user))
    app = Starlette(
        routes=[
            *explore.ROUTES,
            *mapping.ROUTES,
            *entities.ROUTES,
            *charts.ROUTES,
            *review.ROUTES,
            *exporting.ROUTES,
            *(TEAM if settings.accounts else ()),
            Route("/language/{language}", choose_language, methods=["POST"]),
            Mount(ADDRESS, make_api(desk), name="api"),
            Mount("/static", assets.Files(directory=assets.FOLDER), name="static"),
        ],
        middleware=middleware,
        lifespan=_served,
        exception_handlers={
            HTTPException: refused,
            ConflictError: conflict,
            UnknownIdError: unknown,
            RasadError: wrong,
            ClientDisconnect: wrong,  # also where the guard cut a request that was too long
            Exception: broken,
        },
    )
    app.state.desk = desk
    return app


@asynccontextmanager
async def _served(app: Starlette) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = _AT_ONCE
    async with create_task_group() as beside:
        beside.start_soon(_tidying)
        yield
        beside.cancel_scope.cancel()


async def _tidying() -> None:
    while True:
        await sleep(memory.EVERY)
        memory.give_back()


def choose_language(request: Request) -> Response:
    """Keeps the language that the user chose, and goes back to the page."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise HTTPException(404)
    answer = RedirectResponse(ours(request.query_params.get("back")), 303)
    answer.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
    return answer


def refused(request: Request, error: Exception) -> Response:
    """What an unknown address or a missing right is answered with."""
    assert isinstance(error, HTTPException)
    detail = "" if error.status_code == 404 else error.detail
    return _said(request, error.status_code, detail)


def conflict(request: Request, error: Exception) -> Response:
    """Somebody decided meanwhile: nothing was stored."""
    return _said(request, 409, str(error))


def unknown(request: Request, error: Exception) -> Response:
    """The project has no record of that id."""
    return _said(request, 404, str(error))


def wrong(request: Request, error: Exception) -> Response:
    """What was asked cannot be done; the message says why."""
    return _said(request, 400, str(error))


def broken(request: Request, error: Exception) -> Response:
    """A fault of ours: the log of the server has it, the page does not."""
    return _said(request, 500, "")


def _said(request: Request, status: int, detail: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": detail or "not found" if status != 500 else "a fault of the server; its log tells more"}, status)
    part = "part/error.html" if request.headers.get("hx-request") else "error.html"
    return desk_of(request).page(request, part, status, code=status, detail=detail)
