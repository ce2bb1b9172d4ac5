"""Finds casualty figures: a sentence of folded text and FigureData in, tolls and counted quantities out."""

from __future__ import annotations

from rasad.extract.figures_groups import GroupReader
from rasad.extract.figures_reading import Quantity, Toll
from rasad.extract.figures_tolls import TollReader
from rasad.extract.figures_words import Cut, tokenise
from rasad.kit.figures import FigureData

__all__ = ["Quantity", "Toll", "find_quantities", "find_tolls"]


def find_tolls(text: str, start: int, end: int, figures: FigureData, cut: Cut | None = None) -> list[Toll]:
    """The killed and injured told in text[start:end], a sentence of folded text; ordered by offset.

    Figures of the same kind stay apart. Those that share cue_start and are no part of another are coordinated
    under one word ("3 soldiers and 2 officers were killed") and may be added. A toll with `part_of` set never is.
    A sentence without a word of `figures.triggers` tells none: whoever has its words at hand (`cut`) need not ask.
    """
    tokens = tokenise(text, start, end, figures, cut)
    return TollReader(tokens, GroupReader(tokens, figures).read(), figures).read()


def find_quantities(text: str, start: int, end: int, figures: FigureData) -> list[Quantity]:
    """Every counted number told in text[start:end], of persons or things; shares and "less than" are left out."""
    tokens = tokenise(text, start, end, figures)
    return [
        Quantity(tokens[g.first].core, tokens[g.last - 1].end, g.low, g.high, g.form)
        for g in GroupReader(tokens, figures).read()
        if g.explicit and not g.void
    ]
