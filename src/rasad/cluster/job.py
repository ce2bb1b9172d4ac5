"""What a worker does with a part of the input: Job and part in, its tables written and what came of it out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from rasad.cluster.parts import Part, items_of
from rasad.cluster.place import Place
from rasad.cluster.tables import document_row, failure_row, mention_rows, parquet
from rasad.errors import ConfigurationError
from rasad.export.columns import Row
from rasad.ingest import Columns, Failure, Intake
from rasad.ingest.columns import UNNAMED
from rasad.kit import Kit, load_kit
from rasad.pipeline import Coded, code_apart, code_documents
from rasad.project.maker import present_maker
from rasad.store.makers import Maker
from rasad.workers import spare_collector

_HELD = 20_000_000  # characters of text from which a file of a part is written
_TOLD = 20  # failures and notes of a part that are told to whoever started the run


@dataclass(frozen=True, slots=True)
class Job:
    """A run: where its results go, by which code and kit it is read, and on which terms (`published`, `columns`: see Intake)."""

    place: Place
    maker: Maker
    published: date | None = None
    kit_folders: tuple[Path, ...] = ()
    columns: Columns = UNNAMED


@dataclass(frozen=True, slots=True)
class Done:
    """A finished part: its number, its files by table, what came of its documents; some failures and notes for people."""

    part: int
    files: tuple[str, ...]
    documents: int
    mentions: int
    failed: int
    failures: tuple[Failure, ...] = ()
    notes: tuple[tuple[str, str, int], ...] = ()

    def to_bytes(self) -> bytes:
        """As JSON, for the manifest."""
        return json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "backslashreplace")

    @staticmethod
    def from_bytes(data: bytes) -> Done:
        """What `to_bytes` wrote."""
        told = json.loads(data)
        failures = tuple(Failure(**one) for one in told.pop("failures"))
        notes = tuple(tuple(note) for note in told.pop("notes"))
        return Done(**told | {"files": tuple(told["files"])}, failures=failures, notes=notes)


def manifest_name(part: int) -> str:
    """The file that says a part is finished; written last."""
    return f"manifest/part-{part:06}.json"


def file_name(table: str, name: str) -> str:
    """A file of a table; `name` is that of the manifest for its part."""
    return f"{table}/{name}.parquet"


class _Held:
    """The kit of this process, loaded when it is first asked for; a worker may have several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kits: dict[tuple[Path, ...], tuple[Maker, Kit]] = {}

    def kit(self, job: Job) -> Kit:
        """The kit of a job. ConfigurationError where this process would read by other code or another kit."""
        with self._lock:
            if job.kit_folders not in self._kits:
                for folder in job.kit_folders:
                    if not folder.is_dir():
                        raise ConfigurationError(f"{folder}: a worker has no such folder; put the kit where all can read it")
                self._kits = {job.kit_folders: (present_maker(job.kit_folders), load_kit(job.kit_folders))}
                spare_collector()
            maker, kit = self._kits[job.kit_folders]
        if maker != job.maker:
            raise ConfigurationError(
                f"a worker has Rasad {maker.code} with kit {maker.kit}, this run needs {job.maker.code} with {job.maker.kit}; "
                "install the same on all"
            )
        return kit


held = _Held()


def code_part(job: Job, number: int, part: Part) -> Done:
    """Codes a part and writes its tables, then its manifest: done twice, it leaves the same files."""
    return _coded(job, number, part, apart=False)


def code_part_apart(job: Job, number: int, part: Part) -> Done:
    """The same by a process of its own that reads documents in processes of their own.

    For a part that has killed its worker: the document that does so fails by name, and the rest is read. A worker itself
    may not have children that multiprocessing knows of.
    """
    day = job.published.isoformat() if job.published else None
    terms = [asdict(job.maker), day, list(map(str, job.kit_folders)), asdict(job.columns)]
    told = json.dumps([job.place.url, *terms, number, asdict(part)])
    command = [sys.executable, "-m", "rasad.cluster.apart"]
    run = subprocess.run(command, input=told.encode(), capture_output=True, check=False)
    if run.returncode:
        last = run.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise ConfigurationError(f"{part.name}: cannot be read ({' '.join(last) or f'exit code {run.returncode}'})")
    return Done.from_bytes(run.stdout)


def apart(told: bytes) -> Done:
    """What the process does that `code_part_apart` starts."""
    url, maker, day, folders, columns, number, part = json.loads(told)
    published = date.fromisoformat(day) if day else None
    job = Job(Place(url), Maker(**maker), published, tuple(map(Path, folders)), Columns(**columns))
    return _coded(job, number, Part(tuple(part["urls"]), part["start"], part["end"]), apart=True)


def _coded(job: Job, number: int, part: Part, apart: bool) -> Done:
    kit = held.kit(job)
    writing = _Writing(job.place, number)
    intake = Intake(job.published, note=writing.note, kit=kit, columns=job.columns)
    documents = items_of(part, intake)
    for result in code_apart(documents, kit, 1) if apart else code_documents(documents, kit):
        writing.take(result)
    return writing.done()


@dataclass(slots=True)
class _Writing:
    """The tables of one part: gathered, and written file by file before they grow large."""

    place: Place
    number: int
    rows: dict[str, list[Row]] = field(default_factory=lambda: {"documents": [], "mentions": [], "failures": []})
    size: int = 0
    files: list[str] = field(default_factory=list)
    documents: int = 0
    mentions: int = 0
    failures: list[Failure] = field(default_factory=list)
    failed: int = 0
    noted: Counter[str] = field(default_factory=Counter)
    notes: dict[str, str] = field(default_factory=dict)

    def note(self, item: str, message: str) -> None:
        self.noted[message] += 1
        self.notes.setdefault(message, item)

    def take(self, result: Coded | Failure) -> None:
        if isinstance(result, Failure):
            self.failed += 1
            if len(self.failures) < _TOLD:
                self.failures.append(result)
            self.rows["failures"].append(failure_row(result))
            return
        self.documents += 1
        self.mentions += len(result.mentions)
        self.size += len(result.document.text)
        self.rows["documents"].append(document_row(result))
        self.rows["mentions"] += mention_rows(result)
        if self.size >= _HELD:
            self._flush()

    def done(self) -> Done:
        if any(self.rows.values()):
            self._flush()
        notes = tuple((message, self.notes[message], count) for message, count in self.noted.most_common(_TOLD))
        counts = (self.documents, self.mentions, self.failed)
        made = Done(self.number, tuple(self.files), *counts, tuple(self.failures), notes)
        self.place.put(manifest_name(self.number), made.to_bytes())
        return made

    def _flush(self) -> None:
        name = f"part-{self.number:06}-{len(self.files):03}"
        for table, rows in self.rows.items():
            self.place.put(file_name(table, name), parquet(table, rows))
            rows.clear()
        self.files.append(name)
        self.size = 0

