from __future__ import annotations

import pytest

from rasad.kit.text import TextData
from rasad.text.inflect import Form, adjective_forms, noun_forms, verb_forms


def _some(forms: list[Form], **features: object) -> set[str]:
    return {f.text for f in forms if all(getattr(f, name) == value for name, value in features.items())}


@pytest.mark.parametrize(
    ("perfect", "imperfect", "perfects", "plural"),
    [
        # 3ms, 3fs, 3mp of the perfect; 3mp of the imperfect, both moods
        ("قصف", "يقصف", "قصف قصفت قصفوا", "يقصفون يقصفوا"),
        ("هاجم", "يهاجم", "هاجم هاجمت هاجموا", "يهاجمون يهاجموا"),
        ("اتهم", "يتهم", "اتهم اتهمت اتهموا", "يتهمون يتهموا"),
        ("وصل", "يصل", "وصل وصلت وصلوا", "يصلون يصلوا"),
        ("نفى", "ينفي", "نفي نفت نفوا", "ينفون ينفوا"),
        ("نفي", "ينفي", "نفي نفت نفوا", "ينفون ينفوا"),
        ("أخلى", "يخلي", "اخلي اخلت اخلوا", "يخلون يخلوا"),
        ("تبنى", "يتبنى", "تبني تبنت تبنوا", "يتبنون يتبنوا"),
        ("بقي", "يبقى", "بقي بقيت بقوا", "يبقون يبقوا"),
        ("دعا", "يدعو", "دعا دعت دعوا", "يدعون يدعوا"),
        ("شن", "يشن", "شن شنت شنوا", "يشنون يشنوا"),
        ("استمرّ", "يستمرّ", "استمر استمرت استمروا", "يستمرون يستمروا"),
        ("قام", "يقوم", "قام قامت قاموا", "يقومون يقوموا"),
        ("اغتال", "يغتال", "اغتال اغتالت اغتالوا", "يغتالون يغتالوا"),
        ("أُصيب", "يُصاب", "اصيب اصيبت اصيبوا", "يصابون يصابوا"),
        ("سيّر", "يسيّر", "سير سيرت سيروا", "يسيرون يسيروا"),
    ],
)
def test_verbs(data: TextData, perfect: str, imperfect: str, perfects: str, plural: str) -> None:
    forms = verb_forms(perfect, imperfect, data.paradigms)
    told = [_some(forms, tense="perfect", number=n, gender=g, bound=False) for n, g in ("sm", "sf", "pm")]
    assert told == [{form} for form in perfects.split()]
    assert _some(forms, tense="imperfect", number="p", gender="m", bound=False) == set(plural.split())


@pytest.mark.parametrize(
    ("perfect", "imperfect", "jussive"),
    [
        ("قام", "يقوم", {"يقم", "تقم"}),
        ("أصيب", "يصاب", {"يصب", "تصب"}),
        ("نفى", "ينفي", {"ينف", "تنف"}),
        ("دعا", "يدعو", {"يدع", "تدع"}),
        ("قصف", "يقصف", set()),
    ],
)
def test_short_forms(data: TextData, perfect: str, imperfect: str, jussive: set[str]) -> None:
    assert _some(verb_forms(perfect, imperfect, data.paradigms), jussive=True) == jussive


@pytest.mark.parametrize(
    ("perfect", "imperfect", "bound"),
    [
        ("قصف", "يقصف", {"قصفو", "يقصفو"}),
        ("نفى", "ينفي", {"نفا", "نفو", "ينفو"}),
        ("تبنى", "يتبنى", {"تبنا", "تبنو", "يتبنا", "تتبنا", "يتبنو"}),
    ],
)
def test_forms_before_a_pronoun(data: TextData, perfect: str, imperfect: str, bound: set[str]) -> None:
    assert _some(verb_forms(perfect, imperfect, data.paradigms), bound=True) == bound


def test_hamza_final_verbs_have_the_spellings_in_use(data: TextData) -> None:
    assert {"جاءوا", "جاووا"} <= _some(verb_forms("جاء", "يجيء", data.paradigms), number="p")
    assert {"بداوا", "بدووا", "يبداون", "يبدوون"} <= _some(
        verb_forms("بدأ", "يبدأ", data.paradigms), number="p"
    )


def test_a_base_of_no_class_is_refused(data: TextData) -> None:
    with pytest.raises(ValueError, match="no inflection class"):
        verb_forms("قصف", "قصف", data.paradigms)


@pytest.mark.parametrize(
    ("singular", "plurals", "forms"),
    [
        ("غارة", ["غارات"], "s غاره|d غارتان غارتين غارتا غارتي|p غارات|bound غارت"),
        (
            "مقاتل",
            ["مقاتلون"],
            "s مقاتل مقاتلا|d مقاتلان مقاتلين مقاتلا مقاتلي|p مقاتلون مقاتلين مقاتلو مقاتلي",
        ),
        ("قائد", ["قادة"], "s قايد قايدا|d قايدان قايدين قايدا قايدي|p قاده|bound قادت"),
        ("سجن", ["سجون"], "s سجن سجنا|d سجنان سجنين سجنا سجني|p سجون سجونا"),
        ("شهيد", ["شهداء"], "p شهداء|bound شهداي شهداو"),
        ("قتيل", ["قتلى"], "p قتلي|bound قتلا"),
        ("مبنى", [], "s مبني|d مبنيان مبنيين مبنيا مبنيي|bound مبنا|p"),
    ],
)
def test_nouns(data: TextData, singular: str, plurals: list[str], forms: str) -> None:
    found = noun_forms(singular, plurals, data.paradigms)
    for part in forms.split("|"):
        name, *texts = part.split()
        told = _some(found, bound=True) if name == "bound" else _some(found, number=name, bound=False)
        assert told == set(texts)


def test_adjectives(data: TextData) -> None:
    forms = adjective_forms("إسرائيلي", data.paradigms)
    assert _some(forms, number="s") == {"اسراييلي", "اسراييليا", "اسراييليه"}
    assert _some(forms, number="d") == {"اسراييليان", "اسراييليين", "اسراييليتان", "اسراييليتين"}
    assert {"اسراييليون", "اسراييليين", "اسراييليات"} <= _some(forms, number="p")


def test_all_forms_are_folded_and_told_once(data: TextData) -> None:
    forms = verb_forms("أخلى", "يخلي", data.paradigms) + noun_forms("مسؤول", ["مسؤولون"], data.paradigms)
    assert len(set(forms)) == len(forms)
    assert not {c for form in forms for c in form.text} & set("أإآىةؤئ")
