"""`rasad kit`: the lexicons and rules, checked and counted."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasad.cli.kit_import import import_
from rasad.cli.options import kit_of, kit_option
from rasad.terminal import printable

if TYPE_CHECKING:
    from rasad.kit import Kit


@click.group()
def kit() -> None:
    """Check and count the lexicons and rules.

    \b
    rasad kit check my-words/
    rasad kit stats
    rasad kit stats reports/
    """


kit.add_command(import_)


@kit.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--notes/--no-notes", default=True, show_default=True, help="Print notes, too, not only faults.")
def check(folder: Path | None, notes: bool) -> None:
    """Check the built-in files, or those of FOLDER laid over them; exit with 1 where there are faults.

    Prints every fault as file:line: message. What starts with "note:" is worth a look and no fault.
    """
    from rasad.kit.check import check_kit

    found = check_kit(folder)
    faults = [line for line in found if ": note: " not in line]
    for line in found if notes else faults:
        click.echo(printable(line))
    click.echo(f"{len(faults)} fault(s), {len(found) - len(faults)} note(s)", err=True)
    raise SystemExit(1 if faults else 0)


@kit.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@kit_option
def stats(inputs: tuple[str, ...], kit_folders: tuple[Path, ...]) -> None:
    """Count the entries of the kit; with INPUT (as for `rasad code`) also how often triggers and classes fired.

    \b
    rasad kit stats
    rasad kit stats corpus.jsonl --kit my-words/
    """
    from rasad.kit import DATA

    click.echo(f"{'folder':12}{'files':>8}{'entries':>10}")
    for room, (files, entries) in _counted((DATA, *kit_folders)).items():
        click.echo(f"{room:12}{files:8}{entries:10}")
    loaded = kit_of(kit_folders)
    kinds = Counter(sense.kind for senses in loaded.lexicon.senses for sense in senses)
    click.echo(f"\n{'forms':22}{len(loaded.lexicon.patterns):10}")
    for kind, forms in sorted(kinds.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  as {kind:17}{forms:10}")
    if inputs:
        _print_fired(inputs, loaded)


def _counted(folders: tuple[Path, ...]) -> dict[str, tuple[int, int]]:
    """Files and entries by sub-folder, examples left out; "(top)" for the files at the top."""
    from rasad.kit.files import read_toml

    counts: dict[str, tuple[int, int]] = {}
    for folder in folders:
        for file in sorted((*folder.glob("*.*"), *folder.glob("*/*.*"))):
            if file.name.endswith(".examples.toml"):
                continue
            if file.suffix == ".csv":
                with file.open(encoding="utf-8") as lines:
                    entries = max(0, sum(1 for line in lines if line.strip()) - 1)
            elif file.suffix == ".toml":
                entries = sum(len(v) for v in read_toml(file).values() if isinstance(v, list | dict))
            else:
                continue
            room = file.parent.name if file.parent != folder else "(top)"
            files, total = counts.get(room, (0, 0))
            counts[room] = (files + 1, total + entries)
    return dict(sorted(counts.items()))


def _print_fired(inputs: tuple[str, ...], loaded: Kit) -> None:
    """How often each trigger opened a record and was seen, and each word class was seen, over the inputs."""
    from rasad.extract.read import explain
    from rasad.ingest import Failure, Intake, read_documents

    seen: Counter[str] = Counter()
    records: Counter[str] = Counter()
    documents = 0
    for item in read_documents(inputs, Intake(), sys.stdin.buffer):
        if isinstance(item, Failure):
            click.echo(printable(f"failed: {item}"), err=True)
            continue
        documents += 1
        mentions, notes, _ = explain(item, loaded)
        records.update(mention.rule for mention in mentions)
        seen.update(sense for note in notes if note.stage == "word" for sense in note.rule.split(", "))
    click.echo(f"\n{documents} documents\n\n{'trigger':26}{'records':>9}{'seen':>9}")
    for name in sorted(loaded.events.triggers, key=lambda name: (-records[name], -seen[f"trigger {name}"], name)):
        click.echo(f"{name:26}{records[name]:9}{seen[f'trigger {name}']:9}")
    senses = {sense for group in loaded.lexicon.senses for sense in group}
    classes = {sense.key for sense in senses if sense.kind == "word"}
    click.echo(f"\n{'class':35}{'seen':>9}")
    for name in sorted(classes, key=lambda name: (-seen[name], name)):
        click.echo(f"{name:35}{seen[name]:9}")
