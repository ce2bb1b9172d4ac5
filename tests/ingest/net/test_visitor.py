"""A polite guest: robots.txt, pauses, and busy servers asked again when they say so."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from rasad.ingest.net import FetchError, Manners, Visitor
from sites import BEGIN, GUARD, answer, site


def visitor(hours, **manners):
    return Visitor(GUARD, hours.clock, Manners(**manners))


def test_robots_txt_is_asked_once_and_obeyed(server, hours):
    server.pages |= {
        "/robots.txt": b"User-agent: rasad\nDisallow: /private\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /\n",
        "/a": b"a",
        "/b": b"b",
        "/c": lambda h: answer(h, b"", 302, Location="/private/x"),
    }
    guest = visitor(hours)
    assert (guest.visit(f"{server.url}/a").data, guest.visit(f"{server.url}/b").data) == (b"a", b"b")
    for path in ("/private/x", "/c"):
        with pytest.raises(FetchError, match=r"robots.txt of .* asks programs to stay away") as caught:
            guest.visit(f"{server.url}{path}")
        assert caught.value.lasting
    assert [path for path, _ in server.asked] == ["/robots.txt", "/a", "/b", "/c"]
    assert hours.waited == [7.0, 7.0]


def test_without_a_robots_txt_all_may_be_asked_and_while_it_is_out_of_order_nothing(server, hours):
    server.pages["/a"] = b"a"
    assert visitor(hours).visit(f"{server.url}/a").data == b"a"
    server.pages["/robots.txt"] = lambda h: answer(h, b"", 503)
    with pytest.raises(FetchError, match=r"its robots.txt cannot be had: the server answered 503") as caught:
        visitor(hours).visit(f"{server.url}/a")
    assert not caught.value.lasting and server.paths == ["/a"]


def test_hosts_wait_for_themselves_alone(server, hours):
    server.pages["/a"] = b"a"
    with site() as other:
        other.pages["/a"] = b"a"
        guest = visitor(hours, delay=5)
        for url in (server.url, other.url, server.url, other.url):
            guest.visit(f"{url}/a")
    assert hours.waited == [5.0]


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ({"Retry_After": "30"}, [30.0, 30.0]),
        ({"Retry_After": format_datetime(BEGIN + timedelta(seconds=10))}, [10.0, 0.0, 1.0]),
        ({"Retry_After": "soon"}, [2.0, 4.0]),
        ({}, [2.0, 4.0]),
    ],
)
def test_a_busy_server_is_asked_again_when_it_says_so(server, hours, told, waits):
    busy = [429, 503]
    server.pages["/a"] = lambda h: answer(h, b"", busy.pop(0), **told) if busy else answer(h, b"a")
    assert visitor(hours, delay=1).visit(f"{server.url}/a").data == b"a"
    assert hours.waited == waits


def test_it_gives_up_in_the_end_and_does_not_wait_for_ever(server, hours):
    server.pages["/a"] = lambda h: answer(h, b"", 503)
    server.pages["/b"] = lambda h: answer(h, b"", 429, Retry_After="3600")
    for path, tries in (("/a", 3), ("/b", 1)):
        server.asked.clear()
        with pytest.raises(FetchError) as caught:
            visitor(hours).visit(f"{server.url}{path}")
        assert len(server.paths) == tries
    assert visitor(hours).seconds_asked(caught.value) == 3600.0
