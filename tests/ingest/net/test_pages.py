"""Addresses given as inputs: pages, feeds and sitemaps become documents, or failures that name them."""

import json
from datetime import UTC, date

from click.testing import CliRunner

from rasad.cli import main
from rasad.ingest import Amount, Failure, Intake, amount_of, read_documents
from rasad.ingest.net import Manners, Pages, Visitor
from reading import kit
from sites import GUARD, Hours, answer, article, feed


def read(*urls, limit=50):
    notes = []
    hours = Hours()
    pages = Pages(Visitor(GUARD, hours.clock, Manners(delay=0)), limit, lambda item, message: notes.append(message))
    return list(read_documents(urls, Intake(web=pages.at))), notes


def test_a_page_becomes_a_document_that_knows_when_it_was_fetched(server):
    server.pages |= {"/old": lambda h: answer(h, b"", 301, Location="/1"), "/1": article(1)}
    ((document,), notes) = read(f"{server.url}/old")
    assert (document.url, document.published, notes) == (f"{server.url}/1", date(2024, 2, 28), [])
    assert document.origin.retrieved == Hours().time.astimezone(UTC).isoformat(timespec="seconds")
    assert len(document.origin.sha256) == 64 and document.origin.dated_by == "meta"


def test_a_feed_gives_its_newest_pages_and_days_where_they_tell_none(server):
    server.pages |= {f"/{n}": article(n).replace(b"article:published_time", b"other") for n in (3, 2, 1)}
    server.pages["/feed"] = feed([f"{server.url}/{n}" for n in (3, 9, 2, 1)])
    found, notes = read(f"{server.url}/feed", limit=3)
    assert [type(one) for one in found[:2]] == [type(found[2]), Failure] and found[1].item == f"{server.url}/9"
    assert (found[0].published, found[2].published, found[0].origin.dated_by) == (date(2024, 2, 28), date(2024, 2, 26), "feed")
    assert notes == ["fetching 3 of 4 pages, the newest ones; --limit takes more"]


def test_an_index_of_sitemaps_is_opened_no_further_than_needed(server):
    for name, numbers in (("a", (1, 2)), ("b", (3,))):
        pages = "".join(f"<url><loc>{server.url}/{n}</loc></url>" for n in numbers)
        server.pages[f"/{name}.xml"] = f"<urlset>{pages}</urlset>".encode()
    maps = "".join(f"<sitemap><loc>{server.url}/{n}.xml</loc></sitemap>" for n in "ab")
    server.pages |= {"/map": f"<sitemapindex>{maps}</sitemapindex>".encode()} | {f"/{n}": article(n) for n in (1, 2, 3)}
    assert len(read(f"{server.url}/map", limit=2)[0]) == 2 and "/b.xml" not in server.paths
    assert len(read(f"{server.url}/map")[0]) == 3
    server.pages["/b.xml"] = server.pages["/map"]
    (failure,) = read(f"{server.url}/map")[0]
    assert "names it as one" in failure.reason, "an index in an index leads round in circles"


def test_what_is_not_to_be_had_is_a_failure_and_the_rest_goes_on(server):
    server.pages |= {"/1": article(1), "/empty": feed([]), "/picture": b"\x89PNG\r\n\x1a\n"}
    found, _ = read(f"{server.url}/empty", "http://169.254.169.254/", f"{server.url}/picture", "https://a b/", f"{server.url}/1")
    assert [one.stage if isinstance(one, Failure) else "read" for one in found] == ["parse", "fetch", "decode", "fetch", "read"]


def test_without_leave_nothing_is_fetched(server):
    (failure,) = read_documents([f"{server.url}/1"], Intake())
    assert failure.stage == "open" and server.asked == []
    assert amount_of([f"{server.url}/1"]) is None and amount_of([]) == Amount(0)


def test_the_command_fetches_what_it_may(server, tmp_path, monkeypatch):
    monkeypatch.setattr("rasad.kit.load_kit", lambda folders: kit())
    server.pages["/1"] = article(1)
    run = CliRunner().invoke(main, ["code", f"{server.url}/1", "--format", "jsonl"])
    assert run.exit_code == 1 and "127.0.0.1 is a loopback address" in run.stderr and server.asked == []
    run = CliRunner().invoke(main, ["code", f"{server.url}/1", "--format", "jsonl", "--allow-private", "--jobs", "1"])
    assert json.loads(run.stdout.split("\n")[0])["url"] == f"{server.url}/1"
    run = CliRunner().invoke(main, ["add", f"{server.url}/1", "-p", str(tmp_path / "p.rasad"), "--allow-private", "--jobs", "1"])
    assert "1 new" in run.stderr
