"""Loads the rules by which events are derived (`data/link/events.toml`): the file in, frozen `Rules` out."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasad.event import GRADES
from rasad.kit import DATA
from rasad.kit.files import read_toml, toml_entries


@dataclass(frozen=True, slots=True)
class GradeRule:
    """A grade, the named condition for it, and the sentence that says why."""

    grade: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of grades in order, the kinds of source that relay, and from how many times figures differ."""

    grades: tuple[GradeRule, ...]
    relayed: frozenset[str]
    times: float


def load_rules(path: Path) -> Rules:
    """The rules of a file; DataError with file:line on a fault."""
    grades = []
    for entry in toml_entries(path, "grade"):
        entry.only({"grade", "rule", "reason"}, {"grade", "rule", "reason"})
        if entry.values["grade"] not in GRADES:
            raise entry.fault(f"unknown grade {entry.values['grade']}; known: {', '.join(GRADES)}")
        grades.append(GradeRule(entry.values["grade"], entry.values["rule"], entry.values["reason"]))
    values: dict[str, Any] = read_toml(path)
    return Rules(tuple(grades), frozenset(values["relayed"]["kinds"]), values["figures"]["times"])


@functools.cache
def rules() -> Rules:
    """The rules that Rasad derives events by."""
    return load_rules(DATA / "link" / "events.toml")
