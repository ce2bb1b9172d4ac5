"""The Python face of Rasad: one text in, its event mentions out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasad.errors import ConfigurationError
from rasad.export.jsonl import record
from rasad.export.table import row
from rasad.extract.read import read
from rasad.ingest.intake import Intake
from rasad.ingest.raw import Raw
from rasad.ingest.rows import document_of_text
from rasad.kit import Kit, load_kit
from rasad.model import Document, EventMention
from rasad.pipeline import Coded

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]


class Mentions(tuple[EventMention, ...]):
    """The event mentions of one document, a tuple that also becomes dicts or a data frame."""

    document: Document

    @classmethod
    def of(cls, document: Document, mentions: tuple[EventMention, ...]) -> Mentions:
        """The mentions of this document."""
        made = cls(mentions)
        made.document = document
        return made

    def to_dicts(self) -> list[dict[str, Any]]:
        """One plain dict a mention, every span with its words, as a line of the JSON lines format."""
        coded = Coded(self.document, tuple(self))
        return [record(coded, mention) for mention in self]

    def to_frame(self) -> pandas.DataFrame:
        """One row a mention with the columns of the CSV format; needs pandas."""
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise ConfigurationError("data frames need pandas: pip install 'rasad[pandas]'") from error
        from rasad.export.table import COLUMNS

        coded = Coded(self.document, tuple(self))
        return pandas.DataFrame([row(coded, mention) for mention in self], columns=list(COLUMNS))

    def __repr__(self) -> str:
        lines = "".join(f"\n  {mention}" for mention in self)
        return f"<{len(self)} event mention(s) of {self.document.id}{lines}>"


def code(
    text: str,
    published: date | str | None = None,
    *,
    id: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
    kit: Kit | None = None,
) -> Mentions:
    """The event mentions that an Arabic report tells.

    `published` (a date or "YYYY-MM-DD") resolves "yesterday" and the like; without it they stay open. `kit` None: the
    built-in one, loaded once. SourceError where the text is empty, garbled or not Arabic.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, not {type(text).__name__}")
    raw = Raw(id or "text", text.encode("utf-8", "surrogatepass"))
    checked = document_of_text(text, raw, Intake(_day(published)), id)
    document = replace(checked, title=title, outlet=outlet, url=url)
    return Mentions.of(document, read(document, kit or _built_in(())))


@lru_cache(maxsize=1)
def _built_in(overlays: tuple[Path, ...]) -> Kit:
    return load_kit(overlays)


def _day(published: date | str | None) -> date | None:
    if published is None:
        return None
    if not isinstance(published, date | str):
        raise TypeError(f"published must be a date or a string, not {type(published).__name__}")
    from rasad.ingest import parse_day

    try:
        return parse_day(published if isinstance(published, str) else published.isoformat())
    except ValueError as error:
        raise ConfigurationError(
            f"published {str(published)!r} is no date of publication; write it as YYYY-MM-DD"
        ) from error
