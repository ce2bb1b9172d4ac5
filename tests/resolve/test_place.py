"""Place mentions and their resolution, on a small gazetteer of their own."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.kit.lexicon import NO_ARTICLE, SUFFIX, Lexicon, Row, Sense
from rasad.kit.places import COLUMNS, load_places
from rasad.kit.text import load_text
from rasad.model import GeoPrecision
from rasad.resolve.place import PlaceMention, Resolved, document_country, find_places, resolve_places
from rasad.text.fold import fold
from rasad.text.words import find_words

DATA = Path(__file__).parents[2] / "src/rasad/data"
TEXT = load_text(DATA / "text")
ROWS = """
sy,سوريا,سورية,country,35,38.5,SY,,,,,t,
iq,العراق,,country,33,44,IQ,,,,,t,
sy-gov-d,دير الزور,,governorate,35.33,40.14,SY,,,,,t,
sy-gov-h,حمص,,governorate,34.73,36.71,SY,,,,,t,
ye-gov,الحديدة,,governorate,14.8,42.95,YE,,,,,t,
d,دير الزور,,city,35.33,40.14,SY,sy-gov-d,,,270000,t,
h,حمص,,city,34.73,36.71,SY,sy-gov-h,,,775000,t,
ye-h,الحديدة,,city,14.8,42.95,YE,ye-gov,,,400000,t,
may,الميادين,,city,35.02,40.45,SY,sy-gov-d,,,44000,t,
bk,البوكمال,,city,34.45,40.92,SY,sy-gov-d,,,57000,t,
shu,الشحيل,,town,35.09,40.43,SY,sy-gov-d,,,,t,
dhi,ذيبان,,town,35.01,40.52,SY,sy-gov-d,,,,t,
q-d,القصور,,quarter,35.345,40.15,SY,sy-gov-d,,d,,t,context
q-h,القصور,,quarter,34.75,36.72,SY,sy-gov-h,,h,,t,context
ham,الحميدية,,quarter,35.34,40.13,SY,sy-gov-d,,d,,t,
ham-h,الحميدية,,quarter,34.735,36.72,SY,sy-gov-h,,h,,t,
jur,الجورة,,quarter,35.33,40.12,SY,sy-gov-d,,d,,t,
omar,حقل العمر,,oil_field,35.09,40.57,SY,sy-gov-d,,,,t,
air,مطار الحديدة,,airport,14.753,42.976,YE,ye-gov,,ye-h,,t,
khw,الخوخة,,district,13.8,43.25,YE,ye-gov,,,,t,
road,المطار,,quarter,35.32,40.17,SY,sy-gov-d,,d,,t,
tad,تدمر,,city,34.56,38.28,SY,sy-gov-h,,,51000,t,governed
gn-1,الشحيل,,village,14.0,44.0,YE,,,,,t,
"""


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return Kit(tmp_path_factory.mktemp("places"))


class Kit:
    """A tiny gazetteer with its lexicon."""

    def __init__(self, folder: Path) -> None:
        (folder / "classes.toml").write_bytes((DATA / "places/classes.toml").read_bytes())
        (folder / "t.csv").write_text(",".join(COLUMNS) + ROWS, "utf-8")
        self.gazetteer = load_places(folder, TEXT.spelling)
        rows = [Row(f, Sense("place", i), NO_ARTICLE) for f, i in self.gazetteer.forms()]
        rows += [Row(f, Sense("placeclass", c), SUFFIX if e else 0) for f, c, e in self.gazetteer.class_forms()]
        rows.append(Row("مجلس دير الزور العسكري", Sense("actor", "council")))
        rows.append(Row("مقاتلين", Sense("person", "fighter")))
        self.lexicon = Lexicon.build(rows, TEXT.clitics)

    def find(self, text: str) -> tuple[str, list[PlaceMention]]:
        folded = fold(text, TEXT.spelling).text
        hits = self.lexicon.match(folded, find_words(folded))
        found: list[PlaceMention] = []
        start = 0
        for end in [i for i, c in enumerate(folded) if c == "."] + [len(folded)]:
            found += find_places(folded, start, end, hits, self.gazetteer, found)
            start = end + 1
        return folded, found

    def names(self, text: str) -> list[str]:
        folded, found = self.find(text)
        return [folded[m.name_start : m.name_end] for m in found]

    def resolve(self, text: str) -> list[Resolved]:
        _, found = self.find(text)
        return resolve_places(found, self.gazetteer, document_country(found, self.gazetteer))


def folded(*names: str) -> list[str]:
    return [fold(n, TEXT.spelling).text for n in names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("وصلوا إلى مدينة الميادين", ["الميادين"]),
        ("قصفوا بلدة ديرالزور وحقل العمر النفطي", ["ديرالزور", "حقل العمر النفطي"]),
        ("انفجار في حي الحميدية وسط دير الزور", ["حي الحميدية", "دير الزور"]),
        ("انسحبوا للميادين", ["ميادين"]),
        ("رتل في ريف دير الزور الشرقي", ["ريف دير الزور الشرقي"]),
        ("رتل في ريف دير الزور", ["دير الزور"]),
        ("رتل في الريف الشرقي لمحافظة دير الزور", ["الريف الشرقي لمحافظة دير الزور"]),
        ("قصف محيط مطار الحديدة الدولي", ["مطار الحديدة الدولي"]),
        ("عند الحدود العراقية", ["الحدود العراقية"]),
        ("في شمال شرق سوريا", ["شمال شرق سوريا"]),
        ("شرقي بلدة الشحيل", ["الشحيل"]),
        ("في حيي القصور والجورة", ["القصور", "الجورة"]),
        ("بين مدينتي الميادين والبوكمال", ["الميادين", "البوكمال"]),
        ("بلدات الشحيل وذيبان والميادين", ["الشحيل", "ذيبان", "الميادين"]),
        ("في منطقة “الشحيل” أمس", ["الشحيل"]),
        ("معبر البوكمال – الميادين", ["معبر البوكمال - الميادين"]),
        ("قرب معسكر الميادين", ["معسكر الميادين"]),
        ("حقلي العمر والورد", ["العمر", "الورد"]),
    ],
)
def test_names_as_the_codebook_writes_them(kit: Kit, text: str, names: list[str]) -> None:
    assert [n.replace("–", "-") for n in kit.names(text)] == [n.replace("–", "-") for n in folded(*names)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("غارات على تدمر", ["تدمر"]),
        ("سقطت قذيفة بتدمر", ["تدمر"]),
        ("غارات تدمر مستودعا", []),
    ],
)
def test_a_preposition_makes_a_place_of_a_name_that_is_a_verb_too(kit: Kit, text: str, names: list[str]) -> None:
    assert kit.names(text) == folded(*names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("اقتحموا قرية الزعفرانية ليلا", ["الزعفرانية"]),
        ("اشتباك في حي الوعر", ["حي الوعر"]),
        ("قتال على جبل المنصاع", ["جبل المنصاع"]),
        ("قرية أبو حمام قرب النهر", ["أبو حمام"]),
        ("قرية البستان الشرقي", ["البستان الشرقي"]),
        ("شارع النسيم", ["شارع النسيم"]),
        ("قرى الزعفرانية والبردونية قرب النهر", ["الزعفرانية", "البردونية"]),
    ],
)
def test_a_class_word_makes_a_name_of_an_unknown_word(kit: Kit, text: str, names: list[str]) -> None:
    _, found = kit.find(text)
    assert kit.names(text) == folded(*names) and all(not m.candidates for m in found)


@pytest.mark.parametrize(
    "text",
    [
        "أقاموا قاعدة عسكرية في منطقة سكنية",
        "مدينة قديمة وقرى وبلدات كثيرة",
        "سيطروا على قرى الزعفرانيين فقط",
        "منطقة الحدود",
        "دخلوا بلدة تقع على النهر",
        "قرية يسيطر عليها التنظيم",
        "المدينة والبلدة",
        "جبهة النصرة",
        "القصور الفخمة",
        "كتلة النواب",
        "بنوا جسرا جديدا وحيا سكنيا",
        "مخيم مقاتلين",
        "مجلس دير الزور العسكري",
        "وصلوا المطار",
    ],
)
def test_what_is_no_place(kit: Kit, text: str) -> None:
    assert kit.names(text) == []


def test_links(kit: Kit) -> None:
    for text in (
        "في حي القصور وسط مدينة دير الزور",
        "في بلدة الشحيل بريف دير الزور",
        "مديرية الخوخة التابعة لمحافظة الحديدة",
        "بلدة الشحيل شرقي دير الزور",
        "الميادين في محافظة دير الزور",
    ):
        assert [m.within for m in kit.find(text)[1]] == [1, None], text
    listed = kit.find("بلدات الشحيل وذيبان بريف دير الزور الشرقي")[1]
    assert [m.within for m in listed] == [2, 2, None]
    later = kit.find("خرجوا من دير الزور. انفجار في حي القصور وسط حمص")[1]
    assert [m.within for m in later] == [None, 2, None]


def test_the_countryside_of_the_last_town(kit: Kit) -> None:
    _, found = kit.find("قصفوا الميادين وريفها الشرقي")
    assert [m.within for m in found] == [None, 0] and found[1].relation == "countryside"


def test_a_name_that_is_a_word_needs_support(kit: Kit) -> None:
    assert kit.names("سكنوا القصور") == []
    assert kit.names("في القصور وسط دير الزور") == folded("القصور", "دير الزور")
    assert kit.names("في الجورة والقصور") == folded("الجورة", "القصور")


def test_namesakes_are_told_apart(kit: Kit) -> None:
    assert kit.resolve("حي الحميدية في حمص")[0].row_id == "ham-h"
    assert kit.resolve("حي الحميدية وسط دير الزور")[0].row_id == "ham"
    assert kit.resolve("قصفت الميادين وذيبان ثم الشحيل")[2].row_id == "shu"
    assert kit.resolve("انفجار في حي الحميدية")[0].row_id is None, "nothing decides between two cities"


def test_the_class_word_decides(kit: Kit) -> None:
    assert kit.resolve("محافظة دير الزور")[0].row_id == "sy-gov-d"
    assert kit.resolve("مدينة دير الزور")[0].row_id == "d"


def test_precision(kit: Kit) -> None:
    def precision(text: str) -> GeoPrecision | None:
        return kit.resolve(text)[0].precision

    assert precision("مدينة الميادين") is GeoPrecision.EXACT
    assert precision("قرب الميادين") is GeoPrecision.NEAR
    assert precision("معسكر الميادين") is GeoPrecision.NEAR
    assert precision("مديرية الخوخة") is GeoPrecision.DISTRICT
    assert precision("محافظة حمص") is GeoPrecision.PROVINCE
    assert precision("ريف حمص الشرقي") is GeoPrecision.PROVINCE
    assert precision("شمال سوريا") is GeoPrecision.VAGUE
    assert precision("سوريا") is GeoPrecision.COUNTRY


def test_an_unknown_name_takes_the_enclosing_places_point(kit: Kit) -> None:
    unknown, town = kit.resolve("شارع النسيم وسط الميادين")
    assert unknown.row_id is None and unknown.rule == "place:enclosing"
    assert (unknown.lat, unknown.lon, unknown.precision) == (town.lat, town.lon, GeoPrecision.NEAR)
    assert kit.resolve("شارع النسيم")[0] == Resolved(None, None, None, None, "place:unresolved")


def test_a_namesake_far_from_the_stated_governorate_is_refused(kit: Kit) -> None:
    assert kit.resolve("بلدة ذيبان في محافظة حمص")[0].row_id is None


def test_document_country(kit: Kit) -> None:
    def country(text: str) -> str | None:
        return document_country(kit.find(text)[1], kit.gazetteer)

    assert country("الميادين ودير الزور والعراق") == "SY"
    assert country("الحديدة ثم الخوخة") == "YE"
    assert country("لا مكان هنا") is None
    assert country("الميادين والخوخة") is None


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            ["مدينة", "قرية", "حي", "ريف", "شرقي", "الشرقي", "قرب", "دير", "الزور", "الميادين", "القصور", "والجورة", "حمص", "في", "وسط", "محافظة", "لمحافظة", "بلدات", "“", "”", "،", ".", "-", "و", "حقول", "سوريا", "الحدود", "العراقية"]
        ),
        max_size=40,
    )
)
def test_any_word_order_gives_ordered_disjoint_mentions(kit: Kit, words: list[str]) -> None:
    text, found = kit.find(" ".join(words))
    for i, m in enumerate(found):
        assert 0 <= m.word_start <= m.start <= m.name_start < m.name_end <= m.end <= len(text)
        assert m.within is None or (0 <= m.within < len(found) and m.within != i)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(resolve_places(found, kit.gazetteer, None)) == len(found)


def test_linear_time(kit: Kit) -> None:
    def seconds(n: int) -> float:
        folded_text = fold("ريف شرقي محيط مدينة حي " * n, TEXT.spelling).text
        hits = kit.lexicon.match(folded_text, find_words(folded_text))
        start = time.process_time()
        find_places(folded_text, 0, len(folded_text), hits, kit.gazetteer)
        return time.process_time() - start

    seconds(100)
    assert seconds(4000) < 40 * max(seconds(400), 0.005)
