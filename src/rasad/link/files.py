"""Links the reports of one run, without a project: reports with their mentions in, events with what tells them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rasad.event import Event, Told
from rasad.kit import Kit
from rasad.link.copies import bands_of, same_text
from rasad.link.derive import derive
from rasad.link.signature import signature_of
from rasad.link.whole import link_files
from rasad.model import Document, EventMention, content_id

Report = tuple[Document, Sequence[EventMention]]


def link_reports(reports: Iterable[Report], kit: Kit) -> list[tuple[Event, tuple[Told, ...]]]:
    """The events that the reports tell, by id, each with its mentions. A report given twice counts once."""
    told = told_of(reports)
    known = {t.key: t for t in told}
    clusters = link_files(signature_of(t, kit) for t in told)
    found = [[known[key] for key in keys] for keys in clusters]
    return sorted(((derive(rows, (), kit), tuple(rows)) for rows in found), key=lambda pair: pair[0].id)


def told_of(reports: Iterable[Report]) -> list[Told]:
    """The mentions with their reports, as a project would hold them."""
    kept = {document_key(document): (document, mentions) for document, mentions in reports}
    copies = copies_of({key: document.text for key, (document, _) in kept.items()})
    return [told for key, report in sorted(kept.items()) for told in told_of_report(key, report, copies[key])]


def told_of_report(key: str, report: Report, copies: str) -> Iterator[Told]:
    """The mentions of the report of that key; `copies` is shared by texts that are nearly the same."""
    document, mentions = report
    seen: Counter[str] = Counter()
    for mention in mentions:
        row = content_id([key, mention.type, str(mention.trigger.start), str(mention.trigger.end)])
        seen[row] += 1
        unique = row if seen[row] == 1 else content_id([row, str(seen[row])])
        yield Told(unique, key, document, mention, copies)


def document_key(document: Document) -> str:
    """A hash of all that makes a report what it is."""
    published = document.published.isoformat() if document.published else ""
    return content_id(
        ["document", document.id, document.outlet or "", published, document.title or "", document.text]
    )


def copies_of(texts: dict[str, str]) -> dict[str, str]:
    """Each key with the least key of the texts that are nearly the same, one by way of another."""
    parent = {key: key for key in texts}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    bands: dict[str, list[str]] = {}
    for key in sorted(texts):
        for band in bands_of(texts[key]):
            for other in bands.setdefault(band, []):
                if root(other) != root(key) and same_text(texts[other], texts[key]):
                    low, high = sorted((root(other), root(key)))
                    parent[high] = low
            bands[band].append(key)
    return {key: root(key) for key in texts}
