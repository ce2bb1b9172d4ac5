"""How fast and how flat the reading is: composed texts of the sample corpus in, a table with ratios to peers out.

    python benchmarks/coding.py [--seconds 5] [--gold DIR_OR_JSONL]

The peers run on the same texts in the same run, so that the ratios hold across machines: Unicode NFKC of the text, a
plain pass that cuts words with a regular expression and looks each up in a dict, and the bare loop of the interpreter.
Where the reader is compiled, so does the same reader in pure Python, in a process of its own.
The samples are dense in events; `--gold` measures on a folder of JSON documents, or the first lines of a JSONL file, as well.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count, islice
from pathlib import Path
from unicodedata import normalize

from rasad import compiled
from rasad.kit import Kit, load_kit
from rasad.model import Document
from rasad.pipeline import Coded, code_document
from rasad.workers import spare_collector

SAMPLES = Path(__file__).parent.parent / "src" / "rasad" / "data" / "samples"
ARTICLE = 1_700
GOAL, MOST_MEGABYTES = 150, 300
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WORD = re.compile(r"\w+")


def texts_of(folder: Path) -> list[str]:
    """The texts of a folder of JSON documents in the order of their names, or of the first lines of a JSONL file."""
    if folder.is_file():
        with folder.open(encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line in islice(lines, 500)]
    found = [json.loads(file.read_text("utf-8"))["text"] for file in sorted(folder.glob("*.json"))]
    if not found:
        raise SystemExit(f"no documents (*.json) in {folder}")
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


def samples(parts: list[str]) -> list[str]:
    """The texts of article length that are measured."""
    return list(islice(articles(parts), 200))


def rate(work: Callable[[str], object], texts: Sequence[str], seconds: float) -> float:
    """Texts per second of processor time, the median of five rounds."""
    rounds = []
    for _ in range(5):
        done, begun = 0, time.process_time()
        while (spent := time.process_time() - begun) < seconds / 5:
            work(texts[done % len(texts)])
            done += 1
        rounds.append(done / spent)
    return statistics.median(rounds)


def reader(kit: Kit) -> Callable[[str], int]:
    """Reads one text and gives the number of its mentions; a failure ends the benchmark."""

    def read(text: str) -> int:
        result = code_document(Document("x", text, published=date(2024, 2, 3)), kit)
        if not isinstance(result, Coded):
            raise SystemExit(f"failed: {result}")
        return len(result.mentions)

    return read


def in_pure_python(given: argparse.Namespace, place: str) -> float:
    """The rate of the same reading in a process that leaves the compiled reader aside."""
    command = [sys.executable, __file__, "--rate", place, "--seconds", str(given.seconds)]
    answer = subprocess.run(command, env=os.environ | {"RASAD_PURE": "1"}, stdout=subprocess.PIPE, check=True)
    return float(answer.stdout)


def compare(name: str, texts: list[str], read: Callable[[str], int], given: argparse.Namespace, place: str) -> None:
    """The rates of the reading and of its peers on some texts."""
    lexicon = {word: i for i, word in enumerate(WORD.findall(" ".join(texts)))}
    peers: dict[str, Callable[[str], object]] = {
        "rasad": read,
        "words and dict": lambda text: [lexicon.get(word) for word in WORD.findall(text)],
        "NFKC": lambda text: normalize("NFKC", text),
        "counting to 100,000": lambda text: sum(1 for _ in range(100_000)),
    }
    rates = {peer: rate(work, texts, given.seconds) for peer, work in peers.items()}
    if compiled.in_use():
        rates["rasad, pure Python"] = in_pure_python(given, place)
    length, mentions = statistics.mean(map(len, texts)), sum(map(read, texts)) / len(texts)
    print(f"\n{name}: {len(texts)} texts of {length:,.0f} characters, {mentions:.1f} mentions each")
    print(f"{'':22}{'texts/s':>10}{'ms each':>10}{'x rasad':>10}")
    for peer, value in rates.items():
        print(f"{peer:22}{value:10,.0f}{1000 / value:10.3f}{value / rates['rasad']:10.2f}")
    print(f"in articles of {ARTICLE:,} characters: {rates['rasad'] * length / ARTICLE:,.0f} a second (goal: {GOAL})")


def flatness(parts: list[str], read: Callable[[str], int]) -> None:
    """The time for a character in texts of growing length."""
    print(f"\n{'characters':>12}{'seconds':>12}{'us/character':>14}{'x 1,000':>10}")
    first = 0.0
    for size in SIZES:
        texts = [composed(parts, size, start) for start in range(max(1, 20_000 // size))]
        begun = time.process_time()
        for text in texts:
            read(text)
        spent = (time.process_time() - begun) / len(texts)
        first = first or spent / size
        print(f"{size:12,}{spent:12.4f}{1e6 * spent / size:14.2f}{spent / size / first:10.2f}")


def peak() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--seconds", type=float, default=5.0, help="processor time for each measurement")
    arguments.add_argument("--gold", type=Path, help="a folder of JSON documents, or a JSONL file, to measure on as well")
    arguments.add_argument("--rate", metavar="SET", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    begun = time.perf_counter()
    kit = load_kit()
    loading = time.perf_counter() - begun
    parts = [line for text in texts_of(SAMPLES) for line in text.split("\n") if line.strip()]
    read = reader(kit)
    if given.rate:
        spare_collector()
        texts = samples(parts) if given.rate == "samples" else texts_of(Path(given.rate))
        print(rate(read, texts, given.seconds))
        return
    os.environ["RASAD_NO_CACHE"] = "1"
    begun = time.perf_counter()
    load_kit()
    print(f"reader: {compiled.status()}")
    print(f"kit: {loading:.2f} s from the cache, {time.perf_counter() - begun:.2f} s without")
    spare_collector()  # as the command line and its workers do
    compare("samples", samples(parts), read, given, "samples")
    if given.gold:
        compare(given.gold.name, texts_of(given.gold), read, given, str(given.gold))
    print(f"\npeak memory on articles: {peak():.0f} MB (goal: below {MOST_MEGABYTES})")
    flatness(parts, read)
    print(f"\npeak memory on a text of {SIZES[-1]:,} characters: {peak():.0f} MB")


if __name__ == "__main__":
    main()
