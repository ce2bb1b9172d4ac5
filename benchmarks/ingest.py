"""What coding an article costs beside stripping its web page: composed articles in pages of several sizes in, ratios out.

    python benchmarks/ingest.py [--seconds 5] [--gold DIR_OR_JSONL] [--pages DIR]

The peer is trafilatura in its fast mode on the same articles, each within a made page that has what pages have: menus, a sidebar of
other news, scripts, shares, comments, meta data. Reading the page as `rasad code page.html` does (decoding, article, outlet, day,
hash) is measured too. Rounds of all take turns, so that a busy machine slows them alike. `--pages` is a folder of
saved pages (*.html) to measure on instead; `--gold` takes the articles of JSON documents.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from coding import SAMPLES, samples, texts_of
from trafilatura import extract

from rasad import compiled
from rasad.ingest import Failure, Intake, Raw, documents_of
from rasad.kit import Kit, load_kit
from rasad.model import Document
from rasad.pipeline import Coded, code_document
from rasad.workers import spare_collector

ROUNDS = 10
PAGES = 100
FURNITURE = {"lean page": 15, "usual page": 150, "heavy page": 600}  # links around the article


def page_of(text: str, number: int, links: int) -> bytes:
    """A web page that holds an article, with so many links of menus and other news around it."""
    words = text.split()
    titles = [" ".join(words[(7 * n) % len(words) :][:8]) for n in range(links)]
    items = [f'<li class="item"><a href="/news/{number}-{n}" class="link"><span>{title}</span></a></li>' for n, title in enumerate(titles)]
    third = max(1, links // 3)
    menu, related, side = ("<ul>" + "".join(part) + "</ul>" for part in (items[:third], items[third : 2 * third], items[2 * third :]))
    body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    script = "<script>" + f"window.a{number}={{}};" * links + "</script>"
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{titles[0]}</title>'
        f'<meta property="og:title" content="{titles[0]}"><meta property="og:site_name" content="Agency">'
        f'<meta property="article:published_time" content="2024-02-03T08:00:00Z">{script}</head>'
        f'<body><header><nav class="menu">{menu}</nav></header><div id="wrap"><main><article class="post"><h1>{titles[0]}</h1>'
        f'<div class="share">{script}</div><div class="content">{body}</div></article><section class="related">{related}</section>'
        f'<section id="comments"><p>{titles[-1]}</p></section></main><aside class="sidebar">{side}</aside></div><footer>{menu}</footer></body></html>'
    ).encode()


def paces(works: dict[str, tuple[Callable[[int], object], int]], seconds: float) -> dict[str, float]:
    """Seconds of processor time for one item of each work, the median of rounds that take turns."""
    found: dict[str, list[float]] = {name: [] for name in works}
    place = dict.fromkeys(works, 0)
    for _ in range(ROUNDS):
        for name, (work, number) in works.items():
            begun, done = time.process_time(), 0
            while (spent := time.process_time() - begun) < seconds / ROUNDS:
                work(place[name] % number)
                place[name] += 1
                done += 1
            found[name].append(spent / done)
    return {name: statistics.median(rounds) for name, rounds in found.items()}


def document_of(page: bytes, kit: Kit) -> Document:
    """The document that Rasad reads in a page; a failure ends the benchmark."""
    (found,) = documents_of(Raw("page.html", page), Intake(kit=kit))
    if isinstance(found, Failure):
        raise SystemExit(f"failed: {found}")
    return found


def compare(name: str, pages: Sequence[bytes], kit: Kit, seconds: float) -> None:
    """Coding, reading a page and stripping it, on the same pages."""
    documents = [document_of(page, kit) for page in pages]
    texts = [page.decode("utf-8", "replace") for page in pages]

    def code(n: int) -> None:
        if not isinstance(result := code_document(documents[n], kit), Coded):
            raise SystemExit(f"failed: {result}")

    works: dict[str, tuple[Callable[[int], object], int]] = {
        "coding the article": (code, len(documents)),
        "trafilatura, fast": (lambda n: extract(texts[n], fast=True, include_comments=False), len(texts)),
        "reading the page": (lambda n: document_of(pages[n], kit), len(pages)),
    }
    found = paces(works, seconds)
    size, length = statistics.mean(map(len, pages)), statistics.mean(len(document.text) for document in documents)
    print(f"\n{name}: {len(pages)} pages of {size / 1000:,.0f} kB, articles of {length:,.0f} characters")
    print(f"{'':22}{'ms each':>10}{'a second':>10}{'x trafilatura':>15}")
    for work, pace in found.items():
        print(f"{work:22}{1000 * pace:10.2f}{1 / pace:10,.0f}{pace / found['trafilatura, fast']:15.2f}")
    print("goal: coding costs less than stripping: " + ("met" if found["coding the article"] < found["trafilatura, fast"] else "not met"))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--seconds", type=float, default=5.0, help="processor time for each measurement")
    arguments.add_argument("--gold", type=Path, help="a folder of JSON documents, or a JSONL file, whose articles are measured")
    arguments.add_argument("--pages", type=Path, help="a folder of saved pages (*.html) to measure on")
    given = arguments.parse_args()
    kit = load_kit()
    spare_collector()  # as the command line and its workers do
    print(f"reader: {compiled.status()}")
    if given.pages:
        pages = [path.read_bytes() for path in sorted(given.pages.glob("*.htm*"))]
        if not pages:
            raise SystemExit(f"no pages (*.html) in {given.pages}")
        compare(given.pages.name, pages, kit, given.seconds)
        return
    parts = [line for text in texts_of(SAMPLES) for line in text.split("\n") if line.strip()]
    sets = {"samples": samples(parts)} | ({given.gold.name: texts_of(given.gold)} if given.gold else {})
    for kind, articles in sets.items():
        for name, links in FURNITURE.items():
            compare(f"{kind}, {name}", [page_of(text, n, links) for n, text in enumerate(articles[:PAGES])], kit, given.seconds)


if __name__ == "__main__":
    main()
