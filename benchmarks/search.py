"""Measures searching: a project of synthetic documents and events in, milliseconds for first pages with counts out.

    .venv/bin/python benchmarks/search.py --documents 100000 [--project FILE_OR_ADDRESS]

Documents are made of words of the lexicon, the same ones every time, as often as words come in news (Zipf): the commonest
of those that tell something stand in every sixth text, one word in every second; each tells one event or two. The peer is
SQLite's FTS5 as it comes, on the same texts. Without --project a
SQLite file in a temporary folder is used. An empty database address may be given for PostgreSQL.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import insert, select, text

from rasad.event import Event, Figures, Told
from rasad.extract.read import read
from rasad.kit import Kit, load_kit
from rasad.link.derive import derive
from rasad.model import (
    ActorRef,
    Count,
    Document,
    EventMention,
    GeoPrecision,
    Label,
    PlaceRef,
    Span,
    TimePrecision,
    When,
)
from rasad.project import Project
from rasad.project.search import Searcher, index_all
from rasad.project.tally import points, rows, tally
from rasad.search.meaning import reader_of
from rasad.search.query import QueryError
from rasad.store import schema
from rasad.store.records import to_plain
from rasad.store.search import DOCUMENTS, EVENTS, Wanted
from rasad.workers import spare_collector

WORDS = 150  # of a document
FIRST = date(2015, 1, 1)
TYPES = ("shelling", "air_strike", "armed_clash", "arrest", "explosion", "statement", "force_movement", "casualties")
ACTORS = ("syria_gov", "russia", "israel", "irgc", "sdf", "isis", "hezbollah_lb", "hts", "turkey")
SHARES = (30, 25, 14, 9, 8, 6, 5, 3)
# The first one stands in every second text; the others are little words, as often as in news.
COMMONEST = ("قال", "في", "من", "على", "إلى", "أن", "عن", "مع", "التي", "الذي", "هذا", "هذه", "ما", "بعد", "كما", "قد", "كان", "بين", "لم", "أو", "كل", "حتى", "ذلك", "لا")
COMMON = ("قصف", "قوات", "مدينة", "غارات", "مدنيين", "اشتباكات", "صواريخ", "الجيش", "مستشفى", "مدرسة", "اعتقلت", "انفجار", "طائرات", "مسيرة")
NAMES = (("دير الزور", 0.08), ("الحرس الثوري", 0.06), ("تنظيم الدولة", 0.07), ("داعش", 0.04), ("قوات سوريا الديمقراطية", 0.06), ("حزب الله", 0.05))
QUERIES = (
    "قال", "قال غارات", "القصف -قال",
    "القصف", "طائرات مسيرة", '"طائرات مسيرة"', "المياذين", "قصف الميادين", '"دير الزور"', "صواريخ OR غارة", "مستشفى -مدرسة", "داعش", "الحرس الثوري",
    "type:air_strike", "type:air_strike place:الميادين", "قصف type:shelling country:SY", "place:الميادين actor:irgc after:2019-03",
    "killed:>20", "type:arrest killed:>5 before:2018", "grade:weak state:open has:killed", "outlet:الفرات after:2020",
    'admin1:"دير الزور" initiator:israel', "-type:statement", "اشتباكات (type:armed_clash OR killed:>30)", "",
)  # fmt: skip


def vocabulary(kit: Kit, chance: random.Random) -> tuple[list[str], list[float]]:
    """Words and how often each comes, as in news: a few little words, then words by rank (Zipf), those of QUERIES among the first."""
    forms = sorted(form for form in kit.lexicon.singles if form not in COMMONEST)
    rest = [form for form in chance.sample(forms, 12_000) if form not in COMMON]
    # At rank 115 a word comes half as often as the first one, which stands in every sixth text.
    ranked = [*COMMON, *rest]
    heads = [0.0046, *(0.03 * 0.93**n for n in range(len(COMMONEST) - 1))]
    return [*COMMONEST, *ranked], [*heads, *(0.0012 * 115 / (115 + rank) for rank in range(len(ranked)))]


def documents(kit: Kit, number: int) -> Iterator[tuple[Document, list[EventMention]]]:
    """The documents and what they tell."""
    chance = random.Random(4)
    words, shares = vocabulary(kit, chance)
    sums = list(accumulate(shares))
    places = sorted(id for id, place in kit.places.places.items() if place.country in ("SY", "IQ") and place.admin1)[::9]
    places += ["sy-mayadin", "sy-abu-kamal", "sy-deir-ez-zor", "sy-raqqa"] * (len(places) // 16)
    actors = [id for id in ACTORS if id in kit.actors.rows]
    for n in range(number):
        body = chance.choices(words, cum_weights=sums, k=WORDS)
        for name, share in NAMES:
            if chance.random() < share:
                body.insert(chance.randrange(len(body)), name)
        spots = [kit.places.places[chance.choice(places)] for _ in range(chance.choice((1, 1, 2)))]
        for spot in spots:
            body.insert(chance.randrange(len(body)), spot.name)
        told = " ".join(body)
        day = FIRST + timedelta(chance.randrange(3600))
        outlet = f"{chance.choice(('شبكة', 'وكالة', 'صحيفة'))} {chance.choice(('الفرات', 'الجزيرة', 'الساحل', 'البادية'))}"
        report = Document(f"d{n}", told, " ".join(body[:8]), outlet, f"https://a.example/{n}", day)
        mentions = []
        for spot in spots:
            at = max(0, told.find(spot.name))
            clause = Span(max(0, at - 80), min(len(told), at + 80))
            toll = chance.random() < 0.4
            mentions.append(EventMention(
                f"m{n}", report.id, chance.choices(TYPES, SHARES)[0], clause, "made", (clause,), Label("actual", "made"), Label("stated", "made"),
                Label("official", "made"), (ActorRef(chance.choice(actors), "made"),), (ActorRef(chance.choice(actors), "made"),),
                (PlaceRef("location", spot.name, "made", Span(at, at + len(spot.name)), spot.id, spot.lat, spot.lon, spot.country, spot.admin1, GeoPrecision.EXACT),),
                When(day, day, TimePrecision.DAY, "made"), Count(k := chance.randrange(1, 40), k, "made") if toll else None,
            ))  # fmt: skip
        yield report, mentions


def told_by(template: Event, key: str, mention: EventMention, report: Document) -> Event:
    """The event that a mention alone tells, quicker than deriving it."""
    killed = mention.killed and Figures(mention.killed.low, mention.killed.low, mention.killed.low)
    return replace(
        template, id=key, type=mention.type, initiators=tuple(a.id for a in mention.initiators), targets=tuple(a.id for a in mention.targets),
        place=mention.places[0], places=mention.places, when=mention.when, killed=killed, mentions=(key,), outlets=(report.outlet or "",),
        first_published=report.published, last_published=report.published,
    )  # fmt: skip


def fill(project: Project, kit: Kit, number: int) -> int:
    """Stores documents, mentions and an event for each of them; how many events."""
    made = documents(kit, number)
    done = events = 0
    template: Event | None = None
    while some := list(islice(made, 1000)):
        docs, mentions, found, ties = [], [], [], []
        for report, told in some:
            done += 1
            docs.append({
                "seq": done, "key": report.id, "identity": report.id, "current": True, "id": report.id, "title": report.title,
                "outlet": report.outlet, "url": report.url, "published": report.published, "text": report.text, "added": "", "copies": report.id, "maker": 1,
            })  # fmt: skip
            for mention in told:
                events += 1
                key = f"k{events}"
                template = template or derive([Told(key, report.id, report, mention, report.id)], [], kit)
                event = told_by(template, key, mention, report)
                span = mention.trigger
                mentions.append({
                    "seq": events, "key": key, "document": done, "type": mention.type, "trigger_start": span.start, "trigger_end": span.end,
                    "record": to_plain(mention), "maker": 1, "current": True, "pending": False,
                })  # fmt: skip
                found.append({
                    "seq": events, "id": event.id, "type": event.type, "reality": event.reality, "attribution": event.attribution, "sources": 1,
                    "grade": event.grade, "state": "open", "record": to_plain(event), "changed": "", "maker": 1,
                })  # fmt: skip
                ties.append({"event": events, "mention": events})
        with project.writing() as connection:
            if done <= 1000:
                connection.execute(insert(schema.maker), [{"seq": 1, "code": "b", "kit": "b", "since": ""}])
            for table, rows in ((schema.document, docs), (schema.mention, mentions), (schema.event, found), (schema.event_mention, ties)):
                if connection.dialect.name == "sqlite":
                    connection.execute(insert(table), rows)
                    continue
                for at in range(0, len(rows), 500):
                    connection.execute(insert(table).values(rows[at : at + 500]))
    return events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--project", help="a new file or an empty database; a temporary file without")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    kit = load_kit()
    reader = reader_of(kit)
    spare_collector()  # as the command line does
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        with Project.create(options.project or str(Path(folder) / "search.rasad")) as project:
            searcher = Searcher(project, reader)
            if not searcher.count("", DOCUMENTS):
                begun = perf_counter()
                events = fill(project, kit, options.documents)
                print(f"{options.documents:,} documents, {events:,} events stored in {perf_counter() - begun:.0f} s", flush=True)
                begun, cpu = perf_counter(), process_time()
                done = sum(index_all(project, reader))
                print(f"{done:,} indexed in {perf_counter() - begun:.0f} s ({(process_time() - cpu) / done * 1000:.2f} ms of work each)", flush=True)
                if project.engine.dialect.name != "sqlite":
                    with project.writing() as connection:
                        connection.execute(text("ANALYZE"))
            for query in QUERIES:
                reader.query(query)
            measure(searcher, options.rounds)
            explore(searcher, options.rounds)
            peer(searcher, folder, options.rounds)
    reading(kit, reader)


def peer(searcher: Searcher, folder: str, rounds: int) -> None:
    """The words of the queries, asked of SQLite's FTS5 as it comes: every text with its own tokenizer, the newest first, with a count."""
    base = sqlite3.connect(Path(folder) / "peer.db")
    base.execute("CREATE VIRTUAL TABLE told USING fts5(title, text, content='')")
    base.execute("CREATE TABLE report (seq INTEGER PRIMARY KEY, day TEXT)")
    base.execute("CREATE INDEX report_day ON report (day)")
    with searcher.project.reading() as connection:
        found = connection.execute(select(schema.document.c.seq, schema.document.c.published, schema.document.c.title, schema.document.c.text))
        for seq, day, title, words in found:
            base.execute("INSERT INTO report VALUES (?, ?)", (seq, day.isoformat() if day else None))
            base.execute("INSERT INTO told (rowid, title, text) VALUES (?, ?, ?)", (seq, title, words))
    base.commit()
    page = "SELECT seq FROM told CROSS JOIN report ON seq = told.rowid WHERE told MATCH ? ORDER BY day DESC LIMIT 10"
    theirs, ours = [], []
    for query in [query for query in QUERIES if query and ":" not in query and "-" not in query]:
        for _ in range(rounds):
            begun = perf_counter()
            base.execute(page, (query,)).fetchall()
            base.execute("SELECT count(*) FROM told WHERE told MATCH ?", (query,)).fetchone()
            theirs.append((perf_counter() - begun) * 1000)
            begun = perf_counter()
            searcher.page(query, Wanted(DOCUMENTS, limit=10))
            ours.append((perf_counter() - begun) * 1000)
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"peer, plain FTS5, words as written only: p50 {statistics.median(theirs):.1f} ms, p95 {statistics.quantiles(theirs, n=20)[18]:.1f} ms; rasad takes x {ratio:.1f} of it")


def explore(searcher: Searcher, rounds: int) -> None:
    """What an explore page asks for: counts of all kinds, the points of a map, a list."""
    for query in ("-state:rejected", "type:air_strike", "قال", "country:SY after:2019"):
        asked, line = searcher.reader.query(query), []
        for work in (tally, points, rows):
            times = []
            for _ in range(rounds):
                begun, used = perf_counter(), process_time()
                work(searcher.project, asked)
                times.append(((perf_counter() - begun) * 1000, (process_time() - used) * 1000))
            clock, own = (statistics.median(column) for column in zip(*times, strict=True))
            line.append(f"{work.__name__} {clock:6.1f} ms ({own:.1f} of this process)")
        print(f"{tally(searcher.project, asked).total.events:>8,} events: {'  '.join(line)}  {query}", flush=True)


def measure(searcher: Searcher, rounds: int) -> None:
    """First pages with counts, of documents and events, each query several times; beside the clock what this process worked."""
    everything: dict[str, list[float]] = {DOCUMENTS: [], EVENTS: []}
    worked: dict[str, list[float]] = {DOCUMENTS: [], EVENTS: []}
    for query in QUERIES:
        line = []
        for kind in (DOCUMENTS, EVENTS):
            times = []
            try:
                for _ in range(rounds):
                    begun, work = perf_counter(), process_time()
                    page = searcher.page(query, Wanted(kind, limit=10))
                    times.append((perf_counter() - begun) * 1000)
                    worked[kind].append((process_time() - work) * 1000)
            except QueryError as error:
                raise SystemExit(str(error)) from error
            everything[kind] += times
            line.append(f"{kind} {page.total:>8,} {statistics.median(times):7.1f} ms (best {min(times):6.1f})")
        print(f"{'  '.join(line)}  {query}", flush=True)
    for name, measured in (("clock", everything), ("work of this process", worked)):
        for kind, times in measured.items():
            cut = statistics.quantiles(times, n=20)
            print(f"{kind}, {name}: p50 {statistics.median(times):.1f} ms, p95 {cut[18]:.1f} ms, worst {max(times):.1f} ms")


def reading(kit: Kit, reader: object) -> None:
    """What indexing costs beside reading, on the samples of the package."""
    from rasad.ingest import Intake, read_documents
    from rasad.kit import DATA
    from rasad.search.texts import document_words
    from rasad.search.words import SearchWords

    found = [d for d in read_documents([str(DATA / "samples")], Intake(None)) if isinstance(d, Document)]
    words = SearchWords(kit)
    for document in found:
        document_words(document, words)
    begun = process_time()
    for document in found:
        read(document, kit)
    took = process_time() - begun
    begun = process_time()
    for document in found:
        document_words(document, words)
    print(f"indexing costs {(process_time() - begun) / took:.1%} of the reading (samples, words known)")


if __name__ == "__main__":
    main()
