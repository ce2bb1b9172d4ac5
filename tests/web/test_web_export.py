"""Export from the pages: what the filters find, in every format, no more than the profile and the role allow."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from rasad.web.exporting import formats
from rasad.web.language import LANGUAGES

PATHS = ("/export/file", "/api/v1/export")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_keeps_the_filters(client, language):
    page = client.get("/export", params={"type": "air_strike", "q": "<b>x", "lang": language})
    assert page.status_code == 200 and 'name="type" value="air_strike"' in page.text
    assert "<b>x" not in page.text and "/?q=" in page.text
    assert all(f'value="{name}"' in page.text for name in formats())


@pytest.mark.parametrize("format", formats())
def test_every_format_is_a_file(client, format):
    answer = client.get("/export/file", params={"format": format, "type": "air_strike"})
    assert answer.status_code == 200 and answer.content, answer.text
    assert "attachment" in answer.headers["content-disposition"] and answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("path", PATHS)
def test_the_file_holds_what_the_filters_find(client, path):
    total = client.get("/api/v1/events", params={"type": "air_strike"}).json()["total"]
    told = client.get(path, params={"format": "csv", "type": "air_strike"}).text
    rows = list(csv.DictReader(io.StringIO(told)))
    assert len(rows) == total and {row["type"] for row in rows} == {"air_strike"}
    mentions = client.get(path, params={"format": "csv", "type": "air_strike", "mentions": "1"}).text
    assert len(list(csv.DictReader(io.StringIO(mentions)))) > total
    with_mark = client.get(path, params={"format": "csv", "type": "air_strike", "bom": "1"}).content
    assert with_mark.startswith(b"\xef\xbb\xbf")


def test_the_public_profile_is_what_one_gets_unasked(client):
    def quotes(**more: str) -> set[str]:
        lines = client.get("/export/file", params={"format": "jsonl"} | more).text.splitlines()
        return {claim["quote"] for line in lines for claim in json.loads(line)["claims"]}

    assert quotes() == {""} and len(quotes(profile="full")) > 20
    assert max(map(len, quotes(quote_length="5"))) == 5


def test_what_a_format_has_no_place_for_comes_along(client):
    answer = client.get("/export/file", params={"format": "ucdp"})
    assert "ucdp.csv.zip" in answer.headers["content-disposition"]
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["ucdp.csv", "ucdp.csv.unplaced.csv"]


def test_what_is_too_young_is_held_back(client):
    everything = client.get("/export/file", params={"format": "csv", "hold_days": "0"}).text
    assert len(everything.splitlines()) > len(client.get("/export/file", params={"format": "csv", "hold_days": "2000"}).text.splitlines())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "asked",
    [
        {"format": "docx"}, {}, {"format": "csv", "profile": "secret"}, {"format": "csv", "hold_days": "x"}, {"format": "csv", "hold_days": "-1"},
        {"format": "csv", "quote_length": "9" * 30}, {"format": "acled", "mentions": "1"}, {"format": "report", "mentions": "1"}, {"format": "csv", "killed": "many"},
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_met_says_why(client, path, asked):
    answer = client.get(path, params=asked)
    assert answer.status_code == 400 and len(answer.text) > 20


def test_nothing_is_left_behind(client, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "made"))
    (tmp_path / "made").mkdir()
    assert client.get("/export/file", params={"format": "csv"}).status_code == 200
    assert client.get("/export/file", params={"format": "csv", "q": "("}).status_code == 400
    assert not list((tmp_path / "made").iterdir())
