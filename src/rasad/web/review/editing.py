"""The form in which a field is corrected: an event and a field in, what the form shows out; what was posted in, a value out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasad.errors import ConfigurationError
from rasad.event import Told
from rasad.kit import Kit
from rasad.model import GeoPrecision, TimePrecision, number_told
from rasad.project.overlay import value_of_event, value_of_mention
from rasad.project.values import LABELS, NOT_TOLD, ROLES, checked, from_words
from rasad.project.view import View
from rasad.web.desk import Desk

LISTS = ("initiators", "targets", "weapons")
_LOOKED_UP = {"initiators": "actors", "targets": "actors", "weapons": "weapons", "place": "places"}
_EMPTY = 2  # lines more than there are values, to be filled
_LINES = 30


@dataclass(frozen=True, slots=True)
class Editor:
    """The form for one field. `about` is the id of what is corrected: the event, or the key of one mention.

    `texts` are the values of its inputs by name; `choices` the codes that may be chosen; `lookup` what a type-ahead looks up.
    """

    field: str
    about: str
    mentions: tuple[Told, ...]
    texts: Mapping[str, list[str]]
    choices: tuple[str, ...] = ()
    lookup: str = ""
    codes: tuple[int, ...] = ()

    def text(self, name: str) -> str:
        """The value of an input that is there once."""
        return (self.texts.get(name) or [""])[0]


def editor(desk: Desk, found: View, field: str, about: str, typed: Mapping[str, list[str]] | None) -> Editor:
    """The form for a field of an event; `typed` is what was typed before, where it could not be taken."""
    by_key = {told.key: told for told in found.dossier.told}
    mention = by_key.get(about)
    event = found.dossier.event
    texts = typed if typed is not None else _texts(field, value_of_event(event, field) if mention is None else value_of_mention(mention.mention, field))
    choices = tuple(sorted(desk.kit.types)) if field == "type" else LABELS.get(field, ())
    codes: tuple[int, ...] = ()
    if field in ("place", "when"):
        codes = tuple(int(code) for code in (GeoPrecision if field == "place" else TimePrecision))
    return Editor(field, mention.key if mention else event.id, found.dossier.told, texts, choices, _LOOKED_UP.get(field, ""), codes)


def _texts(field: str, value: Any) -> dict[str, list[str]]:
    """A canonical value as the inputs of the form hold it."""
    if field in LISTS:
        return {"value": [item["id"] for item in value][:_LINES] + [""] * _EMPTY}
    if value is None:
        return {"none": ["1"]} if field in ("place", "when", "killed", "injured") else {}
    if field == "place":
        # A precision belongs to its place or days: it is not carried over to what is typed instead.
        own = () if value["id"] else ("lat", "lon", "precision")
        return {"value": [value["id"] or value["name"]], **{name: [_plain(value[name])] for name in ("role", *own)}}
    if field == "when":
        return {name: [_plain(value[name])] for name in ("start", "end")}
    if field in ("killed", "injured"):
        best = value["best"] if value["best"] != value["low"] else None
        now = {"value": [number_told(value["low"], value["high"])], "best": [_plain(best)]}
        return now | {"was": now["value"], "was_best": now["best"]}
    return {"value": [str(value)]}


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def posted(field: str, form: Mapping[str, Sequence[str]], kit: Kit) -> Any:
    """The canonical value that a form asks for; ConfigurationError where it is none."""
    values = [" ".join(value.split()) for value in form.get("value", ())]
    values = [value for value in values if value]
    if field in LISTS:
        return from_words(field, ",".join(values) or NOT_TOLD, kit)
    one = {name: (given[0].strip() if given else "") for name, given in form.items()}
    if one.get("none") and not values and not one.get("start") and not one.get("lat"):
        return from_words(field, NOT_TOLD, kit)
    if field == "place":
        return _place(values[0] if values else "", one, kit)
    if field == "when":
        return _when(one, kit)
    if not values:
        raise ConfigurationError(f"{field}: nothing is given" + (f"; write 3, 3-5 or 3+, or choose {NOT_TOLD!r}" if field in ("killed", "injured") else ""))
    value = from_words(field, values[0].replace("\u2013", "-"), kit)
    carried_over = values[0] != one.get("was") and one.get("best") == one.get("was_best")  # the best figure of what stood there before
    if field in ("killed", "injured") and one.get("best") and value is not None and not carried_over:
        return checked(field, value | {"best": _number(field, one["best"])}, kit)
    return value


def _place(words: str, one: Mapping[str, str], kit: Kit) -> Any:
    """A place of the gazetteer, or a point on the map with a name."""
    more: dict[str, Any] = {}
    if one.get("role") in ROLES:
        more["role"] = one["role"]
    if one.get("precision"):
        more["precision"] = _number("place, precision", one["precision"])
    if one.get("lat") or one.get("lon"):
        try:
            more |= {"lat": float(one.get("lat", "")), "lon": float(one.get("lon", ""))}
        except ValueError:
            raise ConfigurationError(f"place: {one.get('lat')!r}, {one.get('lon')!r} is no point; write degrees as 35.02 and 40.45") from None
        known = words in kit.places.places
        return checked("place", more | ({"id": words} if known else {"name": words}), kit)
    if not words:
        raise ConfigurationError("place: nothing is given; write a name or an id, or click the map")
    base = from_words("place", words, kit)
    # The precision of the row stands unless another was chosen for it.
    return checked("place", {"id": base["id"], "name": base["name"]} | more, kit) if base["id"] else base


def _when(one: Mapping[str, str], kit: Kit) -> Any:
    if not one.get("start"):
        raise ConfigurationError("when: no day is given; write 2024-02-03, 2024-02 or 2024")
    value: dict[str, Any] = {"start": one["start"]}
    if one.get("end"):
        value["end"] = one["end"]
    if one.get("precision"):
        value["precision"] = _number("when, precision", one["precision"])
    return checked("when", value, kit)


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ConfigurationError(f"{name}: {text!r} is no number") from None
