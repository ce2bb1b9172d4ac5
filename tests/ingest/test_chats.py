"""Exports of chats: each message a report, the chat as outlet, nobody who wrote in it anywhere."""

import json
from datetime import date

import pytest
from reading_raw import read

from fakes import CALM, STRIKE

PERSON = "سالم الفلاني"


def export(kind, name="قناة الوادي", **more):
    messages = [
        {"id": 1, "type": "service", "date": "2024-02-03T09:00:00", "action": "create_channel", "text": ""},
        {"id": 2, "type": "message", "date": "2024-02-03T10:11:12", "from": PERSON, "text": STRIKE, "edited": "2024-02-03T11:00:00"},
        {"id": 3, "type": "message", "date": "2024-02-04T10:11:12", "from": PERSON, "text": [CALM, {"type": "link", "text": " t.me/x"}, " ..."]},
        {"id": 4, "type": "message", "date": "2024-02-04T10:12:12", "photo": "x.jpg", "text": ""},
    ]
    return {"name": name, "type": kind, "id": 1234, "messages": messages} | more


def nobody_in(documents, failures, notes):
    assert PERSON not in f"{documents}{failures}{notes}"


def test_a_channel_of_telegram():
    documents, failures, notes = read("result.json", json.dumps(export("public_channel")))
    assert not failures and "1 message(s)" in notes[0][1]
    assert [(d.id, d.text, d.outlet, d.published, d.url) for d in documents] == [
        ("telegram-1234-2", STRIKE, "قناة الوادي", date(2024, 2, 3), "https://t.me/c/1234/2"),
        ("telegram-1234-3", f"{CALM} t.me/x ...", "قناة الوادي", date(2024, 2, 4), "https://t.me/c/1234/3"),
    ]
    assert (documents[0].origin.edited, documents[0].origin.dated_by, documents[0].origin.place) == ("2024-02-03T11:00:00", "meta", "#2")
    nobody_in(documents, failures, notes)


def test_an_account_of_telegram_names_no_person():
    account = {"about": "x", "chats": {"list": [export("personal_chat", PERSON), export("public_supergroup", id=9), {"messages": 5}, None]}}
    documents, failures, notes = read("result.json", json.dumps(account))
    assert [d.outlet for d in documents] == [None, None, "قناة الوادي", "قناة الوادي"]
    nobody_in(documents, failures, notes)


PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>Exported Data</title></head><body onload="CheckLocation();"><div class="page_wrap">
<div class="page_header"><div class="content"><div class="text bold">{chat}</div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">3 February 2024</div></div>
<div class="message default clearfix" id="message7"><div class="body"><div class="pull_right date details" title="03.02.2024 10:11:12 UTC+03:00">10:11</div>
<div class="from_name">{sender}</div><div class="text">{first}<br>{second}</div></div></div>
<div class="message default clearfix joined" id="message8"><div class="body"><div class="pull_right date details" title="03.02.2024 10:12:12">10:12</div>
<div class="media_wrap clearfix">photo</div></div></div></div></div></div></body></html>"""


@pytest.mark.parametrize(("chat", "sender", "outlet"), [("قناة", "قناة", "قناة"), ("مجموعة", PERSON, "مجموعة")])
def test_telegram_as_pages(chat, sender, outlet):
    (document,), failures, notes = read("messages.html", PAGE.format(chat=chat, sender=sender, first=STRIKE, second=CALM))
    assert document.text == f"{STRIKE}\n{CALM}" and document.published == date(2024, 2, 3) and document.outlet == outlet
    nobody_in([document], failures, notes)


def test_a_talk_of_two_has_no_outlet():
    page = PAGE.format(chat=PERSON, sender=PERSON, first=STRIKE, second="").replace("</div></div></div></body>", '<div class="message" id="message9"><div class="from_name">آخر</div></div></div></div></div></body>')
    documents, failures, notes = read("messages.html", page)
    assert [d.outlet for d in documents] == [None]
    nobody_in(documents, failures, notes)


WHATSAPP = {
    "android": f"""03/02/2024, 10:11 - تم تشفير الرسائل تماما بين الطرفين.
03/02/2024, 10:12 - {PERSON}: {STRIKE}
سطر ثان: بعد الأول
13/02/2024, 22:01 - +963 900 000 000: {CALM}
13/02/2024, 22:02 - {PERSON}: <Media omitted>
""",
    "iphone": f"""\u200f[03/02/2024, 10:11:12 ص] مجموعة الوادي: \u200eتم تشفير الرسائل تماما بين الطرفين.
[03/02/2024, 10:12:12 ص] {PERSON}: {STRIKE}
سطر ثان: بعد الأول
\u200f[13/02/2024, 10:01:00 م] \u202a+963 900 000 000\u202c: {CALM}
""",
    "arabic digits": f"""٣\u200f/٢\u200f/٢٠٢٤، ١٠:١٢ ص - {PERSON}: {STRIKE}
سطر ثان: بعد الأول
١٣\u200f/٢\u200f/٢٠٢٤، ١٠:٠١ م - {PERSON}: {CALM}
""",
    "month first": f"""2/3/24, 10:12 AM - {PERSON}: {STRIKE}
سطر ثان: بعد الأول
2/13/24, 10:01 PM - {PERSON}: {CALM}
""",
}


@pytest.mark.parametrize("layout", WHATSAPP)
def test_whatsapp_in_every_layout(layout):
    documents, failures, notes = read("/x/WhatsApp Chat with مجموعة الوادي.txt", WHATSAPP[layout])
    told = [(d.text, d.published, d.outlet) for d in documents if d.text.startswith((STRIKE, CALM))]
    assert [day for _, day, _ in told] == [date(2024, 2, 3), date(2024, 2, 13)]
    assert [text for text, _, _ in told] == [f"{STRIKE}\nسطر ثان: بعد الأول", CALM]
    assert not failures and "963" not in str(documents)
    nobody_in(documents, failures, notes)
    if layout == "android":
        assert {outlet for _, _, outlet in told} == {"مجموعة الوادي"}


def test_a_talk_of_two_in_whatsapp_has_no_outlet_and_a_report_is_no_chat():
    documents, _, _ = read(f"WhatsApp Chat with {PERSON}.txt", WHATSAPP["android"])
    assert {d.outlet for d in documents} == {None}
    (report,), _, _ = read("x.txt", f"03/02/2024 {STRIKE}")
    assert report.text.startswith("03/02/2024")
