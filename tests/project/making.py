"""What the tests of projects share: small reports made by hand, and a project brought up to date and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rasad.event import Event
from rasad.model import Document, EventMention, Span
from rasad.pipeline import Coded
from rasad.project import Project
from rasad.project.judge import Asked, Outcome, judge
from rasad.project.link import AT_ONCE, Means, link_some
from rasad.store import events
from rasad.store.documents import key_of
from rasad.store.makers import Maker, number_of
from rasad.store.mentions import keyed
from telling import DAY, kit, told

MAKER = Maker("code", "kit")
STAMP = "2024-05-01T00:00:00.000000+00:00"


def report(name: str, *tellings: dict, published: int = 1, outlet: str | None = None, url: str | None = None) -> Coded:
    """A report in words of its own; each telling (as of `telling.told`) has its trigger in a sentence of its own."""
    words = [f"{name}{number}" for number in range(12 * max(1, len(tellings)))]
    text = " ".join(words)
    document = Document(name, text, outlet=outlet or f"outlet {name}", url=url, published=DAY + timedelta(published))
    return Coded(document, tuple(_mention(document, words, number, values) for number, values in enumerate(tellings)))


def _mention(document: Document, words: list[str], number: int, values: dict) -> EventMention:
    start = len(" ".join(words[: number * 12])) + (number > 0)
    trigger = Span(start, start + len(words[number * 12]))
    mention = told("x", **values).mention
    return replace(mention, id=f"{document.id}-{number}", document=document.id, trigger=trigger, evidence=(trigger,), quote=trigger.of(document.text))


def key(coded: Coded, number: int = 0) -> str:
    """The key that a project gives to a mention of the report."""
    return list(keyed(key_of(coded.document), coded.mentions))[number]


def link(project: Project, at_once: int = AT_ONCE) -> None:
    """Links all that is pending."""
    while True:
        with project.writing() as connection:
            means = Means(kit(), events.Stamp(number_of(connection, MAKER, STAMP), STAMP))
            if not link_some(connection, means, at_once).mentions:
                return


def add(project: Project, *reports: Coded) -> None:
    """Adds the reports and links them."""
    project.add_coded(reports, MAKER)
    link(project)


def decide(project: Project, kind: str, *ids: str, by: str = "rana", **more) -> Outcome:
    return judge(project, Asked(kind, by, ids, **more), kit(), MAKER)


def all_events(project: Project) -> dict[str, Event]:
    """Every event by id, without what history alone knows."""
    with project.reading() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM event").scalars().all()
        return {event_id: replace(event, former=()) for event_id, event in events.events(connection, ids).items()}


def event_with(project: Project, mention: str) -> Event:
    """The event that holds the mention."""
    with project.reading() as connection:
        ids = events.ids_of_mentions(connection, [mention])
        return events.events(connection, [ids[mention]])[ids[mention]]
