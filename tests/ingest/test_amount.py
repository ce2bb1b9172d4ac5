import json
import os

import pytest
from archives import zipped

import rasad.ingest.amount as counting
from rasad.ingest import Amount, Intake, amount_of, read_documents

TEXT = "قصفت طائرة مسيرة مقرا في البلدة."
ROW = json.dumps({"text": TEXT})


@pytest.fixture
def folder(tmp_path):
    """One of everything that counts, and of what does not."""
    files = {
        "a.txt": TEXT,
        "b.json": ROW,
        "c.jsonl": f"{ROW}\n\n  \r\n{ROW}\n{{}}\n{ROW}",
        "d.ndjson": "\n",
        "e.pdf": "left out of a folder",
        ".f.txt": TEXT,
        "deep/g.TXT": TEXT,
        "deep/.h/i.txt": TEXT,
        "deep/j.txt": "",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "again.txt").hardlink_to(tmp_path / "a.txt")
    (tmp_path / "lost.txt").symlink_to("nowhere")
    os.mkfifo(tmp_path / "k.txt")
    return tmp_path


def read(*inputs):
    return len(list(read_documents(inputs, Intake())))


def test_the_amount_is_what_a_reading_gives(folder):
    (folder / "empty").mkdir()
    (folder / "reports").write_text(f"\n{ROW}\n{ROW}\n")
    (folder / "report").write_text(TEXT)
    inputs = [folder, folder / "c.jsonl", folder / "e.pdf", folder / "none", "a\0b"]
    inputs += [folder / "empty", folder / "reports", folder / "report"]
    assert amount_of(inputs) == Amount(read(*inputs)) == Amount(17)


def test_what_holds_many_is_estimated_and_of_archives_nothing_is_said(tmp_path):
    kinds = {
        "a.csv": f"text,id\n{TEXT},1\n{TEXT},2\n",
        "b.xml": f"<rss><channel><item><title>{TEXT}</title></item><item><title>{TEXT}</title></item></channel></rss>",
        "c.json": json.dumps({"type": "public_channel", "messages": [{"type": "message", "text": TEXT}] * 2}),
        "d.txt": f"3/2/2024, 10:00 - a: {TEXT}\n3/2/2024, 10:01 - b: {TEXT}\n",
        "e.mbox": f"From a\nSubject: x\n\n{TEXT}\n\nFrom b\nSubject: y\n\n{TEXT}\n",
    }
    for name, content in kinds.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert amount_of([tmp_path / name]) == Amount(2, exact=False), name
        assert read(tmp_path / name) == 2
    (tmp_path / "f.zip").write_bytes(zipped(a_dot_txt=TEXT))
    assert amount_of([tmp_path]) is None


def test_a_list_is_estimated_by_its_texts(tmp_path):
    rows = [{"text": TEXT, "title": 'the "text" of'}, {"text" : TEXT}, {"text": TEXT}]  # fmt: skip
    for name in ("a.json", "b"):
        (tmp_path / name).write_text(json.dumps(rows, indent=1))
        assert amount_of([tmp_path / name]) == Amount(3, exact=False)
        assert read(tmp_path / name) == 3


def test_a_large_file_is_estimated_by_its_first_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(counting, "_COUNTED", 20_000)
    monkeypatch.setattr(counting, "_SAMPLED", 10_000)
    (tmp_path / "a.jsonl").write_text(f"{ROW}\n" * 1000)
    assert amount_of([tmp_path / "a.jsonl"]) == Amount(1000, exact=False)


def test_a_line_longer_than_a_piece_counts_once(tmp_path, monkeypatch):
    monkeypatch.setattr(counting, "_PIECE", 10)
    (tmp_path / "a.jsonl").write_text(f"{ROW}\n   {'':20}\n{ROW}")
    assert amount_of([tmp_path / "a.jsonl"]) == Amount(2)


def test_a_stream_has_no_amount_and_is_not_opened(folder):
    assert amount_of([folder, "-"]) is None
    assert amount_of([folder / "k.txt"]) is None
    assert amount_of([]) == Amount(0)
