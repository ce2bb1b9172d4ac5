"""Pages of accounts: a form in, a session begun or ended, a password changed; for admins, who has an account and who signed in."""

from __future__ import annotations

from datetime import UTC, datetime

from anyio import from_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rasad.errors import ConfigurationError
from rasad.web.addresses import ours
from rasad.web.desk import desk_of
from rasad.web.people import require, user_of
from rasad.web.team.accounts import SHORTEST_PASSWORD, Accounts, TooManyTriesError
from rasad.web.team.gate import COOKIE, LOGIN

_WEEK = 7 * 86400


def login_page(request: Request) -> Response:
    """Where one signs in."""
    if user_of(request) is not None:
        return RedirectResponse(ours(request.query_params.get("next")), 303)
    return desk_of(request).page(request, "team/login.html", next=ours(request.query_params.get("next")), wrong="", name="")


def login(request: Request) -> Response:
    """Begins a session. A wrong name and a wrong password are answered alike."""
    name, password, back = _form(request, "name", "password", "next")
    wrong, status, key = "login.wrong", 401, None
    try:
        key = _accounts(request).sign_in(name, password, _address(request))
    except TooManyTriesError:
        wrong, status = "login.throttled", 429
    if key is None:
        return desk_of(request).page(request, "team/login.html", status, next=ours(back), wrong=wrong, name=name[:100])
    answer = RedirectResponse(ours(back), 303)
    # Lax: a link to a view in a mail finds the session; what writes is checked by its origin.
    answer.set_cookie(COOKIE, key, max_age=_WEEK, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


def logout(request: Request) -> Response:
    """Ends the session."""
    key = request.cookies.get(COOKIE)
    if key:
        _accounts(request).sign_out(key, _address(request))
    answer = RedirectResponse(LOGIN, 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


def account(request: Request) -> Response:
    """The own account."""
    require(request, "reader")
    return desk_of(request).page(request, "team/account.html", said="", detail="", shortest=SHORTEST_PASSWORD)


def change_password(request: Request) -> Response:
    """Gives the own account another password; all its sessions end but one that is begun anew."""
    user, accounts = require(request, "reader"), _accounts(request)
    old, new, again = _form(request, "old", "new", "again")
    said, detail = "account.changed", ""
    if not accounts.fits(user.name, old):
        said = "account.wrong"
    elif new != again:
        said = "account.differ"
    else:
        try:
            accounts.set_password(user.name, new)
        except ConfigurationError as error:
            said, detail = "account.refused", str(error)
    done = said == "account.changed"
    answer = desk_of(request).page(request, "team/account.html", 200 if done else 400, said=said, detail=detail, shortest=SHORTEST_PASSWORD)
    key = accounts.sign_in(user.name, new, _address(request)) if done else None
    if key:
        answer.set_cookie(COOKIE, key, max_age=_WEEK, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


def people(request: Request) -> Response:
    """For admins: every account, and what happened last."""
    require(request, "admin")
    accounts = _accounts(request)
    noted = [(_time(one.at), one) for one in accounts.audit()]
    return desk_of(request).page(request, "team/people.html", accounts=[(_time(one.added), one) for one in accounts.all()], noted=noted)


def _accounts(request: Request) -> Accounts:
    accounts = desk_of(request).settings.accounts
    if accounts is None:
        raise HTTPException(404)
    return accounts


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")


def _form(request: Request, *names: str) -> list[str]:
    """The values of these inputs of a form; "" for one that is missing."""

    async def read() -> list[str]:
        async with request.form(max_files=0, max_fields=10) as form:
            return [value if isinstance(value := form.get(name), str) else "" for name in names]

    return from_thread.run(read)


ROUTES = [
    Route(LOGIN, login_page),
    Route(LOGIN, login, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
    Route("/account", account),
    Route("/account", change_password, methods=["POST"]),
    Route("/people", people),
]
