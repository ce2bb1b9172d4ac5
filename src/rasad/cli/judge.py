"""`rasad judge`: reviewers' decisions on events and mentions of a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from rasad.cli.options import kit_of, project_of, project_option

_Command = Callable[..., Any]


def _decision(command: _Command) -> _Command:
    """The options that every decision has."""
    options = (
        project_option,
        click.option("--by", required=True, envvar="RASAD_REVIEWER", show_envvar=True, metavar="NAME", help="Who decides."),
        click.option("--note", default="", metavar="TEXT", help="Why; internal, never exported publicly."),
        click.option(
            "--seen",
            multiple=True,
            metavar="VERSION",
            help="The version that `rasad show` told: if anything was decided or reported since, nothing is done.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def judge() -> None:
    """Decide on events and mentions: accept, reject, correct, merge, split, keep apart, mark as duplicate, note, undo.

    An ID is that of an event or a mention, as `rasad events` and `rasad show` tell it, or its beginning. A decision is
    never changed or removed; undoing it is another one.

    \b
    rasad judge accept 3f2a9c41 -p syria.rasad --by rana
    rasad judge correct 3f2a9c41 killed 4-6 -p syria.rasad --by rana --quote "..."
    rasad judge merge 3f2a9c41 77b01d52 -p syria.rasad --by rana
    """


@judge.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_decision
def accept(ids: tuple[str, ...], **options: Any) -> None:
    """Accept events, or single mentions, as they are.

    The mentions of an accepted event stay together. Reports that join it later change it; `rasad show` then tells what
    changed since it was accepted.

    \b
    rasad judge accept 3f2a9c41 -p syria.rasad --by rana
    """
    _one_by_one("accept", ids, **options)


@judge.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_decision
def reject(ids: tuple[str, ...], **options: Any) -> None:
    """Reject events, or single mentions: they are kept, and nothing is linked with them.

    A rejected mention leaves the event that it was in.

    \b
    rasad judge reject 3f2a9c41 -p syria.rasad --by rana --note "film, not news"
    """
    _one_by_one("reject", ids, **options)


@judge.command()
@click.argument("id", metavar="ID")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@click.option("--quote", metavar="WORDS", help="Words of a report that say so, exactly as they stand there.")
@_decision
def correct(id: str, field: str, value: str, quote: str | None, **options: Any) -> None:
    """Correct a field of an event, or of one mention.

    A mention is linked anew by what it says now. The value of an event goes before what reports say; their claims stay.
    FIELD and VALUE are one of these; "none" is "not told".

    \b
    type                           an event type: shelling
    reality                        actual, denied, planned
    attribution                    stated, claimed, suspected, unknown
    source                         official, correspondent, eyewitness ...
    initiators, targets, weapons   ids, with commas between: irgc,hezbollah_lb
    place                          an id or name of the gazetteer, or "35.02,40.45 NAME"
    when                           2024-02-03, 2024-02-03/2024-02-05, 2024-02, 2024
    killed, injured                3, 3-5, 3+

    \b
    rasad judge correct 3f2a9c41 when 2024-02-03 -p syria.rasad --by rana
    """
    _decide("correct", (id,), field=field, words=value, quote=quote, **options)


@judge.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID ID...")
@_decision
def merge(ids: tuple[str, ...], **options: Any) -> None:
    """Make one event of several.

    \b
    rasad judge merge 3f2a9c41 77b01d52 -p syria.rasad --by rana
    """
    _decide("merge", ids, **options)


@judge.command()
@click.argument("event", metavar="EVENT")
@click.argument("mentions", nargs=-1, required=True, metavar="MENTION...")
@_decision
def split(event: str, mentions: tuple[str, ...], **options: Any) -> None:
    """Part mentions from the others of an event: they tell of something else.

    \b
    rasad judge split 3f2a9c41 b83e55f0 -p syria.rasad --by rana
    """
    _decide("split", (event, *mentions), **options)


@judge.command()
@click.argument("id", metavar="ID")
@click.argument("other", metavar="OTHER")
@_decision
def apart(id: str, other: str, **options: Any) -> None:
    """Say that two events are not the same: they are never linked, nor suggested to be one.

    \b
    rasad judge apart 3f2a9c41 77b01d52 -p syria.rasad --by rana
    """
    _decide("apart", (id, other), **options)


@judge.command()
@click.argument("id", metavar="ID")
@click.argument("of", metavar="OF")
@_decision
def duplicate(id: str, of: str, **options: Any) -> None:
    """Say that a mention or an event only repeats another: one event, and no further source.

    \b
    rasad judge duplicate b83e55f0 3f2a9c41 -p syria.rasad --by rana
    """
    _decide("duplicate", (id, of), **options)


@judge.command()
@click.argument("id", metavar="ID")
@click.argument("text", metavar="TEXT")
@_decision
def note(id: str, text: str, **options: Any) -> None:
    """Note something about an event or a mention, for reviewers only.

    \b
    rasad judge note 3f2a9c41 "ask the outlet" -p syria.rasad --by rana
    """
    _decide("note", (id,), **{**options, "note": text})


@judge.command()
@click.argument("decision", metavar="DECISION")
@_decision
def undo(decision: str, **options: Any) -> None:
    """Take back a decision; `rasad show` lists those on an event with their ids.

    \b
    rasad judge undo 9c0d11aa -p syria.rasad --by rana
    """
    _decide("undo", (decision,), **options)


def _one_by_one(kind: str, ids: tuple[str, ...], **options: Any) -> None:
    seen = options.pop("seen")
    for number, event in enumerate(ids):
        _decide(kind, (event,), seen=seen[number : number + 1], **options)


def _decide(kind: str, ids: tuple[str, ...], **options: Any) -> None:
    from rasad.project.judge import Asked
    from rasad.project.judge import judge as decide
    from rasad.project.maker import present_maker
    from rasad.search.words import SearchWords
    from rasad.terminal import isolate

    with project_of(options.pop("project_name")) as project:
        kit = kit_of(())
        project.words = SearchWords(kit)
        outcome = decide(project, Asked(kind, ids=ids, **options), kit, present_maker())
    judgement = outcome.judgement
    now = f"; now {', '.join(outcome.events)}" if outcome.events else ""
    click.echo(f"{judgement.kind} by {isolate(judgement.by)}: decision {judgement.id}{now}", err=True)
