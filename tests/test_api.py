import builtins
import pickle
import subprocess
import sys
from datetime import date, datetime

import pytest

import rasad
import rasad.api
from fakes import STRIKE, fake_read
from rasad.errors import ConfigurationError, SourceError


@pytest.fixture(autouse=True)
def _reader(monkeypatch):
    monkeypatch.setattr(rasad.api, "read", fake_read)
    monkeypatch.setattr(rasad.api, "_built_in", lambda overlays: None)


def test_public_names_are_few_and_there():
    assert len(rasad.__all__) <= 8
    assert all(getattr(rasad, name) for name in rasad.__all__) and set(dir(rasad)) == set(rasad.__all__)
    with pytest.raises(AttributeError):
        rasad.nothing  # noqa: B018


@pytest.mark.parametrize("published", ["2024-02-03", date(2024, 2, 3), datetime(2024, 2, 3, 12)])
def test_code(published):
    mentions = rasad.code(STRIKE, published=published, outlet="o")
    assert len(mentions) == 1 and mentions[0].when.start == date(2024, 2, 2)
    assert "air_strike | unknown > syria_gov" in repr(mentions)
    (told,) = mentions.to_dicts()
    assert told["outlet"] == "o" and told["trigger"]["quote"] == "قصفت"


def test_without_a_date_nothing_is_guessed():
    assert rasad.code(STRIKE)[0].when is None


def test_frames(monkeypatch):
    mentions = rasad.code(STRIKE)
    assert mentions.to_frame().loc[0, "killed_low"] == 3
    genuine = builtins.__import__

    def without_pandas(name, *args, **kwargs):
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return genuine(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(ConfigurationError, match="pip install"):
        mentions.to_frame()


def test_mentions_survive_pickling():
    mentions = rasad.code(STRIKE)
    again = pickle.loads(pickle.dumps(mentions))
    assert again == mentions and again.to_dicts() == mentions.to_dicts()


@pytest.mark.parametrize("text", ["", "english only", "\x00\x01"])
def test_unreadable_text_raises(text):
    with pytest.raises(SourceError):
        rasad.code(text)


def test_wrong_arguments():
    with pytest.raises(ConfigurationError):
        rasad.code(STRIKE, published="yesterday")
    for published in ("0001-01-01", date(1, 1, 1)):
        with pytest.raises(ConfigurationError, match="no date of publication"):
            rasad.code(STRIKE, published=published)
    with pytest.raises(TypeError):
        rasad.code(b"bytes")
    with pytest.raises(TypeError):
        rasad.code(STRIKE, published=20240203)


def test_importing_is_quick():
    code = "import sys, rasad; print([m for m in sys.modules if m.startswith('rasad.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "['rasad.compiled']"
