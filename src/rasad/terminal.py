"""Makes document text safe to print: text as given in, one isolated run without control characters out."""

from __future__ import annotations

import re

FSI, PDI = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
# C0 and C1 controls (escape sequences), bidi embeddings, overrides, isolates and marks, lone surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text without characters that could move the cursor, reorder the line or fail to encode."""
    return _UNSAFE.sub("", text)


def isolate(text: str) -> str:
    """The printable text as one bidirectional run, so that Arabic does not reorder what stands around it."""
    return f"{FSI}{printable(text)}{PDI}"
