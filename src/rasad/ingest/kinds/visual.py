"""A line of text in the order in which it is drawn, from left to right, in; the order in which it is read out."""

from __future__ import annotations

import re
import unicodedata

from rasad.ingest.decode import ARABIC_LETTER

# What runs from left to right within Arabic: numbers with their signs, Latin words.
_LEFT_TO_RIGHT = re.compile(r"[^\W_\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc](?:[0-9A-Za-z\u00c0-\u024f.,:/%@_-]| (?=[A-Za-z]))*|[\u0660-\u0669][\u0660-\u0669.,:/\u066b\u066c-]*")
_CLUSTER = re.compile(r".[\u064b-\u0652\u0670]*", re.DOTALL)
_GAP = re.compile("([(\\[\u00ab]) | (?=[)\\]\u00bb\u060c\u061b.])")  # around brackets and before stops, where glyphs stand apart
_MIRRORED = str.maketrans("()[]{}<>\u00ab\u00bb\u2039\u203a", ")(][}{><\u00bb\u00ab\u203a\u2039")


def read_order(line: str) -> str:
    """The line as it is read, letters drawn in the shape of their place as letters; a line without Arabic as it is."""
    if not ARABIC_LETTER.search(line):
        return " ".join(line.split())
    turned = "".join(reversed(_CLUSTER.findall(line.translate(_MIRRORED))))
    forwards = "".join(_pieces(turned))
    return _GAP.sub(r"\1", " ".join(unicodedata.normalize("NFKC", forwards).split()))


def _pieces(turned: str) -> list[str]:
    """The pieces of a turned line, those that run from left to right turned back."""
    pieces: list[str] = []
    last = 0
    back = turned[::-1]
    spans = [(len(turned) - m.end(), len(turned) - m.start()) for m in _LEFT_TO_RIGHT.finditer(back)]
    for start, end in sorted(spans):
        pieces += [turned[last:start], turned[start:end][::-1].translate(_MIRRORED)]
        last = end
    return [*pieces, turned[last:]]
