"""Makes docs/cli.md from the commands, docs/exports.md and docs/exports-events.md from the formats and records.

`python scripts/make_docs.py [--check]`; `--check` writes nothing and exits with 1 where a file is stale.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

import click
from generated import settle, table

from rasad import event, model
from rasad.cli import main as command_line
from rasad.export import acled, bibliography, followthemoney, public, records, rows, ucdp
from rasad.export.columns import Columns
from rasad.export.formats import FORMATS
from rasad.export.layouts import LAYOUTS, Layout
from rasad.export.table import COLUMNS

SCRIPTS = Path(__file__).parent
NOTE = "*Made by `scripts/make_docs.py`; run `make docs` after a change.*"


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command under a group with the words that call it, the group itself first."""
    yield path, group
    for name in sorted(group.commands):
        command = group.commands[name]
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def help_of(path: str, command: click.Command) -> str:
    """A section on one command: how it is called, what it does, its options."""
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    parts = [f"## {path}", f"```\n{usage}\n```", *told(command.help or "")]
    rows = []
    for option in command.params:
        if isinstance(option, click.Option) and (record := option.get_help_record(context)):
            rows.append((f"`{record[0]}`", record[1]))
    if rows:
        parts.append(table(("option", "what it does"), rows))
    return "\n\n".join(parts)


def told(text: str) -> Iterator[str]:
    """The paragraphs of a command's help; those that click leaves as they are (after \\b) become code."""
    for paragraph in text.strip().split("\n\n"):
        lines = paragraph.split("\n")
        if lines[0].strip() == "\b":
            yield "```\n" + "\n".join(line.strip() for line in lines[1:]) + "\n```"
        else:
            yield " ".join(line.strip() for line in lines)


def cli() -> str:
    sections = [help_of(path, command) for path, command in commands(command_line, "rasad")]
    return "\n\n".join(["# Commands", NOTE, *sections]) + "\n"


def exports() -> str:
    formats = [
        (f"`{f.name}`", " ".join(f"`{s}`" for s in f.suffixes) or "by `--format`", f.about)
        for f in FORMATS.values()
    ]
    records = [
        model.EventMention,
        model.Label,
        model.ActorRef,
        model.PlaceRef,
        model.When,
        model.Count,
        model.Weapon,
    ]
    parts = [
        "# Exports",
        NOTE,
        table(("format", "suffix", "what it holds"), formats),
        "Every format is UTF-8. The same input gives the same bytes on every machine.",
        "## CSV columns",
        "The properties of a GeoJSON feature are the same, without `id`, `latitude` and `longitude`, which the feature "
        "itself holds; `geometry_role` says whether the point is the event's location, destination or origin. Several "
        "values in a cell are joined by `;`. Empty means not told, never zero.",
        table(("column", "meaning"), [(f"`{name}`", column.about) for name, column in COLUMNS.items()]),
        "## JSON lines",
        "One event mention a line: the document's `outlet`, `title`, `url`, `published` and `origin` (docs/ingest.md), then the fields of "
        "`EventMention`. A span is `{start, end, quote}`: code points into the document's unaltered text, end exclusive, and the "
        "words that stand there. A value with `span` null was inferred by the rule that `rule` names.",
        *(section(record) for record in records),
        "## Codes",
        *(codes(kind) for kind in (model.TimePrecision, model.GeoPrecision)),
    ]
    return "\n\n".join(parts) + "\n"


def events() -> str:
    """The page on exports of a project: formats, data dictionaries, the public profile."""
    formats = [
        (
            f"`{layout.name}`",
            " ".join(_names(layout)),
            layout.about,
            "yes" if layout.mentions else "",
            f"`pip install 'rasad[{layout.extra}]'`" if layout.extra else "",
        )
        for layout in LAYOUTS.values()
    ]
    written = [event.Event, event.Figures, event.Claim, event.Contradiction]
    parts = [
        "# Exports of a project",
        NOTE,
        (SCRIPTS / "exports-events.md").read_text("utf-8").strip().replace("{formats}", table(("format", "file name", "what it holds", "`--mentions`", "needs"), formats))
        .replace("{public}", table(("field", "what the public profile makes of it"), list(public.FIELDS.items())))
        .replace("{events}", _columns(rows.EVENTS))
        .replace("{mentions}", _columns({n: c for n, c in rows.MENTIONS.items() if n not in COLUMNS or n == "id"}))
        .replace("{claims}", _columns(rows.CLAIMS))
        .replace("{sources}", _columns(rows.SOURCES))
        .replace("{acled}", _columns(acled.COLUMNS))
        .replace("{ucdp}", _columns(ucdp.COLUMNS))
        .replace("{hxl}", table(("column", "tag"), [(f"`{n}`", f"`{c.hxl}`") for n, c in rows.EVENTS.items()]))
        .replace("{ftm}", table(("schema", "property", "holds"), [(f"`{s}`", f"`{p}`", about) for s, ps in followthemoney.SCHEMATA.items() for p, about in ps.items()]))
        .replace("{bibtex}", table(("field", "holds"), [(f"`{n}`", about) for n, about in bibliography.FIELDS.items()]))
        .replace("{of_the_project}", table(("field", "meaning"), [(f"`{n}`", about) for n, about in records.OF_THE_PROJECT.items()]))
        .replace("{records}", "\n\n".join(section(record) for record in written)),
    ]
    return "\n\n".join(parts) + "\n"


def _names(layout: Layout) -> Iterator[str]:
    if not layout.marks:
        yield from (f"`{suffix}`" for suffix in layout.suffixes)
    for mark in layout.marks:
        yield from (f"`{mark}{suffix}`" for suffix in layout.suffixes if suffix != f".{mark}")


def _columns(columns: Columns) -> str:
    return table(("column", "holds", "meaning"), [(f"`{name}`", column.kind, column.about) for name, column in columns.items()])


def section(record: type) -> str:
    """A table of a record's fields under its docstring."""
    rows = [(f"`{f.name}`", f"`{f.type}`") for f in dataclasses.fields(record)]
    about = " ".join((record.__doc__ or "").split())
    return f"### {record.__name__}\n\n{about}\n\n" + table(("field", "type"), rows)


def codes(kind: type[IntEnum]) -> str:
    listed = ", ".join(f"{int(code)} {code.name.lower().replace('_', ' ')}" for code in kind)
    return f"**{kind.__name__}**: {listed}. {' '.join((kind.__doc__ or '').split())}"


def main() -> None:
    settle({"docs/cli.md": cli(), "docs/exports.md": exports(), "docs/exports-events.md": events()})


if __name__ == "__main__":
    main()
