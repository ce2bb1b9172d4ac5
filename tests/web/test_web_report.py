"""Reports: one page that holds everything, loads nothing, runs nothing, and shows no more than its profile allows."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from rasad.cli import main
from rasad.errors import ConfigurationError
from rasad.event import Dossier
from rasad.export.order import Tally
from rasad.export.public import Profile
from rasad.project import Project
from rasad.web.language import LANGUAGES
from rasad.web.report.contents import contents, gathered
from rasad.web.report.drawing import drawing
from rasad.web.report.page import Heading, report
from webbing import copy_of_samples, kit

PUBLIC, FULL = Profile(public=True, quote_length=0), Profile()


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory) -> Iterator[list[Dossier]]:
    with Project.open(copy_of_samples(tmp_path_factory.mktemp("report"))) as project:
        yield list(project.dossiers(kit=kit()))


def page(dossiers, profile=PUBLIC, tally=None, **heading) -> str:
    told = {"title": "", "query": "", "project": "", "made": date(2024, 5, 1)} | heading
    return "".join(report(dossiers, Heading(**told), profile, kit(), tally))


def files(text: str) -> dict[str, str]:
    """The files that a page holds, by name."""
    found = re.findall(r'download="([\w.]+)" href="data:[^"]*?base64,([^"]*)"', text)
    return {name: base64.b64decode(content).decode() for name, content in found}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", [PUBLIC, FULL])
def test_a_page_loads_and_runs_nothing(dossiers, language, profile):
    text = page(dossiers, profile, language=language)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text
    assert "<script" not in text and not re.search(r"\son\w+=", text) and not re.search(r"\sstyle=", text)
    assert not re.search(r"""(src|@import|url\()\s*=?\s*["']?(https?:)?//""", text)
    assert not re.findall(r'url\("(?!data:font/woff2;base64,)', text)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy and "default-src &#39;none&#39;" in policy[1] and "unsafe" not in policy[1]
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    assert style and base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() in policy[1].replace("&#43;", "+")


def test_every_reference_within_the_page_is_there(dossiers):
    text = page(dossiers)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert {f"e-{dossier.event.id}" for dossier in dossiers} <= set(ids)


def test_the_public_page_names_no_shelter_and_quotes_nothing(dossiers):
    sheltered = [d for d in dossiers if any(p.place_id and kit().places.places[p.place_id].kind in ("hospital", "camp") for p in d.event.places)]
    assert sheltered, "the samples tell of none"
    names = {kit().places.places[p.place_id].name for d in sheltered for p in d.event.places if p.place_id and kit().places.places[p.place_id].kind in ("hospital", "camp")}
    full, public = page(dossiers, FULL), page(dossiers)
    assert any(name in full for name in names) and not any(name in public for name in names)
    held = files(public)
    assert not any(name in content for name in names for content in held.values())
    quotes = {claim.quote for d in dossiers for claim in d.event.claims if len(claim.quote) > 30}
    assert any(quote in full for quote in quotes) and not any(quote in public for quote in quotes)
    titles = {told.document.title for d in dossiers for told in d.told if told.document.title and len(told.document.title) > 15}
    assert any(title in full for title in titles) and not any(title in public for title in titles)


def test_the_page_holds_its_data(dossiers):
    held = files(page(dossiers))
    assert len(list(csv.DictReader(io.StringIO(held["events.csv"])))) == len(dossiers)
    assert len(json.loads(held["events.geojson"])["features"]) == len(dossiers)


def test_what_is_too_young_is_counted_and_not_shown(dossiers):
    tally = Tally()
    text = page(dossiers, Profile(True, 0, date(2020, 1, 1)), tally)
    (held_back,) = tally.left.values()
    assert tally.written["events"] + held_back == len(dossiers) and tally.written["events"]
    assert f"Left out: {held_back}" in text
    assert len(re.findall(r'<article class="event"', text)) == tally.written["events"]


def hostile(dossier: Dossier, text: str) -> Dossier:
    told = tuple(replace(t, document=replace(t.document, outlet=text, title=text, url=f"javascript:{text}")) for t in dossier.told)
    claims = tuple(replace(claim, outlet=text, quote=text, value=text if claim.field == "place" else claim.value) for claim in dossier.event.claims)
    place = replace(dossier.event.place, place_id=None, name=text) if dossier.event.place else None
    return Dossier(replace(dossier.event, claims=claims, place=place, places=(), outlets=(text,)), told)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><b>", "</title></svg><i>", "{{ 7 * 7 }}"])
def test_what_documents_say_is_text(dossiers, text):
    made = page([hostile(dossier, text) for dossier in dossiers[:20]], FULL, title=text, query=text, project=text)
    heading = re.findall(r"<h1>.*?</h1>", made, re.S)[0]
    assert ("{{ 7 * 7 }}" in heading) if "{{" in text else (text not in made and "&lt;" in heading)
    assert 'href="javascript' not in made and "<img" not in made and "<script" not in made


def test_a_lone_surrogate_does_no_harm(dossiers, tmp_path):
    from rasad.export.target import write_whole

    write_whole(report([hostile(dossiers[0], "a\ud800b")], Heading("", "", "", date(2024, 5, 1)), FULL, kit()), tmp_path / "r.html")
    assert "a\\ud800b" in (tmp_path / "r.html").read_text("utf-8")


def test_a_report_has_bounds(dossiers):
    with pytest.raises(ConfigurationError, match=r"5 events at most.*narrow the query"):
        gathered(dossiers, 5)
    assert len(gathered(dossiers[:5], 5)) == 5


def test_nothing_found_is_said():
    assert "No event is found" in page([])


def test_sums_are_those_of_the_events(dossiers):
    found = contents(dossiers)
    assert found.total.killed == sum(d.event.killed.best for d in dossiers if d.event.killed)
    assert sum(spot.sums.events for spot in found.spots) + found.unplaced == len(dossiers)
    assert sum(sums.events for _, sums in found.by["type"]) == len(dossiers)
    assert sum(bar.sums.events for bar in found.timeline.bars) + found.timeline.earlier.events + found.undated == len(dossiers)


def test_names_on_the_map_do_not_overlap(dossiers):
    drawn = drawing(contents(dossiers).spots, kit().places.places.values())
    assert drawn is not None and len(drawn.names) > 10
    frames = [(n.x - len(n.text) * 3.3, n.y - 12, n.x + len(n.text) * 3.3, n.y + 3) for n in drawn.names]
    for at, one in enumerate(frames):
        assert one[0] >= 0 and one[2] <= drawn.width
        for other in frames[at + 1 :]:
            assert not (one[0] < other[2] - 0.2 and other[0] < one[2] - 0.2 and one[1] < other[3] - 0.2 and other[1] < one[3] - 0.2)
    assert drawing((), ()) is None


def test_the_command_writes_a_file(tmp_path):
    file = copy_of_samples(tmp_path)
    target = tmp_path / "r.html"
    done = CliRunner().invoke(main, ["report", str(target), "-p", str(file), "type:air_strike", "-reality:denied", "--lang", "ar"])
    assert done.exit_code == 0 and "events written to" in done.stderr, done.stderr
    text = target.read_text("utf-8")
    assert 'lang="ar"' in text and "type:air_strike -reality:denied" in text and "samples.rasad" not in text
    wrong = CliRunner().invoke(main, ["report", str(tmp_path / "none" / "r.html"), "-p", str(file)])
    assert wrong.exit_code == 2 and "cannot be written" in wrong.stderr
    assert not [p for p in Path(tmp_path).iterdir() if p.suffix == ".part"]
