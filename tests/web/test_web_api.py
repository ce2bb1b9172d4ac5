"""The JSON interface: every answer has the promised shape; filters, paging, ids, decisions, refusals."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

from rasad.web.api import asked, shapes
from rasad.web.filters import NAMES

API = "/api/v1"


def answer(client, path: str, shape: type, **parts: object):
    """What is answered, once it has the promised shape."""
    found = client.get(API + path, params=parts or None)
    assert found.status_code == 200, found.text
    TypeAdapter(shape).validate_json(found.content)
    return found.json()


def first(client) -> dict:
    return answer(client, "/events", shapes.Events)["events"][0]


def test_what_is_served_is_told(client):
    found = answer(client, "/", shapes.Project)
    assert found["name"] == "samples.rasad" and found["events"] > 50 and found["role"] == "admin"


def test_pages_of_events_are_whole_and_lead_on(client):
    every = answer(client, "/events", shapes.Events, limit=500)
    assert every["total"] == len(every["events"]) and every["next"] is None
    seen, path = [], "/events?limit=30"
    while path:
        page = answer(client, path, shapes.Events)
        assert page["total"] == every["total"]
        seen += page["events"]
        path = (page["next"] or "").removeprefix(API)
    assert seen == every["events"]


def test_filters_are_those_of_pages(client):
    found = answer(client, "/events", shapes.Events, type="air_strike", has="killed", order="oldest")
    assert found["total"] and all(row["type"] == "air_strike" and row["killed"] for row in found["events"])
    assert found["query"] == "type:air_strike has:killed -state:rejected"
    days = [row["date_start"] for row in found["events"] if row["date_start"]]
    assert days == sorted(days)
    lacking = answer(client, "/events", shapes.Events, lacks="killed", limit=500)
    assert lacking["total"] and not any(row["killed"] for row in lacking["events"])


def test_the_interface_knows_the_filters_of_pages():
    assert set(asked.Filtered.model_fields) == {*NAMES, "lang"}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/events?typ=air_strike", "typ"),
        ("/events?limit=0", "limit"),
        ("/events?limit=501", "limit"),
        ("/events?offset=-1", "offset"),
        ("/events?offset=99999999999999999999", "offset"),
        ("/events?order=random", "order"),
        ("/events?type=nonsense", "nonsense"),
        ("/events?killed=many", "killed"),
        ("/events?q=(", "bracket"),
        ("/mentions?cursor=x", "cursor"),
        ("/mentions?cursor=9999999999999999999999", "cursor"),
        ("/points?box=1,2,3", "box"),
        ("/points?box=40,1,30,2", "south"),
        ("/points?box=-91,0,95,2", "degrees"),
        ("/tally?by=year", "by"),
        ("/decisions?kind=accept", "kind"),
    ],
)
def test_a_part_of_an_address_that_means_nothing_is_refused(client, path, told):
    found = client.get(API + path)
    assert found.status_code == 400, found.text
    assert told in found.json()["error"]


@pytest.mark.parametrize("path", ["/events/ffffffffffff", "/events/%00", "/mentions/ffffffff", "/documents/none", "/decisions/ffff", "/nothing", "/events/a/b", "/events/'%20OR%201=1"])
def test_what_is_not_there_is_not_found(client, path):
    found = client.get(API + path)
    assert found.status_code == 404 and found.json()["error"]
    assert TypeAdapter(shapes.Problem).validate_json(found.content)


def test_an_event_has_all_that_tells_it(client):
    row = first(client)
    event = answer(client, f"/events/{row['id']}", shapes.Event)
    assert event["id"] == row["id"] and [told["id"] for told in event["told"]] == event["mentions"]
    by_part = answer(client, f"/events/{row['id'][:8]}", shapes.Event)
    assert by_part == event
    told = event["told"][0]
    report = answer(client, f"/documents/{told['document_key']}", shapes.Document)
    trigger = told["trigger"]
    assert report["text"][trigger["start"] : trigger["end"]] == trigger["quote"]
    assert told in report["mentions"] and report["current"] and report["versions"] == [report["key"]]
    assert answer(client, f"/mentions/{told['id']}", shapes.Mention) == told


def test_every_event_and_report_has_its_shape(client):
    for row in answer(client, "/events", shapes.Events, limit=500)["events"]:
        answer(client, f"/events/{row['id']}", shapes.Event)
    for hit in answer(client, "/documents", shapes.Documents, limit=500)["documents"]:
        answer(client, f"/documents/{hit['key']}", shapes.Document)


def test_mentions_are_followed_to_the_last(client):
    events = answer(client, "/events", shapes.Events, limit=500, type="air_strike")["events"]
    seen, path = [], "/mentions?type=air_strike&limit=7"
    while path:
        page = answer(client, path, shapes.Mentions)
        seen += page["mentions"]
        path = (page["next"] or "").removeprefix(API)
    assert {told["event"] for told in seen} == {row["id"] for row in events}
    assert len({told["id"] for told in seen}) == len(seen)


def test_reports_are_searched(client):
    every = answer(client, "/documents", shapes.Documents)
    assert every["total"] > 10
    some = answer(client, "/documents", shapes.Documents, type="air_strike", order="relevance")
    assert 0 < some["total"] < every["total"]
    word = every["documents"][0]["body"].split()[1]
    found = answer(client, "/documents", shapes.Documents, q=f'"{word}"', order="relevance")["documents"][0]
    assert found["marks"] and all(found["body"][start:end].strip() for start, end in found["marks"])


def test_counts_and_points_agree_with_the_list(client):
    events = answer(client, "/events", shapes.Events, limit=500)
    tally = answer(client, "/tally", shapes.Tally, by="month")
    points = answer(client, "/points", shapes.Points)
    assert tally["total"]["events"] == events["total"] == points["total"]
    assert sum(group["events"] for group in tally["types"]) == events["total"]
    assert len(points["points"]) + points["unplaced"] == events["total"]
    here = points["points"][0]
    box = f"{here['lat'] - 0.1},{here['lon'] - 0.1},{here['lat'] + 0.1},{here['lon'] + 0.1}"
    assert here in answer(client, "/points", shapes.Points, box=box)["points"]


def test_ids_have_names(client):
    codes = answer(client, "/codes", shapes.Codes)
    names = {name["id"]: name for table in codes.values() for name in table}
    assert names["air_strike"]["en"] == "air strike" and names["confirmed"]["ar"] != "confirmed"


def decide(client, **made: object):
    return client.post(f"{API}/decisions", json=made)


def test_a_decision_is_stored_and_can_be_undone(client):
    row = first(client)
    version = answer(client, f"/events/{row['id']}", shapes.Event)["version"]
    made = decide(client, kind="accept", ids=[row["id"]], seen=[version], note="seen")
    assert made.status_code == 201, made.text
    TypeAdapter(shapes.Decided).validate_json(made.content)
    decision = made.json()["decision"]
    assert decision["by"] == "reviewer" and decision["in_effect"] and made.json()["events"] == [row["id"]]
    assert answer(client, f"/events/{row['id']}", shapes.Event)["state"] == "accepted"

    stale = decide(client, kind="reject", ids=[row["id"]], seen=[version])
    assert stale.status_code == 409 and "accepted by reviewer" in stale.json()["error"]

    assert decide(client, kind="undo", ids=[decision["id"]]).status_code == 201
    assert answer(client, f"/events/{row['id']}", shapes.Event)["state"] == "open"
    log = answer(client, "/decisions", shapes.Decisions)["decisions"]
    assert [one["kind"] for one in log] == ["accept", "undo"] and [one["in_effect"] for one in log] == [False, True]
    assert answer(client, f"/decisions/{decision['id']}", shapes.Decision)["undone_by"] == log[1]["id"]
    assert answer(client, "/decisions", shapes.Decisions, by="nobody")["decisions"] == []
    ahead = answer(client, "/decisions", shapes.Decisions, limit=1)
    assert answer(client, ahead["next"].removeprefix(API), shapes.Decisions)["decisions"] == log[1:]


def test_what_was_rejected_is_listed_only_when_asked_for(client):
    row = first(client)
    total = answer(client, "/events", shapes.Events)["total"]
    decide(client, kind="reject", ids=[row["id"]])
    assert answer(client, "/events", shapes.Events)["total"] == total - 1
    assert [one["id"] for one in answer(client, "/events", shapes.Events, state="rejected")["events"]] == [row["id"]]
    assert answer(client, "/events", shapes.Events, id=row["id"])["total"] == 1
    reports = answer(client, f"/events/{row['id']}", shapes.Event)["told"]
    keys = {hit["key"] for hit in answer(client, "/documents", shapes.Documents, limit=500)["documents"]}
    assert {told["document_key"] for told in reports} <= keys


def test_merged_events_are_one_and_an_event_that_was_parted_says_so(client):
    one, two = (row["id"] for row in answer(client, "/events", shapes.Events, type="air_strike")["events"][:2])
    merged = decide(client, kind="merge", ids=[one, two]).json()
    (now,) = merged["events"]
    gone = two if now == one else one
    assert answer(client, f"/events/{gone}", shapes.Event)["id"] == now
    assert decide(client, kind="accept", ids=[gone]).status_code == 409
    decide(client, kind="undo", ids=[merged["decision"]["id"]])
    found = client.get(f"{API}/events/{gone}")
    assert found.status_code in (200, 300)


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"kind": "accept", "ids": ["ffffffff"]}, 404, "ffffffff"),
        ({"kind": "bless", "ids": ["x"]}, 400, "kind"),
        ({"kind": "accept"}, 400, "ids"),
        ({"kind": "accept", "ids": []}, 400, "ids"),
        ({"kind": "accept", "ids": ["x"], "by": "somebody else"}, 400, "by"),
        ([], 400, "dictionary"),
    ],
)
def test_a_decision_that_cannot_be_made_says_why(client, body, status, told):
    found = client.post(f"{API}/decisions", json=body)
    assert found.status_code == status and told in found.json()["error"], found.text


def test_a_value_that_means_nothing_is_refused(client):
    found = decide(client, kind="correct", ids=[first(client)["id"]], field="killed", value="many")
    assert found.status_code == 400 and "killed" in found.json()["error"]


def test_a_value_may_stand_on_words_that_were_selected(client):
    event = answer(client, f"/events/{first(client)['id']}", shapes.Event)
    told = event["told"][0]
    span = [told["trigger"]["start"], told["trigger"]["end"]]
    made = {"kind": "correct", "ids": [event["id"]], "field": "killed", "value": "77", "document": told["document_key"]}
    assert decide(client, **made, span=[5, 5]).status_code == 400
    assert decide(client, **made, span=[5, 10**9]).status_code == 400
    found = decide(client, **made, span=span)
    assert found.status_code == 201, found.text
    assert found.json()["decision"]["span"] == {"start": span[0], "end": span[1]}


def test_only_json_decides(client):
    """A form of another site can send text, not JSON."""
    body = json.dumps({"kind": "accept", "ids": [first(client)["id"]]})
    found = client.post(f"{API}/decisions", content=body, headers={"content-type": "text/plain"})
    assert found.status_code == 400
    assert client.post(f"{API}/decisions", content=body, headers={"content-type": "application/json", "origin": "http://evil.example"}).status_code == 403


def test_the_description_is_there_and_names_every_address(client):
    described = client.get(f"{API}/openapi.json").json()
    assert described["openapi"].startswith("3.") and described["servers"] == [{"url": API}]
    paths = set(described["paths"])
    assert {"/events", "/events/{id}", "/mentions", "/documents", "/documents/{key}", "/decisions", "/tally", "/points", "/codes"} <= paths
    for name in ("docs", "redoc"):
        assert client.get(f"{API}/{name}").status_code == 404
    names = {part["name"] for part in described["paths"]["/events"]["get"]["parameters"]}
    assert set(NAMES) <= names
