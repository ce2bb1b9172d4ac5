"""`rasad user`: the accounts of a served project."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rasad.web.team.accounts import Accounts

F = TypeVar("F", bound=Callable[..., Any])
_ROLES = ("reader", "reviewer", "editor", "admin")


def _of_accounts(command: F) -> F:
    project = click.option("-p", "--project", "project_name", envvar="RASAD_PROJECT", show_envvar=True, metavar="P", help="The project; its accounts lie beside it.")
    file = click.option("--accounts", "file", envvar="RASAD_ACCOUNTS", show_envvar=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The file of accounts, if another than P.accounts.")
    return project(file(command))


def accounts_of(project_name: str | None, file: Path | None) -> Accounts:
    """The accounts of a project, or in a file."""
    from rasad.web.team.accounts import Accounts, accounts_beside

    if file is None and not project_name:
        raise click.UsageError("name the project (-p P) or the file of accounts (--accounts FILE)")
    return Accounts(file or accounts_beside(project_name or ""))


@click.group()
def user() -> None:
    """Accounts for `rasad serve --team`: who may look, decide, export and see who signed in.

    A reader looks and exports for the public; a reviewer also decides; an editor also exports in full; an admin also sees the
    accounts and who signed in.
    """


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), default="reviewer", show_default=True)
@_of_accounts
def add(name: str, role: str, project_name: str | None, file: Path | None) -> None:
    """Add an account; decisions are signed with NAME. The password is asked for, or read as a line from standard input.

    \b
    rasad user add rana --role reviewer -p syria.rasad
    """
    accounts = accounts_of(project_name, file)
    accounts.add(name, role, _password())
    click.echo(f"{name} may sign in as {role}; accounts are kept in {accounts.path}", err=True)


@user.command(name="list")
@_of_accounts
def listed(project_name: str | None, file: Path | None) -> None:
    """List the accounts."""
    from rasad.terminal import isolate

    for one in accounts_of(project_name, file).all():
        click.echo(f"{isolate(one.name)}\t{one.role}" + ("" if one.enabled else "\tstopped"))


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@_of_accounts
def role(name: str, role: str, project_name: str | None, file: Path | None) -> None:
    """Give an account another role."""
    accounts_of(project_name, file).set_role(name, role)


@user.command()
@click.argument("name")
@_of_accounts
def password(name: str, project_name: str | None, file: Path | None) -> None:
    """Give an account another password; its sessions end."""
    accounts_of(project_name, file).set_password(name, _password())


@user.command()
@click.argument("name")
@click.option("--again", is_flag=True, help="Let it sign in again.")
@_of_accounts
def stop(name: str, again: bool, project_name: str | None, file: Path | None) -> None:
    """Stop an account: its sessions and tokens end. Its decisions stay, under its name."""
    accounts_of(project_name, file).enable(name, again)


@user.command()
@click.argument("name")
@_of_accounts
def token(name: str, project_name: str | None, file: Path | None) -> None:
    """Make a token for a program that uses the JSON interface as this account; it is shown this once."""
    click.echo(accounts_of(project_name, file).token(name))


@user.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N")
@_of_accounts
def log(limit: int, project_name: str | None, file: Path | None) -> None:
    """Tell who signed in, who was refused, and what was changed; the newest first."""
    from datetime import UTC, datetime

    from rasad.terminal import isolate

    for one in accounts_of(project_name, file).audit(limit):
        at = datetime.fromtimestamp(one.at, UTC).isoformat(timespec="seconds")
        click.echo(f"{at}\t{one.what}\t{isolate(one.name)}\t{one.address}")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
