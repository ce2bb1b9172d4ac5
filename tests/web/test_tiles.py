"""Map tiles of the operator: real folders, MBTiles and PMTiles files made here, addresses; what is refused, and by which words."""

import gzip
import json
import sqlite3
import struct
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from zlib import compress, crc32

import pytest
from browsing import serving
from starlette.testclient import TestClient

from rasad.errors import ConfigurationError
from rasad.web.app import make_app
from rasad.web.desk import Settings
from rasad.web.tiles import open_tiles, tile_number
from webbing import HOST, client_of

ZOOMS = 4


def png(shade: int) -> bytes:
    """A grey picture of one pixel."""
    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", compress(bytes((0, shade)))) + part(b"IEND", b"")


def pictures():
    """Each tile of the first zooms has a picture of its own."""
    return {(z, x, y): png(z * 64 + x * 8 + y) for z in range(ZOOMS) for x in range(1 << z) for y in range(1 << z)}


def folder(path):
    for (z, x, y), picture in pictures().items():
        (path / f"{z}/{x}").mkdir(parents=True, exist_ok=True)
        (path / f"{z}/{x}/{y}.{'png' if z else 'webp'}").write_bytes(picture)
    (path / "readme.txt").write_text("not a zoom")
    return path


def mbtiles(path, **metadata):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        base.execute("CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)")
        told = {"format": "png", "attribution": '<a href="https://example.org">A &amp; B</a>'} | metadata
        base.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        base.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", ((z, x, (1 << z) - 1 - y, data) for (z, x, y), data in pictures().items()))
    base.close()
    return path


def varint(value):
    told = bytearray()
    while value > 127:
        told.append(value & 127 | 128)
        value >>= 7
    return bytes([*told, value])


def directory(entries):
    numbers = [entries[0][0], *(b[0] - a[0] for a, b in pairwise(entries))]
    columns = [*numbers, *(e[1] for e in entries), *(e[2] for e in entries), *(e[3] + 1 for e in entries)]
    return gzip.compress(b"".join(map(varint, [len(entries), *columns])))


def pmtiles(path, kind=2, version=3):
    """Tiles in the order of their numbers, the first five alike are no run; the others lie in a leaf directory."""
    data, entries = bytearray(), []
    for number, picture in sorted((tile_number(*at), picture) for at, picture in pictures().items()):
        entries.append((number, 1, len(picture), len(data)))
        data += picture
    leaf = directory(entries[5:])
    root = directory([*entries[:5], (entries[5][0], 0, len(leaf), 0)])
    about = gzip.compress(json.dumps({"attribution": "C <script>alert(1)</script>"}).encode())
    at = 127
    parts = []
    for part in (root, about, leaf, bytes(data)):
        parts += [at, len(part)]
        at += len(part)
    head = struct.pack("<7sB11Q6B", b"PMTiles", version, *parts, len(entries), len(entries), len(entries), 1, 2, 1, kind, 0, ZOOMS - 1)
    path.write_bytes(head.ljust(127, b"\0") + root + about + leaf + bytes(data))
    return path


MAKERS = {"folder": folder, "mbtiles": mbtiles, "pmtiles": pmtiles}


@pytest.mark.parametrize("kind", MAKERS)
def test_tiles_are_served_as_they_are(desk, tmp_path, kind):
    (tmp_path / "own").mkdir()
    tiles = open_tiles(str(MAKERS[kind](tmp_path / "own" if kind == "folder" else tmp_path / "own" / "t")), "")
    assert tiles.zooms == (0, ZOOMS - 1) and not tiles.origin
    desk.settings = Settings(tiles=tiles)
    client = client_of(desk)
    for (z, x, y), picture in pictures().items():
        answer = client.get(f"/tiles/{z}/{x}/{y}")
        assert (answer.content, answer.headers["content-type"]) == (picture, "image/png"), (z, x, y)
    assert client.get(f"/tiles/{ZOOMS}/0/0").status_code == 204
    for wrong in ("0/1/0", "1/0/2", "25/0/0", "99999999999999999999/0/0", "1/-1/0", "1/0/0.png", "..%2f..%2f/0/0", "0/0/..%2fsecret", "1/0/x"):
        assert client.get(f"/tiles/{wrong}").status_code == 404, wrong
    page = client.get("/")
    assert 'data-tiles="/tiles/{z}/{x}/{y}?v=' in page.text and 'data-zooms="0-3"' in page.text
    assert "img-src 'self' data:;" in page.headers["content-security-policy"]
    credit = {"folder": "", "mbtiles": "A &amp;amp; B", "pmtiles": "C alert(1)"}[kind]
    assert f'data-credit="{credit}"' in page.text, "tags of a file are no tags of ours"


def test_a_tile_is_numbered_as_the_format_says():
    assert [tile_number(*at) for at in ((0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0))] == [0, 1, 2, 3, 4, 5]
    assert tile_number(12, 3423, 1763) == 19078479, "the example of the format's description"


def test_without_tiles_there_are_none(client):
    assert client.get("/tiles/0/0/0").status_code == 404 and "data-tiles" not in client.get("/").text


def test_an_address_is_asked_by_browsers_and_no_other_host(desk):
    desk.settings = Settings(tiles=open_tiles("https://tiles.example.org:8443/{z}/{x}/{y}.png?key=a&b=c"))
    page = TestClient(make_app(desk), base_url=HOST).get("/")
    policy = page.headers["content-security-policy"]
    assert "img-src 'self' data: https://tiles.example.org:8443;" in policy and policy.count("https://") == 1
    assert 'data-tiles="https://tiles.example.org:8443/{z}/{x}/{y}.png?key=a&amp;b=c"' in page.text
    assert 'data-credit="tiles.example.org:8443"' in page.text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://a.example/{z}/{x}.png", "{y} is missing"),
        ("https://{s}.example/{z}/{x}/{y}.png", "no address of tiles"),
        ("https://a.example/{z}/{x}/{y}{r}.png", "{r} is not filled in"),
        ("https://user:word@a.example/{z}/{x}/{y}.png", "without user and password"),
        ("https://a.example;script-src/{z}/{x}/{y}.png", "no address of tiles"),
        ("file:///tmp/{z}/{x}/{y}.png", "no address of tiles"),
        ("nowhere", "there is no such file or folder"),
        ("empty", "no folders named 0, 1, 2"),
        ("text", "these are no tiles"),
        ("vector.mbtiles", "vector tiles"),
        ("database", "cannot be read"),
        ("vector.pmtiles", "vector tiles"),
        ("old.pmtiles", "version 2 of PMTiles"),
        ("cut.pmtiles", "cannot be read"),
        ("short.pmtiles", "cannot be read"),
    ],
)
def test_what_is_no_tiles_is_refused_with_what_to_do(tmp_path, given, told):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("hello")
    mbtiles(tmp_path / "vector.mbtiles", format="pbf")
    with sqlite3.connect(tmp_path / "database") as base:
        base.execute("CREATE TABLE other (a)")
    base.close()
    pmtiles(tmp_path / "vector.pmtiles", kind=1)
    pmtiles(tmp_path / "old.pmtiles", version=2)
    (tmp_path / "cut.pmtiles").write_bytes(pmtiles(tmp_path / "whole").read_bytes()[:150])
    (tmp_path / "short.pmtiles").write_bytes(b"PMTiles\x03")
    with pytest.raises(ConfigurationError) as refused:
        open_tiles(given if "://" in given else str(tmp_path / given))
    assert told in str(refused.value)


def test_a_file_that_goes_away_is_no_fault_of_the_pages(desk, tmp_path):
    desk.settings = Settings(tiles=open_tiles(str(pmtiles(tmp_path / "t"))))
    (tmp_path / "t").write_bytes(b"PMTiles")
    assert client_of(desk).get("/tiles/3/1/1").status_code == 503


@contextmanager
def elsewhere():
    """Another host that has tiles, and what it was asked for."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("content-type", "image/png")
            self.send_header("cross-origin-resource-policy", "cross-origin")
            self.end_headers()
            self.wfile.write(png(99))

        def log_message(self, *told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@pytest.mark.browser
def test_a_browser_draws_them_and_names_whom_they_are_from(browser, desk, tmp_path):
    with elsewhere() as (host, asked):
        for tiles, credit in ((open_tiles(str(pmtiles(tmp_path / "t"))), "C alert(1)"), (open_tiles(host + "/{z}/{x}/{y}.png", "D <b>E</b>"), "D <b>E</b>")):
            desk.settings = replace(Settings(), tiles=tiles)
            with serving(desk) as address:
                page = browser.new_page()
                page.goto(f"{address}/?order={credit}")  # an address of its own: answers are kept
                page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
                assert credit in page.locator(".leaflet-control-attribution").inner_text()
                page.close()
    assert asked and all(path.endswith(".png") for path in asked)
