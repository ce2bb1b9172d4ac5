"""`rasad check`: a project in, every fault in it on standard output, and an exit code that says whether it is whole."""

from __future__ import annotations

from pathlib import Path

import click

from rasad.cli.link import link_now
from rasad.cli.options import all_cores_option, kit_of, kit_option, project_of, project_option


@click.command()
@project_option
@click.option("--fix", is_flag=True, help="Derive anew what is derived, if it is wrong: groups of copies, and events.")
@all_cores_option
@kit_option
def check(project_name: str, fix: bool, jobs: int, kit_folders: tuple[Path, ...]) -> None:
    """Check that a project is whole and that nobody has changed in it what should not change.

    Documents are what their keys were made of, kept sources have their hash, quotes are what the text says, judgements hold on to what they are
    about, low <= best <= high, and what is derived agrees with what it is derived from. Each fault is a line.

    \b
    rasad check -p syria.rasad
    rasad check -p postgresql://desk@server/syria --fix

    The exit code is 1 if a fault is left, else 0.
    """
    from rasad.project.check import Checked
    from rasad.project.check import check as faults_of
    from rasad.project.maker import present_maker
    from rasad.project.mend import mend
    from rasad.project.relink import Linking
    from rasad.terminal import printable

    with project_of(project_name) as project:
        checked = Checked()
        left = derived = 0
        for fault in faults_of(project, checked):
            derived += fault.derived
            left += 1
            click.echo(printable(f"{fault.what}: {fault.reason}"))
        looked = f"{checked.documents:,} documents, {checked.mentions:,} mentions, {checked.judgements:,} judgements, {checked.events:,} events"
        click.echo(f"{project.name}: {looked}: {f'{left:,} faults' if left else 'all is well'}", err=True)
        if derived and fix:
            mend(project)
            link_now(project, Linking(kit_of(kit_folders), present_maker(kit_folders), jobs, whole=True))
            left = sum(1 for _ in faults_of(project, Checked()))
            click.echo(f"derived anew; {f'{left:,} faults are left' if left else 'all is well now'}", err=True)
        elif derived:
            click.echo(f"{derived:,} of them are in what is derived: --fix derives it anew", err=True)
        if left - (0 if fix else derived):
            click.echo("documents, mentions or judgements are not as they were stored: keep the project, and go back to a backup", err=True)
    raise SystemExit(1 if left else 0)
