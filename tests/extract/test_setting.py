"""Where an event happened: places by clause, list, class word, sentence and the sentence before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading import DAY, examples, read_text


def _places(text: str, kind: str) -> set[str]:
    """The names of the places of the first record of a type."""
    found = [m for m in read_text(text) if m.type == kind]
    assert found, [str(m) for m in read_text(text)]
    return {p.name for p in found[0].places}


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        # a class word behind a preposition that is an entry together with it
        ("قصفت طائرات مجهولة مخزنا في منطقة البوكمال شرقي دير الزور.", "air_strike", {"البوكمال"}),
        ("سقطت ستة صواريخ في محيط مطار أربيل الدولي.", "shelling", {"مطار أربيل الدولي"}),
        # a site that somebody owns is still the place
        ("أغارت طائرات على مطار الشعيرات العسكري التابع لقوات النظام والواقع في محافظة حمص.", "air_strike", {"مطار الشعيرات العسكري"}),
        # what only says where the first place lies
        ("استهدفت مسيرات قاعدة المالكية في أقصى شمال شرقي الحسكة.", "air_strike", {"قاعدة المالكية"}),
        ("قصفت المدفعية مقبنة المتاخمة لموزع والوازعية.", "shelling", {"مقبنة"}),
        ("قتل ثلاثة أشخاص بهجوم مسلح في بلدة الزعرورية على بعد 40 كلم جنوب مدينة حلب.", "armed_attack", {"الزعرورية"}),
        # lists
        ("قصفت الطائرات الميادين والبوكمال.", "air_strike", {"الميادين", "البوكمال"}),
        ("قصفت الطائرات مقبنة و الوازعية.", "air_strike", {"مقبنة", "الوازعية"}),
        ("وذكرت المصادر من المواقع التي قصفت: معبر القائم، ومستودعات عياش، والميادين.", "shelling", {"معبر القائم", "مستودعات عياش", "الميادين"}),
        # a front that no gazetteer knows
        ("دارت اشتباكات بين الجيش اليمني والحوثيين في جبهة العنيدرة.", "armed_clash", {"جبهة العنيدرة"}),
        # a strip of land is a place, not a side of a country
        ("قصفت مدفعية الاحتلال قطاع غزة.", "shelling", {"قطاع غزة"}),
    ],
)  # fmt: skip
def test_must(text: str, kind: str, names: set[str]) -> None:
    assert _places(text, kind) == names


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        # beside, from and with are no places of the action
        ("قصفت المدفعية مقبنة المتاخمة لموزع.", "shelling", "موزع"),
        ("قتل ثلاثة أشخاص بهجوم مسلح في بلدة الزعرورية على بعد 40 كلم جنوب مدينة حلب.", "armed_attack", "حلب"),
        ("اعترضت الدفاعات الجوية السعودية صاروخا أطلق من الأراضي اليمنية.", "interception", "الأراضي اليمنية"),
        # the place of another action, told before
        ("بعد اجتماع في موسكو، قصفت الطائرات الروسية بلدة سرمدا.", "air_strike", "موسكو"),
        # generic words after "front"
        ("دارت اشتباكات بين الجيش اليمني والحوثيين في جبهة المواجهة.", "armed_clash", "جبهة المواجهة"),
    ],
)
def test_must_not(text: str, kind: str, name: str) -> None:
    assert all(name not in {p.name for p in m.places} for m in read_text(text) if m.type == kind)


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("سيطر الجيش الليبي على مدينة درنة. وقصفت طائراته المدينة مساء.", "air_strike", {"درنة"}),
        ("دخلت قوات النظام حقل العمر ومطار حميميم. ثم قصفت طائرات مجهولة الحقل بعد ساعات.", "air_strike", {"حقل العمر"}),
        ("اندلعت اشتباكات بين قسد والجيش الوطني في منبج. ثم قصفت المدفعية التركية المنطقة.", "shelling", {"منبج"}),
    ],
)
def test_a_definite_class_word_takes_up_the_place_of_its_class(text: str, kind: str, names: set[str]) -> None:
    assert _places(text, kind) == names


@pytest.mark.parametrize(
    "text",
    [
        # no base was named before
        "زار الوفد مدينة منبج. وفي عمان، قصفت طائرات مجهولة القاعدة.",
        # indefinite: another town
        "سيطر الجيش على مدينة درنة قبل عام. وكانت زيارة الوفد طويلة. وكان الجو حارا. وقصفت طائرات مدينة أخرى.",
    ],
)
def test_a_class_word_takes_up_nothing_else(text: str) -> None:
    assert not [p for m in read_text(text) for p in m.places if p.rule.startswith("place.anaphor")]


def test_the_place_of_the_last_action_does_not_hold_for_ever() -> None:
    filler = "وقال الناطق إن الأمر قيد المتابعة. " * 4
    near = read_text("اشتبكت قسد مع الجيش الوطني في منبج. وقتل ثلاثة مسلحين برصاص قناص.")
    far = read_text(f"اشتبكت قسد مع الجيش الوطني في منبج. {filler}وقتل ثلاثة مسلحين برصاص قناص.")
    assert any(p.name == "منبج" for p in near[-1].places)
    assert all(p.rule.split()[0] != "place.previous" for m in far for p in m.places)


def test_a_retelling_names_the_place_more_closely() -> None:
    text = "خلف انفجار مستودع ذخائر في محافظة إدلب تسعة قتلى مدنيين. ووقع الانفجار في بلدة سرمدا."
    assert _places(text, "explosion") == {"سرمدا"}


def test_a_dateline_tells_the_day_that_yesterday_counts_from() -> None:
    (mention,) = read_text("الاثنين 5 شباط 2024\n\nقصفت مدفعية الجيش السوري أمس بلدة سرمين.", published=None)
    assert mention.when is not None and mention.when.start == date(2024, 2, 4)
    (mention,) = read_text("قصفت مدفعية الجيش السوري أمس بلدة سرمين.", published=None)
    assert mention.when is None or mention.when.start is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["قصفت", "الطائرات", "في", "بلدة", "سرمدا", "،", ":", "المدينة", "و", "من", "منبج", "شرقي", "20", "كلم", "قرب", ".", "القاعدة"]), max_size=40))
def test_no_place_is_invented(words: list[str]) -> None:
    text = " ".join(words)
    for mention in read_text(text):
        names = [p.name for p in mention.places]
        assert len(names) == len(set(names))
        assert all(p.span is not None and p.span.of(text) == p.name for p in mention.places)


@pytest.mark.parametrize("case", examples("setting", "must"))
def test_a_class_that_tells_where_must(case: dict[str, Any]) -> None:
    assert _places(case["text"], case["type"]) == set(case["places"])


@pytest.mark.parametrize("case", examples("setting", "must_not"))
def test_a_class_that_tells_where_must_not(case: dict[str, Any]) -> None:
    records = [m for m in read_text(case["text"]) if m.type == case["type"]]
    assert records, "the event itself must be read"
    assert not set(case["places"]) & {p.name for m in records for p in m.places}


@pytest.mark.parametrize(
    ("text", "kind", "year"),
    [
        # a year in a clause that only tells more of somebody or some place
        ("اعتقلت الشرطة المصرية رجلا قتل ضابطا في عام 2015.", "arrest", DAY.year),
        ("اعتقلت الشرطة المصرية رجلا قتل ضابطا في عام 2015.", "armed_attack", 2015),
        ("استعاد الجيش العراقي بلدة راوة التي سيطر عليها داعش عام 2014.", "territory_change", DAY.year),
        # and one that dates the action itself
        ("اعتقلت الشرطة المصرية ضابطا في عام 2015.", "arrest", 2015),
        ("أدى الهجوم الذي شنه داعش على سوق في كركوك عام 2013 إلى مقتل عشرة.", "armed_attack", 2013),
    ],
)  # fmt: skip
def test_a_year_dates_the_action_of_its_clause(text: str, kind: str, year: int) -> None:
    first = next(m for m in read_text(text) if m.type == kind)
    assert first.when is not None and first.when.end is not None
    assert first.when.end.year == year
