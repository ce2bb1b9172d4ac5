import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.kit.lexicon import (
    AFTER_ARTICLE_L,
    BOUND,
    NO_ARTICLE,
    NO_PREFIX,
    PLAIN,
    SUFFIX,
    Lexicon,
    ProcliticSets,
    Row,
    Sense,
)
from rasad.text.words import Clitics, find_words

CLITICS = Clitics(
    prefixes=frozenset(["و", "ف", "ب", "ل", "س", "وب", "ول", "وس", "فل", "فب", "ال", "وال", "بال", "لل", "ولل"]),
    articles=frozenset(["ال", "وال", "بال", "لل", "ولل"]),
    verbal=frozenset(["س", "وس"]),
    suffixes=frozenset(["ه", "ها", "هم"]),
)
NOUN = Sense("word", "noun")
ROWS = [
    Row("قصف", Sense("trigger", "bombard"), SUFFIX),
    Row("قصف", Sense("word", "plain"), PLAIN),
    Row("موقع", NOUN, SUFFIX),
    Row("مواقع", NOUN, SUFFIX),
    Row("بنت", Sense("word", "bound"), BOUND),
    Row("دمشق", Sense("place", "damascus"), NO_ARTICLE),
    Row("القائم", Sense("place", "qaim"), NO_ARTICLE),
    Row("بعد", Sense("word", "after"), NO_PREFIX | NO_ARTICLE),
    Row("حزب الله", Sense("actor", "hezbollah"), NO_ARTICLE),
    Row("حزب", Sense("actorhead", "party"), SUFFIX),
]


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.build(ROWS, CLITICS)


def found(lexicon, text):
    return [(h.prefix, text[h.start : h.end], h.suffix, [s.key for s in h.senses]) for h in lexicon.match(text, find_words(text))]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("قصف", [("", "قصف", "", ["bombard", "plain"])]),
        ("وقصف", [("و", "قصف", "", ["bombard", "plain"])]),
        ("قصفها", [("", "قصف", "ها", ["bombard"])]),
        ("القصف", [("ال", "قصف", "", ["bombard", "plain"])]),
        ("القصفها", []),
        ("قصفوا", []),
        ("تقصف", []),
        ("بنت", []),
        ("وبنتها", [("و", "بنت", "ها", ["bound"])]),
        ("بدمشق", [("ب", "دمشق", "", ["damascus"])]),
        ("الدمشق", []),
        ("دمشقها", []),
        ("بالقائم", [("ب", "القائم", "", ["qaim"])]),
        ("للقائم", [("لل", "قائم", "", ["qaim"])]),
        ("والقائم", [("و", "القائم", "", ["qaim"])]),
        ("القائم", [("", "القائم", "", ["qaim"])]),
        ("قائم", []),
        ("وبعد", [("و", "بعد", "", ["after"])]),
        ("لبعد", []),
        ("حزب الله", [("", "حزب الله", "", ["hezbollah"]), ("", "حزب", "", ["party"])]),
        ("لحزب اللهم", [("ل", "حزب", "", ["party"])]),
        ("", []),
        ("، .", []),
    ],
)
def test_a_form_stands_only_with_legal_clitics(lexicon, text, hits):
    assert found(lexicon, text) == hits


def test_word_bounds_hold_the_clitics(lexicon):
    text = "ثم وقصفها ليلا"
    (hit,) = lexicon.match(text, find_words(text))
    assert text[hit.word_start : hit.word_end] == "وقصفها" and text[hit.start : hit.end] == "قصف"


def test_proclitic_sets():
    sets = ProcliticSets.of(CLITICS)
    assert sets.article == "ال" and sets.swallowing == {"لل", "ولل"} and sets.conjunctions == {"و", "ف"}
    assert sets.articles_last[-1] == "ال" and set(sets.articles_last) == CLITICS.articles


def test_a_pickled_lexicon_finds_the_same(lexicon):
    again = pickle.loads(pickle.dumps(lexicon))
    assert (again.patterns, again.senses, again.flags) == (lexicon.patterns, lexicon.senses, lexicon.flags)
    text = "وقصفها حزب الله قرب دمشق وللقائم"
    assert found(again, text) == found(lexicon, text)
    empty = Lexicon.build([], CLITICS)
    assert found(pickle.loads(pickle.dumps(empty)), text) == found(empty, text) == []


def plainly(text):
    """What `match` must find, told the slow way: each word run, each split, each row."""
    sets = ProcliticSets.of(CLITICS)
    rows = list(ROWS)
    for form, sense, flags in ROWS:
        if form.startswith(sets.article) and len(form) > 3 and not flags & NO_PREFIX:
            rows.append(Row(form[2:], sense, flags | AFTER_ARTICLE_L))
    words = find_words(text)
    hits = set()
    for first in range(len(words)):
        for last in range(first, min(first + 3, len(words))):
            whole = text[words[first][0] : words[last][1]]
            for form, sense, flags in rows:
                for prefix in ["", *CLITICS.prefixes]:
                    for suffix in ["", *CLITICS.suffixes]:
                        if prefix + form + suffix != whole or len(prefix) >= len(text[slice(*words[first])]):
                            continue
                        article = prefix in CLITICS.articles
                        if suffix and (not flags & (SUFFIX | BOUND) or article):
                            continue
                        if flags & BOUND and not suffix:
                            continue
                        if flags & AFTER_ARTICLE_L and prefix not in sets.swallowing:
                            continue
                        if not flags & AFTER_ARTICLE_L and (
                            (prefix and flags & NO_PREFIX and prefix not in sets.conjunctions)
                            or (article and flags & NO_ARTICLE)
                        ):
                            continue
                        start = words[first][0] + len(prefix)
                        hits.add((start, start + len(form), prefix, suffix, sense))
    return hits


PIECES = st.sampled_from(["و", "ال", "لل", "ب", "ها", "ه", " ", "، ", *(r.form for r in ROWS), "قائم", "الله"])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_matching_agrees_with_the_plain_reading_of_its_rules(text):
    lexicon = Lexicon.build(ROWS, CLITICS)
    hits = lexicon.match(text, find_words(text))
    assert {(h.start, h.end, h.prefix, h.suffix, s) for h in hits for s in h.senses} == plainly(text)
    assert [(h.start, -h.end) for h in hits] == sorted((h.start, -h.end) for h in hits)
