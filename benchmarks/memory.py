"""Memory over a long run: paragraphs of articles, each a document, coded over and over; a table of megabytes on the screen, or in a page.

    .venv/bin/python benchmarks/memory.py [--documents 20000] [--articles FILE.jsonl] [--write docs/scale.md]

`rasad code --jobs 2` and `rasad code --cluster local --jobs 2` read the same lines; every two seconds it is looked up what the command
and its workers hold. What several processes share counts in parts (PSS), so that the sum is what the machine has less of. The
exit code is 1 where a run holds more than a tenth more in its last quarter than in its second one.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import mean

import psutil

from rasad import compiled

SAMPLES = Path(__file__).parent.parent / "src" / "rasad" / "data" / "samples"
RASAD = [str(Path(sys.executable).with_name("rasad")), "code"]
EVERY = 2.0  # seconds
GROWN = 1.1
SHORTEST = 80  # characters
MB = 1_000_000
BEGIN, END = "<!-- figures: benchmarks/memory.py -->", "<!-- end of memory -->"


@dataclass(frozen=True, slots=True)
class Look:
    """What the processes of a run held at a moment: the command, each worker; bytes."""

    seconds: float
    command: int
    workers: tuple[int, ...]

    @property
    def whole(self) -> int:
        return self.command + sum(self.workers)


def lines(articles: Path | None, number: int) -> Iterator[str]:
    """Rows of JSON lines: a paragraph each, with an id of its own and, from the second round on, its words in another order."""
    if articles is None:
        texts = [json.loads(file.read_text("utf-8"))["text"] for file in sorted(SAMPLES.glob("*.json"))]
    else:
        with articles.open(encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
    chance = random.Random(7)
    parts = [line.split() for text in texts for line in text.split("\n") if len(line) >= SHORTEST]
    for n in range(number):
        words = parts[n % len(parts)]
        if n >= len(parts):
            chance.shuffle(words)
        yield json.dumps({"id": f"r{n}", "text": " ".join(words), "published": "2024-02-03"}, ensure_ascii=False)


def held(process: psutil.Process) -> int:
    return int(process.memory_full_info().pss)


def watched(command: list[str]) -> list[Look]:
    """What the command and the processes below it held, from its beginning to its end."""
    begun = time.monotonic()
    looks: list[Look] = []
    with tempfile.TemporaryFile() as said:
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        top = psutil.Process(run.pid)
        while run.poll() is None:
            time.sleep(EVERY)
            try:
                below = [held(process) for process in top.children(recursive=True)]
                looks.append(Look(time.monotonic() - begun, held(top), tuple(sorted(below, reverse=True))))
            except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
                continue
        if run.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {run.returncode}: {said.read()[-500:].decode()}")
    return looks


def quarters(looks: list[Look]) -> list[list[Look]]:
    """The looks of each quarter of a run, by the clock."""
    last = looks[-1].seconds
    return [[look for look in looks if last * n / 4 <= look.seconds <= last * (n + 1) / 4] for n in range(4)]


def row(name: str, looks: list[Look]) -> str:
    cells = [f"{mean(look.whole for look in some) / MB:,.0f}" for some in quarters(looks)]
    most = max(look.whole for look in looks)
    worker = max(max(look.workers, default=0) for look in looks)
    return f"| {name} | {' | '.join(cells)} | {most / MB:,.0f} | {worker / MB:,.0f} |"


def flat(looks: list[Look]) -> bool:
    _, second, _, last = (mean(look.whole for look in some) for some in quarters(looks))
    return last <= GROWN * second


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=20_000)
    arguments.add_argument("--articles", type=Path, help="JSON lines with `text`, to code in place of the samples")
    arguments.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of this page")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="rasad-memory-") as place:
        folder = Path(place)
        with (folder / "in.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in islice(lines(given.articles, given.documents), given.documents))
        runs = {
            "`rasad code --jobs 2`": ["--jobs", "2", "-o", str(folder / "out.jsonl")],
            "`rasad code --cluster local --jobs 2`": ["--cluster", "local", "--jobs", "2", "-o", str(folder / "coded")],
        }
        told, grown = [], []
        for name, options in runs.items():
            looks = watched([*RASAD, str(folder / "in.jsonl"), *options])
            told.append(row(name, looks))
            print(told[-1], f"{looks[-1].seconds:.0f} s", flush=True)
            if not flat(looks):
                grown.append(name)
    head = (
        f"Megabytes of the command and its workers together, the mean of each quarter of a run over {given.documents:,} documents of a paragraph "
        f"each (reader: {compiled.status().partition(' (')[0]}); the most at any time, and the most that one worker held.\n\n"
        "| run | first quarter | second | third | last | most | one worker |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    table = head + "".join(f"{line}\n" for line in told)
    if grown:
        print(f"grows: {', '.join(grown)}")
        return 1
    if given.write:
        before, _, rest = given.write.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        given.write.write_text(f"{before}{BEGIN}\n{table}{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
