"""What the tests of the reading share: the built-in kit, a text read with it, and the examples beside the rules."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import Any

import pytest

from rasad.extract.read import read
from rasad.kit import DATA, Kit, load_kit
from rasad.model import Document, EventMention

DAY = date(2024, 5, 15)
WORDS = DATA / "words"


@cache
def kit() -> Kit:
    return load_kit()


def read_text(text: str, published: date | None = DAY) -> tuple[EventMention, ...]:
    return read(Document("example", text, published=published), kit())


def examples(name: str, table: str) -> list[Any]:
    """One parameter for each entry of a table (must, must_not) of data/words/<name>*.examples.toml."""
    found = []
    for path in sorted(WORDS.glob(f"{name}*.examples.toml")):
        for number, values in enumerate(tomllib.loads(path.read_text("utf-8")).get(table, [])):
            found.append(pytest.param(values, id=f"{values['class']}-{number}"))
    return found
