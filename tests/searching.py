"""What the tests of searching share: one reader of queries, the composed samples read once, events of single mentions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from sqlalchemy import insert, select

from rasad.event import Event, Judgement
from rasad.extract.read import read
from rasad.kit import DATA, Kit, load_kit
from rasad.link.derive import derive
from rasad.model import Document
from rasad.pipeline import Coded
from rasad.project import Project
from rasad.search.meaning import Reader
from rasad.search.words import SearchWords
from rasad.store.makers import Maker
from rasad.store.records import to_plain
from rasad.store.schema import event, event_mention, mention

MAKER = Maker("1.0", "abc")


@cache
def kit() -> Kit:
    return load_kit()


@cache
def reader() -> Reader:
    return Reader(SearchWords(kit()))


@cache
def samples() -> tuple[Coded, ...]:
    """The composed samples of the package, read."""
    found = []
    for path in sorted((DATA / "samples").glob("*.json")):
        sample = json.loads(path.read_text("utf-8"))
        day = sample.get("published")
        document = Document(
            sample["id"], sample["text"], sample.get("title"), sample.get("outlet"), sample.get("url"),
            date.fromisoformat(day) if day else None,
        )  # fmt: skip
        found.append(Coded(document, read(document, kit())))
    return tuple(found)


def report(name: str, text: str, title: str | None = None, **more: object) -> Coded:
    """A report of our own, read."""
    values = {"outlet": "شبكة الفرات", "url": f"https://a.example/{name}", "published": date(2024, 2, 3)} | more
    document = Document(name, text, title, **values)
    return Coded(document, read(document, kit()))


def filled(project: Project, coded: Sequence[Coded]) -> list[Event]:
    """Adds reports and makes an event of each mention, unindexed."""
    project.add_coded(coded, MAKER)
    events = [derive([told], [], kit()) for told in project.all_told()]
    put_events(project, events)
    return events


def put_events(project: Project, events: Iterable[Event], judgements: Iterable[Judgement] = ()) -> None:
    with project.writing() as connection:
        numbers = dict(connection.execute(select(mention.c.key, mention.c.seq)).all())
        for found in events:
            row = {name: getattr(found, name) for name in ("id", "type", "reality", "attribution", "sources", "grade", "state")}
            made = insert(event).returning(event.c.seq)
            seq = connection.execute(made, [row | {"record": to_plain(found), "changed": "", "maker": 1}]).scalar_one()
            connection.execute(insert(event_mention), [{"event": seq, "mention": numbers[key]} for key in found.mentions])
