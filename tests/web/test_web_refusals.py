"""Why something was refused is told in the language of the page; each text of it belongs to a message that the code has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rasad
from rasad.web.language import texts_of
from rasad.web.refusals import Refusal, refusal

SOURCE = Path(rasad.__file__).parent
QUERIES = (
    "killed:many", "type:nonsense", "(", '"', "after:someday", "actor:xyzzy", "within:1,2", "killed:9..3", "nofield:x", "killed:", "()",
    "type:shellin", "country:zz", "before:0001-01-01", "date:2024..2020", "killed:99999999999999999999", ")",
)  # fmt: skip


def detail(html: str) -> tuple[bool, str]:
    found = re.search(r'<p class="detail"( lang="en" dir="ltr")?><bdi>(.*?)</bdi>', html, re.DOTALL)
    assert found, html[-3000:]
    return not found[1], found[2]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_is_not_understood(client, query):
    for path in ("/", "/charts"):
        answer = client.get(path, params={"q": query, "lang": "ar"})
        assert answer.status_code == 400
        translated, told = detail(answer.text)
        assert translated and re.search("[\u0600-\u06ff]{3}", told), told
        assert not re.search(r"\\b(write|allowed|mean|there|missing)\\b", told, re.IGNORECASE), told
        assert not detail(client.get(path, params={"q": query, "lang": "en"}).text)[0], "an English page has it as it is written"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("correct", {"field": "killed", "value": "many"}), ("correct", {"field": "killed"}), ("correct", {"field": "place"}),
        ("correct", {"field": "place", "value": "xyzzy"}), ("correct", {"field": "when"}), ("correct", {"field": "when", "start": "soon"}),
        ("note", {}), ("split", {}), ("accept", {"seen": "0-00"}), ("correct", {"field": "initiators", "value": "xyzzy"}),
    ],
)  # fmt: skip
def test_a_decision_that_is_refused(client, desk, kind, form):
    event = next(iter(desk.project.dossiers(kit=desk.kit))).event
    answer = client.post("/decisions?lang=ar", data={"kind": kind, "id": event.id, **form})
    assert answer.status_code in (400, 409)
    translated, told = detail(answer.text)
    assert translated and re.search("[\u0600-\u06ff]{3}", told), told


def test_each_text_belongs_to_a_message_of_the_code():
    code = re.sub(r"\W+", " ", "".join(file.read_text("utf-8") for file in SOURCE.rglob("*.py")))
    for key, text in texts_of("en").texts.items():
        if key.startswith("refusal."):
            words = re.sub(r"\W+", " ", max(re.split(r"\{\w+\}", text), key=len)).split()
            assert " ".join(words[:2]) in code and " ".join(words[-2:]) in code, key


def test_what_no_text_is_for_is_told_as_it_is_written():
    arabic = texts_of("ar")
    for odd in ("", "nothing like this: {field}", "x" * 10_000, "killed: " + ": low , best , high " * 90):
        assert refusal(odd, arabic) == Refusal(odd, translated=False)
