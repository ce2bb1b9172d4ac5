"""`rasad demo`: the bundled sample corpus, coded, written in every format, and a project of it to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasad.cli.options import kit_of, kit_option

if TYPE_CHECKING:
    from rasad.kit import Kit
    from rasad.pipeline import Coded

_SAMPLES = Path(__file__).parent.parent / "data" / "samples"


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("rasad-demo"),
    show_default=True,
    metavar="DIR",
    help="Folder to write into.",
)
@kit_option
def demo(out: Path, kit_folders: tuple[Path, ...]) -> None:
    """Code the sample reports that come with Rasad.

    Prints what was found, writes it as JSON lines, CSV and GeoJSON, and makes a project of it in which the reports are
    linked into events, for `rasad serve` and the other commands. The reports are made up.
    """
    from rasad.cli.code import Run
    from rasad.cli.screen import print_summary, print_table
    from rasad.errors import ConfigurationError
    from rasad.export.formats import FORMATS
    from rasad.export.target import write_whole
    from rasad.ingest import Intake, read_documents
    from rasad.pipeline import code_documents

    run = Run()
    documents = read_documents([_SAMPLES], Intake(note=run.note))
    kit = kit_of(kit_folders)
    results = list(run.coded(code_documents(documents, kit)))
    print_table(results[:3])
    print_summary(results)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{out}: cannot be made ({error.strerror}); choose another with --out"
        ) from error
    for name, file in (("jsonl", "events.jsonl"), ("csv", "events.csv"), ("geojson", "events.geojson")):
        write_whole(FORMATS[name].pieces(results), out / file)
        click.echo(f"{out / file}  {FORMATS[name].about}")
    project = out / "demo.rasad"
    events = _into_project(results, project, kit, kit_folders)
    click.echo(f"{project}  a project: {events} events; look at it with  rasad serve -p {project} --open")
    run.report()
    raise SystemExit(run.exit_code)


def _into_project(results: list[Coded], file: Path, kit: Kit, kit_folders: tuple[Path, ...]) -> int:
    """Adds what was read to the project, which keeps what it has, and links it; how many events it has then."""
    from rasad.project import Project
    from rasad.project.link import link_pending
    from rasad.project.maker import present_maker
    from rasad.project.search import Searcher
    from rasad.search.meaning import reader_of

    with Project.create(file) as project:
        reader = reader_of(kit)
        project.words = reader.words  # what is added and linked is found at once
        maker = present_maker(kit_folders)
        project.add_coded(results, maker)
        for _ in link_pending(project, kit, maker):
            pass
        return Searcher(project, reader).count("")
