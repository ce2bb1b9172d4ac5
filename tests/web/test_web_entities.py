"""Pages of actors, places and charts without a browser."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from rasad.project.tally import tally
from rasad.web.charts import ranked
from webbing import client_of, copy_of_samples, desk_on


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One for all tests here: none of them changes the project."""
    yield from desk_on(copy_of_samples(tmp_path_factory.mktemp("desk")))


@pytest.fixture(scope="module")
def client(desk):
    return client_of(desk)


LANGUAGES = ("en", "ar")
CHARTS = ("time", "casualties", "type", "initiator", "target", "admin1")


def everything(desk):
    return tally(desk.project, desk.reader.query("-state:rejected"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["actors", "places"])
def test_lists_lead_to_pages_that_exist(client, language, kind):
    page = client.get(f"/{kind}", params={"lang": language}).text
    addresses = re.findall(rf'href="(/{kind}/[^"]+)"', page)
    assert len(addresses) > 20
    for address in addresses[:12]:
        answer = client.get(address, params={"lang": language})
        assert answer.status_code == 200 and f'lang="{language}"' in answer.text


@pytest.mark.parametrize("kind", ["actors", "places"])
def test_an_unknown_id_is_not_found(client, kind):
    for id in ("nobody", "<script>", "%2e%2e", "x" * 3000):
        answer = client.get(f"/{kind}/{id}")
        assert answer.status_code == 404 and "<script>" not in answer.text.replace('<script src=', "")


def test_an_actor_is_found_by_any_of_its_names(client):
    page = client.get("/actors", params={"name": "الحرس الثوري"}).text
    assert "/actors/irgc" in page and "/actors/turkey" not in page
    assert 'class="empty"' in client.get("/actors", params={"name": "zzzz"}).text


def test_the_page_of_an_actor_has_its_events_names_and_groups(client, desk):
    id = next(group.value for group in everything(desk).initiators if group.value and desk.kit.actors.rows[group.value].parents)
    page = client.get(f"/actors/{id}", params={"lang": "ar"}).text
    row = desk.kit.actors.rows[id]
    assert row.name_ar in page and row.name_en in page and f"/actors/{row.parents[0]}" in page
    assert page.count('class="row"') == tally(desk.project, desk.reader.query(f"actor:{id} -state:rejected")).total.events


def test_a_place_has_its_chronicle_in_both_orders(client, desk):
    id = next(area.admin1 for area in everything(desk).areas if area.admin1 and area.sums.events > 2)
    newest, oldest = (
        re.findall(r'<time datetime="([0-9-]+)"', client.get(f"/places/{id}", params={"order": order}).text) for order in ("newest", "oldest")
    )
    assert newest == sorted(newest, reverse=True) and oldest == sorted(oldest) and len(newest) > 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_show_what_filters_find(client, language):
    page = client.get("/charts", params={"lang": language, "type": "air_strike"}).text
    assert page.count("<svg") == len(CHARTS) and 'class="chip"' in page
    assert client.get("/charts", params={"type": "nonsense"}).status_code == 400
    assert 'class="empty"' in client.get("/charts", params={"after": "2199"}).text


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_file_of_its_own(client, name):
    answer = client.get(f"/charts/{name}.svg", params={"lang": "ar"})
    assert answer.headers["content-type"].startswith("image/svg+xml") and "attachment" in answer.headers["content-disposition"]
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and len(list(root.iter("{http://www.w3.org/2000/svg}rect"))) > 3
    assert client.get("/charts/nothing.svg").status_code == 404


def test_ranked_bars_sum_up_the_rest(desk):
    told = everything(desk)
    bars, others = ranked(told.types, str)
    assert sum(bar.sums.events for bar in bars) + others.events == told.total.events
