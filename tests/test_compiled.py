"""The compiled reader: never of other source than is there, and made of source that means the same."""

from __future__ import annotations

import ast
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rasad import compiled
from rasad.kit import load_kit
from rasad.model import Span

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "scripts"))
from for_mypyc import rewritten  # noqa: E402

SOURCES = compiled.sources()


@pytest.fixture
def package(tmp_path):
    """A copy of the package with a library in it that is of its source by name alone."""
    copy = tmp_path / "rasad"
    shutil.copytree(
        ROOT / "src/rasad", copy, ignore=shutil.ignore_patterns("data", "reader-*", "__pycache__")
    )
    Path(asked(tmp_path, "compiled.library()")).touch()
    return tmp_path


def asked(place: Path, expression: str, **settings: str) -> str:
    code = f"from rasad import compiled; import rasad.model; print({expression})"
    environment = {key: value for key, value in os.environ.items() if key != "RASAD_PURE"}
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=place,
        env=environment | {"PYTHONPATH": str(place)} | settings,
        capture_output=True,
        text=True,
    )
    return answer.stdout.strip() or answer.stderr


def test_a_library_of_the_source_is_used(package):
    assert "ImportError" in asked(package, "compiled.status()")  # this one is empty


def test_a_library_of_other_source_is_left_aside(package):
    with (package / "rasad/extract/read.py").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert asked(package, "compiled.status()") == "pure Python (the source has changed since it was compiled)"


def test_a_new_date_of_the_source_changes_nothing(package):
    before = asked(package, "compiled.library()", RASAD_PURE="1")
    (package / "rasad/extract/read.py").touch()
    assert asked(package, "compiled.library()", RASAD_PURE="1") == before


def test_the_library_can_be_switched_off(package):
    assert asked(package, "compiled.status()", RASAD_PURE="1") == "pure Python (RASAD_PURE is set)"


def test_records_and_kit_pickle_in_either_reader():
    span = Span(1, 2)
    assert pickle.loads(pickle.dumps(span)) == span and hash(span) == hash(Span(1, 2))
    with pytest.raises(AttributeError):
        span.start = 3
    kit = load_kit()
    assert pickle.loads(pickle.dumps(kit)).lexicon.patterns == kit.lexicon.patterns


@pytest.mark.parametrize("name", SOURCES)
def test_the_source_for_mypyc_keeps_its_lines(name):
    source = SOURCES[name].read_text("utf-8")
    made = {
        node.lineno for node in ast.walk(ast.parse(rewritten(source))) if isinstance(node, ast.FunctionDef)
    }
    assert {node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)} <= made


def test_a_dataclass_gets_the_init_that_it_would_have():
    source = '''"""Made up."""

from __future__ import annotations

from dataclasses import dataclass, field

_LIMIT = 3
_NAMES: tuple[str, ...] = ("a", "b")


@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    notes: list[str] = field(default_factory=list)
    far: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "far", self.x > _LIMIT)
'''
    made = rewritten(source).split("\n")
    assert made[6:8] == ["_LIMIT: Final = 3", '_NAMES: Final[tuple[str, ...]] = ("a", "b")']
    assert made[9] == "@mypyc_attr(allow_interpreted_subclasses=True)"
    head, _, body = made[13].partition(" -> None: ")
    assert head.strip() == "def __init__(self, x: int, y: int = 2, notes: list[str] | None = None)"
    steps = [
        "self.x = x",
        "self.y = y",
        "self.notes = [] if notes is None else notes",
        "self.__post_init__()",
    ]
    assert body.removesuffix("  # type: ignore") == "; ".join(steps)
    assert made[-1] == "setattr(Point, '__doc__', 'A place.')"
