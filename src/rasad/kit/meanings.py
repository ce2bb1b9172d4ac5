"""What the senses of a form add up to for the reading: senses in, one `Meaning` out, remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rasad.kit.actors import Head
from rasad.kit.events import TriggerForm
from rasad.kit.lexicon import Sense
from rasad.kit.means import Means

_OWNED = frozenset({"weapon", "facility", "vehicle"})  # heads that an actor owns: they do not act


class Meaning(NamedTuple):
    """The word classes, triggers and alias keys of a form, and its head, link, person noun and means (None: is none)."""

    classes: frozenset[str]
    triggers: tuple[TriggerForm, ...]
    actors: tuple[str, ...]
    head: str | None
    link: str | None
    people: str | None
    means: str | None


class Meanings(dict[tuple[Sense, ...], Meaning]):
    """The meaning of every tuple of senses, worked out when first asked for; as many as the lexicon has forms at most."""

    def __init__(
        self, triggers: Mapping[str, TriggerForm], heads: Mapping[str, Head], means: Mapping[str, Means]
    ) -> None:
        super().__init__()
        self._triggers, self._heads, self._means = triggers, heads, means

    def __missing__(self, senses: tuple[Sense, ...]) -> Meaning:
        classes: set[str] = set()
        triggers: list[TriggerForm] = []
        actors: list[str] = []
        head = link = people = means = None
        for kind, key in senses:
            if kind in ("word", "tag"):
                classes.add(key)
            elif kind == "trigger":
                triggers.append(self._triggers[key])
            elif kind == "actor":
                actors.append(key)
            elif kind == "actorhead":
                if self._heads[key].cls not in _OWNED:
                    head = key
            elif kind == "actorlink":
                link = key
            elif kind == "people":
                people = key
            elif kind == "means":
                means = key
                classes.update((self._means[key].kind, key))
            elif kind == "meansadjective":
                means = key
                classes.update((self._means[key].kind, key, "adjective"))
            elif kind == "placeclass":
                classes.add("placeclass")
        meaning = Meaning(frozenset(classes), tuple(triggers), tuple(actors), head, link, people, means)
        self[senses] = meaning
        return meaning
