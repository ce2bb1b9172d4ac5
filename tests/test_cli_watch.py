"""`rasad watch` as a user runs it: once, for ever until it is stopped, and how its sources stand."""

import json
import signal
import subprocess
import sys
import time
from hashlib import sha256

import pytest
from click.testing import CliRunner

from rasad import pipeline
from rasad.cli import main
from rasad.project import Project
from rasad.store import raws
from sites import answer, article, feed, site


@pytest.fixture
def server():
    with site() as made:
        made.pages |= {"/feed": feed([f"{made.url}/{n}" for n in (2, 1, 9)]), "/1": article(1), "/2": article(2)}
        yield made


@pytest.fixture
def sources(tmp_path, server):
    path = tmp_path / "sources.toml"
    path.write_text(f'[[source]]\nname = "وكالة"\nurl = "{server.url}/feed"\ndelay = 0\n', "utf-8")
    return path


def run(*args):
    return CliRunner().invoke(main, ["watch", *map(str, args)])


def test_once_and_then_how_the_sources_stand(sources, server, tmp_path, monkeypatch):
    monkeypatch.setattr("rasad.kit.load_kit", lambda folders: None)
    monkeypatch.setattr("rasad.search.words.SearchWords", lambda kit: None)
    monkeypatch.setattr(pipeline, "read", lambda document, kit: ())
    project = tmp_path / "p.rasad"
    refused = run(sources, "-p", project, "--once")
    assert refused.exit_code == 1 and "is a loopback address" in refused.stderr and server.asked == []
    again = run(sources, "-p", project, "--once", "--allow-private")
    assert again.exit_code == 0 and "left alone" in again.stderr and server.asked == [], "it failed, so it waits"
    sources.write_text(sources.read_text("utf-8").replace("/feed", "/feed?a"), "utf-8")  # another source
    server.pages["/feed?a"] = server.pages["/feed"]
    done = run(sources, "-p", project, "--once", "--allow-private", "--keep-raw")
    assert done.exit_code == 1 and "2 new, 1 failed; next " in done.stderr, done.stderr
    assert f"failed: {server.url}/9: fetch: the server answered 404" in done.stderr
    with Project.open(project) as opened, opened.reading() as connection:
        hashes = [sha256(article(number)).hexdigest() for number in (1, 2)]
        assert [raws.bytes_of(connection, told) for told in hashes] == [article(1), article(2)]
    told = json.loads(run(sources, "-p", project, "--status").stdout)
    assert (told["added"], told["pages"], told["tries"]) == (2, {"done": 2, "failed": 1}, 0)
    assert told["faults"][0]["url"] == f"{server.url}/9" and told["due"] > told["polled"]


def test_bad_calls_are_told(sources, tmp_path):
    assert "no such project" in run(sources, "-p", tmp_path / "none.rasad", "--status").stderr
    assert "write it as 30s, 15m" in run(sources, "-p", tmp_path / "p.rasad", "--every", "soon").stderr
    sources.write_text("[[source]]\nname = 3\n", "utf-8")
    told = run(sources, "-p", tmp_path / "p.rasad").stderr
    assert f"{sources}:1: missing key url" in told and not (tmp_path / "p.rasad").exists()


def test_it_goes_on_until_it_is_stopped_and_ends_cleanly(sources, server, tmp_path):
    slow = server.pages["/1"]

    def page(handler):
        time.sleep(0.2)
        answer(handler, slow)

    server.pages["/1"] = page
    script = f"""
import rasad.kit, rasad.pipeline, rasad.search.words
rasad.kit.load_kit = lambda overlays: None
rasad.search.words.SearchWords = lambda kit: None
rasad.pipeline.read = lambda document, kit: ()
from rasad.cli import main
main(["watch", {str(sources)!r}, "-p", {str(tmp_path / "p.rasad")!r}, "--allow-private"])
"""
    watching = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        if "/9" in server.paths or watching.poll() is not None:
            break
        time.sleep(0.05)
    watching.send_signal(signal.SIGTERM)
    _, told = watching.communicate(timeout=30)
    assert watching.returncode == 143 and "Traceback" not in told and "2 new" in told, told
    with Project.open(tmp_path / "p.rasad") as project, project.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM document").scalar() == 2
