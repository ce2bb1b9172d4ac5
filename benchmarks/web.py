"""Measures the review application as browsers use it: a large project in, milliseconds of its answers and its memory out.

    .venv/bin/python benchmarks/search.py --documents 100000 --project big.rasad     # makes the project, once
    .venv/bin/python benchmarks/web.py --project big.rasad [--reviewers 50] [--seconds 20]

The server is `rasad serve` in a process of its own. First one client asks for one page after the other; then each of the
reviewers asks for five pages a second, as the issue of the application has it. The peer in the same run is the smallest
answer that the same server gives (its icon), asked in the same way.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import httpx2 as httpx

ROUNDS = 5
EACH = 0.2  # seconds between the pages of one reviewer
PAGES = {
    "first page": "/",
    "filter: type": "/?type=shelling",
    "filter: actor and year": "/?actor=russia&date=2017",
    "filter: killed": "/?killed=%3E5",
    "review queue": "/review",
    "charts": "/charts",
    "actors": "/actors",
    "API, 100 events": "/api/v1/events?limit=100",
    "peer: the icon": "/static/icon.svg",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", required=True, help="a project that benchmarks/search.py has made")
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    serving = subprocess.Popen(
        [sys.executable, "-m", "rasad", "serve", "-p", given.project, "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    try:
        assert serving.stderr is not None
        line = next(line for line in serving.stderr if "http://" in line)
        site = next(word for word in line.split() if word.startswith("http://")).rstrip("/")
        one_by_one(site)
        asyncio.run(together(site, given.reviewers, given.seconds))
        print(f"memory of the server: {memory(serving.pid):,.0f} MB")
    finally:
        serving.terminate()
        serving.wait()


def one_by_one(site: str) -> None:
    with httpx.Client(base_url=site, timeout=120) as client:
        peer = min(timed(client, PAGES["peer: the icon"]) for _ in range(ROUNDS))
        print(f"{'':<26}{'cold':>8}{'median':>8}  ms, and times the peer")
        for name, address in PAGES.items():
            cold, *warm = (timed(client, address) for _ in range(ROUNDS + 1))
            median = statistics.median(warm)
            print(f"{name:<26}{cold * 1000:>8.0f}{median * 1000:>8.0f}  x {median / peer:,.0f}")


def timed(client: httpx.Client, address: str) -> float:
    start = perf_counter()
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return perf_counter() - start


async def together(site: str, reviewers: int, seconds: float) -> None:
    """Each reviewer goes through lists, events and the queue; the five a second are kept to where answers allow it."""
    async with httpx.AsyncClient(base_url=site, timeout=120, limits=httpx.Limits(max_connections=reviewers)) as client:
        events = [one["id"] for one in (await client.get("/api/v1/events?limit=100")).json()["events"]]
        took: list[float] = []
        faults: list[int] = []
        end = perf_counter() + seconds

        async def work(number: int) -> None:
            await asyncio.sleep(EACH * number / reviewers)
            step = number
            while perf_counter() < end:
                address = (f"/events/{events[step % len(events)]}", "/?type=arrest", f"/review?skip={step % 7}", "/?q=")[step % 4]
                start = perf_counter()
                status = (await client.get(address)).status_code
                took.append(perf_counter() - start)
                if status != 200:
                    faults.append(status)
                step += 1
                await asyncio.sleep(max(0.0, EACH - (perf_counter() - start)))

        await asyncio.gather(*(work(number) for number in range(reviewers)))
    took.sort()
    rate = len(took) / seconds
    print(
        f"{reviewers} reviewers: {rate:.0f} answers a second of {reviewers / EACH:.0f} wanted, median {took[len(took) // 2] * 1000:.0f} ms, "
        f"p95 {took[len(took) * 95 // 100] * 1000:.0f} ms, {len(faults)} faults"
    )


def memory(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
