"""Export from the pages: the filters of a view and a form in, a file of what they find out."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from rasad.errors import ConfigurationError
from rasad.export.layouts import LAYOUTS
from rasad.export.order import Order, Tally
from rasad.export.public import Profile
from rasad.export.reference import load_reference
from rasad.export.run import export_file
from rasad.export.target import write_whole
from rasad.project.select import select
from rasad.web.desk import Desk, desk_of
from rasad.web.filters import Filters
from rasad.web.language import LANGUAGES, language_of
from rasad.web.people import require
from rasad.web.report.page import Heading, report

REPORT = "report"
PROFILES = ("public", "full")
_LONGEST_TITLE, _LONGEST_HOLD, _LONGEST_QUOTE = 200, 36_500, 1_000_000
_few = BoundedSemaphore(2)  # files made at a time: each reads all that it writes


@dataclass(frozen=True, slots=True)
class Wish:
    """What file is wanted. `quote_length` None: what the profile says."""

    format: str
    public: bool = True
    quote_length: int | None = None
    hold_days: int | None = None
    mentions: bool = False
    bom: bool = False
    title: str = ""
    language: str = "en"

    @property
    def file(self) -> str:
        """The name of the file."""
        if self.format == REPORT:
            return "report.html"
        layout = LAYOUTS[self.format]
        return f"{self.format}{layout.suffixes[0]}" if layout.marks else f"{'mentions' if self.mentions else 'events'}{layout.suffixes[0]}"

    @property
    def profile(self) -> Profile:
        """What may be shown, as of today."""
        until = date.today() - timedelta(self.hold_days) if self.hold_days is not None else None
        return Profile(self.public, 0 if self.public and self.quote_length is None else self.quote_length, until)


def formats() -> list[str]:
    """The formats that can be written here, the report first."""
    return [REPORT, *(name for name, layout in LAYOUTS.items() if not layout.module or find_spec(layout.module))]


def export_page(request: Request) -> Response:
    """The form: which format, for whom."""
    desk = desk_of(request)
    filters = Filters.of(request.query_params.multi_items())
    total = desk.searcher.count(filters.query)
    return desk.page(
        request, "export/page.html", total=total, formats=formats(), layouts=LAYOUTS, profiles=PROFILES,
        may_full=require(request, "reader").may("editor"), languages=LANGUAGES,
    )  # fmt: skip


def export_download(request: Request) -> Response:
    """The file. All of it is made before the first byte goes, so that nobody takes a part of it for the whole."""
    wish = wished(request)
    return sent(desk_of(request), Filters.of(request.query_params.multi_items()), wish)


def wished(request: Request) -> Wish:
    """What the address asks for. The full profile needs the role of editor: it takes texts and places as they are out of the house."""
    given = request.query_params
    name, profile = given.get("format", ""), given.get("profile", PROFILES[0])
    if name not in formats():
        raise ConfigurationError(f"format: {name!r} is none that can be written here; these can: {', '.join(formats())}")
    if profile not in PROFILES:
        raise ConfigurationError(f"profile: {profile!r} is none; public or full")
    require(request, "editor" if profile == "full" else "reader")
    mentions = given.get("mentions") == "1"
    if mentions and (name == REPORT or not LAYOUTS[name].mentions):
        raise ConfigurationError(f"{name} holds events only; leave out mentions")
    return Wish(
        name, profile == "public", _number(given.get("quote_length"), "quote_length", _LONGEST_QUOTE), _number(given.get("hold_days"), "hold_days", _LONGEST_HOLD),
        mentions, given.get("bom") == "1" and name != REPORT and LAYOUTS[name].is_csv, given.get("title", "")[:_LONGEST_TITLE],
        given["in"] if given.get("in") in LANGUAGES else language_of(request),
    )  # fmt: skip


def _number(given: str | None, name: str, most: int) -> int | None:
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 10 and int(given) <= most):
        raise ConfigurationError(f"{name}: {given[:20]!r} is no number from 0 to {most:,}")
    return int(given)


def sent(desk: Desk, filters: Filters, wish: Wish) -> Response:
    """The file as an attachment; with it, packed together, events that its format has no place for."""
    if not _few.acquire(timeout=60):
        raise HTTPException(503, "other files are being made; try again in a minute")
    folder = Path(tempfile.mkdtemp(prefix="rasad-export-"))
    try:
        file = _made(desk, filters, wish, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        _few.release()
    done = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    # A saved page must never run as one of ours.
    return FileResponse(file, filename=file.name, media_type="application/octet-stream", background=done)


def _made(desk: Desk, filters: Filters, wish: Wish, folder: Path) -> Path:
    query, file, tally = filters.query, folder / wish.file, Tally()
    dossiers = select(desk.project, desk.reader.query(query))
    if wish.format == REPORT:
        heading = Heading(wish.title, query, "" if wish.public else Path(desk.project.name).name, date.today(), wish.language)
        write_whole(report(dossiers, heading, wish.profile, desk.kit, tally), file)
        return file
    order = Order(desk.kit, load_reference(desk.kit), tally, mentions=wish.mentions)
    side = export_file(dossiers, LAYOUTS[wish.format], file, order, wish.profile, wish.bom)
    if side is None:
        return file
    packed = folder / f"{file.name}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in (file, side):
            archive.write(each, each.name)
    return packed


ROUTES = [Route("/export", export_page), Route("/export/file", export_download)]
