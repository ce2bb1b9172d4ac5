"""`rasad add`: reports in, a project that holds them and the events they tell."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasad.cli.code import Run
from rasad.cli.link import link_now
from rasad.cli.options import (
    Reading,
    Web,
    all_cores_option,
    keep_raw_option,
    kit_of,
    kit_option,
    project_of,
    project_option,
    reading_options,
    web_options,
)

if TYPE_CHECKING:
    from rasad.ingest import Failure
    from rasad.project.add import Outcome

_KINDS = {"new": "new", "copy": "copies", "corrected": "corrected", "known": "already there", "failed": "failed"}


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@project_option
@reading_options
@keep_raw_option
@web_options
@all_cores_option
@kit_option
def add(
    inputs: Sequence[str],
    project_name: str,
    reading: Reading,
    keep_raw: bool,
    web: Web,
    jobs: int,
    kit_folders: tuple[Path, ...],
) -> None:
    """Read reports into a project; the project is made if it is not there.

    INPUT is what `rasad code` takes: files of every kind of docs/ingest.md, folders, addresses of pages, feeds and
    sitemaps, or - for standard input. A report that the project has is passed over; another text under an address
    that it has is a new version of that report, and the old one is kept. Whatever stops a run, what it has told is
    stored: the same command again goes on where it stopped.

    \b
    rasad add reports/ --project syria.rasad
    rasad add today.jsonl -p postgresql://desk@server/syria
    rasad add saved-pages/ archive.wacz -p syria.rasad --keep-raw
    rasad add https://agency.example/rss.xml -p syria.rasad
    RASAD_PROJECT=syria.rasad rasad add reports/ --kit my-words/

    The exit code says how many documents failed (100 at most); they are kept in the project with the reason.
    """
    from rasad.ingest import amount_of, read_documents
    from rasad.project.add import add as add_to
    from rasad.project.maker import present_maker
    from rasad.project.raws import Raws
    from rasad.project.recode import Recoding, amount
    from rasad.project.relink import Linking
    from rasad.search.words import SearchWords

    run = Run()
    with project_of(project_name, make=True) as project, ExitStack() as stack:
        kit = kit_of(kit_folders)
        project.words = SearchWords(kit)  # what is added and linked is found at once
        if keep_raw:
            project.raws = Raws(run.note)
        intake = reading.intake(run.note, kit, web)
        intake.keep = project.keep
        documents = read_documents(inputs, intake, sys.stdin.buffer)
        outcomes: Iterable[Outcome] = add_to(project, documents, kit, present_maker(kit_folders), jobs)
        counts: Counter[str] = Counter()
        counted = _counted(outcomes, run, counts)
        if sys.stderr.isatty():
            from rasad.cli.progress import progress

            counted = stack.enter_context(progress(counted, lambda: amount_of(inputs)))
        try:
            for _ in counted:
                pass
        finally:
            stack.close()
            run.report()
            tell(counts, project.name)
        maker = present_maker(kit_folders)
        link_now(project, Linking(kit, maker, jobs))
        if others := amount(project, Recoding(kit, maker))[0]:
            click.echo(f"{others:,} of its documents were read by another version or kit: `rasad recode` reads them again", err=True)
    raise SystemExit(run.exit_code)


def _counted(outcomes: Iterable[Outcome], run: Run, counts: Counter[str]) -> Iterator[Outcome | Failure]:
    """The outcomes, a failure in place of one that failed; `run` and `counts` hear of each."""
    for outcome in outcomes:
        counts[outcome.kind] += 1
        if outcome.failure:
            run.fail(outcome.failure)
            yield outcome.failure
            continue
        if outcome.kind == "corrected":
            run.note(outcome.name, "a new version of this report; the old one is kept")
        run.documents += outcome.kind != "known"
        run.mentions += outcome.mentions
        yield outcome


def tell(counts: Counter[str], name: str) -> None:
    """Says on stderr what became of the inputs of a run."""
    told = ", ".join(f"{counts[kind]:,} {word}" for kind, word in _KINDS.items())
    click.echo(f"{name}: {told}", err=True)
