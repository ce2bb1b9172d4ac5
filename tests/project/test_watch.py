"""Watching sources: what is new is added once, whatever fails, is busy, or is killed meanwhile."""

import re
from datetime import timedelta

import pytest

import reports
from processes import Worker
from rasad import pipeline
from rasad.ingest.net import Manners, Visitor
from rasad.ingest.net.sources import Source
from rasad.project import Project
from rasad.project.check import Checked, check
from rasad.project.watch import Watching, due, poll, standings, unhurried
from reports import MAKER
from sites import GUARD, Hours, answer, article, feed, site


@pytest.fixture(autouse=True)
def quick_reading(monkeypatch):
    monkeypatch.setattr(pipeline, "read", reports.read)


def watching(hours, *sources, **manners):
    visitor = Visitor(GUARD, hours.clock, Manners(**({"delay": 0.0, "tries": 1} | manners)))
    return Watching(visitor, None, MAKER, frozenset(source.name for source in sources))


def polled(project, hours, *sources):
    """What one poll of the sources comes to: how many of each kind, and how each source stands."""
    kinds, stands = {}, []
    for _, step in poll(project, sources, watching(hours, *sources)):
        if hasattr(step, "kind"):
            kinds[step.kind] = kinds.get(step.kind, 0) + 1
        else:
            stands.append(step)
    return kinds, stands


def urls(project):
    return sorted({told.document.url.rpartition("/")[2] for told in project.all_told()})


def listing(server, *numbers):
    server.pages["/feed"] = feed([f"{server.url}/{n}" for n in numbers])
    for number in numbers:
        server.pages.setdefault(f"/{number}", article(number))


def test_what_is_new_in_a_feed_is_added_once_with_where_it_comes_from(project, server, hours):
    listing(server, 2, 1)
    source = Source("agency", f"{server.url}/feed", outlet="وكالة", language="ar-SY")
    assert polled(project, hours, source)[0] == {"new": 2}
    assert server.paths == ["/feed", "/2", "/1"]
    document = next(project.all_told()).document
    assert (document.outlet, document.url, str(document.published)) == ("وكالة", f"{server.url}/2", "2024-02-28")
    assert (document.origin.language, document.origin.retrieved) == ("ar-SY", "2024-03-01T08:00:00+00:00")
    listing(server, 3, 2, 1)
    kinds, (stands,) = polled(project, hours, source)
    assert kinds == {"new": 1} and stands.added == 1 and server.paths[3:] == ["/feed", "/3"]
    assert urls(project) == ["1", "2", "3"] and list(check(project, Checked())) == []


def test_a_list_that_has_not_changed_is_not_sent_again_and_one_not_finished_is(project, server, hours):
    listing(server, 3, 2, 1)
    whole = server.pages["/feed"]
    server.pages["/feed"] = lambda h: answer(h, b"", 304) if h.headers["If-None-Match"] else answer(h, whole, ETag='"1"')
    source = Source("agency", f"{server.url}/feed", limit=2)
    assert [polled(project, hours, source)[0] for _ in range(3)] == [{"new": 2}, {"new": 1}, {}]
    conditions = [headers.get("If-None-Match") for path, headers in server.asked if path == "/feed"]
    assert conditions == [None, None, '"1"']


def test_a_page_that_is_watched_itself_and_links_that_fit_a_pattern(project, server, hours):
    server.pages |= {"/live": article(1), "/news": b'<a href="/5">x</a><a href="/about">y</a>', "/5": article(5)}
    live, news = Source("live", f"{server.url}/live"), Source("news", f"{server.url}/news", follow=(re.compile(r"/\d+$"),))
    assert polled(project, hours, live, news)[0] == {"new": 2}
    server.pages["/live"] = article(2)
    assert polled(project, hours, live, news)[0] == {"corrected": 1}
    assert "/about" not in server.paths and server.paths.count("/5") == 1


def test_a_sitemap_that_names_others(project, server, hours):
    server.pages["/map"] = f"<sitemapindex><sitemap><loc>{server.url}/s1</loc></sitemap></sitemapindex>".encode()
    server.pages["/s1"] = f"<urlset><url><loc>{server.url}/1</loc><lastmod>2024-02-28</lastmod></url></urlset>".encode()
    server.pages["/1"] = article(1)
    assert polled(project, hours, Source("map", f"{server.url}/map", kind="sitemap"))[0] == {"new": 1}
    _, (stands,) = polled(project, hours, Source("wrong", f"{server.url}/1", kind="feed"))
    assert stands.reason == "no feed stands at this address" and stands.tries == 1


def test_pages_that_fail_are_told_and_tried_again_only_if_that_may_help(project, server, hours):
    listing(server, 4, 3, 2, 1)
    server.pages |= {"/4": lambda h: answer(h, b"", 500), "/2": b"<p>Nothing in Arabic stands on this page.</p>"}
    del server.pages["/3"]
    source = Source("agency", f"{server.url}/feed", every=900)
    assert polled(project, hours, source)[0] == {"failed": 3, "new": 1}
    (standing,) = standings(project, [source], 5)
    assert standing.pages == {"done": 1, "failed": 2, "waiting": 1}
    reasons = dict(standing.faults)
    assert "500" in reasons[f"{server.url}/4"] and "404" in reasons[f"{server.url}/3"] and len(reasons) == 3
    before = len(server.paths)
    server.pages["/4"] = article(4)
    assert polled(project, hours, source)[0] == {}, "not yet"
    hours.time += timedelta(seconds=900)
    assert polled(project, hours, source)[0] == {"new": 1}
    assert server.paths[before:] == ["/feed", "/feed", "/4"]
    assert {failure.item for failure in project.failures()} == {f"{server.url}/3", f"{server.url}/2"}


def test_what_waits_for_a_source_of_another_name_is_fetched_by_the_one_that_lists_it(project, server, hours):
    listing(server, 1)
    server.pages["/1"] = lambda h: answer(h, b"", 500)
    before, after = (Source(name, f"{server.url}/feed", every=900) for name in ("before", "after"))
    assert polled(project, hours, before)[0] == {"failed": 1}
    server.pages["/1"] = article(1)
    hours.time += timedelta(seconds=900)
    assert polled(project, hours, after)[0] == {"new": 1}
    assert polled(project, hours, before, after)[0] == {}


def test_a_page_that_can_never_be_had_is_given_up(project, server, hours):
    listing(server, 1)
    server.pages["/1"] = lambda h: answer(h, b"", 500)
    source = Source("agency", f"{server.url}/feed", every=60)
    for _ in range(12):
        polled(project, hours, source)
        hours.time += timedelta(days=1)
    assert server.paths.count("/1") == 5 and standings(project, [source], 5)[0].pages == {"failed": 1}
    assert [failure.item for failure in project.failures()] == [f"{server.url}/1"]


def test_a_host_that_is_busy_is_left_alone_as_long_as_it_says(project, server, hours):
    listing(server, 2, 1)
    server.pages["/2"] = lambda h: answer(h, b"", 429, Retry_After="7200")
    source = Source("agency", f"{server.url}/feed", every=900)
    polled(project, hours, source)
    assert server.paths == ["/feed", "/2"], "the second page is not asked for"
    with site() as other:
        other.pages |= {"/list": feed([f"{server.url}/2", "http://nowhere.invalid/", "http://[x/", f"{other.url}/8"]), "/8": article(8)}
        assert polled(project, hours, Source("other", f"{other.url}/list"))[0] == {"failed": 1, "new": 1}, "another host is"
    whole = server.pages["/feed"]
    server.pages["/feed"] = lambda h: answer(h, b"", 503, Retry_After="3600")
    _, (stands,) = polled(project, hours, source)
    assert "503" in stands.reason and stands.tries == 1
    assert due(project, [source], hours.time + timedelta(seconds=3599)) == ([], hours.time + timedelta(hours=1))
    assert unhurried(project, [source], hours.time) == []
    server.pages |= {"/feed": whole, "/2": article(2)}
    hours.time += timedelta(hours=1)
    assert due(project, [source], hours.time)[0] == [source]
    assert polled(project, hours, source)[0] == {"new": 1}, "the one that nobody asked for"
    hours.time += timedelta(hours=1)
    assert polled(project, hours, source)[0] == {"new": 1}


def test_while_one_host_is_left_alone_another_is_asked(project, server, hours):
    with site() as other:
        for one in (server, other):
            listing(one, 2, 1)
        sources = [Source("a", f"{server.url}/feed"), Source("b", f"{other.url}/feed")]
        means = watching(hours, *sources, delay=10.0)
        order = [source.name for source, step in poll(project, sources, means) if hasattr(step, "kind")]
    assert order == ["a", "b", "a", "b"] and sum(hours.waited) == 20.0


def test_a_watch_that_is_killed_loses_nothing_and_adds_nothing_twice(project_url, server):
    numbers = range(30, 0, -1)
    listing(server, *numbers)
    whole = server.pages["/feed"]
    # Once it was sent it does not come again: what is not noted by then is lost.
    server.pages["/feed"] = lambda h: answer(h, b"", 304) if h.headers["If-None-Match"] else answer(h, whole, ETag='"1"')
    source = Source("agency", f"{server.url}/feed")

    def work(confirm):
        with Project.create(project_url) as mine:
            for _, step in poll(mine, [source], watching(Hours(), source)):
                confirm(getattr(step, "name", "through"))

    added: list[str] = []
    for number in (0, 1, 7):
        added += Worker(work).wait_for(number).kill()
    added += Worker(work).end()
    with Project.open(project_url) as mine:
        assert urls(mine) == sorted(map(str, numbers)) and len(list(mine.all_told())) == 30
        assert list(check(mine, Checked())) == []
    told = [name for name in added if name != "through"]
    assert len(set(told)) == len(told), "no report was added twice"
    assert all(server.paths.count(f"/{n}") <= 2 for n in numbers)
