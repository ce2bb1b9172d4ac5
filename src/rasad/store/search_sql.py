"""A query's condition in, the SQL of its answer out, for SQLite (FTS5) and PostgreSQL (tsvector)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rasad.search.conditions import All, AnyOf, Compare, Condition, Facet, Ids, Not, Words
from rasad.store.schema import event_former

DOCUMENTS, EVENTS = "document", "event"


@dataclass(slots=True)
class Asking:
    """The SQL of one question as it is written: the database, what is looked for, the values given with it."""

    dialect: str
    kind: str
    values: dict[str, Any] = field(default_factory=dict)

    def given(self, value: Any) -> str:
        """The name under which a value is handed over."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def where(self, condition: Condition) -> str:
        """The condition on a row `e` of the entries, never NULL."""
        if self._is_of_events(condition):
            events = Asking(self.dialect, EVENTS, self.values)
            told_by = f"SELECT t.document FROM event_entry e JOIN event_document t ON t.event = e.event WHERE {events.where(condition)}"
            return f"e.document IN ({told_by})"
        if (indexed := self._indexed(condition)) is not None:
            return self._matching("words", indexed)
        if isinstance(condition, All):
            return self._all(condition)
        if isinstance(condition, AnyOf):
            return self._joined(condition.parts, AnyOf, " OR ")
        if isinstance(condition, Not):
            if (indexed := self._indexed(condition.part)) is not None and self.dialect != "sqlite":
                # Asked row by row, every row's words would be read.
                found = f"SELECT {self.kind} FROM {self.kind}_entry WHERE words @@ CAST({self.given(indexed)} AS tsquery)"
                return f"e.{self.kind} NOT IN ({found})"
            return f"NOT ({self.where(condition.part)})"
        if isinstance(condition, Compare):
            return self._compared(condition)
        assert isinstance(condition, Ids)
        return self._has_id(condition)

    def source(self, condition: Condition, title: str | None = None) -> str:
        """Where the entries `e` that the condition holds of come from: what stands behind FROM. `title` is what `in_title` gives."""
        if self.dialect != "sqlite":
            told = f"e.title @@ CAST({self.given(title)} AS tsquery) AND " if title else ""
            return f"{self.kind}_entry e WHERE {told}{self.where(condition)}"
        driver, rest = self._driver(condition)
        asked = [f"words : {driver}"] if driver else []
        asked += [f"title : {title}"] if title else []
        where = [self.where(rest)] if rest != All(()) or not asked else []
        if not asked:
            return f"{self.kind}_entry e WHERE {where[0]}"
        index = f"{self.kind}_index"
        match = f"{index} MATCH {self.given(' AND '.join(f'({part})' for part in asked))}"
        # The index is asked first: the other way round it would be gathered whole and looked into for every entry.
        return f"{index} CROSS JOIN {self.kind}_entry e ON e.{self.kind} = {index}.rowid WHERE {' AND '.join([match, *where])}"

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
        mine = tuple(part for part in condition.parts if not self._is_of_events(part) and self._indexed(part) is not None)
        rest = All(tuple(part for part in condition.parts if part not in mine))
        return (self._indexed(All(mine)) if mine else None), rest

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

    def _matching(self, column: str, indexed: str) -> str:
        if self.dialect == "sqlite":
            index = f"{self.kind}_index"
            asked = self.given(f"{column} : {indexed}")
            return f"e.{self.kind} IN (SELECT rowid FROM {index} WHERE {index} MATCH {asked})"
        return f"e.{column} @@ CAST({self.given(indexed)} AS tsquery)"

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
