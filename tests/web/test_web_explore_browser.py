"""The explore page as it is used: filters without a reload, map and list held together, the timeline, keys."""

from __future__ import annotations

import re

import pytest
from browsing import accessible
from playwright.sync_api import expect

from webbing import copy_of_samples, desk_on

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One for all tests here: none of them changes the project."""
    yield from desk_on(copy_of_samples(tmp_path_factory.mktemp("desk")))


MAP_DRAWN = "#map[data-spots]"


def count(page) -> int:
    return int(re.sub(r"\D", "", page.locator(".total b").inner_text()))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_filter_changes_list_counts_map_and_address_at_once(site, language):
    page = site.page(language)
    page.goto("/")
    page.wait_for_selector(MAP_DRAWN)
    spots, everything = int(page.locator("#map").get_attribute("data-spots")), count(page)
    box = page.locator('input[name="type"]').first
    value, wanted = box.get_attribute("value"), page.locator(".option", has=page.locator('input[name="type"]')).first.locator(".count").inner_text()
    box.check()
    page.wait_for_url(f"**/?type={value}")
    expect(page.locator(".total b")).to_contain_text(wanted)
    assert count(page) == int(wanted) < everything
    page.wait_for_function("before => Number(document.getElementById('map').dataset.spots) !== before", arg=spots)
    assert page.evaluate("document.activeElement.name") == "type", "the focus stays where it was"
    accessible(page)
    page.locator(".chip").first.click()
    expect(page.locator(".total b")).to_contain_text(str(everything))


def test_a_click_on_the_map_lists_what_happened_there(site):
    event = next(d.event for d in site.desk.project.dossiers("has:place reality:actual", site.desk.kit) if d.event.place.precision == 1)
    page = site.page("ar")
    page.goto(f"/?id={event.id}")  # one spot: it lies in the middle of the map
    page.wait_for_selector(MAP_DRAWN)
    at = page.locator("#map").bounding_box()
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    expect(page.locator(f".here a[href='/events/{event.id}']")).to_be_visible()
    expect(page.locator(f".here a[href='/places/{event.place.place_id}']")).to_be_visible()
    accessible(page)


def test_a_stretch_of_the_timeline_is_chosen_by_dragging(site):
    page = site.page("ar")
    page.goto("/")
    before = count(page)
    at = page.locator("#timeline svg").bounding_box()
    page.mouse.move(at["x"] + at["width"] * 0.5, at["y"] + 30)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] * 0.8, at["y"] + 30)
    page.mouse.up()
    page.wait_for_url("**after=*before=*")
    assert 0 < count(page) < before
    first, last = (page.locator(f"input[name={name}]").input_value() for name in ("after", "before"))
    days = page.locator(".row time").evaluate_all("all => all.map(one => one.getAttribute('datetime'))")
    assert days and all(first <= day < last for day in days)


def test_keys_walk_the_list_and_point_on_the_map(site):
    page = site.page("ar")
    page.goto("/?place=sy-mayadin")
    page.wait_for_selector(MAP_DRAWN)
    page.keyboard.press("KeyJ")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    assert first.startswith("/events/")
    assert page.locator("#map .ring").count() == 1
    page.keyboard.press("KeyJ")
    assert page.evaluate("document.activeElement.getAttribute('href')") != first
    page.keyboard.press("KeyK")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first


def test_what_cannot_be_understood_is_said_in_place_and_mended(site):
    site.may_fail(400)
    page = site.page("en")
    page.goto("/")
    page.locator("[data-search]").fill("killed:many")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[data-search]").fill("")
    expect(page.locator(".row").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_a_telephone_nothing_sticks_out_and_filters_open(site, language):
    page = site.page(language, width=390, height=800)
    page.goto("/")
    page.wait_for_selector(MAP_DRAWN)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not page.locator("#filters").is_visible()
    page.locator(".show-filters-label").click()
    assert page.locator("#filters").is_visible()
    accessible(page)


def test_what_the_map_shows_becomes_a_filter_of_the_address(site):
    page = site.page()
    page.goto("/")
    page.wait_for_selector(MAP_DRAWN)
    everything = count(page)
    page.locator("#map-within").click()
    page.wait_for_url("**within=*")
    expect(page.locator(".chip").first).to_be_visible()
    told = count(page)
    assert 0 < told < everything, "what has no coordinates, or lies far away, is not on the map"
    page.reload()
    page.wait_for_selector(MAP_DRAWN)
    assert count(page) == told and page.locator("#filters [name=within]").input_value().count(",") == 3

SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((told) => { for (const one of told.getEntries()) sum += one.value; }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


def test_nothing_moves_away_while_a_filter_is_loaded(site):
    page = site.page()
    page.goto("/")
    page.wait_for_selector(MAP_DRAWN)
    page.evaluate("document.fonts.ready.then(() => true)")
    before = page.evaluate(SHIFTED)
    # By a script: what moves right after a click of the user would not be counted.
    page.locator('input[name="type"]').first.evaluate("box => box.click()")
    page.wait_for_url("**type=*")
    expect(page.locator(".chip")).to_have_count(1)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(SHIFTED) - before < 0.05
