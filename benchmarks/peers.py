"""Each stage beside what others would use for it, on the same texts in the same run: ratios, with the machine named.

    .venv/bin/python benchmarks/peers.py [--seconds 3] [--spacy PYTHON]

- coding: whole reading against spaCy's blank Arabic tokenizer with a PhraseMatcher of the same forms, which only finds words
  (`ingest.py` has trafilatura, which only strips the page).
- folding: with alignment back to the text, against the same normalisation as pyarabic does it (marks, tatweel, hamzas), which keeps none.
- dates: all time expressions of a text against `dateparser.search`.

`--spacy` names a Python that has spaCy; `make bench` installs one into `.venv-peers`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import warnings
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from coding import SAMPLES, rate, reader, samples, texts_of

from rasad import compiled
from rasad.kit import Kit, load_kit
from rasad.resolve.time import find_times
from rasad.text.fold import fold
from rasad.workers import spare_collector

# What pyarabic's strip_tashkeel, strip_tatweel and normalize_hamza do, in our words: it is under the GPL.
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_LETTERS = str.maketrans({"\u0623": "\u0627", "\u0625": "\u0627", "\u0622": "\u0627", "\u0624": "\u0621", "\u0626": "\u0621", "\u0629": "\u0647", "\u0649": "\u064a"})


def normalised(text: str) -> str:
    """A text without marks and with one alif."""
    return _MARKS.sub("", text).translate(_LETTERS)


def line(name: str, ours: float, peer: float, about: str) -> None:
    print(f"{name:44}{ours:10,.0f}{peer:12,.0f}{ours / peer:10.2f}  {about}", flush=True)


def spacy_of(python: str, kit: Kit, texts: list[str], seconds: float) -> dict[str, float]:
    """What spaCy makes of the same texts and forms."""
    told = json.dumps({"forms": list(kit.lexicon.patterns), "texts": texts, "seconds": seconds})
    script = Path(__file__).with_name("peers_spacy.py")
    run = subprocess.run([python, str(script)], input=told, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"spaCy failed:\n{run.stderr[-1000:]}")
    answer: dict[str, float] = json.loads(run.stdout)
    return answer


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=3.0, help="processor time for each measurement")
    arguments.add_argument("--spacy", metavar="PYTHON")
    given = arguments.parse_args()
    warnings.filterwarnings("ignore")
    from dateparser.search import search_dates

    kit = load_kit()
    spare_collector()
    parts = [row for text in texts_of(SAMPLES) for row in text.split("\n") if row.strip()]
    texts = samples(parts)
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}, Python {platform.python_version()}, reader: {compiled.status()}")
    print(f"{len(texts)} texts of {len(texts[0]):,} characters; rates per second of processor time\n")
    print(f"{'':44}{'rasad':>10}{'peer':>12}{'ratio':>10}")
    ours = rate(reader(kit), texts, given.seconds)
    if given.spacy:
        peer = spacy_of(given.spacy, kit, texts, given.seconds)
        line("coding / spaCy blank + PhraseMatcher", ours, peer["rate"], f"spaCy {peer['version']} finds {peer['hits']:.0f} forms a text, and no events")
    else:
        print("coding / spaCy: no Python with spaCy was named (--spacy); left out")
    folded = rate(lambda text: fold(text, kit.text.spelling, kit.known), texts, given.seconds)
    line("folding / normalising without alignment", folded, rate(normalised, texts, given.seconds), "the peer cannot say where a letter stood")
    base = datetime(2024, 2, 3)
    ready = {text: fold(text, kit.text.spelling, kit.known).text for text in texts[:20]}
    mine = rate(lambda text: find_times(ready[text], 0, len(ready[text]), base.date(), kit.time), texts[:20], given.seconds)
    peer_dates = rate(lambda text: search_dates(text, languages=["ar"], settings={"RELATIVE_BASE": base}), texts[:4], given.seconds)
    line("dates / dateparser.search", mine, peer_dates, "")


if __name__ == "__main__":
    main()
