"""A desk and a client of the application for each test, on a copy of the sample project."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browser, site
from starlette.testclient import TestClient

from rasad.web.desk import Desk
from webbing import client_of, copy_of_samples, desk_on

__all__ = ["browser", "site"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from desk_on(copy_of_samples(tmp_path))


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return client_of(desk)
