"""Draws what a search found: for each hit a line of particulars and a snippet with the words found, Arabic isolated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from rasad.cli.dossier import GRADES, STATES, days_told, parties_told, tolls_told, where_told
from rasad.project.search import EventHit
from rasad.terminal import FSI, PDI, isolate, printable

if TYPE_CHECKING:
    from rasad.model import Document
    from rasad.project.search import DocumentHit, Page
    from rasad.search.snippet import Snippet

_FOUND = "bold yellow"
_INDENT = "  "
_SHORT = 8  # characters of an event's id


def print_hits(page: Page, console: Console | None = None) -> None:
    """The hits of a page, one below the other."""
    console = console or Console()
    for hit in page.hits:
        for line in _event(hit, console) if isinstance(hit, EventHit) else _document(hit, console):
            console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
        console.print()


def _event(hit: EventHit, console: Console) -> Iterator[Text]:
    event = hit.event
    state = (f"  {event.state}", STATES[event.state]) if event.state != "open" else ""
    reality = f" ({event.reality})" if event.reality != "actual" else ""
    yield Text.assemble((event.id[:_SHORT], "dim"), "  ", (event.type + reality, "bold"), "  ", parties_told(event))
    cells = [(days_told(event), "cyan"), (where_told(event.place), "green"), (tolls_told(event), "red")]
    told = [(f"{value}  ", style) for value, style in cells if value]
    sources = f"{event.sources} source" + ("" if event.sources == 1 else "s")
    yield Text.assemble(_INDENT, *told, (event.grade, GRADES.get(event.grade, "")), f", {sources}", state)
    yield from _shown(hit.body, console)
    yield _source(hit.document)


def _document(hit: DocumentHit, console: Console) -> Iterator[Text]:
    if hit.title is not None:
        yield from _shown(hit.title, console, "bold", "")
    else:
        yield Text(isolate(hit.document.id), style="bold")
    yield from _shown(hit.body, console)
    yield _source(hit.document)


def _source(document: Document) -> Text:
    parts = [str(document.published or "no day of publication")]
    parts += [isolate(" ".join(part.split())) for part in (document.outlet, document.url or document.id) if part]
    return Text(_INDENT + "  ".join(parts), style="dim")


def _shown(snippet: Snippet, console: Console, style: str = "", indent: str = _INDENT) -> Iterator[Text]:
    """The lines of a snippet, each isolated by itself, the words found highlighted."""
    text = Text("… " if snippet.cut_before else "", style=style)
    done = 0
    for mark in snippet.marks:
        text.append(_flat(snippet.text[done : mark.start]))
        text.append(_flat(mark.of(snippet.text)), style=_FOUND)
        done = mark.end
    text.append(_flat(snippet.text[done:]))
    text.append(" …" if snippet.cut_after else "")
    width = max(20, console.width - len(indent))
    for line in text.wrap(Console(width=width), width):
        line.rstrip()
        yield Text.assemble(indent, FSI, line, PDI)


def _flat(words: str) -> str:
    """Words on one line, without what a terminal would obey."""
    return printable("".join(" " if sign.isspace() else sign for sign in words))
