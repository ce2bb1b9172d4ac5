"""On a PostgreSQL server the JSON interface and the pages answer what they answer on a file, before decisions and after."""

from __future__ import annotations

import re

import pytest

from rasad.project.backup import backup
from webbing import client_of, desk_on

API = "/api/v1"
ADDRESSES = (
    "/events?limit=500", "/events?limit=7&offset=20&order=oldest", "/events?type=air_strike&has=killed", "/events?q=قصف&order=relevance",
    "/events?killed=%3E2&after=2024-01-20", "/events?place=sy-raqqa&lacks=weapon", "/events?initiator=iran&state=open&state=accepted",
    "/events?within=33,35,37,41", "/mentions?limit=500", "/documents?limit=100", "/tally?by=day", "/tally?by=month&country=SY", "/points?limit=50",
    "/points?box=33,35,37,41", "/codes",
)  # fmt: skip
REFUSED = ("/events?type=nonsense", "/events?q=(", "/events?limit=9999", "/events/nothing-like-it", "/documents/none", "/tally?by=hour", "/points?box=1,2")


@pytest.fixture
def both(desk, postgres):
    """The same project in a file and on a server: a client of each, and what the desk is called."""
    url = postgres.new()
    backup(desk.project, url)
    for there in desk_on(url):
        yield client_of(desk), client_of(there)
    postgres.drop(url)


def alike(both, path: str, status: int = 200):
    """What both answer, once that is the same but for times and for the ids of decisions."""
    answers = [client.get(path) for client in both]
    assert [answer.status_code for answer in answers] == [status] * 2, (path, answers[1].text[:500])
    told = [re.sub(r'"(at|id|by)":"[^"]*"', "", answer.text) if "decisions" in path else answer.text for answer in answers]
    assert told[0] == told[1], path
    return answers[0].json()


def test_both_answer_the_same_before_decisions_and_after(both):
    for path in ADDRESSES:
        alike(both, API + path)
    for path in REFUSED:
        status = both[0].get(API + path).status_code
        assert 400 <= status < 500
        alike(both, API + path, status)
    events = alike(both, f"{API}/events?limit=500")["events"]
    for row in events[:5]:
        alike(both, f"{API}/mentions/{alike(both, API + '/events/' + row['id'])['mentions'][0]}")
    for filed in alike(both, f"{API}/documents?limit=3")["documents"]:
        alike(both, f"{API}/documents/{filed['key']}")
    ids = [row["id"] for row in events if row["state"] == "open"][:4]
    asked = [
        {"kind": "accept", "ids": ids[:1]}, {"kind": "correct", "ids": ids[1:2], "field": "killed", "value": "3-5", "note": "قائمة"},
        {"kind": "merge", "ids": ids[2:4]}, {"kind": "reject", "ids": ids[:1]}, {"kind": "correct", "ids": ids[1:2], "field": "killed", "value": "many"},
    ]  # fmt: skip
    for form in asked:
        told = [client.post(f"{API}/decisions", json=form) for client in both]
        assert told[0].status_code == told[1].status_code and told[0].status_code in (201, 400), [one.text for one in told]
    alike(both, f"{API}/events?limit=500&state=open&state=accepted&state=rejected")
    alike(both, f"{API}/decisions?limit=100")
    for page in ("/?state=accepted", "/review", "/charts", f"/events/{ids[1]}", "/explore/spots?type=air_strike"):
        assert [client.get(page).status_code for client in both] == [200, 200]
