"""The reader, the event page, the queue and what is decided there, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rasad.model import Document, Span
from rasad.pipeline import Coded, read
from rasad.project.judge import Asked, judge
from rasad.project.link import link_pending
from rasad.project.queue import queue
from rasad.project.view import view
from rasad.store.documents import key_of, plain_text
from rasad.store.mentions import told_of_documents
from rasad.web.language import LANGUAGES
from rasad.web.review import pages, paper
from telling import told as telling
from webbing import client_of

HOSTILE = "<script>alert(1)</script> \u202eمقتل ثلاثة\u202c & \"<b>\" {{ 7*7 }}\r\n قصف الطيران مدينة الميادين أمس. \0 \U0001f614 هــ.دد"


class Page(HTMLParser):
    """The text of the report on a page, the scripts in it, its forms and its marks."""

    def __init__(self, html):
        super().__init__()
        self.depth, self.text, self.inline, self.marks = 0, None, [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "script" and not named.get("src"):
            self.inline.append(tag)
        if "style" in named or any(name.startswith("on") for name in named):
            self.inline.append(named)
        if self.depth and tag not in ("br", "input"):
            self.depth += 1
            self.marks += tag == "mark"
        if "text" in (named.get("class") or "").split() and "data-document" in named:
            self.depth, self.text = 1, ""

    def handle_endtag(self, tag):
        self.depth -= bool(self.depth)

    def handle_data(self, data):
        if self.depth:
            self.text += data


def queued(desk, state="open"):
    return queue(desk.project, desk.reader.query(f"state:{state}"), 500).ids


def of_several(desk):
    """An event that several reports tell."""
    return next(event_id for event_id in queued(desk) if len(view(desk.project, event_id)[0].dossier.told) > 1)


def seen(desk, event_id):
    return view(desk.project, event_id)[0]


def decide(client, kind, *ids, follow=False, **more):
    return client.post("/decisions", data={"kind": kind, "id": list(ids), **more}, follow_redirects=follow)


def told_why(answer):
    """The message of a page that says why something was not done."""
    found = re.search(r'class="detail"[^>]*><bdi>([^<]*)', answer.text)
    return found[1] if found else answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_is_shown_as_it_is(desk, client, language):
    keys = {told.document_key: told.document for told in desk.project.all_told()}
    for document_key, document in keys.items():
        answer = client.get(f"/documents/{document_key}", params={"lang": language})
        page = Page(answer.text)
        assert answer.status_code == 200 and page.text == plain_text(document.text) and page.marks and not page.inline
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text


def test_hostile_text_is_text(desk, client):
    document = Document("h", HOSTILE * 3, title="<img src=x onerror=alert(1)>", outlet='"><script>1</script>', url="javascript:alert(1)")
    store(desk, document)
    link(desk)
    answer = client.get(f"/documents/{key_of(document)}")
    page = Page(answer.text)
    assert answer.status_code == 200 and not page.inline
    assert page.text.replace("\r", "\n") == plain_text(document.text).replace("\r", "\n")
    assert 'href="javascript' not in answer.text and "<img" not in answer.text and "49" not in page.text


def test_a_long_report_is_shown_part_by_part_and_selected_in_any(desk, client):
    sentence = "\u0642\u0635\u0641 \u0627\u0644\u0637\u064a\u0631\u0627\u0646 \u0645\u062f\u064a\u0646\u0629 \u0627\u0644\u0645\u064a\u0627\u062f\u064a\u0646 \u0623\u0645\u0633."
    document = Document("long", "\U0001f614 " * 75_000 + sentence + " <b> " * 20_000, outlet="long")
    store(desk, document)
    link(desk)
    parts = [Page(client.get(f"/documents/{key_of(document)}", params={"part": part}).text).text for part in (1, 2, 3, 4)]
    assert "".join(parts[:3]) == document.text and parts[3] == parts[2]
    told = next(one for one in desk.project.all_told() if one.document.id == "long")
    page = client.get(f"/events/{told.key}").text
    assert Page(page).text == parts[1] and Page(page).marks
    begins = int(re.search(r'data-begins="(\d+)"', page)[1])
    start = begins + len(parts[1][: parts[1].index(sentence)].encode("utf-16-le")) // 2
    answer = decide(client, "correct", told.key, field="killed", value="4", document=told.document_key, **{"from": str(start), "to": str(start + 3)})
    assert answer.status_code == 303
    (claim,) = [c for c in seen(desk, told.key).dossier.event.claims if c.reviewer]
    assert claim.quote == sentence[:3] and claim.span.start == document.text.index(sentence)


def store(desk, document):
    desk.project.add_coded([Coded(document, tuple(read(document, desk.kit)))], desk.maker)


def link(desk):
    for _ in link_pending(desk.project, desk.kit, desk.maker):
        pass


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_its_page_and_its_place_in_the_queue(desk, client, language):
    ids = queued(desk)
    for event_id in (*ids[:6], of_several(desk)):
        for address in (f"/events/{event_id}", f"/review?at={event_id}"):
            answer = client.get(address, headers={"accept-language": language})
            page = Page(answer.text)
            told = seen(desk, event_id).dossier.told
            assert answer.status_code == 200 and not page.inline
            assert page.text in {plain_text(one.document.text) for one in told}
            for one in told:
                assert one.key in answer.text


def test_unknown_addresses_are_answered_so(client):
    for address in ("/documents/nope", "/events/nope", "/events/%00", "/review?at=nope", "/lookup/persons?q=a", "/events/a/compare/b"):
        assert client.get(address).status_code == 404, address
    assert client.get("/review", params={"q": "killed:many"}).status_code == 400
    assert client.get("/decisions").status_code == 405


def test_the_queue_goes_from_event_to_event_and_ends(desk, client):
    ids = queued(desk)
    assert len(ids) > 20 and len(set(ids)) == len(ids)
    first = client.get("/review")
    assert f'data-event="{ids[0]}"' in first.text and f"at={ids[1]}" in first.text
    answer = decide(client, "accept", ids[0], seen=seen(desk, ids[0]).version, queue="state=open", next=ids[1])
    assert answer.status_code == 303 and f"at={ids[1]}" in answer.headers["location"]
    page = client.get(answer.headers["location"])
    assert f'data-event="{ids[1]}"' in page.text and 'value="undo"' in page.text
    assert queued(desk) == ids[1:] and queued(desk, "accepted") == ids[:1]
    assert seen(desk, ids[0]).dossier.event.state == "accepted"
    assert client.get("/review", params={"q": "killed:>9999"}).status_code == 200


def test_what_reports_differ_on_comes_first_and_then_the_deadliest(desk):
    events = [seen(desk, event_id).dossier.event for event_id in queued(desk)]
    ranks = [(bool(e.contradictions), sum(f.best for f in (e.killed, e.injured) if f)) for e in events]
    assert ranks == sorted(ranks, reverse=True) and ranks[0][0]


def test_a_decision_on_what_another_has_decided_is_not_stored_but_can_be_made_again(desk, client):
    event_id = queued(desk)[0]
    version = seen(desk, event_id).version
    assert decide(client, "reject", event_id, seen=version, note="no").status_code == 303
    answer = decide(client, "accept", event_id, seen=version, queue="state=open")
    assert answer.status_code == 409 and "was not stored" in answer.text and answer.headers["hx-push-url"] == "false"
    assert seen(desk, event_id).dossier.event.state == "rejected"
    again = re.search(r'name="seen" value="([^"]+)">\s*<button name="kind" value="accept">Decide all', answer.text)
    assert again and decide(client, "accept", event_id, seen=again[1]).status_code == 303
    assert seen(desk, event_id).dossier.event.state == "accepted"


def test_each_field_can_be_corrected_by_its_form(desk, client):
    event_id = queued(desk)[0]
    for field, values, told in (
        ("type", {"value": "arrest"}, "arrest"),
        ("reality", {"value": "denied"}, "denied"),
        ("initiators", {"value": ["sdf", "", "irgc"]}, ("sdf", "irgc")),
        ("targets", {"value": ["", ""]}, ()),
        ("weapons", {"value": "drone"}, ("drone",)),
        ("place", {"value": "sy-mayadin", "role": "location"}, "sy-mayadin"),
        ("when", {"start": "2024-02", "end": ""}, "2024-02-29"),
        ("killed", {"value": "3-7", "best": "5"}, (3, 5, 7)),
        ("killed", {"value": "4", "best": "5", "was": "3-7", "was_best": "5"}, (4, 4, 4)),
        ("injured", {"none": "1", "value": ""}, None),
        ("source", {"value": "eyewitness"}, ("eyewitness",)),
    ):
        page = client.get(f"/events/{event_id}", params={"edit": field})
        assert page.status_code == 200 and f'name="field" value="{field}"' in page.text
        version = seen(desk, event_id).version
        answer = decide(client, "correct", event_id, field=field, seen=version, **values)
        assert answer.status_code == 303, (field, told_why(answer))
        event = seen(desk, event_id).dossier.event
        now = {
            "type": event.type, "reality": event.reality, "initiators": event.initiators, "targets": event.targets,
            "weapons": event.weapons, "place": event.place.place_id, "when": str(event.when.end), "source": event.source_kinds,
            "killed": event.killed and (event.killed.low, event.killed.best, event.killed.high), "injured": event.injured,
        }  # fmt: skip
        assert now[field] == told and field in event.corrected


def test_a_point_on_the_map_is_a_place(desk, client):
    event_id = queued(desk)[0]
    answer = decide(client, "correct", event_id, field="place", value="\u0642\u0631\u0628 \u0627\u0644\u062c\u0633\u0631", lat="35.021", lon="40.451", precision="2")
    assert answer.status_code == 303
    place = seen(desk, event_id).dossier.event.place
    assert (place.place_id, place.lat, place.lon, place.precision) == (None, 35.021, 40.451, 2)


@pytest.mark.parametrize(
    ("field", "values", "told"),
    [
        ("killed", {"value": "many"}, "3-5"), ("killed", {"value": "3", "best": "x"}, "no number"), ("when", {"start": ""}, "no day"),
        ("when", {"start": "2024-02-31"}, "no day"), ("place", {"value": ""}, "click the map"), ("place", {"value": "x", "lat": "abc"}, "no point"),
        ("initiators", {"value": "nobody_at_all"}, "not known"), ("nonsense", {"value": "1"}, "no field"), ("killed", {}, "nothing is given"),
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_refused_with_what_may_stand_there(desk, client, field, values, told):
    event_id = queued(desk)[0]
    answer = decide(client, "correct", event_id, field=field, note="why not", **values)
    assert answer.status_code == 400 and told in answer.text and not seen(desk, event_id).decisions
    if field != "nonsense":
        assert 'id="editor"' in answer.text and "why not" in answer.text


def test_selected_words_become_the_span_of_the_value(desk, client):
    event_id = of_several(desk)
    told = seen(desk, event_id).dossier.told[1]
    text = told.document.text
    start = text.index(" ", 20) + 1
    end = text.index(" ", start + 1)
    before = {"document": told.document_key, "from": str(start), "to": str(end)}
    decide(client, "correct", event_id, field="killed", value="44", **before)
    (claim,) = [c for c in seen(desk, event_id).dossier.event.claims if c.reviewer]
    assert (claim.span.start, claim.span.end, claim.document_key, claim.quote) == (start, end, told.document_key, text[start:end])
    page = client.get(f"/events/{event_id}", params={"told": told.key}).text
    assert f"\u00ab{text[start:end]}" in page or text[start:end] in page
    assert decide(client, "correct", event_id, field="killed", value="45", **before | {"from": "999999", "to": "9999999"}).status_code == 400


def test_what_one_report_says_can_be_corrected_by_itself(desk, client):
    event_id = of_several(desk)
    told = seen(desk, event_id).dossier.told[0]
    answer = decide(client, "correct", told.key, field="weapons", value="drone", page=event_id)
    assert answer.status_code == 303
    found = seen(desk, told.key)
    assert next(one for one in found.dossier.told if one.key == told.key).corrected == ("weapons",)


def test_reports_are_parted_and_joined_again_and_undone(desk, client):
    event_id = of_several(desk)
    told = seen(desk, event_id).dossier.told
    answer = decide(client, "split", event_id, told[0].key, seen=seen(desk, event_id).version)
    assert answer.status_code == 303
    one, two = (seen(desk, told[n].key).dossier.event for n in (0, 1))
    assert one.id != two.id
    page = client.get(f"/events/{one.id}/compare/{two.id}")
    assert page.status_code == 200 and 'value="merge"' in page.text
    answer = decide(client, "merge", one.id, two.id, seen=[seen(desk, one.id).version, seen(desk, two.id).version])
    assert answer.status_code == 303
    assert seen(desk, told[0].key).dossier.event.id == seen(desk, told[1].key).dossier.event.id
    did = answer.headers["location"].rpartition("did=")[2]
    assert decide(client, "undo", did).status_code == 303
    assert seen(desk, told[0].key).dossier.event.id != seen(desk, told[1].key).dossier.event.id
    answer = decide(client, "split", event_id)
    assert answer.status_code == 400 and "split takes" in answer.text


def test_an_old_id_leads_to_the_event_as_it_is_now(desk, client):
    first, second = queued(desk)[:2]
    decide(client, "merge", first, second)
    now = seen(desk, first).dossier.event.id
    gone = ({first, second} - {now}).pop()
    assert client.get(f"/events/{gone}", follow_redirects=False).headers["location"] == f"/events/{now}"
    assert client.get(f"/review?at={gone}").status_code == 200


def test_notes_are_kept_and_shown(desk, client):
    event_id = queued(desk)[0]
    assert decide(client, "note", event_id, note="<b>call the outlet</b>").status_code == 303
    assert "&lt;b&gt;call the outlet&lt;/b&gt;" in client.get(f"/events/{event_id}").text


def test_a_decision_comes_from_our_pages_and_from_who_may(desk, client):
    event_id = queued(desk)[0]
    assert client.post("/decisions", data={"kind": "accept", "id": event_id}, headers={"origin": "http://evil.example"}).status_code == 403
    assert decide(client, "accept").status_code in (400, 404)
    assert decide(client, "devour", event_id).status_code == 400
    assert not seen(desk, event_id).decisions
    desk.settings = replace(desk.settings, user=replace(desk.settings.user, role="reader"))
    reader = client_of(desk)
    assert reader.post("/decisions", data={"kind": "accept", "id": event_id}).status_code == 403
    assert 'value="accept"' not in reader.get(f"/events/{event_id}").text


def test_who_types_is_shown_what_may_be_meant(client):
    assert 'data-id="sy-mayadin"' in client.get("/lookup/places", params={"q": "\u0627\u0644\u0645\u064a\u0627\u0630\u064a\u0646"}).text
    assert 'data-id="sdf"' in client.get("/lookup/actors", params={"q": "syrian dem"}).text
    assert "option" not in client.get("/lookup/actors", params={"q": "   "}).text
    assert "<li" not in client.get("/lookup/places", params={"q": "<script>" * 100}).text


def test_a_report_that_waits_to_be_linked_says_so(desk, client):
    document = Document("late", HOSTILE.replace("<script>", ""), outlet="late")
    store(desk, document)
    page = client.get(f"/documents/{key_of(document)}").text
    assert "not linked yet" in page and "/events/" not in page
    link(desk)
    page = client.get(f"/documents/{key_of(document)}").text
    assert "not linked yet" not in page and "/events/" in page


def test_what_reports_have_changed_since_it_was_accepted_comes_back_to_be_looked_at(desk, client):
    event_id = next(one for one in queued(desk) if len(seen(desk, one).dossier.told) > 1)
    told = seen(desk, event_id).dossier.told
    decide(client, "accept", event_id)
    assert "Nothing left" in client.get("/review", params={"state": "accepted", "has": "change"}).text
    again = replace(told[0].document, outlet="another outlet", url=None)
    store(desk, again)
    link(desk)
    now = seen(desk, event_id).dossier.event
    page = client.get("/review", params={"state": "accepted", "has": "change"}).text
    assert now.since_accepted and f'data-event="{now.id}"' in page and "Changed since it was accepted" in page
    decide(client, "accept", now.id, seen=seen(desk, now.id).version)
    assert "Nothing left" in client.get("/review", params={"state": "accepted", "has": "change"}).text


def test_ten_megabytes_of_hostile_text_are_shown_window_by_window(desk, client):
    desk.project.words = None  # shown, not searched
    text = HOSTILE * (10_000_000 // len(HOSTILE.encode()))
    spans = [Span(at, at + 40) for at in (*range(0, 20_000, 200), paper.PART - 20, len(text) - 50)]
    made = telling("x").mention
    mentions = [replace(made, id=f"h{n}", trigger=span, evidence=(span,), quote=span.of(text)) for n, span in enumerate(spans)]
    document = Document("huge", text)
    desk.project.add_coded([Coded(document, tuple(mentions))], desk.maker)
    key = key_of(document)
    for part in (1, 2, -(-len(text) // paper.PART)):
        page = Page(client.get(f"/documents/{key}", params={"part": part}).text)
        assert page.text == plain_text(text[(part - 1) * paper.PART : part * paper.PART]) and not page.inline
    with desk.project.reading() as connection:
        found = list(told_of_documents(connection, [key]))
    assert len(found) == len(spans) and len({id(one.document) for one in found}) == 1, "the text is in memory once"


def test_an_event_of_many_reports_lists_each_of_them_on_one_page(client, desk, monkeypatch):
    monkeypatch.setattr(pages, "_REPORTS", 2)
    events = [dossier.event for dossier in desk.project.dossiers(kit=desk.kit)][:5]
    outcome = judge(desk.project, Asked("merge", "tester", tuple(event.id for event in events)), desk.kit, desk.maker)
    keys = [key for event in events for key in event.mentions]
    for language in LANGUAGES:
        address, met = f"/events/{outcome.events[0]}?reports=1", []
        while address and len(met) <= len(keys):
            html = client.get(f"{address}&lang={language}").text
            section = html[html.index('id="reports"') : html.index('id="decisions"')]
            met += re.findall(r'<input type="checkbox" name="id" value="([0-9a-f]+)"', section)
            following = re.search(r'rel="next" href="([^"#]+)#reports"', section)
            address = following and following[1].replace("&amp;", "&")
        assert sorted(met) == sorted(keys), "each once"
        html = client.get(f"/events/{outcome.events[0]}", params={"told": met[-1], "lang": language}).text
        assert f'value="{met[-1]}"' in html, "the page of the report that is looked at"
    for odd in ("0", "99999", "two", "-1"):
        assert client.get(f"/events/{outcome.events[0]}", params={"reports": odd}).status_code == 200
