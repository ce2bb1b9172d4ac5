"""Writes the README's pictures of the review application, docs/web-*.png: the demo project as Debian's chromium shows it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
# The picture's name, the address, the language, what must be there before it is taken.
PICTURES = (
    ("explore", "/?after=2018", "en", "#map canvas"),
    ("review", "/review", "ar", "main mark"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rasad = [sys.executable, "-m", "rasad"]
        subprocess.run([*rasad, "demo", "--out", folder], check=True, capture_output=True)
        serving = subprocess.Popen(
            [*rasad, "serve", "-p", f"{folder}/demo.rasad", "--port", "0", "--by", "rana"], stderr=subprocess.PIPE, text=True
        )
        try:
            assert serving.stderr is not None
            line = next(line for line in serving.stderr if "http://" in line)
            take(next(word for word in line.split() if word.startswith("http://")).rstrip("/"))
        finally:
            serving.terminate()
            serving.wait()


def take(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for name, address, language, wanted in PICTURES:
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale=language, color_scheme="light")
            page = context.new_page()
            page.goto(site + address)
            page.locator(wanted).first.wait_for()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=ROOT / "docs" / f"web-{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
