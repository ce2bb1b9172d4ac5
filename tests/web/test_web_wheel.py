"""What is built and shipped: pages' files with their licences in the wheel, none of them in the repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rasad.web import assets

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(assets.missing(), reason="the files that pages load are not here; `make web` fetches them")
def test_a_wheel_has_what_pages_load_with_its_licences(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    loaded = {f"rasad/web/static/{file.relative_to(assets.FOLDER)}" for file in assets.FOLDER.rglob("*") if file.is_file()}
    assert loaded <= names
    packages = {name.split("/")[4] for name in names if name.startswith("rasad/web/static/vendor/") and name.count("/") > 4}
    assert {"htmx.org", "leaflet", "noto-sans", "world-atlas"} <= packages
    for package in packages:
        assert any(n.startswith(f"rasad/web/static/vendor/{package}/") and "LICENSE" in n.upper() for n in names), package
    assert not any("axe" in name for name in names)
    assert {"rasad/web/templates/base.html", "rasad/data/web/app.toml"} <= names


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="no checkout")
def test_nothing_that_npm_brings_is_committed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in tracked if "vendor" in name or name.endswith((".min.js", ".woff2"))]
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock and "://" not in lock and lock.count('"integrity"') > 50
