"""A query's condition in, the SQL of its answer out, for SQLite (FTS5) and PostgreSQL (tsvector)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rasad.search.conditions import All, AnyOf, Compare, Condition, Facet, Ids, Not, Words
from rasad.store.schema import event_former

DOCUMENTS, EVENTS = "document", "event"


@dataclass(frozen=True, slots=True)
class Source:
    """Tables, what must hold of them, and the column of the entries' numbers, in whose order rows come without being sorted."""

    tables: str
    where: str
    entry: str

    @property
    def told(self) -> str:
        """What stands behind FROM."""
        return f"{self.tables} WHERE {self.where}"


@dataclass(slots=True)
class Asking:
    """The SQL of one question as it is written: the database, what is looked for, the values given with it.

    `one_by_one`: the index is asked about each row by itself, since there are few; else for all that it finds, once.
    """

    dialect: str
    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    one_by_one: bool = False

    def given(self, value: Any) -> str:
        """The name under which a value is handed over."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def where(self, condition: Condition) -> str:
        """The condition on a row `e` of the entries, never NULL."""
        if self._is_of_events(condition):
            return f"e.entry IN ({self._told_by(condition)})"
        if (indexed := self._indexed(condition)) is not None:
            return f"EXISTS ({self._matching(indexed, own=True)})" if self.one_by_one else f"e.entry IN ({self._matching(indexed)})"
        if isinstance(condition, All):
            return self._all(condition)
        if isinstance(condition, AnyOf):
            return self._joined(condition.parts, AnyOf, " OR ")
        if isinstance(condition, Not):
            return f"NOT ({self.where(condition.part)})"
        if isinstance(condition, Compare):
            return self._compared(condition)
        assert isinstance(condition, Ids)
        return self._has_id(condition)

    def source(
        self, condition: Condition, title: str | None = None, without: str | None = None, entries: bool = False
    ) -> Source:
        """Where what the condition holds of comes from; with and without what `in_title` gives; `entries`: rows `e` are asked for."""
        driver, rest = self._driver(condition)
        if self.dialect == "sqlite":
            parts = [f"({column} : {words})" for column, words in (("words", driver), ("title", title)) if words]
            asked = " AND ".join(parts)
            if asked and without:
                asked, without = f"({asked}) NOT (title : {without})", None
            where = [f"{self.kind}_index MATCH {self.given(asked)}"] if asked else []
        else:
            where = [f"i.{column} @@ {self._query(words)}" for column, words in (("words", driver), ("title", title)) if words]
            if where and without:
                where.append(f"NOT i.title @@ {self._query(without)}")
                without = None
        indexed = bool(where)
        if without:
            where.append(f"e.entry NOT IN ({self._matching(without, 'title')})")
        if rest != All(()) or not where:
            where.append(self.where(rest))
        return self._source(indexed, where, entries)

    def _source(self, indexed: bool, where: list[str], needed: bool) -> Source:
        sqlite, entries, told = self.dialect == "sqlite", f"{self.kind}_entry e", " AND ".join(where)
        if not indexed:
            # In the order of their numbers: by another index SQLite would look up all that belongs to them here and there.
            return Source(entries + (" NOT INDEXED" if sqlite else ""), told, "e.entry")
        index, number = (f"{self.kind}_index", f"{self.kind}_index.rowid") if sqlite else (f"{self.kind}_words i", "i.entry")
        # SQLite's index of documents holds former versions too, which have no entry.
        if len(where) == 1 and not needed and not (sqlite and self.kind == DOCUMENTS):
            return Source(index, told, number)
        # The index is asked first: the other way round SQLite would gather it whole and look into it for every entry.
        return Source(f"{index} {'CROSS ' if sqlite else ''}JOIN {entries} ON e.entry = {number}", told, number)

    def in_title(self, condition: Condition) -> str | None:
        """The words of a condition in the language of the index, to be looked for in the title; None where it has none."""
        words = _words_alone(condition)
        return None if words is None else self._indexed(words)

    def _driver(self, condition: Condition) -> tuple[str | None, Condition]:
        """What of a condition the index answers by itself, and what is left of the condition then."""
        if self._is_of_events(condition):
            return None, condition
        if (indexed := self._indexed(condition)) is not None:
            return indexed, All(())
        if not isinstance(condition, All):
            return None, condition
        mine = [part for part in condition.parts if not self._is_of_events(part) and self._indexed(part) is not None]
        if mine:
            mine += [part for part in condition.parts if isinstance(part, Not) and self._indexed(All((mine[0], part))) is not None]
        rest = All(tuple(part for part in condition.parts if part not in mine))
        return (self._indexed(All(tuple(mine))) if mine else None), rest

    def _all(self, condition: All) -> str:
        """Parts joined, those about events as one: they hold of the same event."""
        if not condition.parts:
            return "TRUE"
        of_events = [part for part in condition.parts if self._is_of_events(part)]
        others = tuple(part for part in condition.parts if not self._is_of_events(part))
        joined = [self.where(All(tuple(of_events)))] if of_events else []
        if others:
            joined.append(self._joined(others, All, " AND "))
        return " AND ".join(joined)

    def _joined(self, parts: tuple[Condition, ...], kind: type[All] | type[AnyOf], operator: str) -> str:
        """Parts by the operator; those that the index answers are asked of it at once."""
        indexed = tuple(part for part in parts if self._indexed(part) is not None)
        rest = [part for part in parts if part not in indexed]
        if kind is All and indexed:
            without = [part for part in rest if isinstance(part, Not) and self._indexed(part.part) is not None]
            rest = [part for part in rest if part not in without]
            indexed = (*indexed, *without)
        asked = [self.where(kind(indexed))] if len(indexed) > 1 else [self.where(part) for part in indexed]
        return "(" + operator.join([*asked, *(f"({self.where(part)})" for part in rest)]) + ")"

    def _is_of_events(self, condition: Condition) -> bool:
        """Whether documents are asked for by what the events that they tell are like."""
        if self.kind == EVENTS or condition == All(()):
            return False
        if isinstance(condition, Words) or getattr(condition, "of_document", False):
            return False
        if isinstance(condition, All | AnyOf):
            return all(map(self._is_of_events, condition.parts))
        return self._is_of_events(condition.part) if isinstance(condition, Not) else True

    def _indexed(self, condition: Condition) -> str | None:
        """The condition in the language of the index, None where it is none that the index answers."""
        sqlite = self.dialect == "sqlite"
        if isinstance(condition, Words):
            return _one_of((_phrase(run, sqlite) for run in condition.runs), sqlite)
        if isinstance(condition, Facet):
            if self.kind == DOCUMENTS and not condition.of_document:
                return None
            return _one_of((_quoted(value, sqlite) for value in condition.values), sqlite)
        if not isinstance(condition, All | AnyOf) or not condition.parts:
            return None
        without = [p for p in condition.parts if isinstance(p, Not)] if isinstance(condition, All) else []
        parts = [self._indexed(part) for part in condition.parts if part not in without]
        nots = [self._indexed(part.part) for part in without]
        if not parts or None in parts or None in nots:
            return None
        if sqlite:
            told = (" AND " if isinstance(condition, All) else " OR ").join(filter(None, parts))
            return f"({told})" if not nots else f"(({told}) NOT ({' OR '.join(filter(None, nots))}))"
        told = (" & " if isinstance(condition, All) else " | ").join([*filter(None, parts), *(f"!{asked}" for asked in nots)])
        return f"({told})"

    def _matching(self, indexed: str, column: str = "words", own: bool = False) -> str:
        """The entries that the index finds; the one of the row `e` if it does, where its `own` is asked for."""
        if self.dialect == "sqlite":
            index = f"{self.kind}_index"
            one = f" AND {index}.rowid = e.entry" if own else ""
            return f"SELECT rowid FROM {index} WHERE {index} MATCH {self.given(f'{column} : {indexed}')}{one}"
        one = " AND entry = e.entry" if own else ""
        return f"SELECT entry FROM {self.kind}_words WHERE {column} @@ {self._query(indexed)}{one}"

    def _query(self, indexed: str) -> str:
        return f"CAST({self.given(indexed)} AS tsquery)"

    def _told_by(self, condition: Condition) -> str:
        """The documents that tell an event of which the condition holds."""
        asking = Asking(self.dialect, EVENTS, self.values)
        if not asking._indexed(condition) and _of_index(condition):
            # Nothing is asked of the entries of events, whose rows are wide: their numbers stand beside the documents, too.
            return f"SELECT e.document FROM (SELECT event AS entry, document FROM event_document) e WHERE {asking.where(condition)}"
        found = asking.source(condition)
        join = "CROSS JOIN" if self.dialect == "sqlite" else "JOIN"
        return f"SELECT t.document FROM {found.tables} {join} event_document t ON t.event = {found.entry} WHERE {found.where}"

    def _compared(self, asked: Compare) -> str:
        first, last = self._columns(asked)
        parts = []
        for column, bound, sign in ((first, asked.low, ">="), (last, asked.high, "<=")):
            if bound is not None:
                value = self.given(bound)
                if isinstance(bound, str) and self.dialect != "sqlite":
                    value = f"CAST({value} AS date)"
                parts.append(f"(e.{column} IS NOT NULL AND e.{column} {sign} {value})")
        return " AND ".join(parts) or "TRUE"

    def _columns(self, asked: Compare) -> tuple[str, str]:
        """The columns that must not lie before, and not after."""
        if self.kind == DOCUMENTS:
            return "day", "day"
        spans = {"date": ("day", "day_end"), "published": ("last_published", "first_published")}
        return spans.get(asked.column, (asked.column, asked.column))

    def _has_id(self, asked: Ids) -> str:
        names = ", ".join(self.given(value) for value in asked.values)
        former = f"SELECT {event_former.c.current.name} FROM {event_former.name} WHERE former IN ({names})"
        return f"e.event IN (SELECT seq FROM event WHERE id IN ({names}) OR id IN ({former}))"


def _of_index(condition: Condition) -> bool:
    """Whether the index alone knows what a condition asks for, though it may not answer all of it at once."""
    if isinstance(condition, All | AnyOf):
        return all(map(_of_index, condition.parts))
    return _of_index(condition.part) if isinstance(condition, Not) else isinstance(condition, Words | Facet)


def _one_of(terms: Any, sqlite: bool) -> str:
    found = sorted(terms)
    return "(" + (" OR " if sqlite else " | ").join(found) + ")"


def _phrase(run: tuple[str, ...], sqlite: bool) -> str:
    if sqlite:
        return _quoted(" ".join(run), sqlite)
    return "(" + " <-> ".join(_quoted(key, sqlite) for key in run) + ")"


def _quoted(key: str, sqlite: bool) -> str:
    """A key within the quotes of the index's language; keys hold none."""
    return f'"{key}"' if sqlite else f"'{key}'"


def _words_alone(condition: Condition) -> Condition | None:
    """What is left of a condition without fields and negations; None where nothing is."""
    if isinstance(condition, Words):
        return condition
    if isinstance(condition, All | AnyOf):
        parts = tuple(part for part in map(_words_alone, condition.parts) if part is not None)
        build: Callable[[tuple[Condition, ...]], Condition] = type(condition)
        return build(parts) if parts else None
    return None
