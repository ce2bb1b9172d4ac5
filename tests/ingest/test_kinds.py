"""Feeds, letters, PDF, Word, archives: what is read, what is refused and why."""

import gzip
import io
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from archives import warc, zipped
from pages import LINKED, NEWS, page
from reading_raw import read

from fakes import CALM, STRIKE
from rasad.ingest import unpacking
from rasad.kit import load_kit

KIT = load_kit()
PDF = Path(__file__).parent / "files" / "report.pdf"
RSS = f"""<?xml version="1.0" encoding="{{}}"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>شبكة الوادي</title><item><title>قصف</title><link>https://a.example/1</link><pubDate>Sat, 03 Feb 2024 23:30:00 +0300</pubDate>
<description>{STRIKE[:10]}</description><content:encoded><![CDATA[<p>{STRIKE}</p><p>{CALM}</p><script>x()</script>]]></content:encoded></item>
<item><title>هدوء</title><link>https://a.example/2</link><description>{CALM}</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>شبكة الوادي</title><entry><title>قصف</title><id>urn:1</id>
<link href="https://a.example/1"/><published>2024-02-03T10:00:00Z</published><content type="html">&lt;p&gt;{STRIKE}&lt;/p&gt;&lt;p&gt;{CALM}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(("told", "really"), [("utf-8", "utf-8"), ("utf-8", "cp1256"), ("windows-1256", "utf-8")])
def test_a_feed_whatever_it_says_of_its_encoding(told, really):
    documents, failures, _ = read("x.xml", RSS.format(told).encode(really))
    assert not failures
    assert [(d.title, d.text, d.url, d.published) for d in documents] == [
        ("قصف", f"{STRIKE}\n{CALM}", "https://a.example/1", date(2024, 2, 3)),
        ("هدوء", CALM, "https://a.example/2", None),
    ]
    assert documents[0].outlet == "شبكة الوادي" and documents[0].origin.dated_by == "feed"


def test_atom_and_a_feed_that_declares_entities():
    (document,), _, _ = read("x", ATOM)
    assert document.text == f"{STRIKE}\n{CALM}" and document.published == date(2024, 2, 3)
    laughs = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>'
    _, (failure,), _ = read("x.rss", laughs)
    assert "entities" in failure.reason


def letter(**parts):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "سالم <salem@private.example>", "desk@private.example", "قصف على بلدة"
    made["Date"] = "Sat, 03 Feb 2024 23:30:00 +0300"
    made.set_content(parts.get("plain", STRIKE))
    if "html" in parts:
        made.add_alternative(parts["html"], subtype="html")
    if "file" in parts:
        made.add_attachment(parts["file"], maintype="application", subtype="pdf", filename="x.pdf")
    return made


def test_letters_without_who_wrote_them():
    alone = letter(html=f"<p>{CALM}</p>", file=b"%PDF").as_bytes()
    box = b"".join(b"From x@private.example Sat Feb  3 23:30:00 2024\n" + each.as_bytes() + b"\n" for each in (letter(), letter(plain="no"), letter(plain=CALM)))
    for name, data, texts in (("x.eml", alone, [STRIKE]), ("x.mbox", box, [STRIKE, CALM])):
        documents, failures, notes = read(name, data)
        assert [d.text.strip() for d in documents] == texts and len(failures) == (name == "x.mbox")
        assert documents[0].title == "قصف على بلدة" and documents[0].published == date(2024, 2, 3)
        assert "private.example" not in f"{documents}{failures}{notes}"
        assert any("attachment" in note for _, note in notes) == (name == "x.eml")
    _, (failure,), _ = read("x.mbox", "From x@private.example Sat Feb  3 23:30:00 2024\n")
    assert "without a letter" in failure.reason and "private" not in str(failure)


def test_a_page_saved_as_one_file():
    made = EmailMessage()
    made["Snapshot-Content-Location"] = "https://wadi.example/n/1"
    made["Date"] = "Mon, 05 Feb 2024 10:00:00 -0000"
    made.set_content(page(LINKED), subtype="html", cte="quoted-printable")
    made.make_related()
    (document,), failures, _ = read("x.mhtml", made.as_bytes())
    assert not failures and all(line in document.text for line in NEWS)
    assert document.url == "https://wadi.example/n/1" and document.origin.retrieved == "2024-02-05T10:00:00+00:00"


def test_a_pdf_as_a_browser_prints_it():
    (document,), failures, _ = read("x.pdf", PDF.read_bytes(), kit=KIT)
    assert not failures and document.published == date(2022, 8, 25)
    paragraphs = document.text.split("\n")
    assert paragraphs[0] == "قصف على بلدة في ريف دير الزور"
    assert paragraphs[2].startswith("قصفت طائرة مسيرة مجهولة مقرا") and paragraphs[2].endswith("في المدينة.")
    assert "المؤدية إلى المقر (المبنى رقم 12) ومنعت الأهالي" in paragraphs[3]


def test_a_pdf_without_letters_is_refused():
    from pypdf import PdfWriter

    made, locked = io.BytesIO(), io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(made)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    for data, reason in ((made.getvalue(), "scan"), (locked.getvalue(), "encrypted"), (PDF.read_bytes()[:9000], "")):
        documents, (failure,), _ = read("x.pdf", data)
        assert not documents and reason in failure.reason


def word_document():
    made = io.BytesIO()
    file = docx.Document()
    file.core_properties.author = "سالم الفلاني"
    file.add_paragraph("الثلاثاء 25 آب 2022")
    file.add_paragraph(STRIKE)
    table = file.add_table(1, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = CALM
    file.save(made)
    return made.getvalue()


def test_a_word_document_with_a_table():
    for name in ("x.docx", "y"):
        (document,), failures, _ = read(name, word_document(), kit=KIT)
        assert document.text == f"الثلاثاء 25 آب 2022\n{STRIKE}\n{CALM}" and document.published == date(2022, 8, 25)
        assert not failures and "سالم" not in str(document)


PAGES = [
    ("https://wadi.example/1", 200, "text/html; charset=utf-8", page(LINKED).encode()),
    ("https://wadi.example/x.png", 200, "image/png", b"\x89PNG" * 50),
    ("https://wadi.example/2", 404, "text/html", page().encode()),
    ("https://wadi.example/3", 200, "text/html", page(news=NEWS[:1]).encode("cp1256")),
]


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_of_the_web_and_half_of_one(packed):
    data = warc(PAGES, packed)
    documents, failures, notes = read("x.warc.gz" if packed else "x.warc", data)
    assert [d.url for d in documents] == ["https://wadi.example/1", "https://wadi.example/3"] and not failures
    assert documents[0].origin.retrieved == "2024-02-05T10:00:00+00:00" and "2 record(s)" in str(notes)
    assert not {d.id for d in documents} & {"1", "3"}, "addresses are no ids"
    many = warc([PAGES[0]] * 40 + PAGES, packed)
    documents, failures, _ = read("x.warc", many[: len(many) // 2])
    assert (packed or len(documents) > 10) and "damaged" in failures[-1].reason


def test_archives_in_archives_of_every_kind():
    inner = zipped(a_dot_txt=STRIKE, web_dot_warc=warc(PAGES[:1]))
    data = zipped(b__c_dot_html=page(), x_dot_png="x", inner_dot_zip=inner, d_dot_jsonl_dot_gz=gzip.compress(f'{{"text": "{CALM}"}}\n{{'.encode()))
    documents, failures, notes = read("all.zip", data)
    assert [d.origin.place for d in documents] == ["!b/c.html", "!inner.zip!a.txt", "!inner.zip!web.warc!https://wadi.example/1", "!d.jsonl.gz!d.jsonl:1"]
    assert [f.item for f in failures] == ["all.zip!d.jsonl.gz!d.jsonl:2"] and "x.png" in str(notes)
    wacz = zipped(datapackage_dot_json="{}", pages__pages_dot_jsonl='{"text": "x"}', archive__data_dot_warc_dot_gz=warc(PAGES))
    documents, failures, _ = read("x.wacz", wacz)
    assert len(documents) == 2 and not failures


def test_archives_that_mean_harm_are_refused_member_by_member(monkeypatch):
    monkeypatch.setattr(unpacking, "LIMITS", unpacking.Limits(ratio_from=100_000))
    bomb = "x" * 3_000_000
    data = zipped(a_dot_txt=STRIKE, bomb_dot_txt=bomb, __etc__x_dot_txt=STRIKE)
    data = data.replace(b"/etc/x.txt", b"../bad.txt")
    documents, failures, _ = read("x.zip", data)
    assert [d.text for d in documents] == [STRIKE]
    assert [f.reason.split()[0] for f in failures] == ["it", "its"]
    for _ in range(5):
        data = zipped(inner_dot_zip=data)
    _, (failure,), _ = read("deep.zip", data)
    assert "within 3 archives" in failure.reason


def test_an_encrypted_member_is_named():
    data = bytearray(zipped(a_dot_txt=STRIKE))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + flags] |= 1
    _, (failure,), _ = read("x.zip", bytes(data))
    assert failure.item == "x.zip!a.txt" and failure.reason == "encrypted"
