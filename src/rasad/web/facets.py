"""What filters offer: the counts of what a view finds in, for each filter the values that may be chosen out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rasad.event import STATES
from rasad.project.tally import Group, Tally, groups
from rasad.web.desk import Desk
from rasad.web.filters import Filters
from rasad.web.labels import Labels

_FIRST = 8  # values of a filter that are shown; the rest is opened
_MOST = 60
# Filters that offer values, with what the tally calls them.
_KINDS = {
    "type": "type", "admin1": "admin1", "initiator": "initiators", "target": "targets", "grade": "grade", "state": "state",
    "reality": "reality",
}  # fmt: skip
_SIDES = ("initiator", "target")  # who asks for a group finds what its members do
_PLAIN = ("after", "before", "date", "published", "killed", "injured", "sources", "within", "id")


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter, its label, how many events choosing it would show, whether it is chosen."""

    value: str
    label: str
    count: int
    on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the values that it offers: the first and the rest."""

    name: str
    first: tuple[Option, ...]
    rest: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        """How many of its values are chosen."""
        return sum(option.on for option in (*self.first, *self.rest))


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, as a reader sees it, and the filters without it."""

    name: str
    label: str
    without: Filters
    plain: bool = False  # a figure or a day, written from left to right


def facets(desk: Desk, labels: Labels, filters: Filters, found: Tally) -> list[Facet]:
    """The filters that offer values. The counts of one are those without its own values, so that another can be chosen."""
    told: dict[str, Sequence[Group]] = {"type": found.types, "grade": found.grades, "reality": found.realities}
    made = []
    for name, kind in _KINDS.items():
        if name == "state":
            # Rejected events stay out of a view that does not ask for them, and can be asked for.
            counted: Sequence[Group] = _states(desk, filters, found)
        elif name in _SIDES:
            counted = groups(desk.project, desk.reader.query(filters.with_(name).query), kind, desk.kit.actors.above)
        elif filters.get(name) or name not in told:
            counted = groups(desk.project, desk.reader.query(filters.with_(name).query), kind)
        else:
            counted = told[name]
        made.append(_facet(name, counted, filters.get(name), namer(labels, name)))
    return [facet for facet in made if facet.first]


def namer(labels: Labels, name: str) -> Callable[[str], str]:
    """What names a value of a filter."""
    if name == "type":
        return labels.type
    if name in ("initiator", "target", "actor"):
        return labels.actor
    if name in ("admin1", "place", "country"):
        return labels.place
    return lambda value: labels.of(name, value)


def chips(labels: Labels, filters: Filters) -> list[Chip]:
    """The filters that are on, each value by itself."""
    made = []
    for name, values in filters.values:
        label = namer(labels, name)
        for value in values:
            without = filters.with_(name, *(v for v in values if v != value))
            made.append(Chip(name, label(value).replace(">=", "\u2265 ").replace("<=", "\u2264 "), without, name in _PLAIN))
    return made


def _states(desk: Desk, filters: Filters, found: Tally) -> Sequence[Group]:
    if filters.get("state") or filters.get("id"):
        return groups(desk.project, desk.reader.query(filters.with_("state", *STATES).query), "state")
    rejected = groups(desk.project, desk.reader.query(filters.with_("state", "rejected").query), "state")
    return [*(group for group in found.states if group.value != "rejected"), *rejected]


def _facet(name: str, counted: Iterable[Group], chosen: tuple[str, ...], label: Callable[[str], str]) -> Facet:
    options = [Option(one.value, label(one.value), one.sums.events, one.value in chosen) for one in counted if one.value]
    offered = {option.value for option in options}
    options += [Option(value, label(value), 0, True) for value in chosen if value not in offered]
    # What is chosen stands first: it must not hide among the rest.
    options.sort(key=lambda option: not option.on)
    first = max(_FIRST, sum(option.on for option in options))
    if len(options) <= first + 2:
        first = len(options)
    return Facet(name, tuple(options[:first]), tuple(options[first:_MOST]))
