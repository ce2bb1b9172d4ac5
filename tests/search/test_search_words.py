"""Search words: which words of a text are found by which words of a query, and which must not be."""

from functools import cache

import pytest

from searching import reader

# Words of one row find each other.
ALIKE = """
القصف قصف للقصف وبالقصف والقصف قصفت يقصف تقصف وقصفوا سيقصف قصفه فقصفته القصـــف قَصْفٌ
الميادين والميادين بالميادين للميادين
غارة غارات الغارات غارتين غارتان بغارة وغاراته غارتها
طائرة طائرات الطائرتين والطائرات طائراتهم
صاروخ صواريخ صاروخين صاروخان بالصواريخ صاروخا
قذيفة قذائف قذيفتين وقذائف
مسلح مسلحين مسلحون مسلحان مسلحة المسلحين
مقاتل مقاتلين مقاتلون مقاتلان للمقاتلين ومقاتليه
مدني مدنيين مدنيون مدنية المدنيين
إسرائيل إسرائيلي الإسرائيلية إسرائيليين اسرائيل بإسرائيل
روسيا روسي الروسية الروس
اشتباك اشتباكات الاشتباكات اشتبك تشتبك باشتباكات
انفجار انفجارات انفجر ينفجر بانفجارين
اعتقال اعتقالات اعتقل يعتقل واعتقلت
انسحاب انسحب ينسحب انسحبت
مستشفى مستشفيات المستشفى مستشفيين
مدرسة مدارس المدارس مدرستين مدرستهم
جامعة جامعات بجامعة
قرية قرى القرى بقريتين
حاجز حواجز الحواجز حاجزين
تصريح تصريحات بتصريح التصريحات تصريحان
توجيه بتوجيه وتوجيهات للتوجيه
ألغام لغم الألغام بالألغام لغما
مقر مقرات المقر ومقراتها
عبوة عبوات عبوتين بعبوة
جندي جنود الجنود جنديين
دبابة دبابات الدبابات دبابتين
١٢٠٠٠ 12000 12,000 ١٢٬٠٠٠
"""

# A word of a row must not find any other word of the row.
APART = """
مدرسة مدرس دراسة
جامعة جامع جماعة اجتماع
مكتبة كتيبة
عملية عامل عميل
لبنان لبن
شعبان شعب
عدوان عدو
بحر حر
وقود قود
كمال مال
والد ولد
لسان سان
وقف قف
فرقة رقة
كتيبة تيبة
تأمين تام
قانون قان
مليون ملي
ملايين ملاي
محطة محط
منطقة منطق
محكمة محكم
مهمة مهم
مقاتلة مقاتل
حسين حس
فلسطين فلسط
بغداد غداد
وزير زير
فلاح لاح
لواء واء
سكان سك
ميدان ميد
حزب حرب
نفط نفق
سلاح صلاح
قتل قنبلة
كردي كرسي
ضابط ضبط
سوداني سيدة
بلدة بلاد
الله له
"""


@cache
def keys_of(text: str) -> set[str]:
    """All keys under which the words of a text are indexed."""
    return {key for keys in reader().words.read(text) for key in keys}


@cache
def asked_for(word: str) -> frozenset[str]:
    """The keys that a query of one word looks for."""
    return frozenset(run[0] for run in reader().query(word).condition.runs if len(run) == 1)


def finds(asked: str, text: str) -> bool:
    """Whether a query of one word finds the text."""
    return not asked_for(asked).isdisjoint(keys_of(text))


@pytest.mark.parametrize("row", [row.split() for row in ALIKE.strip().split("\n")], ids=lambda row: row[0])
def test_forms_of_one_word_are_found_by_its_base(row):
    base = row[0]
    assert [word for word in row if not finds(base, word)] == []


@pytest.mark.parametrize("row", [row.split() for row in APART.strip().split("\n")], ids=lambda row: row[0])
def test_unrelated_words_do_not_find_each_other(row):
    assert [(a, b) for a in row for b in row if a != b and finds(a, b)] == []


def test_any_form_finds_the_others():
    rows = [row.split() for row in ALIKE.strip().split("\n")]
    pairs = [(a, b) for row in rows for a in row for b in row]
    missed = [(a, b) for a, b in pairs if not finds(a, b)]
    assert len(missed) <= 0.1 * len(pairs), missed


def test_rows_of_alike_words_do_not_find_words_of_other_rows():
    rows = [row.split() for row in ALIKE.strip().split("\n")]
    wrong = [(a, b) for row in rows for a in row for other in rows if other is not row for b in other if finds(a, b)]
    assert wrong == []


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("المياذين", "ضربة قرب الميادين"),
        ("الميادين", "ضربة قرب المياذين"),
        ("المياذين", "وصلوا إلى مياذين"),
        ("البوكمال", "في أبو كمال"),
        ("أبو كمال", "بالبوكمال"),
        ("ديرالزور", "ريف دير الزور الشرقي"),
        ("دير الزور", "ديرالزور"),
        ("داعش", "خلايا تنظيم الدولة"),
        ("حزب الله", "حزب الله اللبناني"),
        ("قسد", "قوات سوريا الديمقراطية"),
    ],
)
def test_a_place_and_an_actor_are_found_by_their_other_names(asked, text):
    read = reader().words.read(text)
    runs = reader().query(asked).runs
    found = any(
        all(run[j] in (read[i + j] if len(run) == 1 else read[i + j][:1]) for j in range(len(run)))
        for run in runs
        for i in range(len(read) - len(run) + 1)
    )
    assert found


def test_a_name_that_is_an_ordinary_word_is_not_spelled_out():
    assert reader().forms.names(("الثوره",)) == ()
    assert reader().forms.names(("القصف",)) == ()


def test_what_is_written_with_a_noun_s_ending_holds_no_pronoun():
    words = reader().words
    assert words.read("حسابة")[0] != words.read("حسابه")[0]
    assert "حساب" in words.read("حسابه")[0]
    assert "حساب" not in words.read("حسابة")[0]


def test_index_of_a_text_has_head_body_and_values_apart():
    found = reader().words.indexed(["قصف الميادين"], ["وقال المصدر", ""], ["type=air_strike"])
    assert found.title == ("قصف", "ميادين")
    assert found.words == ("قصف", "ميادين", "_", "قال", "مصدر")
    assert found.others[-1] == "type=air_strike"


def test_a_very_long_text_is_bounded():
    text = " ".join(f"كلمة{chr(0x628 + n % 20)}{chr(0x628 + n // 20 % 20)}{chr(0x628 + n // 400)}" for n in range(8000)) * 4
    found = reader().words.indexed([], [text])
    assert len(found.words) <= 16_000 and len(found.others) <= 16_000
