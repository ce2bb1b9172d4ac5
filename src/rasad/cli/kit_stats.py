"""`rasad kit stats`: what the kit holds and, over a corpus, how often everything fired; tables, JSON or CSV out."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from rasad.cli.options import kit_of, kit_option
from rasad.terminal import isolate, printable

if TYPE_CHECKING:
    from rasad.evaluate.census import Census, Line
    from rasad.ingest import Failure
    from rasad.kit import Kit
    from rasad.model import Document

_WIDTH = 110
# Lists of the kit in which what never fired is told by name on the screen; the others are long by nature.
_NAMED = ("trigger", "class", "means", "head", "place class", "time rule", "casualty cue")


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("--top", type=click.IntRange(0), default=25, show_default=True, metavar="N", help="Rows shown of each list; 0 shows all.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="With INPUT: print everything as CSV (group, name, fired, seen, rejected).")
@kit_option
def stats(inputs: tuple[str, ...], top: int, as_json: bool, as_csv: bool, kit_folders: tuple[Path, ...]) -> None:
    """Count the entries of the kit; with INPUT (as for `rasad code`) also what fired on a corpus, and what never did.

    \b
    rasad kit stats
    rasad kit stats corpus.jsonl --kit my-words/
    rasad kit stats corpus.jsonl --top 0 | less
    rasad kit stats corpus.jsonl --csv > fired.csv

    Over a corpus it begins with what to look at: unknown words beside triggers, and triggers that opened no record. Then
    come the counts of triggers, word classes, means, time rules, cues of casualties and the engine's rules for each field.
    """
    if as_json and as_csv:
        raise click.UsageError("--json or --csv, not both")
    if as_csv and not inputs:
        raise click.UsageError("--csv needs INPUT: a corpus to count on")
    loaded = kit_of(kit_folders)
    held = _held(loaded, kit_folders)
    if not inputs:
        click.echo(json.dumps(held)) if as_json else _print_held(held)
        return
    census = _counted(inputs, loaded)
    if as_json:
        click.echo(json.dumps(held | census.to_dict(), ensure_ascii=False))
    elif as_csv:
        click.echo(_table(census), nl=False)
    else:
        _print_census(census, top or sys.maxsize)


def _held(kit: Kit, folders: tuple[Path, ...]) -> dict[str, dict[str, int] | dict[str, list[int]]]:
    """Files and entries by sub-folder, forms of the lexicon by kind."""
    from rasad.kit import DATA

    kinds = Counter(sense.kind for senses in kit.lexicon.senses for sense in senses)
    return {
        "folders": {room: list(counts) for room, counts in _files((DATA, *folders)).items()},
        "forms": {"all": len(kit.lexicon.patterns)} | dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
    }


def _files(folders: tuple[Path, ...]) -> dict[str, tuple[int, int]]:
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


def _print_held(held: dict[str, dict[str, int] | dict[str, list[int]]]) -> None:
    click.echo(f"{'folder':12}{'files':>8}{'entries':>10}")
    for room, counts in held["folders"].items():
        assert isinstance(counts, list)
        click.echo(f"{room:12}{counts[0]:8}{counts[1]:10}")
    forms = held["forms"]
    click.echo(f"\n{'forms':22}{forms['all']:10}")
    for kind, number in forms.items():
        if kind != "all":
            click.echo(f"  as {kind:17}{number:10}")


def _counted(inputs: tuple[str, ...], kit: Kit) -> Census:
    """The census of the inputs; what cannot be read is told on stderr."""
    from rasad.evaluate.census import Census
    from rasad.ingest import Failure, Intake, amount_of, read_documents

    census = Census(kit)
    documents: Iterable[Document | Failure] = read_documents(inputs, Intake(), sys.stdin.buffer)
    failures: list[Failure] = []
    with ExitStack() as stack:
        if sys.stderr.isatty():
            from rasad.cli.progress import progress

            documents = stack.enter_context(progress(documents, lambda: amount_of(inputs)))
        for item in documents:
            if isinstance(item, Failure):
                failures.append(item)
            else:
                census.add(item)
    for failure in failures:
        click.echo(printable(f"failed: {failure}"), err=True)
    return census


def _print_census(census: Census, top: int) -> None:
    from rasad.evaluate.census import BESIDE, GROUPS

    counts = ((census.documents, "document"), (census.mentions, "event mention"))
    click.echo(", ".join(f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in counts) + "\n")
    unknown = census.unknown(top)
    click.echo(f"── unknown words within {BESIDE} words of a trigger: {len(census.near):,}, the most typical of that place first")
    click.echo(f"{'beside':>9}{'in all':>9}   word and triggers")
    for word in unknown:
        click.echo(f"{word.near:9,}{word.everywhere:9,}   {isolate(word.word)}  {', '.join(word.triggers)}")
    for group in _NAMED:
        _print_dead(group, census.dead(group), len(census.entries(group)))
    for group in ("actor", "people"):
        entries = census.entries(group)
        silent = len([line for line in census.dead(group) if not line.seen])
        click.echo(f"\n── never read: {silent} of {len(entries)} ({group}; --json or --csv names them)")
    for group, (fired, seen) in GROUPS.items():
        _print_group(group, fired, seen, census.lines(group), top)


def _print_dead(group: str, dead: list[Line], entries: int) -> None:
    """What never fired: by name, with how often its words stood in the text, and were refused, in brackets."""
    if not dead:
        return
    brackets = "in brackets how often its words were read" + (", and refused" if group == "trigger" else "")
    click.echo(f"\n── never fired: {len(dead)} of {entries} ({group}; {brackets})")
    told = [line.name + (f" ({_told(line)})" if line.seen else "") for line in dead]
    for row in wrap(", ".join(told), _WIDTH, break_long_words=False, break_on_hyphens=False):
        click.echo(f"   {row}")


def _told(line: Line) -> str:
    return f"{line.seen}, {line.rejected}" if line.group == "trigger" else str(line.seen)


def _print_group(group: str, fired: str, seen: str, lines: list[Line], top: int) -> None:
    alive = [line for line in lines if line.fired or line.seen]
    click.echo(f"\n── {group}: {fired}" + (f"; {seen}" if seen else ""))
    rejected = any(line.rejected for line in alive)
    heading = f"{'fired':>9}" + (f"{'seen':>9}" if seen else "") + (f"{'refused':>9}" if rejected else "")
    click.echo(f"{heading}   {group}")
    for line in alive[:top]:
        cells = f"{line.fired:9,}" + (f"{line.seen:9,}" if seen else "") + (f"{line.rejected:9,}" if rejected else "")
        click.echo(f"{cells}   {printable(line.name)}")
    if len(alive) > top:
        click.echo(f"{'':12}{len(alive) - top:,} more; --top 0 shows all")


def _table(census: Census) -> str:
    """Everything as CSV: unknown words as a group of their own, `fired` being how often they stand near a trigger."""
    from rasad.evaluate.census import GROUPS

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(("group", "name", "fired", "seen", "rejected"))
    for group in GROUPS:
        writer.writerows(_cells(census.lines(group)))
    writer.writerows(("unknown word", word.word, word.near, word.everywhere, 0) for word in census.unknown())
    return buffer.getvalue()


def _cells(lines: list[Line]) -> Iterator[tuple[str | int, ...]]:
    for line in lines:
        yield line.group, line.name, line.fired, line.seen, line.rejected
