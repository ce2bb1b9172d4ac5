"""Rasad: Arabic conflict reports in, cited event records out. `rasad.code(text)` is all that most callers need."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rasad.compiled import use

if TYPE_CHECKING:
    from rasad.api import code
    from rasad.errors import RasadError
    from rasad.extract.read import read
    from rasad.kit import load_kit
    from rasad.model import Document, EventMention, Span

use()  # the compiled reader, where there is one

__version__ = "0.1.0"
__all__ = ["Document", "EventMention", "RasadError", "Span", "__version__", "code", "load_kit", "read"]

# Loaded when first asked for, so that `import rasad` and `rasad --help` stay quick.
_HOMES = {
    "code": "rasad.api",
    "RasadError": "rasad.errors",
    "read": "rasad.extract.read",
    "load_kit": "rasad.kit",
    "Document": "rasad.model",
    "EventMention": "rasad.model",
    "Span": "rasad.model",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rasad' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
