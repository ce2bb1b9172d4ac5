"""The examples beside the trigger files: each must yields its record, each must_not none of its trigger."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rasad.extract.read import read
from rasad.kit import DATA, Kit, load_kit
from rasad.model import Document, EventMention

FILES = sorted((DATA / "events").glob("*.examples.toml"))


def _examples(table: str) -> list[Any]:
    found = []
    for path in FILES:
        for number, values in enumerate(tomllib.loads(path.read_text("utf-8")).get(table, [])):
            name = f"{path.name.split('.')[0]}-{values['trigger']}-{number}"
            found.append(pytest.param(values, id=name))
    return found


@cache
def _kit() -> Kit:
    return load_kit()


@cache
def _read(text: str) -> tuple[EventMention, ...]:
    return read(Document("example", text, published=date(2024, 5, 15)), _kit())


def _fits(mention: EventMention, wanted: dict[str, Any]) -> bool:
    told: dict[str, object] = {
        "type": mention.type,
        "reality": mention.reality.value,
        "initiator": {a.codebook or a.id for a in mention.initiators},
        "target": {a.codebook or a.id for a in mention.targets},
        "location": {p.name for p in mention.places if p.role == "location"},
        "origin": {p.name for p in mention.places if p.role == "origin"},
        "destination": {p.name for p in mention.places if p.role == "destination"},
        "killed": mention.killed and mention.killed.low,
        "injured": mention.injured and mention.injured.low,
    }
    return all(
        told[key] == (set(value) if isinstance(value, list) else value)
        for key, value in wanted.items()
        if key not in ("trigger", "text")
    )


@pytest.mark.parametrize("example", _examples("must"))
def test_must(example: dict[str, Any]) -> None:
    mentions = _read(example["text"])
    assert any(_fits(m, example) for m in mentions), [str(m) for m in mentions]


@pytest.mark.parametrize("example", _examples("must_not"))
def test_must_not(example: dict[str, Any]) -> None:
    assert example["why"]
    fired = [str(m) for m in _read(example["text"]) if m.rule == example["trigger"]]
    assert not fired


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_trigger_has_examples(path: Path) -> None:
    rules = tomllib.loads((path.parent / path.name.replace(".examples", "")).read_text("utf-8"))
    examples = tomllib.loads(path.read_text("utf-8"))
    ids = {t["id"] for t in rules.get("trigger", ())}
    must = Counter(e["trigger"] for e in examples.get("must", ()))
    must_not = Counter(e["trigger"] for e in examples.get("must_not", ()))
    assert set(must) | set(must_not) <= ids
    assert {t for t in ids if must[t] < 2 or must_not[t] < 1} == set()
