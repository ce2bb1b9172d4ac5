"""Reads the patterns of the date rules into one tree: rules.toml in, the roots of the pattern tree out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rasad.kit.files import Entry, toml_entries

_PART = re.compile(r"(?P<lead>[+-]?)\{(?P<classes>[a-z_|]+)(?::(?P<name>[a-z_]+))?(?P<optional>\?)?\}")
_MACRO = re.compile(r"<([a-z_]+)>")
_MAX_PARTS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a pattern. `lead` is "" (a space before), "+" (a joined "and") or "-" (a hyphen or slash)."""

    classes: tuple[str, ...]
    name: str
    optional: bool
    lead: str


@dataclass(frozen=True, slots=True)
class TimeRule:
    """One way of telling a date; see rules.toml for the meaning of the keys."""

    name: str
    resolve: str
    kind: str
    group: str
    args: dict[str, int]
    after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    governed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A place in the tree of all patterns: `part` leads here; `ends` are the rules that have a pattern ending here, with
    their places in the file (the earlier wins a tie); `steps` are the ways on."""

    part: Part
    ends: tuple[tuple[int, TimeRule], ...]
    steps: tuple[Step, ...]


class Roots(NamedTuple):
    """Where in the pattern tree a word can begin a match, and whether it can be all of one."""

    steps: tuple[Step, ...]
    alone: bool


# Parts, rule, place in the file.
Pattern = tuple[tuple[Part, ...], TimeRule, int]
_RULE_KEYS = {
    "name",
    "patterns",
    "resolve",
    "group",
    "kind",
    "args",
    "after",
    "not_after",
    "not_before",
    "governed",
}


def read_patterns(
    path: Path, macros: dict[str, list[str]], classes: set[str] | frozenset[str]
) -> list[Pattern]:
    """The patterns of the rule file with their macros spelled out; `classes` are those that a pattern may name."""
    found: list[Pattern] = []
    seen: set[str] = set()
    for entry in toml_entries(path, "rule"):
        entry.only(_RULE_KEYS, {"name", "patterns", "resolve", "group"})
        values = entry.values
        if values["name"] in seen:
            raise entry.fault(f"a second rule named {values['name']}")
        seen.add(values["name"])
        guards = {key: frozenset(values.get(key, ())) for key in ("after", "not_after", "not_before")}
        if unknown := frozenset().union(*guards.values()) - classes:
            raise entry.fault(f"unknown class {', '.join(sorted(unknown))}")
        rule = TimeRule(
            name=values["name"],
            resolve=values["resolve"],
            kind=values.get("kind", "point"),
            group=values["group"],
            args=values.get("args", {}),
            governed=values.get("governed", True),
            **guards,
        )
        for written in values["patterns"]:
            for plain in _expand(written, macros, entry):
                found.append((_parts(plain, classes, entry), rule, len(found)))
    return found


def _expand(pattern: str, macros: dict[str, list[str]], entry: Entry, depth: int = 0) -> list[str]:
    match = _MACRO.search(pattern)
    if match is None:
        return [pattern]
    if match.group(1) not in macros:
        raise entry.fault(f"unknown macro <{match.group(1)}>")
    if depth > 8:
        raise entry.fault("macros nest too deeply")
    found: list[str] = []
    for alternative in macros[match.group(1)]:
        found += _expand(
            pattern[: match.start()] + alternative + pattern[match.end() :], macros, entry, depth + 1
        )
    return found


def _parts(pattern: str, classes: set[str] | frozenset[str], entry: Entry) -> tuple[Part, ...]:
    parts: list[Part] = []
    for written in pattern.split():
        match = _PART.fullmatch(written)
        if match is None:
            raise entry.fault(f"cannot read {written} in a pattern")
        names = tuple(match.group("classes").split("|"))
        if unknown := set(names) - classes:
            raise entry.fault(f"unknown class {', '.join(sorted(unknown))} in a pattern")
        parts.append(
            Part(names, match.group("name") or names[0], bool(match.group("optional")), match.group("lead"))
        )
    if not parts or len(parts) > _MAX_PARTS or all(part.optional for part in parts):
        raise entry.fault(f"a pattern needs a part that is not optional, and at most {_MAX_PARTS} parts")
    return tuple(parts)


def pattern_tree(patterns: list[Pattern], depth: int) -> tuple[Step, ...]:
    """Patterns that agree in their first `depth` parts, as branches by the next part."""
    branches: dict[Part, list[Pattern]] = {}
    for pattern in patterns:
        if len(pattern[0]) > depth:
            branches.setdefault(pattern[0][depth], []).append(pattern)
    steps: list[Step] = []
    for part, members in branches.items():
        ends = tuple((order, rule) for parts, rule, order in members if len(parts) == depth + 1)
        steps.append(Step(part, ends, pattern_tree(members, depth + 1)))
    return tuple(steps)


def roots_for(tree: tuple[Step, ...], classes: frozenset[str]) -> Roots:
    """The branches of the tree that a word of the given classes can open."""
    steps = tuple(step for step in tree if not _opening(step).isdisjoint(classes))
    return Roots(steps, any(_ends_at_once(step, classes) for step in steps))


def _opening(step: Step) -> set[str]:
    """The classes of the words with which the patterns behind `step` can begin."""
    found = set(step.part.classes)
    if step.part.optional:
        for further in step.steps:
            found |= _opening(further)
    return found


def _ends_at_once(step: Step, classes: frozenset[str]) -> bool:
    """True where one word of the classes can be all of a match behind `step`."""
    if not classes.isdisjoint(step.part.classes) and (
        step.ends != () or any(_may_end(s) for s in step.steps)
    ):
        return True
    return step.part.optional and any(_ends_at_once(s, classes) for s in step.steps)


def _may_end(step: Step) -> bool:
    """True where a match may end without a further word."""
    return step.part.optional and (step.ends != () or any(_may_end(s) for s in step.steps))
