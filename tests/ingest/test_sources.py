import io
import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_raw import FUZZ

from fakes import CALM, STRIKE
from rasad.ingest import Failure, Intake, read_documents
from rasad.model import Document

DAY = date(2024, 2, 3)


def run(*inputs, stdin=b"", **terms):
    notes = []
    intake = Intake(note=lambda item, message: notes.append((item, message)), **terms)
    items = list(read_documents(inputs, intake, io.BytesIO(stdin)))
    documents = [item for item in items if isinstance(item, Document)]
    failures = [item for item in items if isinstance(item, Failure)]
    assert all(f.item and f.stage and f.reason and f.advice for f in failures)
    for document in documents:
        (document.text + document.id).encode("utf-8")
    return documents, failures, notes


def row(**values):
    return json.dumps({"text": STRIKE} | values, ensure_ascii=False)


def test_text_file(tmp_path):
    file = tmp_path / "report.txt"
    file.write_bytes(b"\xef\xbb\xbf" + f"{STRIKE}\r\n".encode())
    (document,), failures, _ = run(file, published=DAY)
    assert document == Document("report", f"{STRIKE}\r\n", published=DAY) and not failures


def test_json_object_list_and_lines(tmp_path):
    (tmp_path / "a.json").write_text(
        row(title="ت", outlet="و", url="u", published="2024-01-05T23:00:00+03:00", events=[], other=1)
    )
    (tmp_path / "b.json").write_text(f"[{row(id='b1')}, {row(id=7)}]")
    (tmp_path / "c.jsonl").write_text(f"{row(id='c1')}\n\n{row()}\n")
    documents, failures, _ = run(tmp_path, published=DAY)
    assert not failures
    assert documents[0] == Document("a", STRIKE, "ت", "و", "u", date(2024, 1, 5))
    assert [d.id for d in documents[1:4]] == ["b1", "7", "c1"]
    assert len(documents[4].id) == 16 and documents[4].published == DAY


def test_a_bad_line_fails_alone_with_its_number(tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_text(f'{row(id="a")}\n{{"text": "نص\n[1]\n{row(text=5)}\n{{"words": "نص"}}\n{row(id="z")}')
    documents, failures, _ = run(file)
    assert [d.id for d in documents] == ["a", "z"]
    assert [f.item.rsplit(":", 1)[1] for f in failures] == ["2", "3", "4", "5"]
    assert "words" in failures[3].reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("The town was shelled yesterday, the army said.", "not Arabic"),
        ("12345 !!!", "not Arabic"),
        ("گفت که پلیس چند نفر را در شهر بزرگ گرفت و گزارش را چاپ کرد. " * 4, "Persian"),
        (STRIKE.encode().decode("latin-1"), "garbled"),
        ("<!DOCTYPE html><html><body></body></html>", "no article"),
    ],
)
def test_text_that_cannot_be_read_is_refused(tmp_path, text, reason):
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    documents, (failure,), _ = run(tmp_path / "x.txt")
    assert not documents and reason in failure.reason


def test_size_limits(tmp_path):
    (tmp_path / "big.txt").write_text(STRIKE * 20)
    (tmp_path / "big.jsonl").write_text(
        f"{row(text=STRIKE * 20)}\n{row(text=STRIKE * 200)}\n{row(id='small')}\n"
    )
    documents, failures, _ = run(tmp_path, limit=1000)
    assert [d.id for d in documents] == ["small"]
    assert [f.item.rsplit("/", 1)[1] for f in failures] == ["big.jsonl:1", "big.jsonl:2", "big.txt"]


def test_a_line_of_a_million_characters_is_read():
    (document,), failures, _ = run("-", stdin=(STRIKE * 14000).encode())
    assert len(document.text) > 1_000_000 and not failures


def test_folder_with_a_bad_file_other_kinds_and_hidden_ones(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "ok.txt").write_text(STRIKE)
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02\x03" * 9)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / ".hidden.txt").write_text(STRIKE)
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    documents, failures, notes = run(tmp_path)
    assert [d.id for d in documents] == ["ok"]
    assert sorted(Path(f.item).name for f in failures) == ["bad.txt", "lost.txt"]
    assert sorted(Path(item).name for item, _ in notes) == ["photo.jpg", "pipe.txt"]


def test_unreadable_file_and_folder(tmp_path, monkeypatch):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(STRIKE)
    original = type(tmp_path).open

    def refusing(self, *args, **kwargs):
        if self.name == "b.txt":
            raise PermissionError(13, "Permission denied", str(self))
        return original(self, *args, **kwargs)

    monkeypatch.setattr(type(tmp_path), "open", refusing)
    documents, (failure,), _ = run(tmp_path)
    assert [d.id for d in documents] == ["a", "c"]
    assert "permission" in failure.reason


def test_missing_file_empty_folder_and_foreign_format(tmp_path):
    (tmp_path / "empty").mkdir()
    _, failures, _ = run(tmp_path / "none.txt", tmp_path / "empty", "bad\x00name")
    assert [f.stage for f in failures] == ["open"] * 3


def test_ids_are_unique_and_files_read_once(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "a.txt").write_text(STRIKE)
    (tmp_path / "one" / "a.txt").write_text(CALM)
    documents, _, notes = run(tmp_path, tmp_path / "a.txt")
    assert [d.id for d in documents] == ["a", "a#2"]
    assert len(notes) == 2


def test_dates(tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_text(
        "\n".join(
            row(published=p)
            for p in ("2024-01-02", "", None, "05/01/2024", 1704067200, "2024-13-01", "٢٠٢٤-٠١-٠٢", "0001-01-01")
        )
    )
    documents, failures, _ = run(file)
    assert [d.published for d in documents] == [date(2024, 1, 2), None, None]
    assert all("no date of publication" in f.reason for f in failures) and len(failures) == 5
    documents, failures, notes = run(file, published=DAY)
    assert not failures and len([n for n in notes if "stands in" in n[1]]) == 5


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (f"{row(id='a')}\n{row(id='b')}\n", ["a", "b"]),
        (json.dumps(json.loads(row(id="a")), indent=1), ["a"]),
        (f"[{row(id='a')},\n{row(id='b')}]", ["a", "b"]),
        (f"\n\n{row(id='a')}", ["a"]),
        ("﻿" + row(id="a"), ["a"]),
    ],
)
def test_standard_input_is_told_apart(raw, ids):
    documents, failures, _ = run("-", stdin=raw.encode())
    assert [d.id for d in documents] == ids and not failures


def test_standard_input_as_text_even_with_a_bracket_first():
    (document,), failures, _ = run("-", stdin=f"[خاص] {STRIKE}".encode(), published=DAY)
    assert document.text.startswith("[خاص]") and document.published == DAY and not failures


def test_lines_under_the_name_of_json(tmp_path):
    (tmp_path / "x.json").write_text(f"{row(id='a')}\n{row(id='b')}\nhalf")
    documents, failures, _ = run(tmp_path / "x.json")
    assert [d.id for d in documents] == ["a", "b"] and len(failures) == 1


def test_unpaired_surrogates_keep_offsets():
    raw = '{"id": "\\udc00x", "title": "\\ud800", "text": "' + STRIKE + ' \\ud800 \\ud83d\\ude00"}'
    (document,), failures, notes = run("-", stdin=raw.encode())
    assert document.text == STRIKE + " \ufffd 😀" and document.id == "\ufffdx"
    assert not failures and "surrogate" in notes[0][1]


def test_adversarial_json():
    for raw in (
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"text": ' + "9" * 10_000 + "}",
        "{}",
        "[]",
        "[[]]",
        "null\n",
    ):
        documents, failures, _ = run("-", stdin=raw.encode())
        assert not documents and len(failures) == 1


def test_bidi_overrides_stay_in_the_text():
    (document,), _, _ = run("-", stdin=("\u202e" + STRIKE).encode())
    assert document.text.startswith("\u202e")


@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
    )
)
@settings(max_examples=150 * FUZZ, deadline=timedelta(seconds=20))
def test_any_bytes_give_documents_or_failures(raw):
    documents, failures, _ = run("-", stdin=raw)
    assert documents or failures


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda v: st.lists(v, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "text", "title", "url", "published", "x"]), JSON | st.just(STRIKE), max_size=6
    )
)
@settings(max_examples=100 * FUZZ, deadline=timedelta(seconds=20))
def test_any_row_gives_a_document_or_a_failure(values):
    documents, failures, _ = run("-", stdin=json.dumps(values).encode())
    assert len(documents) + len(failures) == 1
