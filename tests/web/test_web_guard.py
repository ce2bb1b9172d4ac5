"""What every request passes: hosts, origins, headers; languages; filters in addresses."""

from __future__ import annotations

import pytest

from rasad.web.filters import Filters
from rasad.web.language import LANGUAGES, texts_of


def test_another_host_name_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 403
    assert client.get("/", headers={"host": "127.0.0.1:9999"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"origin": "http://127.0.0.1:1"}],
)
def test_a_page_of_another_site_cannot_write(client, headers):
    assert client.post("/language/ar", headers=headers, follow_redirects=False).status_code == 403
    assert client.post("/language/ar", headers={"origin": "http://127.0.0.1"}, follow_redirects=False).status_code == 303


def test_answers_allow_no_foreign_content(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy


def test_the_language_is_kept_and_goes_back_to_our_pages_only(client):
    answer = client.post("/language/ar?back=/%3Fq%3Dx", follow_redirects=False)
    assert answer.headers["location"] == "/?q=x"
    assert 'dir="rtl"' in client.get("/").text
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = client.post("/language/en", params={"back": elsewhere}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_each_text_stands_in_each_language():
    english, arabic = (texts_of(language).texts for language in LANGUAGES)
    assert english.keys() == arabic.keys()
    assert all(text.strip() for texts in (english, arabic) for text in texts.values())
    for key in english:  # a reason of a refusal may leave out what it quotes
        assert _holes(english[key]) >= _holes(arabic[key]) if key.startswith("refusal.") else _holes(english[key]) == _holes(arabic[key]), key


def _holes(text: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_filters_become_a_query_and_an_address_again():
    filters = Filters.of([("type", "air_strike"), ("place", "دير الزور"), ("type", "shelling"), ("page", "2"), ("q", " a  b "), ("after", "2023-03")])
    assert filters.query == 'a b type:air_strike,shelling place:"دير الزور" after:2023-03 -state:rejected'
    assert filters.address("/").startswith("/?q=a+b&type=air_strike&type=shelling&place=")
    assert filters.toggled("type", "shelling").get("type") == ("air_strike",)
    assert Filters.of({"state": ["rejected"]}).query == "state:rejected"
    assert Filters().query == "-state:rejected"


def test_a_query_that_cannot_be_understood_is_answered_with_what_to_do(client):
    answer = client.get("/", params={"q": "killed:many"})
    assert answer.status_code == 400 and "killed" in answer.text
