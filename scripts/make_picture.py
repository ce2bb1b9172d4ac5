"""Makes docs/demo.svg: the table that `rasad code` prints for one sample report.

`python scripts/make_picture.py`. What is shown depends on the reading, so no test asks whether it is fresh.
"""

from __future__ import annotations

import io
import re

from generated import DATA, settle
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from rasad.cli.screen import print_table
from rasad.ingest import Intake, read_documents
from rasad.kit import load_kit
from rasad.pipeline import Coded, code_documents

SHOWN = ("sample-30",)
WIDTH = 132
THEME = TerminalTheme(
    (253, 253, 251),
    (40, 40, 40),
    [
        (40, 40, 40),
        (170, 40, 40),
        (30, 110, 60),
        (140, 100, 0),
        (30, 80, 160),
        (120, 50, 130),
        (0, 110, 120),
        (90, 90, 90),
    ],
)
# rich's own sheet fetches fonts from a server; a picture of an offline tool must not.
FONT_FACES = re.compile(r"@font-face\s*\{[^}]*\}\s*")
# A stretched line tears Arabic letters apart; the isolates that a terminal needs are only boxes to some viewers.
TEXT = re.compile(r"<text[^>]*>[^<]*</text>")
STRETCH = re.compile(r' textLength="[^"]*"')
ARABIC = re.compile("[\u0600-\u06ff]")
ISOLATES = re.compile("[\u2066-\u2069]|&#82(?:94|95|96|97);")


def main() -> None:
    documents = read_documents([DATA / "samples" / f"{name}.json" for name in SHOWN], Intake())
    results = [r for r in code_documents(documents, load_kit()) if isinstance(r, Coded)]
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print("$ rasad code reports/", highlight=False)
    print_table(results, console)
    picture = console.export_svg(title="rasad", theme=THEME, unique_id="rasad")
    picture = TEXT.sub(unstretched, FONT_FACES.sub("", picture))
    settle({"docs/demo.svg": re.sub(r"<!--.*?-->\s*", "", picture)})


def unstretched(text: re.Match[str]) -> str:
    """A line of the picture, without the stretching if it holds Arabic."""
    line = ISOLATES.sub("", text[0])
    return STRETCH.sub("", line) if ARABIC.search(line) else line


if __name__ == "__main__":
    main()
