"""Inflects the compact word specs of the data files: "singular|plural" and "perfect|imperfect" in, folded forms out."""

from __future__ import annotations

from collections.abc import Iterator

from rasad.kit.files import Entry
from rasad.kit.lexicon import BOUND, FINITE, NO_ARTICLE, NO_PREFIX, PLAIN, SUFFIX
from rasad.kit.text import TextData
from rasad.text.fold import fold_form
from rasad.text.inflect import noun_forms, verb_forms


def noun_rows(spec: str, entry: Entry, text: TextData) -> Iterator[tuple[str, int, str]]:
    """(folded form, lexicon flags, number s|d|p) of a noun given as "singular|plural|...".

    A spec of several words inflects its first word; a leading "=" takes the form as it stands, with no suffix.
    """
    if spec.startswith("="):
        yield fold_form(spec[1:], text.spelling), PLAIN, "s"
        return
    singular, *plurals = (part.strip() for part in spec.split("|"))
    if not singular:
        raise entry.fault(f"noun {spec!r} has no singular; write 'singular|plural' or '=form'")
    first, _, rest = singular.partition(" ")
    tail = f" {fold_form(rest, text.spelling)}" if rest else ""
    seen: set[tuple[str, int]] = set()
    for form in noun_forms(first, [] if rest else plurals, text.paradigms):
        flags = PLAIN if tail else BOUND if form.bound else SUFFIX
        if tail and form.bound:
            continue
        if (form.text + tail, flags) not in seen:
            seen.add((form.text + tail, flags))
            yield form.text + tail, flags, form.number
    if rest:
        for plural in plurals:
            yield fold_form(plural, text.spelling), PLAIN, "p"


def verb_rows(spec: str, entry: Entry, text: TextData) -> Iterator[tuple[str, str]]:
    """(folded form, tense letter + gender + number, e.g. "pms") of a verb given as "perfect|imperfect".

    Tense is p (perfect) or i (imperfect). Further words after the first stay as they are.
    """
    parts = [part.strip() for part in spec.split("|")]
    if len(parts) != 2 or not all(parts):
        raise entry.fault(f"verb {spec!r} must be written 'perfect|imperfect', third person masculine singular")
    (perfect, _, rest), (imperfect, _, rest2) = (p.partition(" ") for p in parts)
    if rest != rest2:
        raise entry.fault(f"verb {spec!r}: both parts must end in the same words")
    tail = f" {fold_form(rest, text.spelling)}" if rest else ""
    seen: set[str] = set()
    try:
        forms = verb_forms(perfect, imperfect, text.paradigms)
    except ValueError as error:
        raise entry.fault(f"verb {spec!r}: {error}") from error
    for form in forms:
        key = ("p" if form.tense == "perfect" else "i") + (form.gender or "m") + form.number
        if form.text not in seen:
            seen.add(form.text)
            yield form.text + tail, key


def verb_flags(features: str) -> int:
    """Lexicon flags of a verb form: no particle is written on to a perfect; some, but no preposition, to an imperfect."""
    return SUFFIX | NO_ARTICLE | (NO_PREFIX if features.startswith("p") else FINITE)
