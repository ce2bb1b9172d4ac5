"""`rasad explain`: one text in, what every stage made of it on the screen."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from rasad.cli.options import kit_of, kit_option, published_option
from rasad.errors import ConfigurationError


@click.command()
@click.argument("text")
@published_option
@kit_option
def explain(text: str, published: date | None, kit_folders: tuple[Path, ...]) -> None:
    """Show which rule read what in TEXT, and why not.

    TEXT is the text itself, or - for standard input.

    \b
    rasad explain "..." --published 2024-02-03
    rasad explain - < report.txt
    """
    if text == "-":
        from rasad.ingest.decode import decode

        text, _ = decode(sys.stdin.buffer.read(), "standard input")
    if not text.strip():
        raise ConfigurationError("nothing to explain: the text is empty")
    from rasad.explain import explain_text, lines, trigger_places

    explained = explain_text(text, published, kit_of(kit_folders))
    for line in lines(explained, trigger_places(kit_folders)):
        click.echo(_styled(line))


# By the first word of a line: the eye should find decisions among the words.
_STYLES: dict[str, dict[str, Any]] = {
    "──": {"bold": True},
    "word": {"dim": True},
    "bound": {"fg": "green"},
    "read": {"fg": "green", "bold": True},
    "rejected": {"fg": "yellow"},
}


def _styled(line: str) -> str:
    """The line in the colour of its stage; click drops colours where no terminal is."""
    words = line.split(maxsplit=1)
    return click.style(line, **_STYLES[words[0]]) if words and words[0] in _STYLES else line
