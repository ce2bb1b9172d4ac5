"""Bytes in; the documents, failures and notes of a reading out."""

import os

from rasad.ingest import Failure, Intake, Raw, documents_of
from rasad.model import Document

FUZZ = int(os.environ.get("RASAD_FUZZ", "1"))  # so many times as many made-up inputs


def read(name, data, **terms):
    """What the bytes of a file of that name give; everything told is checked to be whole."""
    notes = []
    raw = data if isinstance(data, Raw) else Raw(name, data if isinstance(data, bytes) else data.encode())
    items = list(documents_of(raw, Intake(note=lambda item, message: notes.append((item, message)), **terms)))
    documents = [item for item in items if isinstance(item, Document)]
    failures = [item for item in items if isinstance(item, Failure)]
    assert len(documents) + len(failures) == len(items)
    assert all(f.item and f.stage and f.reason and f.advice for f in failures)
    assert all(d.text.strip() and d.id and d.origin and len(d.origin.sha256) == 64 for d in documents)
    for document in documents:
        (document.text + document.id).encode("utf-8")
    return documents, failures, notes
