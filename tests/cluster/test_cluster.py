"""Coding and linking on real workers gives what one machine gives, also where workers are killed and documents kill them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars
import pytest
from click.testing import CliRunner
from distributed import Client

from cluster.poison.sitecustomize import MARK
from rasad.cli import main
from rasad.cluster.job import Job
from rasad.cluster.link import link_run
from rasad.cluster.parts import parts_of
from rasad.cluster.place import Place
from rasad.cluster.run import begin, code_parts
from rasad.cluster.tables import TABLES, rows_of
from rasad.errors import ConfigurationError
from rasad.ingest import Columns, Intake, read_documents
from rasad.kit import DATA, load_kit
from rasad.link.files import link_reports
from rasad.pipeline import Coded, code_documents
from rasad.project.maker import present_maker
from rasad.store.records import to_plain

POISON = Path(__file__).parent / "poison"


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two workers, each a process of its own on a port of its own."""
    path = os.pathsep.join([str(POISON), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = os.environ | {"PYTHONPATH": path, "RASAD_POISON": "1", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"], env=env, stderr=subprocess.PIPE, text=True
    )
    address = next(line.split()[-1] for line in scheduler.stderr if "Scheduler at:" in line)
    common = [address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    workers = [subprocess.Popen([*dask, "worker", *common], env=env, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            yield client
    finally:
        for process in (*workers, scheduler):
            process.terminate()
        for process in (*workers, scheduler):
            process.wait(30)
        scheduler.stderr.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Samples two times, by another outlet, with copies, a report given twice, a bad line and a document that kills its reader."""
    path = tmp_path_factory.mktemp("reports") / "reports.jsonl"
    samples = [json.loads(file.read_text("utf-8")) for file in sorted((DATA / "samples").glob("*.json"))[:20]]
    rows = []
    for turn, year in enumerate(("2022", "2022")):
        for sample in samples:
            row = {key: sample[key] for key in ("text", "outlet", "title") if sample.get(key)}
            row |= {"id": f"{sample['id']}-{turn}", "outlet": f"{row.get('outlet')} {turn}"}
            rows.append(row | {"published": year + str(sample.get("published") or "2022-02-03")[4:]})
    rows.append({"id": "poisoned", "text": f"{MARK} {samples[0]['text']}", "published": "2022-02-03"})
    written = [json.dumps(row, ensure_ascii=False) for row in rows]
    written[20:20] = ["{no json}"]
    path.write_text("\n".join([*written, written[5]]) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def coded(cluster, reports, tmp_path_factory):
    """The reports coded on the cluster, of which a worker is killed in the middle."""
    place = Place(str(tmp_path_factory.mktemp("coded")))
    parts, job = parts_of([str(reports)], 6_000), Job(place, present_maker())
    assert len(parts) > 5
    results = []
    for done in code_parts(cluster, job, parts, begin(job, parts)):
        results.append(done)
        if len(results) == 2:
            busy = [worker for worker, tasks in cluster.processing().items() if tasks]
            pid = cluster.run(os.getpid, workers=busy[:1]).popitem()[1]
            os.kill(pid, signal.SIGKILL)
    return job, parts, results


def table(place, name, columns):
    return [row for file in place.names(name) for row in rows_of(place.get(f"{name}/{file}"), columns)]


def alone(reports):
    """The same on one machine, without the document that kills its reader."""
    sound = [item for item in read_documents([reports], Intake()) if getattr(item, "id", "") != "poisoned"]
    return [result for result in code_documents(sound, load_kit()) if isinstance(result, Coded)]


def test_a_killed_worker_loses_and_repeats_nothing(coded, reports):
    job, parts, results = coded
    assert sorted(done.part for done in results) == list(range(len(parts)))
    here = alone(reports)
    told = {mention.id: to_plain(mention) for one in here for mention in one.mentions}
    rows = table(job.place, "mentions", ("id", "document", "record"))
    # The report given twice has a number on one machine; parts know nothing of each other.
    twice = [one for one in here if one.document.id.endswith("#2")]
    expected = sorted(key for one in here for m in one.mentions for key in [m.id] if one not in twice)
    again = {m.id for one in here for m in one.mentions if one.document.id == twice[0].document.id.removesuffix("#2")}
    assert sorted(row["id"] for row in rows) == sorted([*expected, *again])
    assert all(json.loads(row["record"]) == json.loads(json.dumps(told[row["id"]])) for row in rows)
    documents = table(job.place, "documents", ("id", "text", "mentions"))
    assert len(documents) == len(here) and sum(row["mentions"] for row in documents) == len(rows)
    assert sum(done.documents for done in results) == len(documents)


def test_a_document_that_kills_its_reader_fails_alone(coded):
    job, _, results = coded
    failures = table(job.place, "failures", tuple(TABLES["failures"]))
    assert sorted(row["stage"] for row in failures) == ["parse", "read"]
    assert {row["item"] for row in failures if row["stage"] == "read"} == {"poisoned"}
    assert sum(done.failed for done in results) == 2


def test_what_is_finished_is_not_done_again(coded, cluster):
    job, parts, results = coded
    finished = begin(job, parts)
    assert {done.part: done.files for done in finished} == {done.part: done.files for done in results}
    assert list(code_parts(cluster, job, parts, finished)) == []
    with pytest.raises(ConfigurationError, match="another run"):
        begin(replace(job, maker=replace(job.maker, kit="other")), parts)
    with pytest.raises(ConfigurationError, match="inputs"):
        begin(job, parts[1:])


def test_a_worker_of_another_kit_is_refused(cluster, reports, tmp_path):
    job = Job(Place(str(tmp_path)), replace(present_maker(), kit="other"))
    with pytest.raises(ConfigurationError, match="install the same on all"):
        list(code_parts(cluster, job, parts_of([str(reports)]), []))


def test_linking_gives_the_events_of_one_machine_record_by_record(coded, cluster, reports):
    job, parts, _ = coded
    linked = link_run(cluster, job, len(parts))
    here = [one for one in alone(reports) if not one.document.id.endswith("#2")]
    expected = link_reports([(one.document, one.mentions) for one in here], load_kit())
    records = {event.id: json.loads(json.dumps(to_plain(event))) for event, _ in expected}
    rows = table(job.place, "events", ("id", "record"))
    assert any(len(told) > 2 for _, told in expected), "nothing here is told several times"
    assert len({t.copies for _, told in expected for t in told}) < len(here), "there are no copies here"
    assert {row["id"]: json.loads(row["record"]) for row in rows} == records and len(rows) == len(records)
    ties = {(row["event"], row["mention"]) for row in table(job.place, "links", ("event", "mention"))}
    assert ties == {(event.id, t.mention.id) for event, told in expected for t in told}
    assert (linked.events, linked.mentions) == (len(expected), len(ties))


def test_columns_given_by_name_are_read_on_workers(cluster, tmp_path):
    texts = [json.loads(file.read_text("utf-8"))["text"] for file in sorted((DATA / "samples").glob("*.json"))[:3]]
    rows = {"No": ["a", "b", "c"], "Narrative": texts, "Day": ["2022-02-03"] * 3}
    polars.DataFrame(rows).write_csv(tmp_path / "cases.csv")
    columns = Columns(text="Narrative", date="Day")
    parts, job = parts_of([str(tmp_path / "cases.csv")]), Job(Place(str(tmp_path / "coded")), present_maker(), columns=columns)
    assert [done.documents for done in code_parts(cluster, job, parts, begin(job, parts))] == [3]
    here = code_documents(read_documents([tmp_path / "cases.csv"], Intake(columns=columns)), load_kit())
    told = {mention.id for one in here for mention in one.mentions}
    assert {row["id"] for row in table(job.place, "mentions", ("id",))} == told and len(told) > 3


def test_the_command_line_codes_links_and_goes_on(tmp_path):
    reports, out = tmp_path / "reports", tmp_path / "coded"
    reports.mkdir()
    for file in sorted((DATA / "samples").glob("*.json"))[:8]:
        (reports / file.name).write_bytes(file.read_bytes())
    command = ["code", str(reports), "--cluster", "local", "--jobs", "1", "-o", str(out)]
    first = CliRunner().invoke(main, [*command, "--link"])
    assert first.exit_code == 0, first.output
    assert "8 documents read" in first.output and "events" in first.output and "dashboard: http://127.0.0.1:" in first.output
    assert polars.read_parquet(out / "events" / "*.parquet").height > 5
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 0 and "1 of 1 parts are finished already" in again.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cluster", "local"], "name it with -o"),
        (["--cluster", "local", "-o", str(DATA / "samples" / "out")], "lies in an input"),
        (["--cluster", "tcp://127.0.0.1:9", "-o", "x"], "no Dask scheduler answers"),
        (["--cluster", "nonsense", "-o", "x"], "give one such as tcp://host:8786"),
        (["https://news.example/1", "--cluster", "local", "-o", "x"], "fetched by one machine"),
    ],
)
def test_wrong_calls_say_what_to_do(options, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("rasad.cluster.run._PATIENCE", "2s")
    result = CliRunner().invoke(main, ["code", str(DATA / "samples"), *options])
    assert result.exit_code == 2 and said in result.output
