"""Fills README.md: the example from a sample report, the figures from annotated sets.

`python scripts/fill_readme.py [NAME=FOLDER ...]`; each FOLDER of annotated documents becomes a column, after the samples.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from generated import DATA, current, settle, table

from rasad.cli.screen import cells
from rasad.evaluate.gold import GoldDocument, load_gold, predictions_of
from rasad.evaluate.score import FIELDS, Scores, score
from rasad.export.benchmark import events_of
from rasad.ingest import Intake, read_documents
from rasad.kit import Kit, load_kit
from rasad.pipeline import Coded, code_documents

EXAMPLE = "sample-30"
LABELS = {
    "events": "events found",
    "record": "whole record right",
    "who": "who",
    "whom": "to whom",
    "where": "where",
    "when": "when",
}


def filled(page: str, name: str, text: str) -> str:
    """The page with the text between the marks of that name."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    assert pattern.search(page), f"the page has no place for {name}"
    return pattern.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def example(kit: Kit) -> str:
    """A sample report and its records as a table."""
    documents = read_documents([DATA / "samples" / f"{EXAMPLE}.json"], Intake())
    (coded,) = (r for r in code_documents(documents, kit) if isinstance(r, Coded))
    document = coded.document
    told = "\n>\n".join(f"> {line}" for line in document.text.split("\n") if line.strip())
    rows = []
    for mention in coded.mentions:
        shown = cells(mention, document.text)
        where = ", ".join(name if role == "location" else f"{name} ({role})" for name, role in shown.places)
        rows.append((shown.date.replace("\n", ""), shown.type, shown.who, where, ", ".join(shown.tolls), shown.quote))
    return f"A composed report, published {document.published}:\n\n{told}\n\nbecomes:\n\n" + table(
        ("date", "type", "who > whom", "where", "toll", "quote"), rows
    )


def scored(documents: list[GoldDocument], kit: Kit) -> tuple[Scores, float]:
    """The scores of reading the documents now, and the milliseconds it took for each."""
    start = time.perf_counter()
    results = [r for r in code_documents((d.document for d in documents), kit) if isinstance(r, Coded)]
    took = 1000 * (time.perf_counter() - start) / len(documents)
    return score(documents, {r.document.id: predictions_of(events_of(r.mentions)) for r in results}), took


def figures(sets: dict[str, Path], kit: Kit) -> str:
    """A table of precision, recall and F1 for each set."""
    header, columns = [""], []
    for name, folder in sets.items():
        documents = load_gold(folder)
        scores, took = scored(documents, kit)
        characters = sum(len(d.document.text) for d in documents) // len(documents)
        column = [
            f"{t.precision:.2f} / {t.recall:.2f} / {t.f1:.2f}"
            for t in (scores.totals[k] for k in ("events", "record", *FIELDS))
        ]
        column.append(f"{took:.1f} ms of {characters} characters")
        header.append(f"{name} ({len(documents)} documents)")
        columns.append(column)
    labels = [LABELS.get(k, k) for k in ("events", "record", *FIELDS)] + ["a document, one core"]
    rows = [(label, *values) for label, *values in zip(labels, *columns, strict=True)]
    return "Precision / recall / F1:\n\n" + table(tuple(header), rows)


def main() -> None:
    kit = load_kit()
    sets = {"samples": DATA / "samples"}
    for argument in sys.argv[1:]:
        name, _, folder = argument.partition("=")
        sets[name] = Path(folder)
    page = current("README.md") or ""
    settle({"README.md": filled(filled(page, "example", example(kit)), "figures", figures(sets, kit))})


if __name__ == "__main__":
    main()
