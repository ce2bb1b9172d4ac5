"""Keeps the search index: what the database has noted as changed in, its words and coded values in the index out.

Triggers note every document and event that is new or changed in `search_todo`, within the transaction that changes it;
`catch_up` empties that list. Call it before the transaction ends, with the kit at hand; what is left is indexed later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from rasad.event import Event
from rasad.search.texts import document_words
from rasad.search.words import MOST_WORDS, Indexed, SearchWords
from rasad.store import changes
from rasad.store.direct import run_many
from rasad.store.documents import COLUMNS, document_of
from rasad.store.entries import entry_of
from rasad.store.mentions import told
from rasad.store.records import from_plain
from rasad.store.rows import batches
from rasad.store.schema import document, event, event_mention, mention, project
from rasad.store.search_code import CODED
from rasad.store.search_entry import FIGURES, Entry, entry

_AT_ONCE = 200
_WORDS = "search_words"  # where the project notes the fingerprint of the words of the index
_UNPLACED = MOST_WORDS + 300  # position of what has none: PostgreSQL goes up to 16,383


def waiting(connection: Connection) -> int:
    """How many documents and events are still to be indexed."""
    return int(connection.scalar(text("SELECT count(*) FROM search_todo")) or 0)


def everything(connection: Connection) -> int:
    """How many documents and events there are."""
    return int(connection.scalar(text("SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM event)")) or 0)


def made_with(connection: Connection) -> str | None:
    """The fingerprint of the words with which the index was begun; None where nothing is indexed."""
    found: str | None = connection.scalar(select(project.c.value).where(project.c.key == _WORDS))
    return found


def _note_words(connection: Connection, words: SearchWords) -> None:
    """Notes with which words the index is made, where this is the first that goes into it."""
    if connection.scalar(text("SELECT 1 FROM document_entry LIMIT 1")) is None:
        connection.execute(delete(project).where(project.c.key == _WORDS))
        connection.execute(insert(project).values(key=_WORDS, value=words.fingerprint))


def catch_up(connection: Connection, words: SearchWords, limit: int | None = None) -> int:
    """Indexes what is noted, `limit` documents and events at most; how many were. Within `writing` only."""
    done = 0
    if waiting(connection):
        _note_words(connection, words)
    for kind, index in (("document", _index_documents), ("event", _index_events)):
        while limit is None or done < limit:
            most = _AT_ONCE if limit is None else min(_AT_ONCE, limit - done)
            asked = text("SELECT seq FROM search_todo WHERE kind = :kind ORDER BY seq LIMIT :most")
            seqs = list(connection.execute(asked, {"kind": kind, "most": most}).scalars())
            if not seqs:
                break
            index(connection, seqs, words)
            run_many(connection, "DELETE FROM search_todo WHERE kind = :kind AND seq = :seq", ({"kind": kind, "seq": seq} for seq in seqs))
            done += len(seqs)
    if done:
        changes.forget_old(connection)
    return done


def forget_all(connection: Connection) -> None:
    """Empties the index and notes everything to be indexed anew."""
    # Words before entries, which would take them along one by one.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DELETE FROM event_words")
        for index in ("document_index", "event_index"):
            connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
    else:
        connection.exec_driver_sql("TRUNCATE event_words, document_words")
    for table in ("event_document", "document_entry", "event_entry", "search_code", "search_todo"):
        connection.exec_driver_sql(f"DELETE FROM {table}")
    changes.forget_all(connection)
    for kind in ("document", "event"):
        connection.exec_driver_sql(f"INSERT INTO search_todo (kind, seq) SELECT '{kind}', seq FROM {kind}")


def _index_documents(connection: Connection, seqs: Sequence[int], words: SearchWords) -> None:
    rows = connection.execute(
        select(document.c.seq, document.c.current, *COLUMNS).where(document.c.seq.in_(seqs))
    ).all()
    run_many(connection, "DELETE FROM document_entry WHERE document = :seq", ({"seq": seq} for seq in seqs))
    sqlite = connection.dialect.name == "sqlite"
    found: list[dict[str, Any]] = []
    # SQLite's index writes a part of its own whenever a number is less than the one before.
    for row in sorted(rows, key=lambda row: entry_of(row.published, row.seq)):
        # Words of a document never change once it is indexed, so SQLite's index keeps those of former versions.
        if row.current:
            held = {"entry": entry_of(row.published, row.seq), "seq": row.seq, "day": _day(row.published, sqlite)}
            found.append(held | _columns(document_words(document_of(row), words), sqlite))
    _insert(connection, "document_entry", {"entry": "entry", "document": "seq", "day": "day"}, found)
    if sqlite:
        run_many(connection, "INSERT INTO document_index (rowid, title, words) VALUES (:entry, :title, :words)", found)
    else:
        _insert(connection, "document_words", {"entry": "entry", **_VECTORS}, found)


def index_made(connection: Connection, made: Mapping[str, Entry]) -> None:
    """Indexes those of the noted events whose entries, by id, are made already. Within `writing` only, before `catch_up`."""
    if not made:
        return
    noted = text("SELECT t.seq, e.id FROM search_todo t JOIN event e ON e.seq = t.seq WHERE t.kind = 'event'")
    found = {seq: made[id] for seq, id in connection.execute(noted) if id in made}
    for seqs in batches(sorted(found), _AT_ONCE):
        _store_entries(connection, {seq: found[seq] for seq in seqs}, _members(connection, seqs))
        run_many(connection, "DELETE FROM search_todo WHERE kind = 'event' AND seq = :seq", ({"seq": seq} for seq in seqs))
    changes.forget_old(connection)


def _index_events(connection: Connection, seqs: Sequence[int], words: SearchWords) -> None:
    records = dict(connection.execute(select(event.c.seq, event.c.record).where(event.c.seq.in_(seqs))).all())
    members = _members(connection, seqs)
    texts = told(connection, [key for keys in members.values() for key, _ in keys])
    entries: dict[int, Entry] = {}
    for seq in sorted(records):
        mine = [texts[key] for key, _ in members.get(seq, []) if key in texts]
        entries[seq] = entry(from_plain(Event, records[seq]), mine, words)
    run_many(connection, "DELETE FROM event_entry WHERE event = :seq", ({"seq": seq} for seq in seqs if seq not in entries))
    _store_entries(connection, entries, members)


def _members(connection: Connection, seqs: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """The mentions of each event, with the entries of their documents."""
    joined = event_mention.join(mention).join(document, document.c.seq == mention.c.document)
    ties = select(event_mention.c.event, mention.c.key, mention.c.document, document.c.published).select_from(joined)
    members: dict[int, list[tuple[str, int]]] = {}
    for row in connection.execute(ties.where(event_mention.c.event.in_(seqs)).order_by(mention.c.key)):
        members.setdefault(row.event, []).append((row.key, entry_of(row.published, row.document)))
    return members


def _store_entries(
    connection: Connection, entries: Mapping[int, Entry], members: Mapping[int, Sequence[tuple[str, int]]]
) -> None:
    """Puts the entries of events, by their numbers, in the place of those that they had."""
    sqlite = connection.dialect.name == "sqlite"
    run_many(connection, "DELETE FROM event_entry WHERE event = :seq", ({"seq": seq} for seq in entries))
    found: list[dict[str, Any]] = []
    for seq, one in entries.items():
        days = {name: _day(one.columns[name], sqlite) for name in _DAYS}
        found.append(one.numbered(seq) | days | _columns(one.words, sqlite))
    found.sort(key=lambda row: row["entry"])
    _code(connection, found)
    _insert(connection, "event_entry", {name: name for name in ("entry", "event", "rank", *FIGURES)}, found)
    vectors = {"title": "title", "words": "words"} if sqlite else _VECTORS
    _insert(connection, "event_words", {"entry": "entry", **vectors}, found)
    pairs = sorted({(row["entry"], report) for row in found for _, report in members.get(row["event"], [])})
    ties_made = [{"event": entry, "document": report} for entry, report in pairs]
    _insert(connection, "event_document", {"event": "event", "document": "document"}, ties_made)


_DAYS = ("day", "day_end", "first_published", "last_published")


def _code(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Puts numbers for the coded values of the rows; values that have none yet are given one."""
    values = sorted({row[name] for row in rows for name in CODED})
    numbers: dict[str, int] = {}
    for some in batches(values):
        given = {f"v{n}": value for n, value in enumerate(some)}
        asked = text(f"SELECT value, code FROM search_code WHERE value IN ({', '.join(f':{name}' for name in given)})")
        numbers.update((value, code) for value, code in connection.execute(asked, given))
        if fresh := [{"value": value} for value in some if value not in numbers]:
            _insert(connection, "search_code", {"value": "value"}, fresh)
            numbers.update((value, code) for value, code in connection.execute(asked, given))
    for row in rows:
        row.update((name, numbers[row[name]]) for name in CODED)


def _day(day: Any, sqlite: bool) -> Any:
    return day.isoformat() if sqlite and day is not None else day


def _columns(indexed: Indexed, sqlite: bool) -> dict[str, str]:
    """The two columns of words as the database takes them."""
    if sqlite:
        apart = "".join(f" _ {key}" for key in indexed.others)
        return {"title": " ".join(indexed.title), "words": " ".join(indexed.words) + apart}
    return {"title": _vector(indexed.title, ()), "words": _vector(indexed.words, indexed.others)}


_VECTORS = {"title": "CAST(:title AS tsvector)", "words": "CAST(:words AS tsvector)"}


def _vector(words: Iterable[str], others: Iterable[str]) -> str:
    """PostgreSQL's own notation of words and their positions, which asks no parser and no locale."""
    places: dict[str, list[str]] = {}
    for at, key in enumerate(words, 1):
        if key != "_":
            places.setdefault(key, []).append(str(at))
    parts = [f"'{key}':{','.join(found[:255])}" for key, found in places.items()]
    parts += [f"'{key}':{_UNPLACED}" for key in others if key not in places]
    return " ".join(parts)


def _insert(connection: Connection, table: str, columns: dict[str, str], rows: Sequence[dict[str, Any]]) -> None:
    """Rows by columns: each the name of a value, or an expression of such. PostgreSQL is sent many rows at a time."""
    values = [source if ":" in source else f":{source}" for source in columns.values()]
    if connection.dialect.name == "sqlite":
        run_many(connection, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values)})", rows)
        return
    for begin in range(0, len(rows), _AT_ONCE):
        some = rows[begin : begin + _AT_ONCE]
        lines: list[str] = []
        given: dict[str, Any] = {}
        for number, row in enumerate(some):
            names = [source.replace(":", f":r{number}_") for source in values]
            lines.append(f"({', '.join(names)})")
            given |= {f"r{number}_{name}": value for name, value in row.items()}
        connection.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(lines)}"), given)
