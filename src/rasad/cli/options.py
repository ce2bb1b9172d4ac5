"""Options that several commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rasad.ingest import Failure, Intake, Raw
    from rasad.ingest.net import Pages
    from rasad.kit import Kit
    from rasad.project import Project

F = TypeVar("F", bound=Callable[..., Any])

# What begins with a minus and is no option: a word in Arabic, a field, a phrase, a bracket.
_EXCLUDED = re.compile(r"-(?=[^\x00-\x7f]|[\"(]|[a-z_0-9]+:)", re.IGNORECASE)
_MINUS = "\u2212"


class QueryCommand(click.Command):
    """A command whose arguments may be a query, in which `-type:statement` excludes and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [_EXCLUDED.sub(_MINUS, arg, count=1) if _EXCLUDED.match(arg) else arg for arg in args])


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """The day an option gives; a usage error where it is none."""
    if value is None:
        return None
    from rasad.ingest import parse_day

    try:
        return parse_day(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date; write it as YYYY-MM-DD") from None


def _cores() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


published_option = click.option(
    "--published",
    callback=_day,
    metavar="DATE",
    help="Day of publication (YYYY-MM-DD) of documents that give none.",
)


def day_option(name: str, about: str) -> Callable[[F], F]:
    """An option that takes a day."""
    return click.option(name, callback=_day, metavar="DATE", help=about)


kit_option = click.option(
    "--kit",
    "kit_folders",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Folder of own lexicons and rules, laid over the built-in ones. May be repeated.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that read at once.",
)

all_cores_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=_cores,
    show_default="one for each core",
    metavar="N",
    help="Processes that read at once.",
)
allow_private_option = click.option(
    "--allow-private",
    is_flag=True,
    help="Fetch from this machine and from private networks too.",
)
keep_raw_option = click.option(
    "--keep-raw",
    is_flag=True,
    help="Keep the bytes that the texts are taken from as well, packed; `rasad source` gives them back.",
)
project_option = click.option(
    "-p",
    "--project",
    "project_name",
    envvar="RASAD_PROJECT",
    show_envvar=True,
    required=True,
    metavar="P",
    help="The project: a file, or postgresql://user@host/database.",
)


@dataclass(frozen=True, slots=True)
class Web:
    """How addresses of the web are fetched: at most so many pages of a list, and from where."""

    limit: int
    allow_private: bool

    def pages(self, note: Callable[[str, str], None]) -> Callable[[str], Iterator[Raw | Failure]]:
        """Fetches what stands at an address; nothing is loaded for it before it is asked for one."""

        @cache
        def pages() -> Pages:
            from rasad.ingest.net import Guard, Pages, Visitor, forbidden_even_here
            from rasad.project.clock import clock

            guard = Guard(forbids=forbidden_even_here) if self.allow_private else Guard()
            return Pages(Visitor(guard, clock()), self.limit, note)

        return lambda url: pages().at(url)


def web_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options of fetching, which come to it together as `web`."""

    @wraps(command)
    def fetching(*args: Any, limit: int, allow_private: bool, **others: Any) -> Any:
        return command(*args, web=Web(limit, allow_private), **others)

    about = "Of a feed or sitemap fetch at most so many pages, the newest ones."
    limited = click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N", help=about)
    return limited(allow_private_option(fetching))


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read: the day of those that give none, and where the fields of tables and JSON stand."""

    published: date | None
    columns: dict[str, str | None]

    def intake(self, note: Callable[[str, str], None], kit: Kit, web: Web) -> Intake:
        """The terms for the readers."""
        from rasad.ingest import Columns, Intake

        return Intake(self.published, note=note, kit=kit, columns=Columns(**self.columns), web=web.pages(note))


_FIELDS = {
    "text": "Column of tables, or key of JSON (nested: `body.text`), that holds the reports.",
    "title": "That of their titles.",
    "date": "That of their days of publication.",
    "url": "That of their addresses.",
    "outlet": "That of their outlets.",
    "id": "That of their ids. Columns that are not named are found by usual names in English and Arabic.",
}


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options of reading inputs, which come to it together as `reading`."""

    @wraps(command)
    def reading(*args: Any, published: date | None, **others: Any) -> Any:
        columns = {field: others.pop(f"{field}_column") for field in _FIELDS}
        return command(*args, reading=Reading(published, columns), **others)

    for field, about in reversed(_FIELDS.items()):
        reading = click.option(f"--{field}-column", metavar="NAME", help=about)(reading)
    return published_option(reading)


def project_of(name: str, make: bool = False) -> Project:
    """The project of that name, made if it is not there and `make` says so; tells where a migration left its backup."""
    from rasad.project import Project

    project = Project.create(name) if make else Project.open(name)
    if project.backup:
        click.echo(f"{project.name}: an earlier Rasad made this project; it was brought up to date", err=True)
        click.echo(f"as it was before, it is kept in {project.backup}", err=True)
    return project


def kit_of(folders: tuple[Path, ...]) -> Kit:
    """The kit with the folders laid over it."""
    from rasad.kit import load_kit
    from rasad.workers import spare_collector

    kit = load_kit(folders)
    spare_collector()
    return kit
