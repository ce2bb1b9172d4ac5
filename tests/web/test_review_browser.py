"""Review as people do it: keys on either keyboard, selected words, type-ahead, merging and splitting, undoing, conflicts."""

from __future__ import annotations

import pytest
from browsing import accessible
from playwright.sync_api import expect

from rasad.project.judge import Asked, judge
from rasad.project.queue import queue
from rasad.project.view import view
from rasad.store.documents import plain_text

pytestmark = pytest.mark.browser

ARABIC = {"KeyA": "\u0634", "KeyC": "\u0624", "KeyJ": "\u062a", "KeyM": "\u0649", "KeyS": "\u0633", "KeyU": "\u0639", "KeyX": "\u0621", "KeyL": "\u0645"}


def press(page, code):
    """A key of a keyboard whose layout is Arabic: the letter is another, the place is the same."""
    keys = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        keys.send("Input.dispatchKeyEvent", {"type": kind, "code": code, "key": ARABIC[code], "text": ARABIC[code] if kind == "keyDown" else ""})
    keys.detach()


def queued(desk):
    return queue(desk.project, desk.reader.query("state:open"), 500).ids


def event(desk, asked):
    return view(desk.project, asked)[0].dossier.event


def of_several(desk):
    return next(found for found in queued(desk) if len(event(desk, found).mentions) > 1)


def at(page, event_id):
    expect(page.locator("#work")).to_have_attribute("data-event", event_id)
    expect(page.locator("main[aria-busy=true]")).to_have_count(0)


def test_one_key_decides_and_moves_on_also_on_an_arabic_keyboard(site):
    first, second, third = queued(site.desk)[:3]
    page = site.page("ar")
    page.goto("/review")
    at(page, first)
    press(page, "KeyA")
    at(page, second)
    assert event(site.desk, first).state == "accepted"
    press(page, "KeyX")
    at(page, third)
    assert event(site.desk, second).state == "rejected"
    press(page, "KeyU")
    at(page, second)
    assert event(site.desk, second).state == "open"
    press(page, "KeyL")
    at(page, third)
    assert "/review?" in page.url and f"at={third}" in page.url
    page.go_back()
    at(page, second)


def test_words_and_fields_lead_to_each_other(site):
    told = of_several(site.desk)
    page = site.page()
    page.goto(f"/events/{told}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    field = page.locator(".fact:focus")
    assert field.count() == 1
    page.locator(".text mark.f-place").first.click()
    expect(page.locator(".fact:focus")).to_have_attribute("data-field", "place")
    assert page.locator(".text mark.on.f-place").count() >= 1
    page.locator('.fact[data-field="type"]').hover()
    expect(page.locator(".text mark.on.f-type").first).to_be_visible()


def test_the_text_on_the_page_is_the_text_of_the_document(site):
    page = site.page("ar")
    documents = {told.document_key: told.document for told in site.desk.project.all_told()}
    for key in list(documents)[:8]:
        page.goto(f"/documents/{key}")
        assert page.locator(".text").evaluate("element => element.textContent") == plain_text(documents[key].text)
        # Letters join across the bounds of marks: a mark has no box of its own.
        boxes = page.locator(".text mark").evaluate_all(
            "all => all.map(m => { const s = getComputedStyle(m); return [s.display, s.paddingInlineStart, s.marginInlineStart, s.borderInlineStartWidth]; })"
        )
        assert boxes and all(box == ["inline", "0px", "0px", "0px"] for box in boxes)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_field_is_corrected_by_selecting_words_and_typing(site, language):
    told = of_several(site.desk)
    page = site.page(language)
    page.goto(f"/review?at={told}")
    page.locator('.fact[data-field="injured"]').focus()
    press(page, "KeyC")
    editor = page.locator("#editor")
    expect(editor.locator("[name=value]")).to_be_focused()
    page.locator(".text mark").first.dblclick()
    words = page.evaluate("getSelection().toString().trim()")
    expect(page.locator("#selected")).to_have_text(words)
    editor.locator("[name=none]").uncheck()
    editor.locator("[name=value]").fill("9-12")
    page.keyboard.press("Enter")
    expect(page.locator('.fact[data-field="injured"]')).to_contain_text("9\u201312")
    (claim,) = [c for c in event(site.desk, told).claims if c.reviewer]
    text = site.desk.project.documents([claim.document_key])[claim.document_key].text
    assert claim.span.of(text) == claim.quote == words
    expect(page.locator('.fact[data-field="injured"]')).to_be_focused()  # the reviewer goes on where the work was
    accessible(page)


def test_places_are_picked_by_typing_and_by_clicking_the_map(site):
    told = queued(site.desk)[0]
    page = site.page("ar")
    page.goto(f"/events/{told}?edit=place")
    page.locator("#editor [name=value]").fill("\u0627\u0644\u0645\u064a\u0627\u0630\u064a\u0646")
    option = page.locator("[role=option]").first
    expect(option).to_have_attribute("data-id", "sy-mayadin")
    accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#editor [name=value]")).to_have_value("sy-mayadin")
    page.keyboard.press("Enter")
    expect(page.locator("#editor")).to_have_count(0)
    assert event(site.desk, told).place.place_id == "sy-mayadin"
    page.goto(f"/events/{told}?edit=place")
    page.locator("#editor .minimap.leaflet-container").click(position={"x": 60, "y": 60})
    expect(page.locator("#editor [name=lat]")).not_to_have_value("")
    lat = float(page.locator("#editor [name=lat]").input_value())
    page.locator("#editor button.main").click()
    expect(page.locator("#editor")).to_have_count(0)
    assert event(site.desk, told).place.lat == lat


def test_reports_are_parted_and_merged_and_it_is_undone(site):
    told = of_several(site.desk)
    mentions = event(site.desk, told).mentions
    page = site.page()
    page.goto(f"/events/{told}")
    press(page, "KeyS")
    expect(page.locator("#split [name=id][type=checkbox]").first).to_be_focused()
    page.keyboard.press("Space")
    page.locator("#split button").click()
    expect(page.locator(".notice")).to_be_visible()
    parted = [event(site.desk, key).id for key in mentions]
    assert len(set(parted)) == 2
    one, two = sorted(set(parted))
    page.goto(f"/events/{one}/compare/{two}")
    accessible(page)
    press(page, "KeyM")
    expect(page.locator(".notice button")).to_be_visible()
    assert len({event(site.desk, key).id for key in mentions}) == 1
    press(page, "KeyU")
    expect(page.locator(".history li").first).to_contain_text("undid")
    assert len({event(site.desk, key).id for key in mentions}) == 2


def test_what_another_decided_meanwhile_is_told_and_nothing_is_overwritten(site):
    site.may_fail(409)
    desk, (first, second) = site.desk, queued(site.desk)[:2]
    page = site.page()
    page.goto("/review")
    at(page, first)
    judge(desk.project, Asked("reject", "omar", (first,)), desk.kit, desk.maker)
    page.keyboard.press("a")
    expect(page.locator(".notice.wrong")).to_contain_text("omar\u2069 rejected it")
    at(page, first)
    assert event(desk, first).state == "rejected" and "/decisions" not in page.url
    page.get_by_role("button", name="Decide all the same").click()
    at(page, second)
    assert event(desk, first).state == "accepted"


def test_a_decision_that_did_not_arrive_moves_nothing(site):
    site.may_fail(500)
    first = queued(site.desk)[0]
    page = site.page()
    page.goto("/review")
    page.route("**/decisions", lambda route: route.fulfill(status=500, body="fault"))
    page.keyboard.press("a")
    expect(page.locator("#said")).to_contain_text("Nothing was stored")
    at(page, first)
    page.unroute("**/decisions")
    page.keyboard.press("a")
    expect(page.locator("#work")).not_to_have_attribute("data-event", first)
    assert event(site.desk, first).state == "accepted"


@pytest.mark.parametrize(("language", "width", "dark"), [("en", 1280, False), ("ar", 390, True)])
def test_every_page_of_review_fits_and_is_accessible(site, language, width, dark):
    told = of_several(site.desk)
    document = view(site.desk.project, told)[0].dossier.told[0].document_key
    page = site.page(language, width=width, dark=dark)
    for address in ("/review", f"/events/{told}", f"/review?at={told}&edit=place", f"/events/{told}?edit=initiators", f"/documents/{document}", "/review?q=killed:>9999"):
        page.goto(address)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than the screen"
