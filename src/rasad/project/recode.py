"""Reads a project's documents again with the present kit: what changed in each document out, once it is stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, func, select

from rasad.ingest import Failure
from rasad.kit import Kit
from rasad.model import Document
from rasad.pipeline import Coded, Result, code_documents
from rasad.project.clock import now
from rasad.project.reread import Change, Reading, apply, changes
from rasad.store import documents, failures
from rasad.store.makers import Maker, number_of, number_there
from rasad.store.rows import batches
from rasad.store.schema import document as table

if TYPE_CHECKING:
    from rasad.project.project import Project

_AT_ONCE = 128  # documents of a transaction


@dataclass(frozen=True, slots=True)
class Recoding:
    """How a project is read again: the kit, its maker, processes; `dry`: nothing is stored; `whole`: what this maker has read too."""

    kit: Kit
    maker: Maker
    jobs: int = 1
    dry: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Reread:
    """A document read again, and what is other in it now; `failure` where it cannot be read any more: it stays as it was."""

    key: str
    document: Document
    changes: tuple[Change, ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class _Due:
    """A document that is to be read again."""

    seq: int
    key: str
    document: Document


def amount(project: Project, recoding: Recoding) -> tuple[int, int]:
    """How many documents are to be read again, and how many of the current ones this maker has read already."""
    with project.reading() as connection:
        maker = number_there(connection, recoding.maker)
        all_of_them = connection.scalar(select(func.count()).select_from(table).where(table.c.current)) or 0
        due = connection.scalar(_due(select(func.count()).select_from(table), maker, recoding.whole)) or 0
    return due, all_of_them - due


def recode(project: Project, recoding: Recoding) -> Iterator[Reread]:
    """Reads again what another code or kit has read; one `Reread` a document, told when it is stored for good.

    A run that is stopped goes on where it was when it is called again. Judgements are left alone, and so is what they are
    about: a mention that a reviewer has judged stays though the kit no longer reads it, and is told as `kept`.
    """
    waiting: deque[_Due] = deque()
    results: Iterator[Result] = code_documents(_documents(project, recoding, waiting), recoding.kit, recoding.jobs)
    for some in batches(results, _AT_ONCE):
        yield from _store(project, [(waiting.popleft(), result) for result in some], recoding)


def _store(project: Project, read: Sequence[tuple[_Due, Result]], recoding: Recoding) -> list[Reread]:
    coded = {due.seq: result for due, result in read if isinstance(result, Coded)}
    names = {due.seq: due.key for due, _ in read}
    if recoding.dry:
        with project.reading() as connection:
            found = changes(connection, [Reading(seq, names[seq], True, c.mentions) for seq, c in coded.items()])
    else:
        with project.writing() as connection:
            at = now()
            maker = number_of(connection, recoding.maker, at)
            still = documents.still_current(connection, coded)  # a new version may have come meanwhile
            found = apply(connection, [Reading(seq, names[seq], True, coded[seq].mentions) for seq in still], maker)
            documents.read_by(connection, still, maker)
            failures.forget(connection, still)
            rows = [failures.row_of(r, due.seq) | {"at": at, "maker": maker} for due, r in read if isinstance(r, Failure)]
            failures.store_failures(connection, rows)
    return [
        Reread(due.key, due.document, failure=result)
        if isinstance(result, Failure)
        else Reread(due.key, due.document, tuple(found.get(due.seq, ())))
        for due, result in read
    ]


def _documents(project: Project, recoding: Recoding, waiting: deque[_Due]) -> Iterator[Document]:
    """The documents to be read again, in the order in which they were added; `waiting` notes each."""
    after = 0
    while True:
        with project.reading() as connection:
            maker = number_there(connection, recoding.maker)
            asked = select(table.c.seq, table.c.key, *documents.COLUMNS).where(table.c.seq > after)
            rows = connection.execute(_due(asked, maker, recoding.whole).order_by(table.c.seq).limit(_AT_ONCE)).all()
        if not rows:
            return
        for row in rows:
            waiting.append(_due_of(row))
            yield waiting[-1].document
        after = rows[-1].seq


def _due_of(row: Row[Any]) -> _Due:
    return _Due(row.seq, row.key, documents.document_of(row))


def _due(asked: Select[Any], maker: int | None, whole: bool) -> Select[Any]:
    """Of what is asked, the current documents that another maker has read last, or all of them."""
    asked = asked.where(table.c.current)
    return asked if whole or maker is None else asked.where(table.c.maker != maker)
