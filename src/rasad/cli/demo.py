"""`rasad demo`: the bundled sample corpus, coded and written in every format."""

from __future__ import annotations

from pathlib import Path

import click

from rasad.cli.options import kit_of, kit_option

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

    Prints what was found and writes it as JSON lines, CSV and GeoJSON. The reports are made up.
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
    results = list(run.coded(code_documents(documents, kit_of(kit_folders))))
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
    run.report()
    raise SystemExit(run.exit_code)
