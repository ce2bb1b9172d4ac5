"""A reviewer is told that somebody else has decided on the record that is open; two that are not the same are kept apart."""

import pytest

from rasad.project.judge import Asked, judge
from rasad.project.likeness import alike
from rasad.project.queue import queue
from rasad.project.view import view


def open_ids(desk):
    return queue(desk.project, desk.reader.query("state:open"), 500).ids


def decide(desk, kind, *ids, by="omar"):
    return judge(desk.project, Asked(kind, by, ids), desk.kit, desk.maker).judgement


def shown(desk, event_id):
    return view(desk.project, event_id)[0]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_news_of_an_event_are_told_and_nothing_where_there_are_none(desk, client, language):
    client.headers["accept-language"] = language
    one = open_ids(desk)[0]
    seen = shown(desk, one).version
    asked = {"seen": seen, "again": "//evil.example/"}
    assert client.get(f"/events/{one}/news", params=asked).status_code == 204
    decide(desk, "accept", one, by="<b>omar")
    told = client.get(f"/events/{one}/news", params=asked)
    assert told.status_code == 200 and "&lt;b&gt;omar" in told.text and "evil" not in told.text
    assert client.get(f"/events/{one}/news", params={"seen": shown(desk, one).version}).status_code == 204
    assert client.get("/events/nothing/news", params=asked).status_code == 404
    assert client.get(f"/events/{one}/news", params={"seen": "nonsense"}).status_code == 400


def test_two_that_are_not_the_same_are_told_apart_on_their_page(desk, client):
    one = next(id for id in open_ids(desk) if alike(desk.project, shown(desk, id).dossier.event))
    other = alike(desk.project, shown(desk, one).dossier.event)[0].event.id
    page = client.get(f"/events/{one}/compare/{other}").text
    assert 'value="apart"' in page
    done = client.post("/decisions", data={"kind": "apart", "id": [one, other]}, headers={"origin": "http://127.0.0.1"})
    assert done.status_code == 200 and done.url.path == f"/events/{one}" and "not the same" in done.text
    assert other not in [like.event.id for like in alike(desk.project, shown(desk, one).dossier.event)]


@pytest.mark.browser
def test_the_open_record_says_so_and_stays_as_it_is(site):
    desk, page = site.desk, site.page()
    one = open_ids(desk)[0]
    page.goto(f"/review?at={one}")
    page.keyboard.press("n")
    page.locator("#note").fill("half a thought")
    decide(desk, "reject", one)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector("#news .notice")
    assert "omar" in page.locator("#news").inner_text() and page.locator("#note").input_value() == "half a thought"
    page.locator("#news a").click()
    page.wait_for_selector("#work .badge.bad")
