"""FollowTheMoney and BibTeX, read back by followthemoney and pybtex, which `make readers` installs."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import dossiers as d
import pytest

from rasad.export.followthemoney import SCHEMATA
from rasad.export.layouts import LAYOUTS
from rasad.export.public import Profile
from rasad.export.run import export_file

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-readers" / "bin" / "python"


def written(name: str, folder: Path, found=None, profile=None) -> Path:
    path = folder / f"out{LAYOUTS[name].suffixes[0]}"
    export_file(d.everything() if found is None else found, LAYOUTS[name], path, d.order(), profile or Profile())
    return path


def read_back(tool: str, path: Path):
    if not PYTHON.exists():
        pytest.skip("followthemoney and pybtex are not installed: run make readers")
    run = subprocess.run([PYTHON, Path(__file__).with_name("read_back.py"), tool, path], capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("profile", [Profile(), Profile(True, 0)], ids=["full", "public"])
def test_entities_are_taken_by_followthemoney(tmp_path, profile):
    found = [*d.everything(), d.sheltered("sy-hol-camp")]
    told = read_back("ftm", written("ftm", tmp_path, found, profile))
    assert told["faults"] == []
    schemata = Counter(entity["schema"] for entity in told["entities"])
    assert schemata.keys() == SCHEMATA.keys() and schemata["Event"] == 8 and schemata["Article"] == 9
    event = next(e for e in told["entities"] if e["properties"].get("recordId") == [d.strike().event.id])
    assert event["caption"] == "Air or drone strike, الميادين, 2024-02-02"
    assert event["properties"]["country"] == ["sy"] and "killed:3+ (best 6)" in event["properties"]["keywords"]
    assert len(event["properties"]["involved"]) == 3 and len(event["properties"]["proof"]) == 2


def test_entities_without_the_library(tmp_path):
    """What can be said where followthemoney is not installed: properties as documented, ids once, links after their ends."""
    lines = [json.loads(line) for line in written("ftm", tmp_path).read_text("utf-8").splitlines()]
    ids: set[str] = set()
    for entity in lines:
        assert entity["id"] not in ids and entity["id"].startswith("rasad-")
        assert entity["properties"].keys() <= SCHEMATA[entity["schema"]].keys()
        links = [v for name in ("addressEntity", "involved", "proof", "entity") for v in entity["properties"].get(name, [])]
        assert set(links) <= ids
        ids.add(entity["id"])
    told = {(e["schema"], name) for e in lines for name in e["properties"]}
    assert told == {(schema, name) for schema, names in SCHEMATA.items() for name in names}


def test_the_bibliography_is_read_by_pybtex(tmp_path):
    path = written("bibtex", tmp_path)
    entries = read_back("bibtex", path)
    reports = {t.document_key: t.document for x in d.everything() for t in x.told}
    assert entries.keys() == {f"rasad-{key}" for key in reports}
    hard = next(e for key, e in entries.items() if reports[key.removeprefix("rasad-")].id == "a2")
    assert hard["type"] == "online" and hard["date"] == "2024-02-04" and hard["url"] == "https://example.org/a2"
    assert hard["title"] == r"{@عنوان; " + '"مقتبس"' + r" \{50\%\} \& أكثر}" and hard["author"] == ["{=SUM(1+1)}"] and hard["month"] == "February"
    bare = next(e for key, e in entries.items() if reports[key.removeprefix("rasad-")].id == "f1")
    assert bare["title"] == "{Untitled report}" and "date" not in bare and "url" not in bare
