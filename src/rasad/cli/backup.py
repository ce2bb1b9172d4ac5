"""`rasad backup`: a project in, a copy of it in a new file or an empty database out."""

from __future__ import annotations

import click

from rasad.cli.options import project_of, project_option


@click.command()
@click.argument("target", metavar="FILE")
@project_option
def backup(target: str, project_name: str) -> None:
    """Copy a project as it is now to a new FILE, also while others work on it.

    The copy is a project itself: to go back to it, use it in place of the other. FILE can be the address of an empty
    PostgreSQL database too, and the project can be in one: so this moves a project to a server, or from there to a file.

    \b
    rasad backup syria-2024-05-01.rasad -p syria.rasad
    rasad backup syria.rasad -p postgresql://desk@server/syria
    rasad backup postgresql://desk@server/syria -p syria.rasad
    """
    from rasad.project.backup import backup as copy
    from rasad.store.engine import shown

    with project_of(project_name) as project:
        copy(project, target)
    click.echo(f"{project.name}: copied to {shown(target)}", err=True)
