"""Measures a project of many mentions: linking all of them from scratch, then adding one report at a time.

    .venv/bin/python benchmarks/project.py [--mentions 1000000] [--jobs 2] [--project FILE]

The mentions are those of `linking.py`, each in a report of its own, written straight into the tables of a SQLite project
with their signatures and blocking keys; reading a million reports is another measurement (`coding.py`), and so is putting their
texts into the search index (`search.py`): they stay out of it. The events go into it, as with `rasad link`.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from linking import FIRST, Maker

from rasad.kit import Kit, load_kit
from rasad.link.block import keys_of
from rasad.link.signature import Signature
from rasad.link.whole import link_all
from rasad.model import ActorRef, Count, Document, EventMention, Label, PlaceRef, Span, TimePrecision, When
from rasad.pipeline import code_document
from rasad.project import Project
from rasad.project.link import link_pending
from rasad.project.maker import present_maker
from rasad.project.relink import Linking, count_events, link_project
from rasad.search.words import SearchWords
from rasad.store.records import to_json

_AT_ONCE = 20_000
_OUTLETS = 120
_ADDED = 20  # reports added one by one


def mention_of(sig: Signature, kit: Kit) -> EventMention:
    """The mention that a signature might be of."""
    span = Span(0, 12)
    places = []
    for spot in sig.spots:
        row = kit.places.places[spot.id]
        places.append(PlaceRef("location", row.name, "made", span, row.id, row.lat, row.lon, row.country, row.admin1, row.precision))
    when = None
    if sig.start is not None and sig.end is not None:
        precision = TimePrecision.DAY if sig.start == sig.end else TimePrecision.DAYS
        when = When(date.fromordinal(sig.start), date.fromordinal(sig.end), precision, "made", span)
    return EventMention(
        sig.key, sig.document, sig.type, span, "made", (Span(0, 120),), Label(sig.reality, "made"), Label("stated", "made"),
        Label("local_sources", "made"), tuple(ActorRef(p.id, "made", span) for p in sig.initiators),
        tuple(ActorRef(p.id, "made", span) for p in sig.targets), tuple(places), when,
        Count(sig.killed.low, sig.killed.high, "made", span) if sig.killed else None, quote=_text(sig)[:120],
    )  # fmt: skip


def _text(sig: Signature) -> str:
    return " ".join(f"word{number:08x}" for number in (*sig.story, *sig.words)) + f" report {sig.key} " + "and so on " * 12


def fill(path: Path, number: int, kit: Kit) -> None:
    """Writes the mentions, each with a report, into a new project."""
    maker = present_maker()
    Project.create(path).close()
    base = sqlite3.connect(path)
    base.execute("PRAGMA synchronous=OFF")
    base.execute("INSERT INTO maker VALUES (1, ?, ?, '2024-01-01T00:00:00.000000+00:00')", (maker.code, maker.kit))
    columns = [row[1] for row in base.execute("PRAGMA table_info(document)")]
    documents = f"INSERT INTO document ({', '.join(columns)}) VALUES ({', '.join(':' + c for c in columns)})"
    mentions = (
        "INSERT INTO mention (seq, key, document, type, trigger_start, trigger_end, record, maker, current, pending, signature)"
        " VALUES (?, ?, ?, ?, 0, 12, ?, 1, 1, 1, ?)"
    )
    some: list[tuple[int, Signature]] = []

    def write() -> None:
        base.executemany(documents, (_document(seq, sig, columns) for seq, sig in some))
        rows = ((seq, sig.key, seq, sig.type, to_json(mention_of(sig, kit)), sig.to_bytes()) for seq, sig in some)
        base.executemany(mentions, rows)
        base.executemany("INSERT INTO link_key VALUES (?, ?)", ((key, seq) for seq, sig in some for key in keys_of(sig)))
        base.commit()
        some.clear()

    for seq, (sig, _) in enumerate(Maker().signatures(number), 1):
        some.append((seq, sig))
        if len(some) == _AT_ONCE:
            write()
    write()
    base.execute("UPDATE mention SET pending = 0")  # read, with signatures; linked from scratch below
    base.execute("DELETE FROM search_todo")
    base.commit()
    base.close()


def _document(seq: int, sig: Signature, columns: list[str]) -> dict[str, object]:
    published = date.fromordinal(sig.published or FIRST)
    row: dict[str, object] = dict.fromkeys(columns)
    return row | {
        "seq": seq, "key": sig.document, "identity": sig.document, "current": True, "id": f"r{seq}", "title": None,
        "outlet": f"outlet {seq * 7919 % _OUTLETS}", "url": f"https://outlet.example/{seq}", "published": published.isoformat(),
        "text": _text(sig), "added": "2024-01-01T00:00:00.000000+00:00", "copies": sig.document, "maker": 1,
    }  # fmt: skip


def reports(kit: Kit) -> Iterator[Document]:
    """Reports of one strike each, in towns and on days of which the project is full."""
    towns = [row.name for row in kit.places.places.values() if row.country == "SY" and row.kind in ("city", "town")][:_ADDED]
    for number, town in enumerate(towns):
        published = date.fromordinal(FIRST) + timedelta(200 + number)
        text = json.loads(f'"{_TEXT}"').format(town, number + 2)
        yield Document(f"added {number}", text, outlet="outlet new", url=f"https://new.example/{number}", published=published)


# "Russian aircraft bombed the town of {} yesterday, which killed {} civilians", escaped: no Arabic in code.
_TEXT = (
    "\\u0642\\u0635\\u0641\\u062a \\u0637\\u0627\\u0626\\u0631\\u0627\\u062a \\u0631\\u0648\\u0633\\u064a\\u0629 "
    "\\u0628\\u0644\\u062f\\u0629 {} \\u0623\\u0645\\u0633\\u060c \\u0645\\u0627 \\u0623\\u062f\\u0649 \\u0625\\u0644\\u0649 "
    "\\u0645\\u0642\\u062a\\u0644 {} \\u0645\\u062f\\u0646\\u064a\\u064a\\u0646."
)


def measure(path: Path, number: int, jobs: int) -> None:
    """Prints what filling, linking from scratch and adding take."""
    kit, maker = load_kit(), present_maker()
    if not path.exists():
        begun = time.perf_counter()
        fill(path, number, kit)
        print(f"filled with {number:,} mentions in {time.perf_counter() - begun:.0f} s, {path.stat().st_size / 1e9:.1f} GB", flush=True)
    with Project.open(path) as project:
        project.words = SearchWords(kit)
        begun, used = time.perf_counter(), _cpu()
        _, steps = link_project(project, Linking(kit, maker, jobs, whole=True))
        first = None
        for _ in steps:
            first = first or time.perf_counter() - begun
        took, stored = time.perf_counter() - begun, _cpu() - used
        print(
            f"from scratch, {jobs} processes: {took:.0f} s ({stored:.0f} s of processor), of which {first or 0:.0f} s until "
            f"the first events are written; {count_events(project):,} events; {path.stat().st_size / 1e9:.1f} GB",
            flush=True,
        )
        alone = _cpu()
        in_memory = sum(1 for _ in link_all((sig for sig, _ in Maker().signatures(number)), jobs=jobs))
        alone = _cpu() - alone
        print(f"peer, the same linked in memory: {alone:.0f} s of processor, {in_memory:,} events; the project takes x {stored / max(alone, 0.01):.1f}")
        print(f"peak memory: {_peak(resource.RUSAGE_SELF):.0f} MB, and a worker {_peak(resource.RUSAGE_CHILDREN):.0f} MB", flush=True)
        taken = []
        for document in reports(kit):
            coded = code_document(document, kit)
            begun, used = time.perf_counter(), _cpu()
            project.add_coded([coded], maker)  # type: ignore[list-item]
            linked = sum(step.mentions for step in link_pending(project, kit, maker))
            taken.append((time.perf_counter() - begun, _cpu() - used, linked))
        taken.sort()
        print(
            f"one report added and linked: median {taken[len(taken) // 2][0]:.2f} s, worst {taken[-1][0]:.2f} s "
            f"({max(t[1] for t in taken):.2f} s of processor); {sum(t[2] for t in taken)} mentions in {len(taken)} reports"
        )


def _cpu() -> float:
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in found)


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--project", type=Path, help="keep the project here; used again if it is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(given.project or Path(folder) / "made.rasad", given.mentions, given.jobs)


if __name__ == "__main__":
    main()
