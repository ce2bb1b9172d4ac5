"""Measures the review application as browsers use it: a large project in, milliseconds of its answers and its memory out.

    .venv/bin/python benchmarks/search.py --documents 100000 --project big.rasad     # makes the project, once
    .venv/bin/python benchmarks/web.py --project big.rasad [--reviewers 50] [--seconds 20] [--workers N]

The server is `rasad serve`. First one client asks for one page after the other, each time after a decision has changed the
project and again; then for decisions, each with the record that comes next. Then each of the reviewers asks for five
pages a second as reviewers do (SHARES): records of the queue, events, lists by filters, the map, names typed ahead, and
decisions. It decides on events of the project: give it a copy. Where there is a chromium, it also
measures drawing 20,000 spots, and what Lighthouse would of pages: how far they shift (CLS), when the largest thing is painted
(LCP), requests and kB. The peer in the same run is the smallest answer that the same
server gives (its icon), asked in the same way.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

ROUNDS = 5
EACH = 0.2  # seconds between the pages of one reviewer
PAGES = {
    "first page": "/",
    "filter: type": "/?type=shelling",
    "filter: actor and year": "/?actor=russia&date=2017",
    "filter: killed": "/?killed=%3E5",
    "review queue": "/review",
    "an event": "/events/k77",
    "charts": "/charts",
    "actors": "/actors",
    "API, 100 events": "/api/v1/events?limit=100",
    "peer: the icon": "/static/icon.svg",
}
FILTERS = ("/?type=arrest", "/?q=", "/?type=shelling&after=2018-01-01", "/?killed=%3E%3D5", "/?initiator=russia", "/?type=air_strike&state=open")
# Of 25 requests of a reviewer: so many of each kind.
SHARES = {"record": 10, "event": 6, "filter": 4, "map": 2, "name": 2, "decision": 1}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", required=True, help="a project that benchmarks/search.py has made; decisions are made in it")
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, help="processes of the server")
    given = parser.parse_args()
    more = ["--workers", str(given.workers)] if given.workers else []
    serving = subprocess.Popen(
        [sys.executable, "-m", "rasad", "serve", "-p", given.project, "--port", "0", *more], stderr=subprocess.PIPE, text=True
    )
    try:
        assert serving.stderr is not None
        line = next(line for line in serving.stderr if "http://" in line)
        site = next(word for word in line.split() if word.startswith("http://")).rstrip("/")
        asyncio.run(one_by_one(site))
        print(f"memory of the server: {memory(serving.pid):,.0f} MB", flush=True)
        drawn(site)
        before = worked(serving.pid)
        answers = asyncio.run(together(site, given.reviewers, given.seconds))
        print(f"the server worked {(worked(serving.pid) - before) / answers * 1000:.1f} ms for each answer")
        print(f"memory of the server: {memory(serving.pid):,.0f} MB")
    finally:
        serving.terminate()
        serving.wait()


DRAW = """async (many) => {
  const explore = document.querySelector('script[src*="explore.js"]').src;
  const { makeMap, drawSpots } = await import(explore.replace("explore.js", "map.js"));
  const place = document.createElement("div");
  for (const side of ["width", "height"]) place.style[side] = "800px";
  document.body.prepend(place);
  Object.assign(place.dataset, { base: "", labels: "", attribution: "" });
  const { map } = await makeMap(place);
  const spots = Array.from({ length: many }, () => [31 + 7 * Math.random(), 36 + 8 * Math.random(), 1, 1, Math.round(Math.random()), ""]);
  const start = performance.now();
  drawSpots(map, null, { spots, radii: {} });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""
# As Lighthouse has them: when the largest thing was painted, how many requests, how many kB came over the wire.
WEIGHT = """() => new Promise((done) => {
  let painted = 0;
  new PerformanceObserver((told) => { painted = told.getEntries().at(-1).startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const [page] = performance.getEntriesByType("navigation");
  setTimeout(() => done([painted, page.domContentLoadedEventEnd, all.length, all.reduce((sum, one) => sum + one.transferSize, 0) / 1000]), 500);
})"""
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((told) => { for (const one of told.getEntries()) sum += one.value; }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def drawn(site: str) -> None:
    """In the system's chromium: what pages weigh and how far they shift as they load and filter; 20,000 spots, until they are painted."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("no chromium here: drawing is not measured")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(site, timeout=120_000)
        page.wait_for_selector("#map[data-spots]", timeout=120_000)
        loading = page.evaluate(SHIFTS)
        with page.expect_response(lambda answer: "type=" in answer.url):
            page.locator('input[name="type"]').first.evaluate("box => box.click()")
        page.wait_for_timeout(1500)
        print(f"layout shift (CLS): {loading:.3f} as the page loads, {page.evaluate(SHIFTS):.3f} with a filter chosen by a script")
        took = sorted(page.evaluate(DRAW, 20_000) for _ in range(3))
        print(f"20,000 spots drawn: {took[1]:,.0f} ms (median of 3)", flush=True)
        for name, address in (("first page", "/"), ("review queue", "/review"), ("charts", "/charts")):
            for kind in ("first", "again"):
                page.goto(site + address, timeout=120_000, wait_until="load")
                painted, ready, requests, size = page.evaluate(WEIGHT)
                print(f"{name}, {kind}: largest paint (LCP) {painted:,.0f} ms, ready {ready:,.0f} ms, {requests} requests, {size:,.0f} kB, shift {page.evaluate(SHIFTS):.3f}")
        browser.close()


class Client:
    """One connection of a browser: as little work as can be, since it shares the processors with the server."""

    def __init__(self, site: str) -> None:
        self.host, _, port = site.removeprefix("http://").partition(":")
        self.port = int(port)
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, bytes, str]:
        """Status, body and where it leads on to."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port, limit=2**24)
        reader, writer = self.streams
        body = urlencode(form).encode() if form else b""
        head = f"{'POST' if form else 'GET'} {address} HTTP/1.1\r\nhost: {self.host}\r\n"
        if form:
            head += f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n"
        writer.write(head.encode() + b"\r\n" + body)
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = [line.partition(": ") for line in told.split("\r\n")[1:]]
        fields = {name.lower(): value for name, _, value in lines}
        return int(told[9:12]), await reader.readexactly(int(fields["content-length"])), fields.get("location", "")

    async def timed(self, address: str, form: dict[str, str] | None = None) -> float:
        """Seconds to the whole answer, and to that of where it leads on to."""
        start = perf_counter()
        status, body, location = await self.ask(address, form)
        if status == 303:
            status, body, _ = await self.ask(location)
        assert status == 200, f"{address} {form}: {status} {body[:300]!r}"
        return perf_counter() - start


async def one_by_one(site: str) -> None:
    client = Client(site)
    await client.timed("/static/icon.svg")
    begun = {name: await client.timed(address) for name, address in PAGES.items()}
    ids = iter([one["id"] for one in json.loads((await client.ask("/api/v1/events?limit=100&state=open"))[1])["events"]])
    peer = min([await client.timed(PAGES["peer: the icon"]) for _ in range(ROUNDS)])
    print(f"{'':<26}{'first':>8}{'changed':>8}{'again':>8}  ms, and times the peer")
    for name, address in PAGES.items():
        changed, again = [], []
        for _ in range(ROUNDS):
            await client.timed("/decisions", {"kind": "accept", "id": next(ids)})
            changed.append(await client.timed(address))
            again.append(await client.timed(address))
        after, warm = statistics.median(changed), statistics.median(again)
        print(f"{name:<26}{begun[name] * 1000:>8.0f}{after * 1000:>8.0f}{warm * 1000:>8.0f}  x {after / peer:,.0f}", flush=True)
    took = []
    for _ in range(4 * ROUNDS):
        one = next(ids)
        took.append(await client.timed("/decisions", {"kind": "accept", "id": one, "queue": "state=open", "next": next(ids)}))
    print(f"a decision to the next record: median {statistics.median(took) * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms", flush=True)


async def together(site: str, reviewers: int, seconds: float) -> int:
    """Each reviewer goes through lists, events and the queue; the five a second are kept to where answers allow it."""
    asking = Client(site)
    ids: list[str] = []
    for offset in range(1000, 1500 + int(reviewers * seconds / EACH), 500):  # not those that were decided one by one, and none twice
        ids += [one["id"] for one in json.loads((await asking.ask(f"/api/v1/events?limit=500&offset={offset}&state=open"))[1])["events"]]
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    took: dict[str, list[float]] = {kind: [] for kind in SHARES}
    faults: list[str] = []
    end = perf_counter() + seconds

    async def work(number: int) -> None:
        chance, client, mine = random.Random(number), Client(site), ids[number::reviewers]
        await asyncio.sleep(EACH * number / reviewers)
        step = 0
        while perf_counter() < end:
            kind, at = chance.choice(kinds), mine[step % len(mine)]
            address, form = address_of(kind, at, step, chance)
            start = perf_counter()
            try:
                await client.timed(address, form)
            except (AssertionError, OSError, EOFError) as fault:
                faults.append(str(fault))
                client.streams = None
            took[kind].append(perf_counter() - start)
            step += 1
            await asyncio.sleep(max(0.0, EACH - (perf_counter() - start)))

    await asyncio.gather(*(work(number) for number in range(reviewers)))
    for kind, times in took.items():
        times.sort()
        print(f"{kind:<12}{len(times):>6} answers, median {times[len(times) // 2] * 1000:>5.0f} ms, p95 {times[len(times) * 95 // 100] * 1000:>5.0f} ms")
    every = sorted(time for times in took.values() for time in times)
    print(
        f"{reviewers} reviewers: {len(every) / seconds:.0f} answers a second of {reviewers / EACH:.0f} wanted, median {every[len(every) // 2] * 1000:.0f} ms, "
        f"p95 {every[len(every) * 95 // 100] * 1000:.0f} ms, {len(faults)} faults {faults[:3] or ''}"
    )
    return len(every)


def address_of(kind: str, at: str, step: int, chance: random.Random) -> tuple[str, dict[str, str] | None]:
    """What a reviewer asks for: an address, and a form to send where it is a decision."""
    if kind == "decision":
        return "/decisions", {"kind": "accept", "id": at, "queue": "state=open"}
    if kind == "name":
        return f"/lookup/places?q={chance.choice(('deir', 'may', 'raq', 'hom'))}", None
    if kind == "filter":
        return chance.choice(FILTERS), None
    if kind == "map":
        return f"/explore/spots{chance.choice(FILTERS)[1:]}", None
    return (f"/review?at={at}" if kind == "record" else f"/events/{at}"), None


def processes(first: int) -> list[int]:
    return [first, *(int(one) for one in Path(f"/proc/{first}/task/{first}/children").read_text().split())]


def worked(process: int) -> float:
    """Seconds of processor that the server's processes have used; other work on the machine does not touch it much."""
    told = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in processes(process))
    return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> float:
    """MB of the server's processes; what they share counts once."""
    told = [line for one in processes(process) for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in told if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
