"""Puts the JSON interface together: a desk in, an application to be mounted under /api/v1 out."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from rasad import __version__
from rasad.errors import ConflictError, RasadError, UnknownIdError
from rasad.web.api.answers import Json
from rasad.web.api.reads import routes as reads
from rasad.web.api.shapes import Problem
from rasad.web.api.writes import routes as writes
from rasad.web.desk import Desk

ADDRESS = "/api/v1"
_ABOUT = """\
What the pages of the review application show, for programs: events of a project, what reports say of them, in which words, and what \
reviewers decided. The filters are those of the pages' addresses. Times are UTC; offsets are code points; null is "not told", \
never 0. Every refusal has `error`, which says what to do."""
_PROBLEMS = {400: "It cannot be understood, or not be done so.", 404: "The project has no such record."}


def make_api(desk: Desk) -> FastAPI:
    """The interface. It brings no page that would load scripts from elsewhere; /openapi.json describes it."""
    api = FastAPI(
        title="Rasad", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None, redirect_slashes=False,
        responses={status: {"model": Problem, "description": about} for status, about in _PROBLEMS.items()},
    )  # fmt: skip
    api.state.desk = desk
    api.include_router(reads)
    api.include_router(writes)
    for kind, status in ((UnknownIdError, 404), (ConflictError, 409), (RasadError, 400)):
        api.add_exception_handler(kind, _saying(status))
    api.add_exception_handler(RequestValidationError, _misunderstood)
    api.add_exception_handler(HTTPException, _refused)
    api.add_exception_handler(Exception, _broken)
    return api


def _saying(status: int):  # type: ignore[no-untyped-def]
    def said(request: Request, error: Exception) -> Json:
        return Json({"error": str(error)}, status)

    return said


def _misunderstood(request: Request, error: Exception) -> Json:
    """Names every part that is wrong, as the address or the body has it."""
    assert isinstance(error, RequestValidationError)
    wrong = [f"{'.'.join(map(str, one['loc'][1:])) or one['loc'][0]}: {one['msg']}" for one in error.errors()]
    return Json({"error": "; ".join(wrong[:10]) + f" ({ADDRESS}/openapi.json tells what may stand there)"}, 400)


def _refused(request: Request, error: Exception) -> Json:
    assert isinstance(error, HTTPException)
    told = f"there is nothing under this address; {ADDRESS}/openapi.json lists what there is" if error.status_code == 404 else error.detail
    return Json({"error": told}, error.status_code, headers=error.headers)


def _broken(request: Request, error: Exception) -> Json:
    return Json({"error": "a fault of the server; its log tells more"}, 500)
