"""Inflected forms of a dictionary form: base forms and paradigms in, folded forms with their features out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rasad.text.fold import Spelling, fold_form

FEATURES = frozenset({"perfect", "imperfect", "s", "d", "p", "m", "f", "construct", "jussive"})


@dataclass(frozen=True, slots=True)
class Form:
    """An inflected form, folded.

    `number` is s, d or p; `gender` m, f or None where the form does not tell; `tense` perfect, imperfect or None for
    nouns. A `bound` form is legal only with an enclitic pronoun, a `construct` form only before one or a genitive, a
    `jussive` form (told only where it is shorter than the indicative) only after a particle that governs it.
    """

    text: str
    number: str
    gender: str | None = None
    tense: str | None = None
    bound: bool = False
    construct: bool = False
    jussive: bool = False


@dataclass(frozen=True, slots=True)
class Paradigm:
    """One inflection class: it takes the bases that, joined by a blank, `pattern` matches whole.

    A form is (template, features, bound); `{n}` of a template is the n-th group.
    """

    id: str
    pattern: re.Pattern[str]
    forms: tuple[tuple[str, frozenset[str], bool], ...]


@dataclass(frozen=True, slots=True)
class Paradigms:
    """The inflection classes by part of speech; the first class that fits a base is its class."""

    spelling: Spelling
    verbs: tuple[Paradigm, ...]
    nouns: tuple[Paradigm, ...]
    plurals: tuple[Paradigm, ...]
    adjectives: tuple[Paradigm, ...]


def verb_forms(perfect: str, imperfect: str, paradigms: Paradigms) -> list[Form]:
    """The third persons, perfect and imperfect (indicative, then subjunctive and jussive), of a verb in normal spelling.

    The bases are the third person masculine singular, active or passive. Folded bases work too, except that the
    classes which differ in a final alef maqsura or ya only cannot be told apart. ValueError where no class fits.
    """
    return _inflect((perfect, imperfect), paradigms.verbs, paradigms.spelling)


def noun_forms(singular: str, plurals: Iterable[str], paradigms: Paradigms) -> list[Form]:
    """Singular, dual and the given plurals of a noun in normal spelling, with the accusative in alef.

    A sound plural is given in either case; a plural is told as sound by its singular. No plural, no plural forms.
    """
    forms = _inflect((singular,), paradigms.nouns, paradigms.spelling)
    for plural in plurals:
        forms += _inflect((singular, plural), paradigms.plurals, paradigms.spelling)
    return list(dict.fromkeys(forms))


def adjective_forms(masculine: str, paradigms: Paradigms) -> list[Form]:
    """Both genders of a regular adjective (nisba, participle) in singular, dual and sound plural."""
    return _inflect((masculine,), paradigms.adjectives, paradigms.spelling)


def _inflect(bases: tuple[str, ...], classes: tuple[Paradigm, ...], spelling: Spelling) -> list[Form]:
    joined = " ".join(bases)
    for paradigm in classes:
        if match := paradigm.pattern.fullmatch(joined):
            groups = match.groups("")
            forms = (
                _form(fold_form(template.format("", *groups), spelling), features, bound)
                for template, features, bound in paradigm.forms
            )
            return list(dict.fromkeys(forms))
    raise ValueError(f"no inflection class fits {' / '.join(bases)}")


def _form(text: str, features: frozenset[str], bound: bool) -> Form:
    def one(*names: str) -> str | None:
        return next((name for name in names if name in features), None)

    return Form(
        text=text,
        number=one("s", "d", "p") or "s",
        gender=one("m", "f"),
        tense=one("perfect", "imperfect"),
        bound=bound,
        construct="construct" in features,
        jussive="jussive" in features,
    )
