"""`rasad link`: a project in, its events brought up to its reports and decisions."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasad.cli.options import all_cores_option, kit_of, kit_option, project_of, project_option

if TYPE_CHECKING:
    from rasad.project import Project
    from rasad.project.relink import Linking


@click.command()
@project_option
@click.option("--from-scratch", is_flag=True, help="Link everything anew, not only what is new or changed.")
@all_cores_option
@kit_option
def link(project_name: str, from_scratch: bool, jobs: int, kit_folders: tuple[Path, ...]) -> None:
    """Link the reports of a project into events.

    What `rasad add` stores is linked at once; this goes on where a run was stopped, and with --from-scratch derives all
    events anew from reports and decisions. Both give the same events under the same ids; decisions are never touched.

    \b
    rasad link -p syria.rasad
    rasad link -p syria.rasad --from-scratch
    """
    from rasad.project.maker import present_maker
    from rasad.project.relink import Linking

    with project_of(project_name) as project:
        link_now(project, Linking(kit_of(kit_folders), present_maker(kit_folders), jobs, from_scratch))


def link_now(project: Project, linking: Linking) -> None:
    """Links what waits for it, or everything, with a bar on long work; tells what came of it."""
    from rasad.ingest import Amount
    from rasad.project.relink import count_events, link_project
    from rasad.search.words import SearchWords

    project.words = SearchWords(linking.kit)
    amount, steps = link_project(project, linking)
    with ExitStack() as stack:
        mentions: Iterable[None] = (None for step in steps for _ in range(step.mentions))
        if sys.stderr.isatty():
            from rasad.cli.progress import progress

            mentions = stack.enter_context(progress(mentions, lambda: Amount(amount, True), "mentions"))
        done = sum(1 for _ in mentions)
    click.echo(f"{project.name}: {done:,} mentions linked; {count_events(project):,} events", err=True)
