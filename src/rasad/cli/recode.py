"""`rasad recode`: a project in, its reports read again with the present kit, what changed on standard output."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasad.cli.link import link_now
from rasad.cli.options import all_cores_option, kit_of, kit_option, project_of, project_option

if TYPE_CHECKING:
    from rasad.ingest import Failure
    from rasad.project.recode import Reread
    from rasad.project.reread import Change

_SIGNS = {"new": "+", "gone": "-", "changed": "~", "kept": "!"}
_MOST_FAILURES = 100  # an exit code is one byte, and those from 126 up mean other things


@click.command()
@project_option
@click.option("--dry-run", is_flag=True, help="Show what would change and store nothing.")
@click.option("--all", "whole", is_flag=True, help="Also what the present code and kit have read already.")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON line for each document that changed.")
@all_cores_option
@kit_option
def recode(project_name: str, dry_run: bool, whole: bool, as_json: bool, jobs: int, kit_folders: tuple[Path, ...]) -> None:
    """Read all reports of a project again with the present kit and show what changed.

    Only what another version of Rasad or of the kit has read is read again, so a run that was stopped goes on where it
    was. Each document that changed is named, and under it the records:

    \b
    + new       is read now and was not before
    - gone      was read before and is not now
    ~ changed   with each field, old value -> new value
    ! kept      is not read now, but stays, since a reviewer has judged it

    Judgements are never touched; events are linked anew from what is read now.

    \b
    rasad recode -p syria.rasad --dry-run
    rasad recode -p syria.rasad --kit my-words/ > changes.txt
    """
    from rasad.ingest import Amount
    from rasad.project.maker import present_maker
    from rasad.project.recode import Recoding, amount
    from rasad.project.recode import recode as read_again
    from rasad.project.relink import Linking
    from rasad.terminal import printable

    with project_of(project_name) as project, ExitStack() as stack:
        recoding = Recoding(kit_of(kit_folders), present_maker(kit_folders), jobs, dry_run, whole)
        due, done = amount(project, recoding)
        counts: Counter[str] = Counter()
        read: Iterable[Reread | Failure] = _counted(read_again(project, recoding), counts)
        if sys.stderr.isatty():
            from rasad.cli.progress import progress

            read = stack.enter_context(progress(read, lambda: Amount(due, True)))
        for one in read:
            for line in _json_line(one) if as_json else _lines(one):
                click.echo(printable(line))
        stack.close()
        told = ", ".join(f"{counts[kind]:,} {kind}" for kind in _SIGNS)
        click.echo(f"{due:,} documents read again, {done:,} as read before; records: {told}", err=True)
        if failed := counts["failed"]:
            click.echo(f"{failed:,} documents could not be read again and stay as they were", err=True)
        if not dry_run:
            link_now(project, Linking(recoding.kit, recoding.maker, jobs))
    raise SystemExit(min(counts["failed"], _MOST_FAILURES))


def _counted(read: Iterable[Reread], counts: Counter[str]) -> Iterator[Reread | Failure]:
    """What was read, a failure in place of a document that failed; `counts` hears of each change."""
    for one in read:
        if one.failure:
            counts["failed"] += 1
            yield one.failure
            continue
        counts.update(change.kind for change in one.changes)
        yield one


def _json_line(one: Reread | Failure) -> Iterator[str]:
    from rasad.project.recode import Reread
    from rasad.store.records import to_plain

    if not isinstance(one, Reread):
        yield json.dumps({"failed": asdict(one)}, ensure_ascii=False)
    elif one.changes:
        told = [
            {"kind": c.kind, "key": c.key, "mention": to_plain(c.mention), "fields": [asdict(f) for f in c.fields]}
            for c in one.changes
        ]
        document = {"key": one.key, "id": one.document.id, "url": one.document.url, "changes": told}
        yield json.dumps(document, ensure_ascii=False)


def _lines(one: Reread | Failure) -> Iterator[str]:
    from rasad.project.recode import Reread

    if not isinstance(one, Reread):
        yield f"failed: {one}"
    elif one.changes:
        yield one.document.url or one.document.id
        for change in one.changes:
            yield from _change(change)


def _change(change: Change) -> Iterator[str]:
    reviewed = "  (reviewed: stays)" if change.kind == "kept" else ""
    yield f"  {_SIGNS[change.kind]} {change.mention}{reviewed}"
    for field in change.fields:
        old, new = _told(field.old), _told(field.new)
        yield f"      {field.field}: {old} -> {new}" if old != new else f"      {field.field}: {new} (by other words or another rule)"


def _told(value: Any) -> str:
    """A field's value as a person reads it: what is coded, not where it stands."""
    from rasad.model import number_told

    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    if not isinstance(value, dict):
        return str(value)
    if "low" in value:
        return number_told(value["low"], value["high"])
    if "precision" in value and "end" in value:
        return f"{value['start']}..{value['end']} (precision {value['precision']})"
    if "role" in value:
        return f"{value['name']} [{value['place_id'] or 'unresolved'}, {value['role']}]"
    if "end" in value:
        return f"{value['start']}-{value['end']}"
    return str(value.get("value") or value.get("id") or value.get("kind"))
