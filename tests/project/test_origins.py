"""Where reports come from is stored with them; the bytes they were taken from are kept once and given back as they were."""

import gzip
import hashlib
import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from fakes import CALM, STRIKE, fake_read
from rasad import pipeline
from rasad.cli import main
from rasad.errors import ConfigurationError
from rasad.ingest import Intake, read_documents
from rasad.project.add import add
from rasad.project.check import Checked, check
from rasad.project.raws import Raws
from rasad.project.source import bytes_of, source_of
from rasad.store.schema import raw
from reports import MAKER

TABLE = f'id,text,date\na,"{STRIKE}",2024-02-03\nb,"{CALM}",2024-02-04\n'
PAGE = f"<html><head><meta name=author content='هيئة'></head><body><article><p>{STRIKE}</p></article></body></html>".encode("cp1256")
LONG = " ".join(f"كلمة{n}" for n in range(60))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "read", fake_read)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.html").write_bytes(PAGE)
    (tmp_path / "in" / "table.csv").write_text(TABLE)
    return tmp_path / "in"


def added(project, folder, keep):
    project.raws = Raws() if keep else None
    kinds = [o.kind for o in add(project, read_documents([folder], Intake(keep=project.keep)), None, MAKER)]
    assert not keep or not project.raws._waiting, "what is stored or known is held no longer"
    return kinds


def kept(project):
    with project.reading() as connection:
        return connection.scalar(select(func.count()).select_from(raw))


def test_origins_come_back_and_bytes_are_kept_once(project, folder):
    assert added(project, folder, keep=True) == ["new", "copy", "new"]
    page, first, second = (source_of(project, name) for name in ("page", "a", "b"))
    assert page.document.origin.author == "هيئة" and page.document.origin.media == "text/html"
    assert first.document.origin.dated_by == "file" and first.document.origin.place == ":2"
    assert kept(project) == 2, "one table for its two rows"
    assert bytes_of(project, page) == PAGE and bytes_of(project, second) == TABLE.encode()
    assert hashlib.sha256(PAGE).hexdigest() == page.document.origin.sha256
    assert added(project, folder, keep=True) == ["known"] * 3 and kept(project) == 2
    assert not list(check(project, Checked()))


def test_what_was_not_to_be_kept_or_was_changed_is_told(project, folder):
    added(project, folder, keep=False)
    with pytest.raises(ConfigurationError, match="were not kept"):
        bytes_of(project, source_of(project, "page"))
    (folder / "page.html").write_bytes(PAGE.replace(b"</article>", f"<p>{CALM}</p></article>".encode("cp1256")))
    (folder / "table.csv").unlink()
    added(project, folder, keep=True)
    with project.writing() as connection:
        connection.execute(text("UPDATE raw SET packed = :damaged"), {"damaged": b"x"})
    faults = [fault for fault in check(project, Checked()) if fault.what.startswith("the source")]
    assert len(faults) == 1 and not faults[0].derived


def test_copies_are_counted_apart_in_the_order_in_which_they_come(project, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "read", fake_read)
    rows = [{"text": f"{LONG} ذيل{n}", "outlet": f"موقع{n}", "url": f"https://{n}.example/1"} for n in range(3)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, [rows[2], {"text": CALM}, rows[0]])))
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, [rows[1], rows[0], rows[1] | {"text": f"{LONG} ذيل آخر"}])))
    assert added(project, tmp_path / "a.jsonl", keep=False) == ["new", "new", "copy"]
    assert added(project, tmp_path / "b.jsonl", keep=False) == ["copy", "known", "corrected"]


def test_the_commands(folder, tmp_path):
    where, back = str(tmp_path / "p.rasad"), tmp_path / "back.html"
    run = CliRunner().invoke(main, ["add", str(folder), "-p", where, "--keep-raw", "--jobs", "1"])
    assert run.exit_code == 0 and "2 new, 1 copies, 0 corrected, 0 already there, 0 failed" in run.output
    shown = CliRunner().invoke(main, ["source", "page", "-p", where])
    assert "windows-1256" not in shown.output and "sha256" in shown.output and "kept" in shown.output
    assert CliRunner().invoke(main, ["source", "page", "-p", where, "-o", str(back)]).exit_code == 0 and back.read_bytes() == PAGE
    assert "no report" in CliRunner().invoke(main, ["source", "zz", "-p", where]).output
    kept_in = tmp_path / "raw"
    run = CliRunner().invoke(main, ["code", str(folder), "--keep-raw", str(kept_in), "-o", str(tmp_path / "o.jsonl"), "--jobs", "1"])
    assert run.exit_code == 0 and {gzip.decompress(p.read_bytes()) for p in kept_in.iterdir()} == {PAGE, TABLE.encode()}
    line = json.loads((tmp_path / "o.jsonl").read_text().splitlines()[0])
    assert (kept_in / f"{line['origin']['sha256']}.gz").exists()
