"""How fast and how flat the reading is: composed texts of the sample corpus in, a table with ratios to peers out.

    python benchmarks/coding.py [--seconds 5]

The peers run on the same texts in the same run, so that the ratios hold across machines: Unicode NFKC of the text, and
a plain pass that cuts words with a regular expression and looks each up in a dict.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from unicodedata import normalize

from rasad.kit import load_kit
from rasad.model import Document
from rasad.pipeline import Coded, code_document

SAMPLES = Path(__file__).parent.parent / "src" / "rasad" / "data" / "samples"
ARTICLE = 1_700
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WORD = re.compile(r"\w+")


def sentences(folder: Path) -> list[str]:
    """The paragraphs of a folder of samples."""
    texts = [json.loads(file.read_text("utf-8"))["text"] for file in sorted(folder.glob("*.json"))]
    found = [line for text in texts for line in text.split("\n") if line.strip()]
    if not found:
        raise SystemExit(f"no samples in {folder}")
    return found


def composed(parts: list[str], length: int, start: int = 0) -> str:
    """A text of `length` characters made of the paragraphs in turn, beginning with the `start`-th."""
    pieces: list[str] = []
    size = 0
    for i in count(start):
        pieces.append(parts[i % len(parts)])
        size += len(pieces[-1]) + 1
        if size > length:
            return "\n".join(pieces)[:length]
    raise AssertionError


def articles(parts: list[str]) -> Iterator[str]:
    """Texts of article length, each beginning with another paragraph."""
    for i in count():
        yield composed(parts, ARTICLE, 7 * i)


def rate(work: Callable[[str], object], texts: list[str], seconds: float) -> float:
    """Texts a second over about so many seconds, the median of five rounds."""
    rounds = []
    for _ in range(5):
        done, begun = 0, time.perf_counter()
        while (spent := time.perf_counter() - begun) < seconds / 5:
            work(texts[done % len(texts)])
            done += 1
        rounds.append(done / spent)
    return statistics.median(rounds)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--seconds", type=float, default=5.0, help="time for each measurement")
    arguments.add_argument(
        "--samples", type=Path, default=SAMPLES, help="folder of documents to compose texts from"
    )
    given = arguments.parse_args()
    seconds = given.seconds
    parts = sentences(given.samples)
    texts = [text for text, _ in zip(articles(parts), range(200), strict=False)]
    begun = time.perf_counter()
    kit = load_kit()
    loading = time.perf_counter() - begun
    lexicon = {word: i for i, word in enumerate(WORD.findall(" ".join(parts)))}

    def read(text: str) -> int:
        result = code_document(Document("x", text, published=date(2024, 2, 3)), kit)
        if not isinstance(result, Coded):
            raise SystemExit(f"failed: {result}")
        return len(result.mentions)

    peers: dict[str, Callable[[str], object]] = {
        "rasad, one core": read,
        "words and dict": lambda text: [lexicon.get(word) for word in WORD.findall(text)],
        "NFKC": lambda text: normalize("NFKC", text),
    }
    rates = {name: rate(work, texts, seconds) for name, work in peers.items()}
    base = rates["rasad, one core"]
    print(f"articles of {ARTICLE:,} characters, {sum(map(read, texts)) / len(texts):.1f} mentions each")
    print(f"{'':20}{'articles/s':>12}{'ms each':>10}{'x rasad':>10}")
    for name, value in rates.items():
        print(f"{name:20}{value:12,.0f}{1000 / value:10.3f}{value / base:10.1f}")
    print(f"\nloading the kit {loading:.2f} s")
    print(f"\n{'characters':>12}{'seconds':>12}{'us/character':>16}{'x 1,000':>10}")
    first = 0.0
    for size in SIZES:
        text = composed(parts, size)
        repeats = max(1, 20_000 // size)
        begun = time.perf_counter()
        for _ in range(repeats):
            read(text)
        spent = (time.perf_counter() - begun) / repeats
        first = first or spent / size
        print(f"{size:12,}{spent:12.4f}{1e6 * spent / size:16.3f}{spent / size / first:10.2f}")
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
