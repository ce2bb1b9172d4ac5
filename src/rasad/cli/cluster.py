"""`rasad code --cluster`: inputs divided among the workers of a Dask cluster, a folder of Parquet tables out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from distributed import Client

    from rasad.cli.code import Run
    from rasad.cli.options import Reading
    from rasad.cluster.job import Done, Job


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks of a run: where, whereto, and how."""

    address: str
    output: str
    link: bool
    jobs: int
    reading: Reading
    kit_folders: tuple[Path, ...]


def code_on_cluster(inputs: Sequence[str], asked: Asked, run: Run) -> None:
    """Codes the inputs, then links them if asked; tells what came of it. What is finished there is not done again."""
    try:
        import distributed  # noqa: F401
        import fsspec  # noqa: F401
        import polars  # noqa: F401
    except ImportError as error:
        raise click.UsageError(f"--cluster needs more than is installed ({error.name}): pip install 'rasad[cluster]'") from None
    from rasad.cluster.job import Job
    from rasad.cluster.parts import parts_of
    from rasad.cluster.place import Place
    from rasad.cluster.run import begin, connected
    from rasad.ingest import Columns
    from rasad.project.maker import present_maker

    if "-" in inputs:
        raise click.UsageError("--cluster takes files, folders and URLs; what comes by a pipe is read by one machine")
    if web := next((given for given in inputs if given.lower().startswith(("http://", "https://"))), None):
        raise click.UsageError(f"{web}: pages are fetched by one machine, within its limits (rasad code, rasad watch); save them, and give the files")
    folders = tuple(folder.resolve() for folder in asked.kit_folders)
    output = asked.output if "://" in asked.output else str(Path(asked.output).resolve())
    if any(Path(output).is_relative_to(Path(given).resolve()) for given in inputs if "://" not in given):
        raise click.UsageError(f"{asked.output}: lies in an input, and would be read by the next run; name another folder")
    parts = parts_of([given if "://" in given else str(Path(given).resolve()) for given in inputs])
    job = Job(Place(output), present_maker(folders), asked.reading.published, folders, Columns(**asked.reading.columns))
    finished = begin(job, parts)
    for done in finished:
        _take(done, run)
    if finished:
        click.echo(f"{asked.output}: {len(finished):,} of {len(parts):,} parts are finished already", err=True)
    if len(finished) == len(parts) and not asked.link:
        return
    with connected(asked.address, asked.jobs) as client:
        workers = len(client.nthreads())
        click.echo(f"{len(parts):,} parts for {workers} workers; dashboard: {_dashboard(client, asked.address)}", err=True)
        begun, before = time.monotonic(), run.documents
        for done in _shown(client, job, (parts, finished), inputs):
            _take(done, run)
        took = time.monotonic() - begun
        if run.documents > before:
            click.echo(f"{run.documents - before:,} document(s) read in {took:.0f} s, {(run.documents - before) / took:,.1f} a second", err=True)
        if asked.link:
            _link(client, job, len(parts))


def _dashboard(client: Client, address: str) -> str:
    """Where workers, their memory and what they do are shown: pictures need bokeh, tables do not."""
    pictures = address != "local" or find_spec("bokeh") is not None
    return str(client.dashboard_link).removesuffix("/status") + ("/status" if pictures else "/info/main/workers.html")


def _shown(client: Client, job: Job, work: tuple[Sequence[object], Sequence[Done]], inputs: Sequence[str]) -> Iterator[Done]:
    """The parts as they are done, with a bar of documents where there is a screen."""
    import sys

    from rasad.cluster.run import code_parts
    from rasad.ingest import Amount, amount_of

    parts, finished = work
    results = code_parts(client, job, parts, finished)  # type: ignore[arg-type]
    if not sys.stderr.isatty():
        yield from results
        return
    from rasad.cli.progress import progress

    last: list[Done] = []

    def items() -> Iterator[object]:
        for done in results:
            last.append(done)
            yield from done.failures
            yield from range(done.documents + done.failed - len(done.failures))

    def amount() -> Amount | None:
        known = None if any("://" in given for given in inputs) else amount_of(inputs)
        there = sum(done.documents + done.failed for done in finished)
        return Amount(max(1, known.documents - there), False) if known else None

    with ExitStack() as stack:
        for _ in stack.enter_context(progress(items(), amount)):
            while last:
                yield last.pop()
        yield from last


def _take(done: Done, run: Run) -> None:
    run.documents += done.documents
    run.mentions += done.mentions
    for failure in done.failures:
        run.fail(failure)
    run.failed += done.failed - len(done.failures)
    for message, item, count in done.notes:
        run.note(item, message)
        run.noted[message] += count - 1


def _link(client: Client, job: Job, parts: int) -> None:
    from rasad.cluster.link import link_run

    linked = link_run(client, job, parts, lambda step: click.echo(f"linking: {step}", err=True))
    click.echo(f"{linked.mentions:,} mentions linked; {linked.events:,} events", err=True)
