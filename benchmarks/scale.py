"""What a year of Arabic news would take, computed from rates that are measured here: a table on the screen, or in docs/scale.md.

    .venv/bin/python benchmarks/scale.py [--articles FILE.jsonl] [--seconds 10] [--write docs/scale.md]

Measured in processor seconds of one core: stripping a web page, coding an article, linking mentions; bytes of the tables; memory of
a worker. `--articles` names JSON lines whose texts are coded; without it the samples are, which tell far more events than news does.
Told, not measured: pages a year, bytes of a page in an archive, the price of a core-hour.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from linking import Maker

from rasad import compiled
from rasad.cluster.tables import document_row, mention_rows, parquet
from rasad.ingest import Intake, Raw, documents_of
from rasad.kit import load_kit
from rasad.link.whole import link_all
from rasad.model import Document
from rasad.pipeline import Coded, code_document
from rasad.workers import spare_collector

SAMPLES = Path(__file__).parent.parent / "src" / "rasad" / "data" / "samples"
PAGES = 100_000_000  # a year, all Arabic news of CC-NEWS, as the order of magnitude
PACKED = 20_000  # bytes of a page in a compressed archive
CORE_HOUR = 0.04  # US$, on demand; spot machines cost a third
CORES = 256
LINKED = 20_000  # mentions that are linked for the measurement
BEGIN, END = "<!-- figures: make scale -->", "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Rates:
    """Processor seconds and bytes for one of each."""

    page: float
    article: float
    mention: float
    mentions: float
    document_bytes: float
    megabytes: float
    characters: float


def seconds_each(work: Callable[[str], object], texts: Iterable[str], seconds: float) -> float:
    """Processor seconds for one text."""
    endless = cycle(texts)
    work(next(endless))
    done, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < seconds:
        work(next(endless))
        done += 1
    return spent / done


def page_of(text: str) -> str:
    """A page around a text, with the menus, links and scripts that news pages have: some 60 kB."""
    menu = "".join(f'<li><a href="/section/{n}">{text[:30]}</a></li>' for n in range(120))
    related = "".join(f'<div class="card"><a href="/{n}"><img src="/{n}.jpg"><h3>{text[:60]}</h3></a></div>' for n in range(60))
    body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    script = "var x = {};".ljust(90, "y") * 200
    head = f'<meta property="article:published_time" content="2024-02-03"><title>{text[:60]}</title><script>{script}</script>'
    return (
        f"<!doctype html><html lang='ar'><head><meta charset='utf-8'>{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{text[:60]}</h1>{body}</article><aside>{related}</aside></body></html>"
    )


def texts_of(file: Path | None) -> list[str]:
    """The texts that are coded."""
    if file is None:
        return [json.loads(sample.read_text("utf-8"))["text"] for sample in sorted(SAMPLES.glob("*.json"))]
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, 2000)]


def measured(texts: list[str], seconds: float) -> Rates:
    """The rates of this machine."""
    kit = load_kit()
    spare_collector()
    results: list[Coded] = []

    def code(text: str) -> None:
        result = code_document(Document(f"r{len(results)}", text, published=date(2024, 2, 3)), kit)
        if isinstance(result, Coded) and len(results) < len(texts):
            results.append(result)

    article = seconds_each(code, texts, seconds)
    pages = [page_of(text).encode() for text in texts[:50]]
    page = seconds_each(lambda n: list(documents_of(Raw("page.html", pages[int(n)]), Intake(kit=kit))), [str(n) for n in range(len(pages))], seconds / 2)
    told = [row for one in results for row in mention_rows(one)]
    size = len(parquet("documents", [document_row(one) for one in results])) + len(parquet("mentions", told))
    begun = time.process_time()
    sum(1 for _ in link_all(sig for sig, _ in Maker().signatures(LINKED)))
    linking = time.process_time() - begun
    begun = time.process_time()
    sum(1 for _ in Maker().signatures(LINKED))
    mention = max(0.0, linking - (time.process_time() - begun)) / LINKED
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = len(results)
    return Rates(page, article, mention, len(told) / count, size / count, peak, sum(len(r.document.text) for r in results) / count)


def rows(rates: Rates) -> Iterator[tuple[str, str, str]]:
    """The table: what, for one, for a year."""
    strip, code = PAGES * rates.page / 3600, PAGES * rates.article / 3600
    mentions = PAGES * rates.mentions
    link = mentions * rates.mention / 3600
    total = strip + code + link
    yield "stripping a page of some 60 kB", f"{1000 * rates.page:.1f} ms", f"{strip:,.0f} core-hours"
    yield f"coding an article of {rates.characters:,.0f} characters", f"{1000 * rates.article:.1f} ms", f"{code:,.0f} core-hours"
    yield f"linking a mention ({rates.mentions:.2f} to an article here)", f"{1000 * rates.mention:.2f} ms", f"{link:,.0f} core-hours"
    yield "all of it", f"{1000 * (rates.page + rates.article + rates.mentions * rates.mention):.1f} ms", f"{total:,.0f} core-hours"
    yield f"on {CORES} cores", "", f"{total / CORES:,.1f} hours"
    yield f"at US$ {CORE_HOUR} a core-hour (told, not measured)", "", f"US$ {total * CORE_HOUR:,.0f}"
    yield f"reading archives, {PACKED / 1000:.0f} kB a page (told)", "", f"{PAGES * PACKED / 1e12:.1f} TB"
    yield "tables of documents and mentions", f"{rates.document_bytes / 1000:.1f} kB", f"{PAGES * rates.document_bytes / 1e12:.2f} TB"
    yield "memory of a worker", f"{rates.megabytes:,.0f} MB", f"{CORES * rates.megabytes / 1000:,.0f} GB on {CORES} cores"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=Path, help="JSON lines with `text`, to code in place of the samples")
    arguments.add_argument("--seconds", type=float, default=10.0)
    arguments.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of this page")
    given = arguments.parse_args()
    rates = measured(texts_of(given.articles), given.seconds)
    machine = f"{platform.machine()}, Python {platform.python_version()}, reader: {compiled.status()}, load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    of = "news articles" if given.articles else "the samples"
    head = f"Measured in processor seconds of one core ({machine}) on {of}; a year is {PAGES:,} pages.\n\n| | for one | for a year |\n| --- | --- | --- |\n"
    table = head + "".join(f"| {' | '.join(row)} |\n" for row in rows(rates))
    print(table)
    if given.write:
        text = given.write.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        given.write.write_text(f"{before}{BEGIN}\n{table}{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
