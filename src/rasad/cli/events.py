"""`rasad events` and `rasad show`: the events of a project as a list, and one of them with all that tells it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from rasad.cli.options import kit_of, project_of, project_option

if TYPE_CHECKING:
    from rasad.project.view import View


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@project_option
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, also on a screen.")
def events(query: tuple[str, ...], project_name: str, limit: int, as_json: bool) -> None:
    """List the events of a project, the latest first: a table on a screen, JSON lines otherwise.

    QUERY is one of `rasad search`: words, and fields such as state:open, type:air_strike, after:2024-02.

    \b
    rasad events -p syria.rasad
    rasad events state:open grade:contested -p syria.rasad --limit 200
    """
    from rasad.project.view import latest
    from rasad.search.meaning import reader_of

    with project_of(project_name) as project:
        found = latest(project, reader_of(kit_of(())).query(" ".join(query)), limit)
    if as_json or not sys.stdout.isatty():
        for event in found:
            click.echo(json.dumps(event.to_dict(), ensure_ascii=False))
    else:
        from rasad.cli.dossier import print_events

        print_events(found)


@click.command()
@click.argument("id", metavar="ID")
@project_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each event.")
def show(id: str, project_name: str, as_json: bool) -> None:
    """Show an event: every field, who says what in which words, contradictions, grade, mentions and decisions.

    ID is that of an event, also of one that has another id now, or of a mention; its beginning will do. What is told as
    `version` can be given to `rasad judge --seen`, so that nothing is decided that was not seen.

    \b
    rasad show 3f2a9c41 -p syria.rasad
    """
    from rasad.project.view import view

    with project_of(project_name) as project:
        found = view(project, id)
    if as_json:
        for one in found:
            click.echo(json.dumps(_plain(one), ensure_ascii=False))
        return
    from rasad.cli.dossier import print_view

    for one in found:
        print_view(one)


def _plain(view: View) -> dict[str, Any]:
    from rasad.store.records import to_plain

    decisions: list[dict[str, Any]] = [
        {**to_plain(d.judgement), "in_effect": d.in_effect, "undone_by": d.undone_by.id if d.undone_by else None}
        for d in view.decisions
    ]
    mentions = [
        {"key": t.key, "document_key": t.document_key, "outlet": t.document.outlet, "url": t.document.url, "title": t.document.title}
        | {"published": t.document.published.isoformat() if t.document.published else None}
        | {"corrected": list(t.corrected), "mention": t.mention.to_dict()}
        for t in view.dossier.told
    ]
    return {**view.dossier.event.to_dict(), "version": view.version, "told": mentions, "decisions": decisions}
