"""The filters of a view: what the address of a page asks for in, a query of the search language and addresses out.

Every view can be cited: its filters are its address. Names are those of the search language (docs/search.md), so that the
same filters choose what the list, the map, the JSON interface, exports and reports show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

# What may stand in an address, in the order of the query. Those in _MANY take several values, any of which may hold.
_MANY = (
    "type", "actor", "initiator", "target", "weapon", "place", "country", "admin1", "grade", "state", "reality", "attribution",
    "outlet", "source", "has", "lacks",
)  # fmt: skip
_ONE = ("after", "before", "date", "published", "killed", "injured", "sources", "within", "id")
_PLAIN = re.compile(r"[\w.<>=-]+")  # a value that needs no quotation marks
_ID = re.compile(r"[0-9A-Za-z_.-]+")  # a value that stands in an address as it is
NAMES = ("q", *_MANY, *_ONE)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a view, by name; words typed freely under `q`."""

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Iterable[str]] | Iterable[tuple[str, str]]) -> Filters:
        """Those among the parts of an address that are filters; empty ones and doubles left out."""
        pairs = ((name, value) for name, all in given.items() for value in all) if isinstance(given, Mapping) else given
        found: dict[str, dict[str, None]] = {}
        for name, value in pairs:
            if name in NAMES and (value := " ".join(value.split())):
                found.setdefault(name, {})[value] = None
        return cls(tuple((name, tuple(found[name])) for name in NAMES if name in found))

    def get(self, name: str) -> tuple[str, ...]:
        """The values of a filter."""
        return dict(self.values).get(name, ())

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.values

    @property
    def query(self) -> str:
        """The query of the search language that asks for the same. Without a filter by state, what was rejected stays out."""
        told = bool(self.get("state") or self.get("id")) or "state:" in " ".join(self.get("q"))
        return self.plain if told else f"{self.plain} -state:rejected".lstrip()

    @property
    def plain(self) -> str:
        """The query that asks for what the filters tell and nothing else."""
        parts: list[str] = []
        for name, values in self.values:
            if name == "q":
                parts += [f"({value})" if " OR " in value else value for value in values]
            elif name == "lacks":
                parts += [f"-has:{quoted(value)}" for value in values]
            elif name in _MANY:
                parts.append(f"{name}:{','.join(map(quoted, values))}")
            else:
                parts += [f"{name}:{quoted(value)}" for value in values]
        return " ".join(parts)

    def with_(self, name: str, *values: str) -> Filters:
        """The same with these values for one filter; with none without it."""
        others = [(key, value) for key, all in self.values if key != name for value in all]
        return Filters.of(others + [(name, value) for value in values])

    def toggled(self, name: str, value: str) -> Filters:
        """The same with a value added to a filter, or taken out where it is there."""
        now = self.get(name)
        return self.with_(name, *(v for v in now if v != value)) if value in now else self.with_(name, *now, value)

    def address(self, path: str, **more: str | int) -> str:
        """The address of a page with these filters; `more` are parts that are no filters, as the page's number."""
        beside = (f"{name}={value}" if _ID.fullmatch(str(value)) else urlencode({name: value}) for name, value in more.items())
        told = "&".join(filter(None, (_encoded(self.values), *beside)))
        return f"{path}?{told}" if told else path


@lru_cache(500)
def _encoded(values: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return urlencode([(name, value) for name, all in values for value in all])


def quoted(value: str) -> str:
    """A value as the search language takes it, in quotation marks where it needs them."""
    plain = value.replace('"', " ").strip()
    return plain if _PLAIN.fullmatch(plain) else f'"{plain}"'
