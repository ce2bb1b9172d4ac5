"""`rasad evaluate`: annotated documents and predictions in, precision and recall out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from rasad.cli.options import jobs_option, kit_of, kit_option


@click.command()
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--predictions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Score this benchmark file instead of reading the documents now.",
)
@click.option(
    "--show",
    multiple=True,
    metavar="WHAT",
    help="List cases: all, a verdict (MISSED, EXTRA, PART, RIGHT, OPTIONAL), a field (who, whom, where, when, killed, "
    "injured, reality, attribution, source), an event type, or a document id. Repeated, all must hold.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@click.option(
    "--floors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Exit with 1 where a figure is below its floor in this TOML file (table: the folder's name).",
)
@kit_option
@jobs_option
def evaluate(
    gold: Path,
    predictions: Path | None,
    show: Sequence[str],
    as_json: bool,
    floors: Path | None,
    kit_folders: tuple[Path, ...],
    jobs: int,
) -> None:
    """Score event records against annotated documents.

    GOLD is a folder of annotated documents (*.json, searched deeply) or one such file.

    \b
    rasad evaluate gold/dev
    rasad evaluate gold/dev --show MISSED --show shelling
    rasad evaluate gold/dev --show PART --show where
    rasad evaluate gold/dev --predictions other-system.jsonl --json
    """
    from rasad.evaluate import report
    from rasad.evaluate.floors import below
    from rasad.evaluate.gold import load_gold, load_predictions, predictions_of
    from rasad.evaluate.score import score

    documents = load_gold(gold)
    if predictions:
        predicted = load_predictions(predictions)
    else:
        from rasad.export.benchmark import events_of
        from rasad.pipeline import Coded, code_documents

        predicted = {}
        for result in code_documents((d.document for d in documents), kit_of(kit_folders), jobs):
            if isinstance(result, Coded):
                predicted[result.document.id] = predictions_of(events_of(result.mentions))
            else:
                click.echo(f"failed: {result}", err=True)
    if missing := [d.document.id for d in documents if d.document.id not in predicted]:
        click.echo(f"note: no predictions for {len(missing)} of {len(documents)} documents, {missing[0]} first", err=True)
    scores = score(documents, predicted)
    if as_json:
        click.echo(json.dumps(scores.to_dict(), ensure_ascii=False))
    else:
        if show:
            kept = report.selected(scores.cases, show)
            for line in report.cases(kept):
                click.echo(line)
            click.echo(f"{len(kept)} of {len(scores.cases)} cases shown")
            click.echo()
        for line in report.figures(scores):
            click.echo(line)
    if floors and (fallen := below(scores, floors, gold.resolve().name if gold.is_dir() else gold.stem)):
        for sentence in fallen:
            click.echo(f"below: {sentence}", err=True)
        raise SystemExit(1)
