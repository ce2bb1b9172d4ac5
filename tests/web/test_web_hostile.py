"""Hostile input on every address that is read: whatever stands in it, the answer is one, harmless and no fault of ours."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from starlette.routing import Route

from rasad.model import Document
from rasad.pipeline import code_document
from rasad.project.link import link_pending
from rasad.web.app import make_app

NASTY = ("<script>alert(1)</script>", "\u202e\u0000x", "'; DROP TABLE event; --", "../../../etc/passwd", "%ff%fe", "x" * 5_000, "\ud83d", "{{7*7}}", "\r\nset-cookie: a=b")
REPORT = '<img src=x onerror=alert(1)> \u202e قصف الطيران الحربي مدينة الميادين أمس ما أدى إلى مقتل ثلاثة مدنيين. </script><script>alert(1)</script> {{7*7}}\n'


def addresses(desk) -> list[str]:
    """Every address that is read, with a hole where an id stands."""
    pages = [route.path for route in make_app(desk).routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    api = [f"/api/v1{path}" for path in ("/events/{id}", "/mentions/{id}", "/documents/{id}", "/decisions/{id}")]
    return [re.sub(r"\{[^}]*\}", "{id}", path) for path in pages] + api


def harmless(answer) -> None:
    """No fault of the server, nothing that runs, the strict policy of every page."""
    assert answer.status_code < 500, answer.text[:500]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    if "html" in answer.headers.get("content-type", ""):
        assert not re.search(r"<script(?![^>]*\ssrc=)", answer.text) and not re.search(r"<[^>]+\son(error|load|click)=", answer.text)
        assert "<img" not in answer.text and 'href="javascript' not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("nasty", NASTY)
def test_ids_and_filters_do_no_harm(desk, client, nasty):
    told = quote(nasty.encode("utf-8", "surrogatepass"), safe="")
    for path in addresses(desk):
        harmless(client.get(path.replace("{id}", told)))
        for name in ("q", "after", "page"):
            harmless(client.get(f"{path.replace('{id}', 'x')}?{name}={told}"))


def test_the_text_of_a_report_stays_text_everywhere(desk, client):
    document = Document("h", REPORT * 3, title="<img src=x onerror=alert(1)>", outlet='"><script>1</script>', url="javascript:alert(1)")
    desk.project.add_coded([code_document(document, desk.kit)], desk.maker)
    for _ in link_pending(desk.project, desk.kit, desk.maker):
        pass
    found = client.get("/api/v1/events", params={"place": "الميادين", "order": "relevance", "q": "قصف"}).json()
    assert found["total"]
    hit = next(one for one in client.get("/api/v1/documents", params={"limit": 500}).json()["documents"] if one["url"])
    event = client.get(f"/api/v1/documents/{hit['key']}").json()["mentions"][0]["event"]
    for path in ("/", "/review", f"/events/{event}", f"/documents/{hit['key']}", "/actors", "/places", "/charts", "/export", f"/review?at={event}"):
        for language in ("en", "ar"):
            answer = client.get(path, params={"lang": language} if "?" not in path else None)
            assert answer.status_code == 200, path
            harmless(answer)
    report = client.get("/export/file", params={"format": "report", "profile": "full"})
    assert "<img" not in report.text and "<script" not in report.text and 'href="javascript' not in report.text


def test_a_request_in_pieces_is_bounded(client):
    def pieces():
        for _ in range(40):
            yield b"x" * 100_000

    answer = client.post("/decisions", content=pieces(), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (400, 403)
    assert client.post("/decisions", content=b"x" * 2_000_000).status_code == 403
    assert client.post("/api/v1/decisions", content=b"[" * 900_000, headers={"content-type": "application/json"}).status_code == 400
