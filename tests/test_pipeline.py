import subprocess
import sys
import time

import pytest

import rasad.pipeline as pipeline
from fakes import CALM, STRIKE, fake_read
from rasad.ingest import Failure
from rasad.model import Document
from rasad.pipeline import Coded, code_documents

NO_KIT = None  # the stand-in reading needs none


@pytest.fixture(autouse=True)
def _reader(monkeypatch):
    monkeypatch.setattr(pipeline, "read", fake_read)


def documents(n, **odd):
    return [odd.get(f"d{i}", Document(f"d{i}", STRIKE if i % 2 else CALM)) for i in range(n)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_order_is_kept_and_failures_pass(jobs):
    lost = Failure("x", "open", "no such file", "Check the name.")
    items = documents(75, d3=lost)
    results = list(code_documents(iter(items), NO_KIT, jobs))
    assert results[3] == lost
    assert [r.document for r in results if isinstance(r, Coded)] == [d for d in items if d is not lost]
    assert all(len(r.mentions) == (r.document.text == STRIKE) for r in results if isinstance(r, Coded))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_raising_document_becomes_a_failure(jobs):
    results = list(code_documents(documents(20, d5=Document("d5", "ينفجرالقارئ")), NO_KIT, jobs))
    assert results[5].item == "d5" and results[5].stage == "read" and "no such luck" in results[5].reason
    assert sum(isinstance(r, Coded) for r in results) == 19


def test_a_killed_worker_is_named_and_the_rest_is_read():
    killer = {f"d{i}": Document(f"d{i}", "يموتالقارئ") for i in (7, 40, 41)}
    results = list(code_documents(documents(60, **killer), NO_KIT, jobs=2))
    failed = [r.item for r in results if isinstance(r, Failure)]
    assert failed == ["d7", "d40", "d41"]
    assert [r.document.id for r in results if isinstance(r, Coded)] == [
        f"d{i}" for i in range(60) if i not in (7, 40, 41)
    ]


def test_results_come_while_the_input_is_still_open():
    """Whoever reads from a pipe sees the first records before the last document is written."""
    handed = []

    def stream():
        for number, document in enumerate(documents(40)):
            if number == 14:
                time.sleep(1)  # enough for workers to answer; a fast one changes nothing
            assert number < 35 or handed, "nothing was handed on before the input ended"
            yield document

    for result in code_documents(stream(), NO_KIT, jobs=2):
        handed.append(result.document.id)
    assert handed == [f"d{i}" for i in range(40)]


def test_a_single_document_needs_no_other_process(monkeypatch):
    monkeypatch.setattr(pipeline, "ProcessPoolExecutor", None)
    assert [r.document.id for r in code_documents(documents(1), NO_KIT, jobs=8)] == ["d0"]


def test_long_documents_are_not_heaped_up():
    """What flies is bounded by characters too: a run over huge documents holds a few of them."""
    taken = []

    def stream():
        for number in range(60):
            taken.append(number)
            yield Document(f"d{number}", STRIKE + " و" * 60_000)

    results = code_documents(stream(), NO_KIT, jobs=2)
    next(results)
    results.close()
    assert len(taken) < 30


def test_inputs_are_taken_as_needed():
    taken = []

    def stream():
        for document in documents(5000):
            taken.append(document)
            yield document

    results = code_documents(stream(), NO_KIT, jobs=2)
    next(results)
    results.close()
    assert len(taken) < 500


def test_workers_leave_when_their_parent_is_killed():
    """A worker whose parent was killed would otherwise wait for work for ever."""
    script = """
import time
import rasad.pipeline as pipeline
from rasad.model import Document
def slow(document, kit):
    print(document.id, flush=True)
    time.sleep(0.5)
    return ()
pipeline.read = slow
list(pipeline.code_documents((Document(str(i), "x") for i in range(999)), None, 2))
"""
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline()
    run.kill()
    # The pipe ends only when every process that holds it has gone.
    run.communicate(timeout=60)


def test_a_worker_ends_when_told_to_though_its_parent_would_not():
    """The command line answers SIGTERM with an exception; a worker that did so too would wait on, and its parent with it."""
    script = """
import os, signal, sys, time
import rasad.pipeline as pipeline
from rasad.model import Document
def stopped(number, frame):
    raise SystemExit(7)
signal.signal(signal.SIGTERM, stopped)
def slow(document, kit):
    if document.id == "1":
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    return ()
pipeline.read = slow
for result in pipeline.code_documents((Document(str(i), "x") for i in range(9)), None, 2):
    print(getattr(result, "reason", "coded"), flush=True)
"""
    run = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, timeout=50, check=True)
    assert run.stdout.splitlines() == ["coded", "the process reading it died (killed, or out of memory)", *["coded"] * 7]
