"""`rasad code`: reports in, event records on the screen or in a file."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from rasad.cli.options import Reading, Web, all_cores_option, kit_of, kit_option, reading_options, web_options

if TYPE_CHECKING:
    from rasad.ingest import Failure
    from rasad.kit import Kit
    from rasad.pipeline import Coded, Result

MOST_FAILURES = 100  # an exit code is one byte, and those from 126 up mean other things
_ON_SCREEN = 20  # failures spelled out on a terminal
_KEPT = 1000  # failures spelled out elsewhere
_OF_A_KIND = 3  # notes with one message


@dataclass(slots=True)
class Run:
    """What is kept of a run besides its records: failures, notes and counts."""

    keep: int = _KEPT
    failures: list[Failure] = field(default_factory=list)
    failed: int = 0
    notes: dict[str, list[str]] = field(default_factory=dict)
    noted: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    mentions: int = 0

    def note(self, item: str, message: str) -> None:
        """Keeps a note of the intake; of many with one message the first ones."""
        self.noted[message] += 1
        if self.noted[message] <= _OF_A_KIND:
            self.notes.setdefault(message, []).append(item)

    def fail(self, failure: Failure) -> None:
        """Keeps a failure."""
        self.failed += 1
        if len(self.failures) < self.keep:
            self.failures.append(failure)

    def coded(self, results: Iterable[Result]) -> Iterator[Coded]:
        """The coded documents among the results; failures are kept aside."""
        from rasad.ingest import Failure

        for result in results:
            if isinstance(result, Failure):
                self.fail(result)
            else:
                self.documents += 1
                self.mentions += len(result.mentions)
                yield result

    def report(self, hint: str = "") -> None:
        """Says on stderr what was noted, what failed and how much was read; `hint` names where all failures are."""
        from rasad.terminal import printable

        for message, items in list(self.notes.items())[:_ON_SCREEN]:
            for item in items:
                click.echo(printable(f"note: {item}: {message}"), err=True)
            if (more := self.noted[message] - len(items)) > 0:
                click.echo(printable(f"note: {more} more: {message}"), err=True)
        if (kinds := len(self.notes) - _ON_SCREEN) > 0:
            click.echo(f"note: {kinds} other kinds of notes", err=True)
        shown = self.failures[:_ON_SCREEN] if sys.stderr.isatty() else self.failures
        for failure in shown:
            click.echo(printable(f"failed: {failure}".replace("\n", " ")), err=True)
        if self.failed > len(shown):
            click.echo(f"failed: {self.failed - len(shown)} more{hint}", err=True)
        told = f"{_counted(self.documents, 'document')} read, {_counted(self.mentions, 'event mention')}"
        if self.failed:
            told += f", {_counted(self.failed, 'document')} failed"
        click.echo(told, err=True)

    @property
    def exit_code(self) -> int:
        """How many documents failed, 100 at most."""
        return min(self.failed, MOST_FAILURES)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file, whole or not at all; - is standard output. With --cluster a folder or fsspec URL.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["jsonl", "csv", "geojson", "benchmark"]),
    help="Format of the output; otherwise by the file's suffix, JSON lines on a pipe, a table on a screen.",
)
@click.option(
    "--failures",
    "failures_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what failed to this file as well: JSON lines with item, stage, reason and advice.",
)
@click.option(
    "--link",
    is_flag=True,
    help="Also find which records tell the same event: each gets the event's id (formats jsonl, benchmark).",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Divide the inputs among the workers of the Dask scheduler at this address; `local` starts workers here.",
)
@reading_options
@click.option(
    "--keep-raw",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the bytes that the texts are taken from in this folder, each once, as the hash that `origin` tells with .gz.",
)
@web_options
@all_cores_option
@kit_option
@click.option(
    "--bom", is_flag=True, help="Begin a CSV file with a byte order mark, which some spreadsheets need."
)
def code(
    inputs: Sequence[str],
    output: str | None,
    format_name: str | None,
    failures_file: Path | None,
    link: bool,
    cluster: str | None,
    reading: Reading,
    keep_raw: Path | None,
    web: Web,
    jobs: int,
    kit_folders: tuple[Path, ...],
    bom: bool,
) -> None:
    """Read reports and write the events they tell.

    INPUT is a file, a folder, the address of a page, feed or sitemap, or - for standard input. Read are texts, saved
    web pages, JSON, tables (CSV, Excel, Parquet), chats of Telegram and WhatsApp, feeds, e-mail, PDF, Word, WARC
    and ZIP, told apart by what is in them: docs/ingest.md says what is made of each.

    \b
    rasad code report.txt --published 2024-02-03
    rasad code reports/ -o events.csv
    rasad code corpus.jsonl -o events.geojson
    rasad code cases.xlsx --text-column Narrative --date-column Day -o events.csv
    rasad code saved-pages/ archive.wacz -o events.jsonl --keep-raw raw/
    rasad code reports/ --link -o events.jsonl
    rasad code https://agency.example/rss.xml --limit 20
    cat report.txt | rasad code - | head
    rasad code corpus/ --cluster local -o coded/ --link
    rasad code s3://news/2023/ --cluster tcp://head:8786 -o s3://desk/coded

    With --cluster the output is a folder of Parquet tables; the same command again goes on where a run was stopped
    (docs/scale.md).

    The exit code says how many documents failed (100 at most); the rest are coded.
    """
    from rasad.export.formats import FORMATS, format_of_suffix
    from rasad.export.target import write_stream, write_whole
    from rasad.ingest import amount_of, read_documents
    from rasad.pipeline import code_documents

    if cluster:
        if output in (None, "-") or format_name or bom:
            raise click.UsageError("--cluster writes Parquet tables into a folder; name it with -o, without --format or --bom")
        if keep_raw:
            raise click.UsageError("--keep-raw does not go with --cluster yet; keep the files that are read")
        from rasad.cli.cluster import Asked, code_on_cluster

        run = Run(sys.maxsize if failures_file else _KEPT)
        code_on_cluster(inputs, Asked(cluster, str(output), link, jobs, reading, kit_folders), run)
        _end(run, failures_file)
    to_file = output is not None and output != "-"
    chosen = FORMATS[format_name] if format_name else None
    if chosen is None and output is not None and to_file:
        chosen = format_of_suffix(Path(output).suffix)
        if chosen is None:
            raise click.UsageError(
                f"{output}: its suffix means no format; name one with --format, or use .jsonl, .csv or .geojson"
            )
    if bom and (chosen is None or chosen.name != "csv"):
        raise click.UsageError("--bom is for CSV only; add --format csv")
    if link and (chosen.name if chosen else format_name or "jsonl") not in ("jsonl", "benchmark"):
        raise click.UsageError("--link goes with the formats jsonl and benchmark; for others link in a project (rasad add)")
    if link and chosen is None:
        chosen = FORMATS["jsonl"]
    kit = kit_of(kit_folders)
    run = Run(sys.maxsize if failures_file else _KEPT)
    intake = reading.intake(run.note, kit, web)
    if keep_raw:
        from rasad.export.keeping import keep_in

        intake.keep = partial(keep_in, keep_raw)
    documents = read_documents(inputs, intake, sys.stdin.buffer)
    outcomes = code_documents(documents, kit, jobs)
    with ExitStack() as stack:
        if sys.stderr.isatty() and (to_file or not sys.stdout.isatty()):
            from rasad.cli.progress import progress

            outcomes = stack.enter_context(progress(outcomes, lambda: amount_of(inputs)))
        results = run.coded(outcomes)
        pieces = _linked(chosen.name, results, kit) if link and chosen else chosen.pieces(results) if chosen else None
        if to_file and pieces and output:
            write_whole(pieces, Path(output), bom)
        elif pieces is None and sys.stdout.isatty():
            from rasad.cli.screen import print_table

            print_table(results)
        else:
            write_stream(pieces or FORMATS["jsonl"].pieces(results), sys.stdout.buffer, "standard output", bom)
    _end(run, failures_file)


def _end(run: Run, failures_file: Path | None) -> NoReturn:
    """Tells what came of a run, and ends with its exit code."""
    from rasad.export.target import write_whole

    if failures_file:
        write_whole((json.dumps(asdict(f), ensure_ascii=False) + "\n" for f in run.failures), failures_file)
    run.report("" if failures_file else "; --failures FILE keeps them all")
    raise SystemExit(run.exit_code)


def _linked(format_name: str, results: Iterable[Coded], kit: Kit) -> Iterator[str]:
    """The records with the event that each tells; all are read before the first is written."""
    from rasad.export import benchmark, jsonl
    from rasad.link.files import link_reports

    coded = list(results)
    events = link_reports([(one.document, one.mentions) for one in coded], kit)
    incidents = {told.mention.id: event.id for event, rows in events for told in rows}
    yield from (benchmark if format_name == "benchmark" else jsonl).pieces(coded, incidents)
