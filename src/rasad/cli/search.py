"""`rasad search`: a query in, the documents or events of a project that it finds on the screen or as JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasad.cli.options import QueryCommand, kit_of, kit_option, project_of, project_option

if TYPE_CHECKING:
    from rasad.project import Project
    from rasad.project.search import DocumentHit, EventHit, Page
    from rasad.search.meaning import Reader


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@project_option
@click.option("--events/--documents", default=True, show_default=True, help="Look for events, or for the documents that tell them.")
@click.option(
    "--order",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="relevance: first what says it in the headline, of events in the clause that tells them; the newest of these first.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N", help="Hits on a page.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Which page.")
@click.option("--count", is_flag=True, help="Only say how many there are.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, also on a screen.")
@click.option("--reindex", is_flag=True, help="Index the whole project anew before: after a change of the kit's words.")
@kit_option
def search(
    query: tuple[str, ...],
    project_name: str,
    events: bool,
    order: str,
    limit: int,
    page: int,
    count: bool,
    as_json: bool,
    reindex: bool,
    kit_folders: tuple[Path, ...],
) -> None:
    """Find events or documents of a project by words and fields.

    Words are found in every spelling, with article, prepositions and pronouns, in plural, dual and feminine; places and
    actors by their other names, too. All words and fields must hold; OR, brackets, "exact phrase" and - for "not"
    are as elsewhere. Without a query all are listed.

    \b
    rasad search WORD -p syria.rasad
    rasad search WORD "type:air_strike killed:>5" -p syria.rasad
    rasad search 'place:sy-deir-ez-zor actor:irgc after:2023-03 -type:statement' -p syria.rasad
    rasad search '"AN EXACT PHRASE" OR WORD' --documents --order newest -p syria.rasad
    rasad search grade:contested has:killed --count -p syria.rasad

    \b
    type: place: country: admin1:     what happened, where (with all that lies within)
    actor: initiator: target:         who, with the groups that belong to them; weapon:
    after: before: date: published:   2023, 2023-03, 2023-03-05; date:2023-03..2023-05
    killed: injured: sources:         3, >5, <=5, 3..7
    grade: state: reality: attribution: outlet: source: has: id:
    Several values: type:arrest,abduction. docs/search.md explains them all, with examples in Arabic.
    """
    from rasad.project.search import Searcher
    from rasad.search.meaning import reader_of
    from rasad.store.search import DOCUMENTS, EVENTS, Wanted

    with project_of(project_name) as project:
        reader = reader_of(kit_of(kit_folders))
        asked = reader.query(" ".join(query))
        for note in asked.notes:
            _say(f"note: {note}")
        bring_up(project, reader, reindex)
        searcher = Searcher(project, reader)
        kind = EVENTS if events else DOCUMENTS
        if count:
            click.echo(searcher.count(asked, kind))
            return
        found = searcher.page(asked, Wanted(kind, order, limit, (page - 1) * limit))
        if as_json or not sys.stdout.isatty():
            for hit in found.hits:
                click.echo(json.dumps(_plain(hit), ensure_ascii=False))
        else:
            from rasad.cli.hits import print_hits

            print_hits(found)
        _tell(found, limit, page)


def bring_up(project: Project, reader: Reader, reindex: bool) -> None:
    """Indexes what is not indexed yet, or everything; a project that cannot be written is searched as it is."""
    from rasad.errors import ConfigurationError
    from rasad.ingest import Amount
    from rasad.project.search import index_all, is_of_other_words, to_index

    if not reindex and is_of_other_words(project, reader):
        _say("note: the index was made with another kit, so some words may not be found; --reindex makes it anew")
    waiting = to_index(project, reindex)
    if not waiting:
        return
    with ExitStack() as stack:
        steps: Iterator[None] = (None for step in index_all(project, reader, reindex) for _ in range(step))
        if sys.stderr.isatty():
            from rasad.cli.progress import progress

            steps = stack.enter_context(progress(steps, lambda: Amount(waiting, True), "rows"))
        try:
            done = sum(1 for _ in steps)
        except ConfigurationError as error:
            if reindex:
                raise
            _say(f"note: {waiting:,} documents and events are not indexed yet and are not found: {error}")
            return
    if reindex:
        _say(f"{project.name}: {done:,} documents and events indexed")


def _tell(found: Page, limit: int, page: int) -> None:
    kind = found.kind if found.total == 1 else f"{found.kind}s"
    if not found.hits:
        more = f"page {page} of {-(-found.total // limit)}" if found.total else "nothing fits; fewer words or fields find more"
        _say(f"{found.total:,} {kind}: {more}")
        return
    first, last = found.offset + 1, found.offset + len(found.hits)
    shown = "" if found.total == len(found.hits) else f"; {first:,} to {last:,} shown"
    further = f", --page {page + 1} shows more" if last < found.total else ""
    _say(f"{found.total:,} {kind}{shown}{further}")


def _plain(hit: DocumentHit | EventHit) -> dict[str, Any]:
    """A hit as JSON; `marks` are offsets into the snippet."""
    document = hit.document
    report = {
        "id": document.id, "title": document.title, "outlet": document.outlet, "url": document.url,
        "published": document.published.isoformat() if document.published else None,
    }  # fmt: skip
    found = {"text": hit.body.text, "marks": [[mark.start, mark.end] for mark in hit.body.marks]}
    from rasad.project.search import EventHit

    if isinstance(hit, EventHit):
        return {"event": hit.event.to_dict(), "told": hit.told, "document": report, "snippet": found}
    return {"document": {"key": hit.key, **report}, "snippet": found}


def _say(text: str) -> None:
    from rasad.terminal import printable

    click.echo(printable(text), err=True)
