"""Counts sources by independence: the mentions of an event in, groups of reports that are one source out."""

from __future__ import annotations

from collections.abc import Sequence

from rasad.event import Told
from rasad.kit import Kit
from rasad.link.rules import rules
from rasad.text.fold import fold_form


def sources_of(told: Sequence[Told], kit: Kit) -> tuple[tuple[str, ...], ...]:
    """The document keys of each independent source, sorted.

    Reports are one source where their texts are copies of each other, where one outlet published them, or where they pass
    on what the same agency or monitor said.
    """
    parent = {t.document_key: t.document_key for t in told}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    marks: dict[tuple[str, str], str] = {}
    for t in sorted(told, key=lambda t: t.key):
        for mark in _marks(t, kit):
            first = marks.setdefault(mark, t.document_key)
            low, high = sorted((root(first), root(t.document_key)))
            parent[high] = low
    groups: dict[str, list[str]] = {}
    for key in sorted(parent):
        groups.setdefault(root(key), []).append(key)
    return tuple(tuple(keys) for _, keys in sorted(groups.items()))


def _marks(t: Told, kit: Kit) -> list[tuple[str, str]]:
    """What makes two reports one source, where they share it."""
    marks = []
    if t.copies:
        marks.append(("copies", t.copies))
    if t.document.outlet:
        marks.append(("outlet", " ".join(t.document.outlet.casefold().split())))
    source = t.mention.source
    if source.span and source.value in rules().relayed:
        words = fold_form(source.span.of(t.document.text), kit.text.spelling).split()
        marks.append(("relayed", " ".join(words)))
    return marks
