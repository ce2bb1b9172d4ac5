from __future__ import annotations

from pathlib import Path

import pytest

import rasad
from rasad.kit.text import TextData, load_text

FOLDER = Path(rasad.__path__[0]) / "data" / "text"


@pytest.fixture(scope="session")
def data() -> TextData:
    return load_text(FOLDER)
