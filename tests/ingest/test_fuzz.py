"""Bytes that nobody would write, and files of every kind damaged anywhere: documents, failures or notes come, and soon.

`RASAD_FUZZ=100 pytest tests/ingest/test_fuzz.py` tries a hundred times as many.
"""

import gzip
import json
from datetime import timedelta

from archives import warc, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import LINKED, page
from reading_raw import FUZZ, read
from test_chats import PAGE, PERSON, WHATSAPP, export
from test_kinds import ATOM, PAGES, PDF, RSS, letter, word_document
from test_table_kinds import TABLES

from fakes import CALM, STRIKE

SOON = timedelta(seconds=20)
WHOLE = {
    "x.pdf": PDF.read_bytes(),
    "x.docx": word_document(),
    "x.zip": zipped(a_dot_txt=STRIKE, b_dot_html=page()),
    "x.wacz": zipped(archive__data_dot_warc_dot_gz=warc(PAGES)),
    "x.warc": warc(PAGES, packed=False),
    "x.warc.gz": warc(PAGES),
    "x.json.gz": gzip.compress(json.dumps({"text": STRIKE}).encode()),
    "x.eml": letter(html=f"<p>{CALM}</p>").as_bytes(),
    "x.mbox": b"From x@private.example Sat Feb  3 23:30:00 2024\n" + letter().as_bytes(),
    "x.rss": RSS.format("utf-8").encode(),
    "x.xml": ATOM.encode(),
    "x.html": page(LINKED).encode(),
    "messages.html": PAGE.format(chat="x", sender=PERSON, first=STRIKE, second=CALM).encode(),
    "result.json": json.dumps(export("public_channel")).encode(),
    "x.jsonl": json.dumps({"text": STRIKE, "published": "2024-02-03"}).encode() * 2,
    **{f"WhatsApp Chat with {name}.txt": text.encode() for name, text in WHATSAPP.items()},
    **TABLES,
}
SUFFIXES = ["x", "x.gz", "x.mhtml", "x.json", "x.txt", *WHOLE]
BEGINNINGS = [
    b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"PAR1", b"WARC/1.0\r\n", b"<rss>", b"<html>", b"From x\nA: b\n",
    b"MIME-Version: 1.0\n", b"[3/2/2024, 10:11] a: ", b'{"type": 1, "messages": [',
]  # fmt: skip


@given(st.sampled_from(SUFFIXES), st.sampled_from(BEGINNINGS), st.binary(max_size=400))
@settings(max_examples=250 * FUZZ, deadline=SOON)
def test_any_bytes_give_documents_or_failures(name, beginning, rest):
    documents, failures, notes = read(name, beginning + rest)
    assert documents or failures or notes


@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 10**6), st.binary(min_size=1, max_size=30), st.booleans())
@settings(max_examples=150 * FUZZ, deadline=SOON)
def test_damaged_files_give_documents_or_failures(name, where, damage, cut):
    whole = WHOLE[name]
    where %= len(whole)
    documents, failures, notes = read(name, whole[:where] + damage + (b"" if cut else whole[where + len(damage) :]))
    assert documents or failures or notes
