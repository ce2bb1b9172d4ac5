"""The house rules that a machine can check: rooms, languages kept apart, sizes, encodings."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "rasad"
DATA = SOURCE / "data"
MODULES = sorted(SOURCE.rglob("*.py"))
SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))
DATA_FILES = sorted(p for p in DATA.rglob("*") if p.is_file() and p.suffix != ".pyc")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")
LONGEST = 500  # lines; aim for 400

# Data may hold ASCII, Latin letters of names and of prose, and the Arabic of Arabic: no Persian or Urdu letters, no
# presentation forms, no invisible characters.
ARABIC_ALLOWED = re.compile(
    "[\u0621-\u063a\u0640-\u0652\u0660-\u0669\u066a-\u066c\u0670\u0671\u060c\u061b\u061f]"
)
PLAIN_SIGNS = set(
    "\u00a0\u00ab\u00bb\u2013\u2014\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2026\u2022\u00b7\u00d7\u00b0\u2192\u2264\u2265"
)
# Lists that are about odd characters spell them out, and letters of neighbouring languages stand in names of places.
ODD_CHARACTERS = {"text", "words/marks.toml"}


def names(paths: list[Path], base: Path) -> list[str]:
    return [str(p.relative_to(base)) for p in paths]


def test_imports_point_down_the_rooms(capsys):
    answer = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert answer == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES, SOURCE))
def test_a_module_keeps_the_house_rules(path):
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    found = ARABIC.search(text)
    assert not found, f"Arabic in {path.name}: words belong into data files"
    assert ast.get_docstring(tree), "a module says in one line what goes in and what comes out"
    assert len(text.splitlines()) <= LONGEST, "cut the file in two"


@pytest.mark.parametrize("path", SCRIPTS, ids=names(SCRIPTS, ROOT))
def test_a_script_says_what_it_makes(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES, SOURCE))
def test_nothing_below_the_command_line_prints_asks_the_clock_or_the_net(path):
    room = path.relative_to(SOURCE).parts[0]
    if room in ("cli", "project"):  # a project knows when something was done to it, and gets an id
        return
    forbidden = {"random", "socket", "ssl", "urllib", "http", "requests", "time", "uuid"}
    clock = {"today", "now", "utcnow"}
    if room == "web":  # when somebody signed in, and for how long
        forbidden, clock = forbidden - {"time"}, set()
    if path == SOURCE / "store" / "server.py":  # calls the database server that the operator names
        forbidden.remove("socket")
    if path == SOURCE / "web" / "serving.py":  # listens where the operator says
        forbidden.remove("socket")
    if path.parent == SOURCE / "ingest" / "net":  # asks for the addresses that a user names; the time it is given
        forbidden.remove("socket")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not forbidden & {alias.name.split(".")[0] for alias in node.names}, f"line {node.lineno}"
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            assert module == "urllib.parse" or module.split(".")[0] not in forbidden, f"line {node.lineno}"
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            assert called not in {"print", *clock}, f"line {node.lineno}: {called}()"


@pytest.mark.parametrize("path", DATA_FILES, ids=names(DATA_FILES, DATA))
def test_a_data_file_holds_allowed_characters_only(path):
    name = str(path.relative_to(DATA))
    text = path.read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff"), "save it without a byte order mark"
    assert "\r" not in text, "save it with plain line ends"
    if any(name == odd or name.startswith(f"{odd}/") for odd in ODD_CHARACTERS):
        return
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            assert allowed(character), (
                f"{name}:{number}: U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"
            )


def allowed(character: str) -> bool:
    return (
        character == "\t"
        or " " <= character <= "~"
        or character in PLAIN_SIGNS
        or ("\u00c0" <= character <= "\u024f" and character.isalpha())
        or bool(ARABIC_ALLOWED.match(character))
    )


def test_the_data_travels_with_the_package():
    assert DATA.is_relative_to(SOURCE), "hatchling packs src/rasad whole"
    for name in ("codebook.toml", "SOURCES.md", "samples/sample-01.json"):
        assert (DATA / name).is_file(), name
