from __future__ import annotations

import pytest

from rasad.kit.text import TextData
from rasad.text.words import find_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("وقال، ثم عاد.", ["وقال", "ثم", "عاد"]),
        ("12.5 كم و1,200 قتيل", ["12.5", "كم", "و", "1,200", "قتيل"]),
        ("108حالات SY24 F16", ["108", "حالات", "SY24", "F16"]),
        ("12/5/2018.وقال", ["12", "5", "2018", "وقال"]),
        ('"داعش"', ["داعش"]),
        ("", []),
    ],
)
def test_find_words(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in find_words(text)] == words


def test_find_words_inside_a_stretch() -> None:
    assert find_words("قال مصدر امني", 4, 8) == [(4, 8)]


def test_split_gives_all_legal_readings(data: TextData) -> None:
    assert data.clitics.split("وقصفها") == [
        ("", "وقصفها", ""),
        ("و", "قصفها", ""),
        ("", "وقصف", "ها"),
        ("و", "قصف", "ها"),
    ]


@pytest.mark.parametrize(
    ("word", "split"),
    [
        ("وبالقصف", ("وبال", "قصف", "")),
        ("للقصف", ("لل", "قصف", "")),
        ("سيقصف", ("س", "يقصف", "")),
        ("مواقعهم", ("", "مواقع", "هم")),
    ],
)
def test_split_reads(data: TextData, word: str, split: tuple[str, str, str]) -> None:
    assert split in data.clitics.split(word)


def test_the_article_excludes_a_pronoun_and_a_core_has_two_letters(data: TextData) -> None:
    assert not any(prefix == "ال" and suffix for prefix, _, suffix in data.clitics.split("القصفه"))
    for word in ("به", "لهم", "ولها", "و", ""):
        assert all(len(core) >= 2 for _, core, _ in data.clitics.split(word)) or len(word) < 2
