"""Retellings of one action: what folds into the record told before, and what stands by itself."""

from __future__ import annotations

import pytest

from reading import read_text

STRIKE = "شنت طائرات تركية غارات على بلدة العمادية. "


@pytest.mark.parametrize(
    ("text", "types"),
    [
        # explosions that are but the sound of the strike told before or after
        (STRIKE + "وسمع السكان دوي انفجارات في البلدة.", ["air_strike"]),
        ("هزت انفجارات بلدة العمادية. " + STRIKE, ["air_strike"]),
        # nobody tells a strike, or people were hurt, or it was elsewhere: a record of their own
        ("هزت انفجارات بلدة العمادية.", ["explosion"]),
        (STRIKE + "وقتل ثلاثة أشخاص بانفجارات في مدينة حلب.", ["air_strike", "explosion"]),
        (STRIKE + "وهزت انفجارات مدينة حلب.", ["air_strike", "explosion"]),
        # "the sites that were hit" are those of the strike told before; a verb that hits a place of its own is another
        (STRIKE + "وتعود المواقع التي قُصفت في بلدة العمادية وجبل متين إلى حزب العمال.", ["air_strike"]),
        (STRIKE + "وقصفت مدفعية في ساعة متأخرة بلدة العمادية وجبل متين.", ["air_strike", "shelling"]),
        # "the shelling" after an air strike is that strike; one that says its means is not
        (STRIKE + "وأسفر القصف عن مقتل ثلاثة مدنيين.", ["air_strike"]),
        (STRIKE + "وأسفر القصف على مدينة دهوك عن مقتل ثلاثة مدنيين.", ["air_strike", "air_strike"]),
        (STRIKE + "وقصفت مدفعية الجيش العراقي مدينة تلعفر.", ["air_strike", "shelling"]),
    ],
)
def test_the_actions_that_a_text_tells(text: str, types: list[str]) -> None:
    assert sorted(m.type for m in read_text(text)) == types


@pytest.mark.parametrize(
    ("text", "types"),
    [
        # another one, one like it, an earlier one: not the one told before
        (STRIKE + "واستهدفت غارة أخرى مقرا لحزب العمال الكردستاني في البلدة.", ["air_strike", "air_strike"]),
        (STRIKE + "ووقعت غارة مماثلة على المستشفى.", ["air_strike", "air_strike"]),
        (STRIKE + "واستهدفت الغارات مخزنا في البلدة.", ["air_strike"]),
        ("دارت اشتباكات بين الجيش اليمني والحوثيين في الضالع. وقتل قائد حوثي في الاشتباكات السابقة.", ["armed_clash", "armed_clash"]),
        # a toll that grows is told again, a smaller one is another's, "more than 30" is 30
        ("قتل تسعة مدنيين في تلعفر. وقال مسعفون إن 12 مدنيا قتلوا.", ["armed_attack"]),
        ("قتل تسعة مدنيين في تلعفر. وقتل مدني في المدينة.", ["armed_attack", "armed_attack"]),
        (STRIKE + "وقتل 30 مدنيا في الغارات. وقال طبيب إن أكثر من 30 مدنيا قتلوا في الغارات.", ["air_strike"]),
        # what is dated to long before the news, or counted since then, is no part of it
        ("قصفت المدفعية التركية بلدة العمادية. وقصفت المدفعية التركية العمادية في 3 شباط 2024.", ["shelling", "shelling"]),
        ("قصفت المدفعية التركية بلدة العمادية. وقصفت المدفعية التركية العمادية في 14 أيار 2024.", ["shelling"]),
        # verbs side by side tell deeds side by side; the wounded are those of the killing
        ("اقتحم مسلحون مقر شركة في تلعفر وهاجموا مخفرا للشرطة.", ["armed_attack", "armed_attack"]),
        ("قتل مسلحون طبيبا في تلعفر وأصابوا شرطيا.", ["armed_attack"]),
        # taken up by "the blast" whoever is named, told in the same words, or by a noun of which nothing is told: the same
        (
            STRIKE + "وقال الحزب إن مقاتليه بعيدون. وأضاف بيان له أن البلدة خالية. وقال وجيه إن الناس خائفون. وقالت مصادر إن الغارة استهدفت مقرا لقسد.",
            ["air_strike"],
        ),
        ("هاجم مسلحون حافلة في تلعفر. وقال شرطي إن مسلحين هاجموا حافلة كانت تقل عمالا.", ["armed_attack"]),
        ("قتل قائد في حزب العمال في تلعفر. وكان القائد تعرض لإطلاق نار قرب منزله في تلعفر.", ["armed_attack"]),
        ("هاجم مسلحون حافلة في تلعفر. وقال شرطي إن مسلحين هاجموا نقطة أمنية في كركوك.", ["armed_attack", "armed_attack"]),
        # on a place within the one told before: it may be another one, but for what its words take up
        ("قصفت المدفعية التركية قضاء العمادية. وقصفت المدفعية التركية قرية كاني ماسي فجرا.", ["shelling", "shelling"]),
        ("قصفت المدفعية التركية قضاء العمادية. وطال القصف قرية كاني ماسي.", ["shelling"]),
        # who is believed to have done it may have been an ally
        ("هاجمت ميليشيات إيران قاعدة للتحالف الدولي قرب الشدادي. وضربت طائرة مسيرة، يُرجح أنها إيرانية، قاعدة التحالف قرب الشدادي.", ["air_strike"]),
        # what it was done after is another
        ("قصفت المدفعية السورية مدينة إدلب بعد هجوم أوقع أربعة قتلى.", ["armed_attack", "shelling"]),
        # shot, not shelled
        ("قصفت المدفعية التركية بلدة العمادية. وأصيب خمسة مدنيين برصاص الجيش التركي.", ["armed_attack", "shelling"]),
    ],
)
def test_told_again_or_not(text: str, types: list[str]) -> None:
    assert sorted(m.type for m in read_text(text)) == types


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # what is answered was not done by who answers it, nor is it the answer
        ("ردت فرنسا على هجوم تلعفر.", [("armed_attack", "actual", [])]),
        ("ردت فرنسا على الهجوم في تلعفر بتوجيه ضربات لمواقع داعش.", [("air_strike", "actual", ["france"]), ("armed_attack", "actual", [])]),
        ("قررت فرنسا الرد على الغارات.", []),
        ("رد الجيش العراقي بقصف تلعفر.", [("shelling", "actual", ["iraq_gov"])]),
        # "any": what might come, or is not known of; who denies it denies all
        ("سيرد الجيش العراقي على أي هجوم تركي.", []),
        ("لم تشهد دهوك أي هجوم كبير من قبل داعش.", []),
        ("نفى التحالف الدولي شن أي هجوم على دهوك.", [("armed_attack", "denied", ["intl_coalition"])]),
        # the setting of what did not happen
        ("لم يسقط ضحايا في الغارة على دهوك.", [("air_strike", "actual", [])]),
        # conditions, questions, fears and aims between verb and noun
        ("هددت إيران بالرد بحال تعرضها لهجوم تركي.", [("statement", "actual", ["iran"])]),
        ("لم يتمكن المرصد من معرفة ما إذا كانت الغارات قد شنها الطيران الروسي.", []),
        ("واصلت القوات العراقية حملتها لاستعادة تلعفر.", []),
        ("واصلت القوات العراقية قصف تلعفر.", [("shelling", "actual", ["iraq_gov"])]),
        ("اضطر مقاتلو داعش للانسحاب من تلعفر.", [("withdrawal", "actual", ["isis"])]),
        # "does not" denies no one deed
        ("يقول التحالف الدولي إنه لا يستهدف المدنيين في دهوك.", []),
        ("قال التحالف الدولي إنه لم يستهدف المدنيين في دهوك.", [("air_strike", "denied", ["intl_coalition"])]),
        # presented is not dared
        ("لم يقدم داعش دليلا على الهجوم في دهوك.", [("armed_attack", "actual", [])]),
        # a cause is no fight, and who means to repel has not fought
        ("تدعم الدول الغربية العراق في المعركة ضد الإرهاب.", []),
        ("تهدف الزيادة إلى التصدي للنفوذ في العراق.", []),
        # by their aircraft
        ("قصفت طائرتان مجهولتان دهوك.", [("air_strike", "actual", [])]),
        ("قصفت طائرة استطلاع دهوك.", [("air_strike", "actual", [])]),
    ],
)
def test_what_was_done_and_what_only_spoken_of(text: str, told: list[tuple[str, str, list[str]]]) -> None:
    found = [(m.type, m.reality.value, [a.id for a in m.initiators if a.id != "unknown"]) for m in read_text(text)]
    assert sorted(found) == sorted(told)


def test_a_strike_far_off_takes_no_explosions() -> None:
    towns = ["حلب", "حمص", "إدلب", "درعا", "الرقة", "تدمر", "الموصل", "تلعفر", "كركوك", "الرمادي"]
    between = "".join(f"وقصفت مدفعية الجيش العراقي مدينة {town} يوم {day} آذار 2016. " for day in range(1, 9) for town in towns)
    near, far = "هزت انفجارات بلدة العمادية. ", "هزت انفجارات بلدة العمادية. " + between
    assert "explosion" not in {m.type for m in read_text(near + STRIKE)}
    assert "explosion" in {m.type for m in read_text(far + STRIKE)}


def test_one_side_does_not_fight_itself() -> None:
    found = [m for m in read_text("دارت اشتباكات بين فصائل الجيش الوطني السوري في مدينة عفرين.") if m.type == "armed_clash"]
    assert found and not {a.id for a in found[0].initiators} & {a.id for a in found[0].targets}


@pytest.mark.parametrize(("written", "august"), [("إب", False), ("آب", True), ("12 آب", True)])
def test_the_town_of_ibb_is_not_the_month_of_august(written: str, august: bool) -> None:
    (mention,) = read_text(f"قتل مدني في انفجار لغم في {written}.")
    assert mention.when is not None and (mention.when.rule != "when.published") == august
