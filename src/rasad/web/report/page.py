"""Writes a report: dossiers and what to say of them in, the pieces of one page out, with styles, fonts, map and data in it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rasad import __version__
from rasad.event import Dossier
from rasad.export.layouts import LAYOUTS
from rasad.export.order import Order, Tally
from rasad.export.public import Profile, Publisher
from rasad.export.reference import load_reference
from rasad.export.target import encoded
from rasad.kit import Kit
from rasad.web import shown
from rasad.web.assets import FOLDER
from rasad.web.labels import Labels
from rasad.web.language import texts_of
from rasad.web.report.contents import contents, gathered
from rasad.web.report.drawing import drawing

_TEMPLATES = Path(__file__).parent.parent / "templates"
_DATA = {"csv": ("events.csv", "text/csv"), "geojson": ("events.geojson", "application/geo+json")}
_LINKED = ("http://", "https://")
# Where base.css takes fonts from; those for letters that no report of ours has would only make the file larger.
_FONT = re.compile(r'@font-face \{[^}]*url\("\.\./(vendor/[\w/.-]+)"\)[^}]*\}\n?')
_LEFT_OUT = "latin-ext"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a report says of itself: its title, the query that chose its events, whose project, when it was made, in which language."""

    title: str
    query: str
    project: str
    made: date
    language: str = "en"


def report(dossiers: Iterable[Dossier], heading: Heading, profile: Profile, kit: Kit, tally: Tally | None = None) -> Iterator[str]:
    """The pieces of the page. ConfigurationError where there are more events than it holds; `tally` counts what is held back."""
    tally = tally or Tally()
    reference = load_reference(kit)
    may_be_shown = gathered(Publisher(profile, kit, reference, tally).published(dossiers))
    tally.written["events"] = len(may_be_shown)
    found = contents(may_be_shown)
    texts = texts_of(heading.language)
    style = _style()
    values = {
        "t": texts, "labels": Labels(kit, texts), "lang": heading.language, "dir": texts.direction, "shown": shown,
        "heading": heading, "profile": profile, "found": found, "map": drawing(found.spots, kit.places.places.values()),
        "left": dict(tally.left), "changed": dict(tally.changed), "version": __version__, "ltr": _ltr,
        "style": Markup(style), "policy": _policy(style),
        "files": list(_files(may_be_shown, Order(kit, reference))), "linked": lambda url: bool(url) and url.lower().startswith(_LINKED),
    }  # fmt: skip
    return _templates().get_template("report/page.html").generate(values)


def _ltr(value: object) -> str:
    """A day or a figure within a text that has no markup, kept from running backwards in Arabic."""
    return f"\u2066{value}\u2069"


def _files(dossiers: list[Dossier], order: Order) -> Iterator[tuple[str, str, int]]:
    """The data of the report as files to save: name, address that holds it, bytes."""
    for name, (file, kind) in _DATA.items():
        pieces = LAYOUTS[name].pieces
        assert pieces is not None
        content = encoded("".join(pieces(dossiers, order)))
        yield file, f"data:{kind};charset=utf-8;base64,{base64.b64encode(content).decode()}", len(content)


def _policy(style: str) -> str:
    """Nothing is loaded and nothing runs: only our own style, and fonts and pictures that stand in the page."""
    mark = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{mark}'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    base, own = ((FOLDER / "css" / name).read_text("utf-8") for name in ("base.css", "report.css"))
    return _FONT.sub(_font, base) + own


def _font(rule: re.Match[str]) -> str:
    """The rule with the font itself in it; without it where the package lacks the file."""
    file = FOLDER / rule[1]
    if _LEFT_OUT in file.name or not file.is_file():
        return ""
    told = base64.b64encode(file.read_bytes()).decode()
    return rule[0].replace(f"../{rule[1]}", f"data:font/woff2;base64,{told}")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
