"""Who acts and who is hit: subjects, fights told with an object, dead and sites that name a side, retellings."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from rasad.extract.read import read
from rasad.kit import Kit, load_kit
from rasad.model import Document, EventMention


@cache
def _kit() -> Kit:
    return load_kit()


def _read(text: str) -> tuple[EventMention, ...]:
    return read(Document("example", text, published=date(2018, 7, 20)), _kit())


def _parties(text: str, kind: str) -> list[tuple[set[str], set[str]]]:
    return [({a.id for a in m.initiators}, {a.id for a in m.targets}) for m in _read(text) if m.type == kind]


@pytest.mark.parametrize(
    ("text", "kind", "initiators", "targets"),
    [
        # a spokesman "in the name of" a side speaks for it
        ("حذر المتحدث باسم الجيش الإسرائيلي من دعوة حماس إلى الحدود.", "statement", {"israel"}, {"hamas"}),
        # a verb that looks like a noun of people
        ("طالب مجلس الأمن أطراف القتال بوقف إطلاق النار.", "statement", {"unsc"}, set()),
        # whom a statement speaks of is not addressed
        ("نددت جامعة الدول العربية بالقصف الإسرائيلي ضد المدنيين.", "statement", {"arab_league"}, {"israel"}),
        # a fight told with an object has its other side there
        ("تصدى الجيش اليمني لهجوم شنه الحوثيون على مواقعه في نهم.", "armed_clash", {"yemen_gov", "houthis"}, {"yemen_gov", "houthis"}),
        ("تبادلت قوات الأمن العراقية إطلاق النار مع المهاجمين في كركوك.", "armed_clash", {"iraq_gov", "local_gunmen"}, {"iraq_gov", "local_gunmen"}),
        # who had done it before stands behind a preposition
        ("سبق لتنظيم داعش أن هاجم حاجزا للجيش العراقي في ديالى.", "armed_attack", {"isis"}, {"iraq_gov"}),
        # backing is not being hit
        ("سيطر الجيش اليمني بدعم وإسناد من التحالف العربي على مواقع في نهم.", "territory_change", {"yemen_gov"}, set()),
        # who held the place
        ("انتزعت قوات سوريا الديمقراطية بلدة الشدادي من سيطرة ما يسمى بتنظيم الدولة الإسلامية.", "territory_change", {"sdf"}, {"isis"}),
        ("أعلن الجيش السوداني استعادة السيطرة على مدينة ود مدني من قوات الدعم السريع.", "territory_change", {"sudan_saf"}, {"rsf"}),
        # the dead, and the site, say who was hit
        ("سقط عشرات القتلى والجرحى من الحوثيين في غارات للتحالف على معسكر شرقي صنعاء.", "air_strike", {"saudi_coalition"}, {"houthis"}),
        ("أغارت طائرات روسية على مستشفى المسيفرة.", "air_strike", {"russia"}, {"medics"}),
        # no adjective of a definite noun
        ("قتل الجيش الإسرائيلي فلسطينيا على الحدود قبل ساعات من افتتاح سفارة في القدس.", "armed_attack", {"israel"}, {"civilians"}),
        # nations act as states, people flee as civilians
        ("لقد أرسل الفرنسيون قوات خاصة إلى شمال سوريا.", "force_movement", {"france"}, set()),
        ("قالت الأمم المتحدة إن أكثر من 40 ألفا نزحوا إلى الحدود التركية.", "displacement", {"civilians"}, set()),
        # arms go from one to another
        ("سلم مقاتلو المعارضة أسلحتهم الثقيلة للشرطة العسكرية الروسية في بصرى الشام.", "weapons_transfer", {"syria_opposition"}, set()),
    ],
)
def test_parties(text: str, kind: str, initiators: set[str], targets: set[str]) -> None:
    assert (initiators, targets) in _parties(text, kind), [str(m) for m in _read(text)]


def test_a_bare_name_takes_up_who_goes_by_it() -> None:
    text = "استعادت قوات المقاومة اليمنية المشتركة بلدة حيس بدعم من تحالف دعم الشرعية. وتصدت المقاومة لهجوم نفذه الحوثيون."
    assert _parties(text, "armed_clash") == [({"yemen_joint_forces", "houthis"}, {"yemen_joint_forces", "houthis"})]


@pytest.mark.parametrize(
    "text",
    [
        "انفجرت سيارة مفخخة في بغداد الأحد. ولم تعلن أي جماعة مسلحة مسؤوليتها عن الهجوم.",
        "قتل 5 جنود في تفجير في عدن. ولم تتبن أي جهة الهجوم حتى الآن.",
        # the bombings that a group claims now and then are not this blast
        "قتل 39 شخصا في انفجار مستودع أسلحة في سرمدا. ويتبنى تنظيم داعش أحيانا عمليات وتفجيرات في المحافظة.",
        # who asks for peace does not blow things up
        "قتل ستة مدنيين في انفجار في بغداد. ويأتي الانفجار في إطار توتر تتابعه الأمم المتحدة.",
    ],
)
def test_nobody_is_blamed_who_is_not(text: str) -> None:
    blast = next(m for m in _read(text) if m.type == "explosion")
    assert {a.id for a in blast.initiators} <= {"unknown"}


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("أسقطت الدفاعات الجوية السعودية طائرة مسيرة حاولت استهداف مطار نجران.", 1),
        ("شهدت المدينة تظاهرات خرج فيها الأهالي.", 1),
        ("شن الجيش غارات على إدلب. ووقعت اشتباكات في حلب.", 2),
    ],
)
def test_one_action_is_one_record(text: str, records: int) -> None:
    assert len(_read(text)) == records, [str(m) for m in _read(text)]
