"""`rasad kit import`: a downloaded gazetteer in, a table of the user's kit and a summary out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from rasad.cli.options import kit_option
from rasad.errors import ConfigurationError
from rasad.terminal import isolate, printable

if TYPE_CHECKING:
    from rasad.kit.importing import Difference, Table, Taken
    from rasad.kit.importing.tables import Opener

_COLUMN = re.compile(r"([a-z0-9]+)=(.+)")
_LARGE = 20_000_000  # bytes of a file whose reading takes a while
_SHOWN = 40  # differences on a screen


@click.command("import")
@click.argument("table", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of your kit; it is made where there is none. The table goes to DIR/places/.",
)
@click.option("--name", metavar="NAME", help="Name of the table written; otherwise made from that of FILE.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["geonames", "ocha", "wikidata", "osm", "csv"]),
    help="What FILE is; otherwise told by its first line.",
)
@click.option("--country", metavar="CC", help="ISO code: of rows that name no country; rows of others are left out.")
@click.option("--source", metavar="WORDS", help="What stands in the column `source`; otherwise the format's name.")
@click.option(
    "--names",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="GeoNames' alternateNamesV2 (.txt or .zip), which says what is Arabic and what is preferred.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=HEADER",
    help="Which column holds a field: id, name, aliases, lat, lon, point, kind, country, admin1, admin2, population, pcode, level. Repeated.",
)
@click.option("--as", "default_kind", metavar="KIND", help="Kind of rows that tell none or an unknown one.")
@click.option("--only", "kinds", multiple=True, metavar="KIND", help="Take this kind alone (village, mountain ...). Repeated.")
@click.option("--compare", is_flag=True, help="Write nothing; list where the table and the known places disagree.")
@click.option("--json", "as_json", is_flag=True, help="With --compare: one JSON object for each difference.")
@kit_option
def import_(
    table: Path,
    into: Path | None,
    name: str | None,
    format_name: str | None,
    country: str | None,
    source: str | None,
    names: Path | None,
    columns: tuple[str, ...],
    default_kind: str | None,
    kinds: tuple[str, ...],
    compare: bool,
    as_json: bool,
    kit_folders: tuple[Path, ...],
) -> None:
    """Lay a downloaded gazetteer over the built-in one.

    FILE is a GeoNames dump (SY.zip or SY.txt), an OCHA table of administrative units or populated places with P-codes,
    a Wikidata or OpenStreetMap extract, or any table with Arabic names and coordinates; CSV or tabs, in UTF-8.

    \b
    rasad kit import SY.zip --into my-kit/
    rasad kit import syr_admin.csv --into my-kit/ --source "OCHA COD-AB 2024"
    rasad kit import hamlets.csv --into my-kit/ --country SY --column name=Toponym --as village
    rasad kit import SY.zip --compare
    rasad code reports/ --kit my-kit/

    Places that are known already are not doubled: they gain names and P-codes. Names that may be ordinary words, and
    small places of one word, are read only beside a class word or a place near them.
    """
    if not (into or compare):
        raise click.UsageError("say where to: --into DIR (your kit's folder), or --compare to see differences only")
    from rasad.kit import DATA, load_kit
    from rasad.kit.importing import Naming, check_target, differences, load_settings, pieces, read_table, take
    from rasad.kit.importing.tables import Wanted
    from rasad.kit.overlay import room_of
    from rasad.kit.places import load_places
    from rasad.kit.placewords import KINDS

    if strange := {*kinds, *([default_kind] if default_kind else [])} - KINDS:
        raise click.UsageError(f"unknown kind {', '.join(sorted(strange))}; there are {', '.join(sorted(KINDS))}")
    wanted = Wanted(format_name, _country(country), dict(map(_column, columns)), default_kind, frozenset(kinds))
    settings, kit = load_settings(), load_kit()
    naming = Naming(kit, settings.letters, settings.given, settings.titles)
    with _reading(table, names) as opened:
        found = read_table(table, wanted, naming, settings, names, opened)
    name = _name(name, found)
    others = tuple(folder for folder in kit_folders if into is None or folder.resolve() != into.resolve())
    folders = (*others, *([into] if into and into.is_dir() else []))
    target = into / "places" / f"{name}.csv" if into else None
    if target is not None:
        check_target(target)
    with _waiting(f"comparing {len(found.rows):,} places with the known ones"):
        known = load_places(DATA / "places", kit.text.spelling, room_of("places", folders), target)
        taken = take(found, known, naming, source or found.format, name)
    if compare:
        _print_differences(differences(taken), taken, as_json)
        return
    assert into is not None and target is not None
    if not taken.rows:
        _print_summary(found, taken, None)
        raise ConfigurationError(f"{table}: nothing new in it; no table was written")
    from rasad.export.target import write_whole

    _make(target.parent)
    write_whole(pieces(taken.rows), target)
    with _waiting("loading the kit with them"):
        load_kit((*others, into))
    _print_summary(found, taken, target)
    click.echo(f"\n{settings.licence[found.format]}\nNow: rasad code reports/ --kit {into}")


def _country(code: str | None) -> str | None:
    if code is None:
        return None
    if not re.fullmatch(r"[A-Za-z]{2}", code):
        raise click.UsageError(f"--country {code}: write the two letters of ISO 3166, for example SY")
    return code.upper()


def _column(told: str) -> tuple[str, str]:
    found = _COLUMN.fullmatch(told)
    if not found:
        raise click.UsageError(f"--column {told}: write FIELD=HEADER, for example --column name=Toponym")
    return found[1], found[2]


def _name(name: str | None, table: Table) -> str:
    """The file's name: as asked for, else made from the format and the name of the table read."""
    if name is not None:
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name):
            raise click.UsageError(f"--name {name}: write lower-case letters and digits joined by hyphens")
        return name
    stem = re.sub(r"[^a-z0-9]+", "-", table.path.stem.lower()).strip("-") or "table"
    return stem if table.format == "csv" or stem.startswith(table.format) else f"{table.format}-{stem}"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{folder}: cannot be made ({error.strerror}); choose another with --into") from error


@contextmanager
def _reading(table: Path, names: Path | None) -> Iterator[Opener]:
    """How files are opened: with a bar on a terminal where they are large."""
    from rasad.kit.importing.tables import plain_open

    large = [path for path in (table, names) if path and path.stat().st_size > _LARGE]
    if not large or not sys.stderr.isatty():
        yield plain_open
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:

        def opened(path: Path) -> BinaryIO:
            if path not in large:
                return plain_open(path)
            return shown.wrap_file(plain_open(path), path.stat().st_size, description=printable(path.name))

        yield opened


@contextmanager
def _waiting(told: str) -> Iterator[None]:
    """Says on a terminal what takes a while."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(told):
        yield


def _print_summary(table: Table, taken: Taken, target: Path | None) -> None:
    """What was taken, what was known, what was left out and why."""
    skipped = {reason: [*lines] for reason, lines in table.skipped.items()}
    for reason, lines in taken.skipped.items():
        skipped.setdefault(reason, []).extend(lines)
    new = sum(taken.new.values())
    click.echo(f"{printable(str(table.path))}: read as {table.format}, {table.lines:,} rows")
    for note in table.notes:
        click.echo(f"note: {note}")
    click.echo(f"{new:9,}  new places" + (f" -> {target}" if target else ""))
    for kind, number in sorted(taken.new.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"           {number:9,}  {kind}")
    if new:
        click.echo(f"           {taken.supported:9,}  of them are read only with a class word or a place near them")
        click.echo(f"           {taken.placed:9,}  of them with their governorate")
    click.echo(f"{len(taken.pairs):9,}  known already")
    if taken.pairs:
        click.echo(f"           {taken.names_added:9,}  names added to them")
        if taken.names_left:
            click.echo(f"           {taken.names_left:9,}  names of one word not added: they may be ordinary words")
        if taken.codes_added:
            click.echo(f"           {taken.codes_added:9,}  P-codes added to them")
    if taken.twice:
        click.echo(f"{taken.twice:9,}  the same place as a row before")
    left_out = sum(map(len, skipped.values()))
    click.echo(f"{left_out:9,}  left out")
    for reason, lines in sorted(skipped.items(), key=lambda item: (-len(item[1]), item[0])):
        click.echo(printable(f"           {len(lines):9,}  {reason} (line {min(lines)}{' ...' if len(lines) > 1 else ''})"))
    from rasad.kit.importing import differences

    if differing := [d for d in differences(taken) if d.what != "namesake"]:
        far = sum(d.what == "far" for d in differing)
        told = [f"{far:,} lie elsewhere than here" if far else "", f"{len(differing) - far:,} in another governorate" if len(differing) > far else ""]
        click.echo(f"Of the known places {' and '.join(filter(None, told))}; --compare lists them.")


_HEADINGS = {
    "far": "Known places that lie elsewhere",
    "unit": "Known places in another governorate",
    "namesake": "New places whose name a known place of the same governorate has: another one, or one of the two is wrong",
}


def _print_differences(found: Iterable[Difference], taken: Taken, as_json: bool) -> None:
    from dataclasses import asdict

    found = list(found)
    if as_json:
        for difference in found:
            click.echo(json.dumps(asdict(difference), ensure_ascii=False))
        return
    for what, heading in _HEADINGS.items():
        some = [d for d in found if d.what == what]
        if not some:
            continue
        click.echo(f"{heading}: {len(some)}\n")
        click.echo(f"{'km':>5}  {'ours':16}  {'theirs':16}  {'line':>6}  id and name")
        for d in some[:_SHOWN] if sys.stdout.isatty() else some:
            theirs = f"{d.their_lat:.3f} {d.their_lon:.3f}" if d.their_lat is not None else "-"
            units = f"  {d.unit or '-'}, theirs {d.their_unit or '-'}" if what == "unit" else ""
            click.echo(f"{d.apart:5.0f}  {f'{d.lat:.3f} {d.lon:.3f}':16}  {theirs:16}  {d.line:6}  {d.id} {isolate(d.name)}{units}")
        if len(some) > _SHOWN and sys.stdout.isatty():
            click.echo(f"       {len(some) - _SHOWN} more; --json, or a pipe, gives all")
        click.echo()
    click.echo(f"{len(taken.pairs):,} places compared, {len(found):,} differences")
