import pickle

import pytest

from rasad.kit import load_kit
from rasad.kit.vocabulary import NOTHING, Vocabulary
from rasad.text.words import find_words


@pytest.fixture(scope="module")
def kit():
    return load_kit()


@pytest.mark.parametrize("word", ["وقصفها", "دمشق", "للجيش", "بالصواريخ", "زغبرقن", "2016", "والمدينه", "F16"])
def test_a_word_means_what_the_lexicon_finds_on_it(kit, word):
    hits = [hit for hit in kit.lexicon.match(word, find_words(word)) if (hit.word_start, hit.word_end) == (0, len(word))]
    runs = [hit for hit in hits if word[hit.start : hit.end] in kit.lexicon.singles]
    written = kit.vocabulary[word]
    assert list(written.hits) == runs
    assert word[written.form.left : len(word) - written.form.right] == written.form.text


def test_the_strict_reading_has_no_enclitic_of_one_letter(kit):
    written = kit.vocabulary["قصفه"]
    assert written.form.suffix == "ه" and written.strict is not None
    assert all(len(hit.suffix) != 1 for hit in written.strict.hits)


def test_an_unknown_word_keeps_what_looks_like_conjunction_and_article(kit):
    form = kit.vocabulary["والزغبرقن"].form
    assert (form.prefix, form.text, form.meaning) == ("وال", "زغبرقن", NOTHING)


def test_the_vocabulary_stays_small(kit):
    small = Vocabulary(kit.lexicon, kit.meanings, kit.means, kit.means_of, most=3)
    for word in ("قصف", "دمشق", "حلب", "ادلب", "قصف"):
        assert small[word] == kit.vocabulary[word]
        assert len(small) <= 3


def test_what_is_remembered_stays_behind_when_the_kit_is_pickled(kit):
    assert kit.vocabulary["قصف"].hits
    assert not pickle.loads(pickle.dumps(kit)).vocabulary


def test_words_that_gate_a_reader_are_single_runs_of_letters_or_digits(kit):
    """The reader looks for them among its words before it calls the finders, which cut words by another pattern."""
    assert all(word.isalpha() and not word.isascii() for word in kit.figures.triggers)
    assert all(word.isdigit() or (word.isalpha() and not word.isascii()) for word in kit.time.anchors)


def test_aliases_of_one_form_are_summed_up(kit):
    nobody = kit.called[()]
    assert not nobody.kinds and not nobody.adjective and nobody.generic and nobody.doubtful
    kinds = {alias.kind: str(number) for number, alias in enumerate(kit.actors.aliases)}
    assert kit.called[(kinds["adjective"],)].adjective and not kit.called[(kinds["name"],)].generic
    assert kit.called[(kinds["generic"], kinds["name"])].kinds == {"generic", "name"}
