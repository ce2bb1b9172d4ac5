"""Who acts and who is hit: the examples in data/words/parties.examples.toml, and what is one record."""

from __future__ import annotations

from typing import Any

import pytest

from rasad.model import EventMention
from reading import examples, read_text


def _parties(mention: EventMention) -> dict[str, set[str]]:
    """The ids by role; "unknown" is nobody."""
    return {
        "initiator": {a.id for a in mention.initiators} - {"unknown"},
        "target": {a.id for a in mention.targets} - {"unknown"},
    }


@pytest.mark.parametrize("example", examples("parties", "must"))
def test_must(example: dict[str, Any]) -> None:
    wanted = {role: set(example[role]) for role in ("initiator", "target") if role in example}
    assert wanted
    told = [_parties(m) for m in read_text(example["text"]) if m.type == example["type"]]
    assert any(all(t[role] == ids for role, ids in wanted.items()) for t in told), told


@pytest.mark.parametrize("example", examples("parties", "must_not"))
def test_must_not(example: dict[str, Any]) -> None:
    for mention in read_text(example["text"]):
        if mention.type != example["type"]:
            continue
        if "killed" in example and (mention.killed is None or mention.killed.low != example["killed"]):
            continue
        told = _parties(mention)
        for role in ("initiator", "target"):
            assert not told[role] & set(example.get(role, ())), str(mention)


def test_every_matter_has_both() -> None:
    both = [{p.values[0]["class"] for p in examples("parties", table)} for table in ("must", "must_not")]
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("أسقطت الدفاعات الجوية السعودية طائرة مسيرة حاولت استهداف مطار نجران.", 1),
        ("شهدت المدينة تظاهرات خرج فيها الأهالي.", 1),
        ("خرجت مظاهرة حاشدة في السويداء تطالب برحيل المحافظ.", 1),
        ("تعرضت مدينة حيس لرشقات صاروخية من مواقع الحوثيين.", 1),
        ("شنت طائرات غارات على حي الزبدية. وانتشل المسعفون خمس جثث.", 1),
        ("شن الجيش غارات على إدلب. ووقعت اشتباكات في حلب.", 2),
        # what was decided was done; the closing of another crossing was not
        ("قررت السلطات التركية إغلاق معبر باب الهوى. وأغلقت تركيا الثلاثاء معبر باب الهوى.", 1),
        ("أغلقت تركيا معبر باب الهوى. وقررت تركيا إغلاق معبر جرابلس الأسبوع المقبل.", 2),
    ],
)
def test_one_action_is_one_record(text: str, records: int) -> None:
    assert len(read_text(text)) == records, [str(m) for m in read_text(text)]
