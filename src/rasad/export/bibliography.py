"""Writes the reports that tell events as a bibliography: dossiers in, BibTeX entries out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.event import Dossier
from rasad.export.order import Order
from rasad.export.rows import Sources
from rasad.model import Document

# What each field of an entry holds.
FIELDS = {
    "title": "title of the report; its outlet and day where it has none",
    "author": "the outlet, in braces of its own: no person's name",
    "organization": "the outlet",
    "url": "address",
    "date": "day of publication (for biblatex), absent where unknown",
    "year": "its year",
    "month": "its month",
    "langid": "arabic",
}
_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
# In an address only what would end the field or the line is written as its percent code.
_ADDRESS = {"{": "%7B", "}": "%7D", "\\": "%5C", '"': "%22", " ": "%20", "\n": "%0A", "\r": "%0D", "\t": "%09"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def pieces(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    """One entry for each report, once."""
    sources = Sources()
    told = (told for dossier in dossiers for told in sources.new(dossier))
    for report in order.tally.count("sources", told):
        yield entry(report.document_key, report.document)


def entry(key: str, document: Document) -> str:
    """The entry of a report, as @online."""
    day, outlet = document.published, document.outlet
    title = document.title or ", ".join(filter(None, (outlet, day.isoformat() if day else ""))) or "Untitled report"
    fields = {
        "title": f"{{{_escaped(title)}}}",
        "author": f"{{{_escaped(outlet)}}}" if outlet else "",
        "organization": _escaped(outlet or ""),
        "url": "".join(_ADDRESS.get(c, c) for c in document.url or ""),
        "date": day.isoformat() if day else "",
        "year": str(day.year) if day else "",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if day:
        lines.append(f"  month = {_MONTHS[day.month - 1]},\n")
    return f"@online{{rasad-{key},\n{''.join(lines)}  langid = {{arabic}},\n}}\n\n"


def _escaped(text: str) -> str:
    """Text on one line that TeX takes as it is."""
    return "".join(_ESCAPED.get(c, c) for c in " ".join(text.split()))
