"""The explore page without a browser: what filters find, counts, bins, odd addresses."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest

from rasad.event import Figures
from rasad.project.judge import Asked, judge
from rasad.project.tally import tally
from rasad.web import shown
from rasad.web.facets import facets
from rasad.web.filters import Filters
from rasad.web.labels import Labels
from rasad.web.language import texts_of
from webbing import client_of, copy_of_samples, desk_on


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One for all tests here: none of them changes the project."""
    yield from desk_on(copy_of_samples(tmp_path_factory.mktemp("desk")))


@pytest.fixture(scope="module")
def client(desk):
    return client_of(desk)


LANGUAGES = ("en", "ar")


def total(page: str) -> int:
    found = re.search(r'class="total"[^>]*><b[^>]*>[^0-9]*([0-9,]+)', page)
    assert found, page[:3000]
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_lists_and_counts_all_events(client, desk, language):
    page = client.get("/", params={"lang": language}).text
    found = tally(desk.project, desk.reader.query("-state:rejected"))
    assert f'lang="{language}"' in page and total(page) == found.total.events
    assert page.count('class="row"') == min(50, found.total.events)
    assert f">{found.unplaced}</bdi>" in page, "what has no place is counted and can be asked for"


@pytest.mark.parametrize("facet", ["type", "admin1", "initiator", "target", "grade", "state", "reality"])
def test_choosing_a_value_shows_as_many_events_as_it_counts(client, facet):
    page = client.get("/").text
    pattern = rf'name="{facet}" value="([^"]+)"[^>]*> <span><bdi>[^<]*</bdi></span> <span class="count number">([0-9,]+)<'
    options = re.findall(pattern, page)
    assert options
    for value, count in options[:4]:
        assert total(client.get("/", params={facet: value}).text) == int(count.replace(",", ""))


def test_whatever_is_chosen_already_a_value_shows_as_many_events_as_it_counts(tmp_path):
    desk = next(made := desk_on(copy_of_samples(tmp_path)))
    chance, labels = random.Random(3), Labels(desk.kit, texts_of("en"))
    one, another, *_ = (d.event for d in desk.project.dossiers("has:initiator", desk.kit))
    judge(desk.project, Asked("reject", "tester", (one.id,)), desk.kit, desk.maker)
    judge(desk.project, Asked("accept", "tester", (another.id,)), desk.kit, desk.maker)
    given = {
        "q": ["-type:arrest", "killed:>0 OR injured:>0"], "killed": [">=1"], "after": ["2020"], "before": ["2024-01"], "lacks": ["place"],
        "actor": ["israel", "russia"],
    }  # fmt: skip
    for _ in range(8):
        asked = Filters.of([(name, chance.choice(values)) for name, values in given.items() if chance.random() < 0.25])
        for _ in range(2):  # values that are offered are chosen, one after the other
            offered = facets(desk, labels, asked, tally(desk.project, desk.reader.query(asked.query)))
            for facet in offered:
                for option in (*facet.first, *facet.rest):
                    chosen = asked.with_(facet.name, option.value)
                    assert desk.searcher.count(chosen.query) == option.count, f"{asked.query}: {facet.name} {option.value}"
            if offered:
                facet = chance.choice(offered)
                asked = asked.toggled(facet.name, chance.choice((*facet.first, *facet.rest)).value)
    made.close()


def test_another_value_of_the_same_filter_keeps_its_count(client):
    first = client.get("/").text
    (one, count), (other, _), *_ = re.findall(r'name="type" value="([^"]+)".*?count number">([0-9]+)<', first)
    chosen = client.get("/", params={"type": other}).text
    assert re.search(rf'name="type" value="{one}" id="[^"]+"> <span><bdi>[^<]*</bdi></span> <span class="count number">{count}<', chosen)
    assert re.search(rf'name="type" value="{other}" id="[^"]+" checked>', chosen)


def test_a_filter_change_is_answered_with_what_changes(client):
    answer = client.get("/", params={"type": "air_strike", "q": "", "after": ""}, headers={"hx-request": "true", "hx-target": "section#found"})
    assert "<html" not in answer.text and 'hx-target="#facets"' in answer.text
    assert answer.headers["hx-push-url"] == "/?type=air_strike"


def test_each_filter_that_is_on_can_be_taken_out(client):
    page = client.get("/", params={"type": ["air_strike", "shelling"], "killed": ">=1"}).text
    assert page.count('class="chip"') == 3
    assert 'href="/?type=shelling&amp;killed=%3E%3D1"' in page and "\u2265 1" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["killed:many", "type:nonsense", "(", '"'])
def test_what_cannot_be_understood_is_said_and_keeps_the_page(client, language, query):
    answer = client.get("/", params={"q": query, "lang": language})
    assert answer.status_code in (200, 400)
    assert 'id="filters"' in answer.text
    if answer.status_code == 400:
        assert 'role="alert"' in answer.text


@pytest.mark.parametrize("page", ["0", "-3", "2", "99999999999999999999", "two", "٣", ""])
def test_odd_page_numbers_are_no_fault(client, page):
    assert client.get("/", params={"page": page}).status_code == 200


def test_nothing_found_says_so_and_leads_back(client):
    page = client.get("/", params={"after": "2199-01-01"}).text
    assert total(page) == 0 and 'class="empty"' in page


def test_what_is_typed_is_shown_as_text(client):
    nasty = '"><script>alert(1)</script>'
    for name in ("q", "place", "actor", "outlet", "killed", "after", "order", "type"):
        page = client.get("/", params={name: nasty}).text
        assert "<script>alert" not in page


def test_rejected_events_stay_out_until_they_are_asked_for(tmp_path):
    desk = next(made := desk_on(copy_of_samples(tmp_path)))
    client = client_of(desk)
    event = next(iter(desk.project.dossiers(kit=desk.kit))).event
    before = total(client.get("/").text)
    judge(desk.project, Asked("reject", "tester", (event.id,)), desk.kit, desk.maker)
    assert total(client.get("/").text) == before - 1
    assert total(client.get("/", params={"state": "rejected"}).text) == 1
    made.close()


def test_spots_hold_every_event_with_coordinates(client, desk):
    told = client.get("/explore/spots").json()
    found = tally(desk.project, desk.reader.query(Filters().query))
    assert told["total"] == sum(spot[3] for spot in told["spots"]) == found.total.events - found.unplaced
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon, *_ in told["spots"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spot_lists_its_events(client, language):
    lat, lon, _, events, _, name = client.get("/explore/spots", params={"lang": language}).json()["spots"][0]
    page = client.get("/explore/here", params={"lat": lat, "lon": lon, "lang": language}).text
    assert name in page and page.count('href="/events/') == min(events, 8)
    assert 'href="/events/' not in client.get("/explore/here", params={"lat": -77, "lon": 3}).text
    for bad in ("", "north", "nan", "inf"):
        assert client.get("/explore/here", params={"lat": bad, "lon": "1"}).status_code == 400


def test_names_for_the_map_begin_with_the_greatest(client):
    told = client.get("/explore/names").json()
    assert [row[3] for row in told] == sorted(row[3] for row in told)
    assert {row[4] for row in told} >= {"country", "governorate", "city", "town"}


def test_figures_and_days_are_written_as_exactly_as_they_are_known():
    assert [shown.figures(f) for f in (None, Figures(3, 3, 3), Figures(3, 4, 5), Figures(20, 20, None))] == ["", "3", "3\u20135", "20+"]
    first, last = date(2024, 2, 3), date(2024, 3, 1)
    assert shown.days(None, None) == ""
    assert shown.days(first, first, 1) == "2024-02-03"
    assert shown.days(first, date(2024, 2, 5), 2) == "2024-02-03\u201305"
    assert shown.days(first, last, 2) == "2024-02-03\u201303-01"
    assert shown.days(date(2024, 2, 1), date(2024, 2, 29), 4) == "2024-02"
    assert shown.days(date(2024, 1, 1), date(2024, 12, 31), 5) == "2024"
