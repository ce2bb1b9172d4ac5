"""What every page works with: the project, the kit that reads queries and names values, the settings of the server."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from rasad import __version__
from rasad.kit import Kit
from rasad.project import Project
from rasad.project.kept import Held, Kept
from rasad.project.lookup import Lookup
from rasad.project.search import Searcher
from rasad.search.meaning import reader_of
from rasad.store.makers import Maker
from rasad.web import assets, shown
from rasad.web.filters import Filters
from rasad.web.guard import LOOPBACK
from rasad.web.labels import Labels
from rasad.web.language import DIRECTIONS, LANGUAGES, language_of, texts_of
from rasad.web.people import User, user_of
from rasad.web.refusals import refusal
from rasad.web.team.accounts import Accounts
from rasad.web.templating import Templates
from rasad.web.tiles import Tiles

_HELD = 500  # values computed for pages
_ANSWERS = 24  # whole, of some 100 kB each
_CHARACTERS = 2_000_000  # of parts of pages that are kept as they were rendered


@dataclass(frozen=True, slots=True)
class Settings:
    """How the application is served: host names it answers to; the one user of a server without accounts."""

    hosts: tuple[str, ...] = LOOPBACK
    user: User | None = field(default_factory=lambda: User("reviewer", "admin"))
    accounts: Accounts | None = None  # who may sign in, where a team works with it
    tiles: Tiles | None = None  # those of the operator; None where the built-in map is all


class Desk:
    """One project being served; handlers find it at `request.app.state.desk`."""

    def __init__(self, project: Project, kit: Kit, maker: Maker, settings: Settings | None = None) -> None:
        self.project, self.kit, self.maker, self.settings = project, kit, maker, settings or Settings()
        self.reader = reader_of(kit)
        self.searcher = Searcher(project, self.reader)
        project.words = self.reader.words
        self.lookup = Lookup(kit, self.reader.words.language.confused)
        self.held = Held(_HELD)
        self.answers = Kept(project.version, _ANSWERS)
        self._parts = Held(_CHARACTERS, len)
        self._labels = {language: Labels(kit, texts_of(language)) for language in LANGUAGES}
        self._templates = {language: Templates(texts_of(language)) for language in LANGUAGES}
        for templates in self._templates.values():
            templates.globals |= {"asset": assets.address, "version": __version__, "shown": shown, "kept": self._kept, "refusal": refusal}

    def labels(self, request: Request) -> Labels:
        """The labels in the language of a request."""
        return self._labels[language_of(request)]

    def page(self, request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or a part of one, in the language of the request.

        Templates have `t` (texts), `labels`, `lang`, `dir`, `user`, `filters` (of the address), `settings`, `path` and `asset`.
        """
        language = language_of(request)
        common = {
            "t": texts_of(language),
            "labels": self._labels[language],
            "lang": language,
            "dir": DIRECTIONS[language],
            "user": user_of(request),
            "settings": self.settings,
            "path": request.url.path,
            "project_name": Path(self.project.name).name,
            "filters": Filters.of(request.query_params.multi_items()),
        }
        return HTMLResponse(self._templates[language].get_template(template).render(common | values), status)

    @pass_context
    def _kept(self, context: Context, *key: Hashable, caller: Callable[[], str]) -> Markup:
        """A part of a page as it was rendered before, where all that it shows is the same: the key, and the language."""
        return self._parts.get((context["lang"], *key), lambda: Markup(caller()))


def desk_of(request: Request) -> Desk:
    """The desk that a request is answered at."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


_Asked = ParamSpec("_Asked")


def of_one_state(handler: Callable[Concatenate[Request, _Asked], Response]) -> Callable[Concatenate[Request, _Asked], Response]:
    """A handler all of whose answer shows the project as it is when it begins, by one transaction. It stores nothing."""

    @wraps(handler)
    def answering(request: Request, /, *more: _Asked.args, **named: _Asked.kwargs) -> Response:
        with desk_of(request).project.as_it_is():
            return handler(request, *more, **named)

    return answering


def steady(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """A handler whose answer depends on the project, the address, the language and the user alone: it is kept until the project changes."""

    shown = of_one_state(handler)

    @wraps(handler)
    def answering(request: Request) -> Response:
        asked = tuple(request.headers.get(name) for name in ("hx-request", "hx-target"))
        key = (request.url.path, request.url.query, language_of(request), user_of(request), asked)
        kept = desk_of(request).answers.get(key, lambda: shown(request))
        # Each answer has headers of its own: what passes it on adds some.
        answer = Response(kept.body, kept.status_code)
        answer.raw_headers = list(kept.raw_headers)
        return answer

    return answering
