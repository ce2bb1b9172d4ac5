"""Lines as they were set on a page in; paragraphs, a line each, out."""

from __future__ import annotations

from collections.abc import Iterable

_ENDS = tuple(".!?:\u061f\u2026\u06d4")
_CLOSING = "\"')]\u00bb\u201d\u2019 "
_FULL = 0.6  # share of the longest line from which a line goes on in the next one


def joined(lines: Iterable[str]) -> str:
    """The lines with those of one paragraph in one: a line that is full and ends no sentence goes on in the next."""
    kept = [line.strip() for line in lines]
    lengths = sorted(len(line) for line in kept if line)
    full = _FULL * lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    found: list[str] = []
    goes_on = False
    for line in kept:
        if not line:
            continue  # also between pages, where a sentence may go on
        if goes_on:
            found[-1] += f" {line}"
        else:
            found.append(line)
        goes_on = len(line) >= full and not line.rstrip(_CLOSING).endswith(_ENDS)
    return "\n".join(found)
