"""Writes tests/floors-samples.toml: what is measured on the samples now, less a margin.

`python scripts/set_floors.py [--lower]`; without `--lower` a floor that would fall stays as it is.
"""

from __future__ import annotations

import math
import sys

from fill_readme import scored
from generated import DATA, ROOT, settle

from rasad.evaluate.gold import load_gold
from rasad.kit import load_kit
from rasad.kit.files import read_toml

FILE = "tests/floors-samples.toml"
MARGIN = 0.03
METRICS = (
    "events.precision",
    "events.f1",
    "record.f1",
    "who.f1",
    "whom.f1",
    "where.f1",
    "when.f1",
    "killed.f1",
    "injured.f1",
    "reality",
    "coords",
)
HEAD = "# Below these a change must not fall: measured on src/rasad/data/samples, less 0.03. Made by scripts/set_floors.py."


def main() -> None:
    scores, _ = scored(load_gold(DATA / "samples"), load_kit())
    told = scores.to_dict()
    path = ROOT / FILE
    old = {} if "--lower" in sys.argv[1:] or not path.exists() else read_toml(path)["samples"]
    lines = [HEAD, "[samples]"]
    for metric in METRICS:
        name, _, part = metric.partition(".")
        value = told[name][part] if part else told[name]
        floor = max(math.floor((value - MARGIN) * 100) / 100, old.get(metric, 0.0))
        lines.append(f'"{metric}" = {floor:.2f}' if part else f"{metric} = {floor:.2f}")
    settle({FILE: "\n".join(lines) + "\n"})


if __name__ == "__main__":
    main()
