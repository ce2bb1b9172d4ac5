"""The languages of the application: a request in, the language that it is answered in and the texts of it out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.requests import Request

_FOLDER = Path(__file__).parent.parent / "data" / "web"
LANGUAGES = ("en", "ar")
DIRECTIONS = {"en": "ltr", "ar": "rtl"}
COOKIE = "rasad_lang"


class Texts:
    """The texts of the application in one language, by key; `{name}` in a text is filled by an argument."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language, self.texts = language, texts

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return DIRECTIONS[self.language]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of the key, which must be there."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is a text of the key."""
        return key in self.texts


@cache
def texts_of(language: str) -> Texts:
    """All texts of a language, from `data/web/*.toml`: tables of keys, each with one text a language."""
    found: dict[str, str] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        for table, entries in tomllib.loads(file.read_text("utf-8")).items():
            for key, both in entries.items():
                found[f"{table}.{key}"] = both[language]
    return Texts(language, found)


def language_of(request: Request) -> str:
    """What the address asks for by `lang=`, else what was chosen before, else what the browser prefers, else English."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if asked in LANGUAGES:
        return asked
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LANGUAGES:
            return tag
    return LANGUAGES[0]
