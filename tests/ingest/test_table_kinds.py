"""Tables: columns named or found by their names in either language, every format by the library that others write it with."""

import io
import json
from datetime import date, datetime

import openpyxl
import polars
import pytest
from reading_raw import read

from fakes import CALM, STRIKE
from rasad.ingest import Columns
from rasad.kit import load_kit

KIT = load_kit()
ROWS = [("a1", STRIKE, "2024-02-03", "عنوان", "https://a.example/1"), ("a2", CALM, "2024-02-04", "", "")]
NAMES = ("المعرف", "نص الخبر", "تاريخ النشر", "العنوان", "Link")


def separated(mark, encoding="utf-8"):
    lines = [NAMES, *ROWS]
    return "\n".join(mark.join(f'"{value}"' for value in line) for line in lines).encode(encoding)


def excel(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("notes").append(["nothing here"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def parquet(rows, names):
    made = io.BytesIO()
    polars.DataFrame(rows, schema=list(names), orient="row").write_parquet(made)
    return made.getvalue()


TABLES = {
    "a.csv": separated(","),
    "b.csv": separated(";", "utf-8-sig"),
    "c.tsv": separated("\t"),
    "d.csv": separated(",", "cp1256"),
    "e.xlsx": excel([[], NAMES, *[(i, t, datetime.fromisoformat(d), h or None, u) for i, t, d, h, u in ROWS]]),
    "f.parquet": parquet([(i, t, date.fromisoformat(d), h, u) for i, t, d, h, u in ROWS], NAMES),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_gives_its_rows_with_columns_found_by_name(name):
    documents, failures, notes = read(name, TABLES[name])
    assert not failures
    assert [(d.id, d.text, d.published, d.title, d.url) for d in documents] == [
        ("a1", STRIKE, date(2024, 2, 3), "عنوان", "https://a.example/1"),
        ("a2", CALM, date(2024, 2, 4), None, None),
    ]
    assert sum("نص الخبر" in message for _, message in notes) == 1, "said once, not for each row"
    assert documents[0].origin.dated_by == "file" and documents[0].origin.place


def test_columns_that_are_named_come_first_also_nested_ones():
    rows = [{"n": 7, "text": "x", "body": {"ar": STRIKE}, "meta": {"when": "3/2/2024", "who": "وكالة"}}]
    named = Columns(text="body.ar", date="meta.when", outlet="meta.who", id="n")
    (document,), failures, _ = read("x.json", json.dumps(rows), columns=named, kit=KIT)
    assert not failures
    assert (document.id, document.text, document.outlet) == ("7", STRIKE, "وكالة")
    assert document.published == date(2024, 2, 3) and document.origin.dated == "likely"


def test_a_table_that_cannot_be_mapped_says_what_it_has():
    for data, columns in ((f"a,b\n{STRIKE},1", Columns()), (f"text,b\n{STRIKE},1", Columns(title="headline"))):
        _, (failure,), _ = read("x.csv", data, columns=columns)
        assert "no column" in failure.reason and "`b`" in failure.reason
    for name in TABLES:
        _, failures, _ = read(name, b"")
        assert len(failures) == 1


def test_a_bad_row_fails_alone():
    documents, failures, _ = read("x.csv", f'id,text,published\n1,"{STRIKE}\n{CALM}",2024-02-03\n2,english only,\n3,{CALM},no day\n4,{CALM},')
    assert [d.id for d in documents] == ["1", "4"] and "\n" in documents[0].text
    assert [f.item for f in failures] == ["x.csv:4", "x.csv:5"]
