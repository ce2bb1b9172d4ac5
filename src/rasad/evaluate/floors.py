"""Checks scores against floors: figures and a floors file in, the metrics that fell below out.

The file is TOML: one table a gold set, named as its folder, of metric = minimum. A metric is `events.f1`,
`who.precision`, `linking.recall` and so on, written `"events.f1" = 0.7`, or the name of a label alone (`reality`).
"""

from __future__ import annotations

from pathlib import Path

from rasad.errors import ConfigurationError
from rasad.evaluate.score import Scores
from rasad.kit.files import read_toml


def below(scores: Scores, file: Path, gold_set: str) -> list[str]:
    """One sentence for each metric of the set below its floor; ConfigurationError on an unknown set or metric."""
    table = read_toml(file).get(gold_set)
    if not isinstance(table, dict) or not table:
        raise ConfigurationError(f"{file}: no floors for the set `{gold_set}`; add a table [{gold_set}]")
    figures = scores.to_dict()
    fallen = []
    for metric, floor in table.items():
        name, _, part = metric.partition(".")
        value = figures.get(name)
        if isinstance(value, dict):
            value = value.get(part)
        elif part or name not in figures:
            raise ConfigurationError(
                f'{file}: [{gold_set}] knows no metric `{metric}`; write for example "events.f1" or reality'
            )
        if value is None and name in figures and isinstance(figures[name], dict):
            raise ConfigurationError(
                f'{file}: [{gold_set}] knows no metric `{metric}`; write for example "{name}.f1"'
            )
        if not isinstance(floor, int | float) or isinstance(floor, bool):
            raise ConfigurationError(f"{file}: [{gold_set}] {metric} is no number: {floor!r}")
        if value is None or value < floor:
            shown = "nothing was compared" if value is None else f"{value:.4f}"
            fallen.append(f"{gold_set}: {metric} is {shown}, its floor is {floor}")
    return fallen
