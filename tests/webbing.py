"""The review application on a project of the sample reports: what the tests of its pages work with."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from starlette.testclient import TestClient

import rasad
from rasad.ingest import Intake, read_documents
from rasad.kit import Kit, load_kit
from rasad.project import Project
from rasad.project.add import add
from rasad.project.link import link_pending
from rasad.project.maker import present_maker
from rasad.web.app import make_app
from rasad.web.desk import Desk, Settings

SAMPLES = Path(rasad.__file__).parent / "data" / "samples"
HOST = "http://127.0.0.1"


@cache
def kit() -> Kit:
    return load_kit()


@cache
def _filled() -> Path:
    """A project of the sample reports, made once; each test works on a copy."""
    folder = mkdtemp(prefix="rasad-web-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "samples.rasad"
    with Project.create(file) as project:
        maker = present_maker()
        for _ in add(project, read_documents([SAMPLES], Intake()), kit(), maker):
            pass
        for _ in link_pending(project, kit(), maker):
            pass
    return file


def copy_of_samples(folder: Path) -> Path:
    """A project of the sample reports of one's own."""
    return Path(shutil.copy(_filled(), folder / "samples.rasad"))


def desk_on(file: Path, settings: Settings | None = None) -> Iterator[Desk]:
    with Project.open(file) as project:
        desk = Desk(project, kit(), present_maker(), settings)
        for _ in project.dossiers(kit=kit()):  # indexes
            break
        yield desk


def client_of(desk: Desk) -> TestClient:
    return TestClient(make_app(desk), base_url=HOST, raise_server_exceptions=False)
