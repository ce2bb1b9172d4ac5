"""`rasad source`: a report of a project in; where it comes from on the screen, or the bytes it was taken from in a file, out."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from rasad.cli.options import project_of, project_option


@click.command()
@click.argument("document", metavar="DOCUMENT")
@project_option
@click.option("-o", "--output", metavar="FILE", help="Write the bytes that it was taken from to this file; - is standard output.")
def source(document: str, project_name: str, output: str | None) -> None:
    """Show where a report comes from, and give back the bytes that it was taken from.

    DOCUMENT is the key of a report or its beginning, as exports and the review application show it, or the id that the
    report came with. The bytes are there if it was added with --keep-raw; their hash is checked before they are written.

    \b
    rasad source 3f2a9c41 -p syria.rasad
    rasad source 3f2a9c41 -p syria.rasad -o page.html
    """
    from rasad.export.target import replacing
    from rasad.project.source import bytes_of, source_of
    from rasad.terminal import printable

    with project_of(project_name) as project:
        found = source_of(project, document)
        if output is None:
            report = found.document
            told = {"key": found.key, "id": report.id, "title": report.title, "outlet": report.outlet, "url": report.url}
            told |= {"published": report.published} | (asdict(report.origin) if report.origin else {})
            told["kept"] = "no" if found.size is None else f"{found.size:,} bytes"
            for name, value in told.items():
                if value not in (None, ""):
                    click.echo(printable(f"{name:<10} {value}"))
            return
        data = bytes_of(project, found)
    if output == "-":
        sys.stdout.buffer.write(data)
        return
    with replacing(Path(output)) as part:
        part.write_bytes(data)
    click.echo(f"{output}: {len(data):,} bytes", err=True)
