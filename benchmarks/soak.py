"""A run over many documents of which one in twenty is bad, with processes killed and disks that fill up: is each accounted for?

    .venv/bin/python benchmarks/soak.py [--documents 10000] [--seed 1] [--write docs/reliability.md]

Every document is made with what must become of it: coded, a duplicate of another one, or failed. They are added to a
project (SQLite) while workers and the whole command are killed at random and the same command is started again; added where files
can't grow beyond a size; and coded by a Dask cluster of this machine whose workers are killed. What each left is counted item by
item; the exit code is 1 where anything is missing, told twice, or other than was expected.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars
import psutil

from rasad import compiled
from rasad.ingest.kinds import SUFFIXES

SAMPLES = Path(__file__).parent.parent / "src" / "rasad" / "data" / "samples"
RASAD = [str(Path(sys.executable).with_name("rasad"))]
FAULTY = 0.05
COPIES = 0.01  # reports given twice
IN_FILES = 400  # sound reports in files of their own; the rest are lines
KILLS = 3  # deaths of the whole command
DEATHS = 12  # of workers, for each time that it is started
EVERY = 2.0  # seconds between two of them
_KNOWN = re.compile(r"([0-9,]+) already there")

# One maker for each way in which a file is bad, by its suffix.
BAD_FILES: dict[str, tuple[str, Callable[[random.Random, str], bytes]]] = {
    "empty": (".txt", lambda chance, text: b" \n\t\n"),
    "not text": (".txt", lambda chance, text: chance.randbytes(4000)),
    "English": (".txt", lambda chance, text: b"Two people were hurt when a shell fell on the market of the town. " * 5),
    "half of it in another encoding": (".json", lambda chance, text: b'{"text": "' + text.encode("utf-8")[:301] + b'\xff\xfe"}'),
    "cut off": (".json", lambda chance, text: json.dumps({"text": text}, ensure_ascii=False).encode()[:-40]),
    "nested 5,000 deep": (".json", lambda chance, text: b"[" * 5000 + b"]" * 5000),
    "no list of texts": (".json", lambda chance, text: b'{"news": 1}'),
    "50,000 nested elements": (".html", lambda chance, text: b"<html><body>" + b"<div>" * 50_000),
    "cut off archive": (".zip", lambda chance, text: _zipped(text)[:-60]),
    "archive that is none": (".zip", lambda chance, text: b"PK\x03\x04" + chance.randbytes(500)),
    "more than 20 MB": (".txt", lambda chance, text: (text * (21_000_000 // len(text.encode()) + 1)).encode()),
}
BAD_LINES: dict[str, Callable[[random.Random, str], object]] = {
    "no JSON": lambda chance, text: "{no json",
    "no text": lambda chance, text: {"title": "x"},
    "text is a number": lambda chance, text: {"text": 7},
    "empty": lambda chance, text: {"text": "   "},
    "English": lambda chance, text: {"text": "Two people were hurt when a shell fell on the market of the town."},
    "no day": lambda chance, text: {"text": text, "published": "yesterday"},
    "garbled": lambda chance, text: {"text": text.encode("utf-8").decode("latin-1")},
}
LARGE = frozenset({"more than 20 MB", "50,000 nested elements"})  # made a few times only


def _zipped(text: str) -> bytes:
    with tempfile.SpooledTemporaryFile() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("report.txt", text)
        held.seek(0)
        return held.read()


@dataclass
class Ledger:
    """What was made, and what must become of it: ids of reports, and failing items with how each is bad."""

    coded: set[str] = field(default_factory=set)
    duplicates: int = 0
    failing: dict[str, str] = field(default_factory=dict)

    @property
    def made(self) -> int:
        return len(self.coded) + self.duplicates + len(self.failing)


def texts() -> list[str]:
    """Paragraphs of the samples."""
    found = [json.loads(file.read_text("utf-8"))["text"] for file in sorted(SAMPLES.glob("*.json"))]
    return [line for text in found for line in text.split("\n") if line.strip()]


def make(folder: Path, number: int, seed: int) -> Ledger:
    """Writes the documents: lines of one file, and files."""
    chance, parts, ledger = random.Random(seed), texts(), Ledger()
    files = folder / "files"
    files.mkdir(parents=True)
    rows: list[str] = []
    faults = [kind for kind, (suffix, _) in BAD_FILES.items() if suffix in SUFFIXES]
    made: Counter[str] = Counter()
    for n in range(number):
        text = "\n".join(chance.sample(parts, 6)) + f"\n{n}"
        name = f"report-{n:06}"
        if chance.random() < FAULTY:
            kind = chance.choice(faults) if n % 2 else chance.choice(list(BAD_LINES))
            if n % 2 and not (kind in LARGE and made[kind] >= 2):
                suffix, maker = BAD_FILES[kind]
                path = files / f"{name}{suffix}"
                path.write_bytes(maker(chance, text))
                ledger.failing[str(path)] = kind
            else:
                kind = kind if kind in BAD_LINES else "no JSON"
                row = BAD_LINES[kind](chance, text)
                rows.append(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False))
                ledger.failing[f"line {len(rows)}"] = kind
            made[kind] += 1
            continue
        row = {"id": name, "text": text, "outlet": f"outlet {n % 40}", "published": f"2024-{1 + n % 12:02}-{1 + n % 28:02}"}
        row["url"] = f"https://outlet.example/{n}"
        ledger.coded.add(name)
        if len(ledger.coded) <= IN_FILES and n % 2:
            (files / f"{name}.json").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
            continue
        rows.append(json.dumps(row, ensure_ascii=False))
        if chance.random() < COPIES:
            rows.append(json.dumps({**row, "id": f"{name} again"}, ensure_ascii=False))
            ledger.duplicates += 1
    (folder / "reports.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return ledger


class Killer:
    """Kills processes below a command, and sometimes itself, until it ends."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.workers = self.commands = 0

    def run(self, command: list[str], whole: bool, pick: Callable[[psutil.Process], list[psutil.Process]]) -> int:
        """The exit code of the command; `whole`: it is killed itself once as well."""
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        dies = self.chance.uniform(2, 6) if whole else None  # seconds of its own work
        left = DEATHS
        while run.poll() is None:
            time.sleep(EVERY * self.chance.uniform(0.5, 1.5))
            try:
                process = psutil.Process(run.pid)
                if dies is not None and process.cpu_times().user > dies:
                    run.kill()
                    self.commands += 1
                    return run.wait()
                elif left and (victims := pick(process)):
                    self.chance.choice(victims).kill()
                    self.workers += 1
                    left -= 1
            except psutil.NoSuchProcess:
                pass
        return run.wait()


def children(command: psutil.Process) -> list[psutil.Process]:
    """Worker processes: what the command has forked."""
    return command.children()


def busy_workers(command: psutil.Process) -> list[psutil.Process]:
    """Processes of Dask's workers, which stand below their nannies' command: those that have taken real memory."""
    return [p for p in command.children(recursive=True) if p.memory_info().rss > 120_000_000]


@dataclass
class Outcome:
    """What one run left, and what is wrong with it."""

    name: str
    coded: int
    duplicates: int
    failed: int
    told: str
    wrong: list[str]


def counted(name: str, ledger: Ledger, found: tuple[set[str], int, list[str]], told: str) -> Outcome:
    """Compares what a run has with the ledger, item by item."""
    ids, duplicates, failed = found
    wrong = [f"not coded: {one}" for one in sorted(ledger.coded - ids)[:5]]
    wrong += [f"coded, though made to fail or never made: {one}" for one in sorted(ids - ledger.coded)[:5]]
    items = Counter(failed)
    wrong += [f"failed {count} times: {one}" for one, count in items.items() if count > 1][:5]
    wrong += [f"not told as failed: {one} ({kind})" for one, kind in ledger.failing.items() if one not in items][:5]
    wrong += [f"failed, though sound: {one}" for one in items if one not in ledger.failing][:5]
    if duplicates != ledger.duplicates:
        wrong.append(f"{duplicates} duplicates, not {ledger.duplicates}")
    if len(ids) + duplicates + len(failed) != ledger.made:
        wrong.append(f"{len(ids) + duplicates + len(failed)} accounted for, {ledger.made} made")
    return Outcome(name, len(ids), duplicates, len(failed), told, wrong)


def item_of(item: str) -> str:
    """A failing item as the ledger has it: a file, or the number of a line."""
    head, _, line = item.rpartition(":")
    return f"line {line}" if head.endswith("reports.jsonl") else item


def in_project(path: Path, folder: Path, command: list[str]) -> tuple[set[str], int, list[str]]:
    """What the project holds; duplicates are what a last run tells as known and the project has under another id."""
    with sqlite3.connect(path) as base:
        ids = {row[0] for row in base.execute("SELECT id FROM document")}
        failed = [item_of(row[0]) for row in base.execute("SELECT item FROM failure")]
        sound = base.execute("PRAGMA integrity_check").fetchone()[0]
    if sound != "ok":
        failed.append(f"the database: {sound}")
    last = subprocess.run(command, capture_output=True, text=True, check=False)
    known = _KNOWN.search(last.stderr)
    if known is None:
        raise SystemExit(f"not told how many reports are there already: {last.stderr[-500:]}")
    return ids, int(known[1].replace(",", "")) - len(ids), failed


def killed(folder: Path, ledger: Ledger, seed: int) -> Outcome:
    """A project that is added to while its workers, and three times the command itself, are killed."""
    path = folder / "killed.rasad"
    command = [*RASAD, "add", str(folder / "input"), "--project", str(path)]
    killer = Killer(seed)
    while killer.commands < KILLS and killer.run(command, True, children) < 0:
        pass
    killer.run(command, False, children)
    # Reports whose worker was killed at the wrong moment are told as failed, and read by the same command once more.
    subprocess.run(command, capture_output=True, check=False)
    told = f"{killer.workers} workers and {killer.commands} times the command killed"
    return counted("`rasad add`, killed", ledger, in_project(path, folder, command), told)


def filled(folder: Path, ledger: Ledger) -> Outcome:
    """A project whose file cannot grow beyond a few sizes, one after the other, as on a disk that fills up and is cleared."""
    path = folder / "filled.rasad"
    command = [*RASAD, "add", str(folder / "input"), "--project", str(path)]
    said = 0
    for limit in (3_000_000, 12_000_000):
        limited = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=_no_larger(limit))
        said += limited.returncode == 2 and "Error: " in limited.stderr and "Traceback" not in limited.stderr
    subprocess.run(command, capture_output=True, check=False)
    outcome = counted("`rasad add`, no room", ledger, in_project(path, folder, command), f"{said} times no room, said with what to do")
    if said < 1:
        outcome.wrong.append("the limit of the file's size never told")
    return outcome


def _no_larger(size: int) -> Callable[[], None]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return limit


def clustered(folder: Path, ledger: Ledger, seed: int) -> Outcome:
    """The same coded by Dask workers that are killed; the same command again and again until all parts are done."""
    out = folder / "coded"
    command = [*RASAD, "code", str(folder / "input"), "--cluster", "local", "--jobs", "2", "-o", str(out)]
    killer = Killer(seed)
    killer.run(command, False, busy_workers)
    for _ in range(3):
        if subprocess.run(command, capture_output=True, check=False).returncode <= 100:
            break
    ids = _column(out, "documents", "id")
    again = [one for one in ids if one.endswith(" again")]
    once = Counter(one for one in ids if not one.endswith(" again"))
    failed = list(_lines_of(out, folder / "input" / "reports.jsonl"))
    outcome = counted("`rasad code --cluster`, killed", ledger, (set(once), len(again), failed), f"{killer.workers} workers killed")
    outcome.wrong += [f"coded {count} times: {one}" for one, count in once.items() if count > 1][:5]
    return outcome


def _column(out: Path, table: str, column: str) -> list[str]:
    return polars.read_parquet(out / table / "*.parquet", columns=[column])[column].to_list()


def _lines_of(out: Path, lines: Path) -> Iterator[str]:
    """The failing items; lines of a part counted from the beginning of the file."""
    data = lines.read_bytes()
    for item in _column(out, "failures", "item"):
        head, _, line = item.rpartition(":")
        if "?from=" in head:
            start = int(head.rpartition("?from=")[2])
            begun = data.count(b"\n", 0, start) + (start > 0 and data[start - 1 : start] != b"\n")
            yield f"line {begun + int(line)}"
        else:
            yield item_of(item)


def page(outcomes: list[Outcome], ledger: Ledger, took: float) -> str:
    """docs/reliability.md."""
    kinds = Counter(ledger.failing.values())
    rows = "\n".join(f"| {o.name} | {o.coded:,} | {o.duplicates:,} | {o.failed:,} | {o.told} |" for o in outcomes)
    faults = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, reader: {compiled.status()}"
    return f"""# What becomes of every document

Written by `make reliability`, which makes {ledger.made:,} documents with what must become of each: {len(ledger.coded):,} sound reports,
{ledger.duplicates:,} given twice, {len(ledger.failing):,} bad ones. Each of these runs has to account for every one of them, item by item, and ends
in failure where one is missing, told twice, or other than was expected. Last run: {machine}, {took:.0f} s.

| run | coded | duplicates | failed | what was done to it |
| --- | --- | --- | --- | --- |
{rows}

What is bad, and how often: {faults}.

- *Killed*: up to {DEATHS} worker processes by SIGKILL every time that it runs, and {KILLS} times the command itself, which is then started again as anybody would. A
  document whose worker is killed while it is read by itself is told as failed ("the process reading it died") and read when the same
  command comes by again; the counts are those after that.
- *No room*: the file of the project may not grow beyond 3 MB, then 12 MB, then as it likes: what a disk does that fills up. The command says that there is
  no room, what it had told is kept, and it goes on once there is.
- *Cluster*: the workers of `--cluster local`, killed the same way; no part is lost or there twice.

Parsers are also given what nobody would write, and files of every kind damaged anywhere: `tests/ingest/test_fuzz.py`, and for what is read
in texts `tests/test_properties.py`. With `RASAD_FUZZ=60` the former tries sixty times as many inputs as in the test suite, for some minutes.
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--write", type=Path, metavar="FILE", help="write the page of results")
    given = arguments.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rasad-soak-") as place:
        folder = Path(place)
        ledger = make(folder / "input", given.documents, given.seed)
        print(f"{ledger.made:,} documents: {len(ledger.coded):,} sound, {ledger.duplicates:,} twice, {len(ledger.failing):,} bad", flush=True)
        outcomes = []
        for run in (lambda: killed(folder, ledger, given.seed), lambda: filled(folder, ledger), lambda: clustered(folder, ledger, given.seed)):
            outcomes.append(run())
            print(outcomes[-1].name, outcomes[-1].coded, outcomes[-1].duplicates, outcomes[-1].failed, outcomes[-1].told, flush=True)
            for wrong in outcomes[-1].wrong:
                print(f"  WRONG: {wrong}", flush=True)
    if any(outcome.wrong for outcome in outcomes):
        return 1
    if given.write:
        given.write.write_text(page(outcomes, ledger, time.monotonic() - begun), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
