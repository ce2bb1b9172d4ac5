"""What the senses of a form add up to for the reading: senses in, one `Meaning` out, remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rasad.kit.actors import Alias, Head
from rasad.kit.events import TriggerForm
from rasad.kit.lexicon import Sense
from rasad.kit.means import Means

_OWNED = frozenset({"weapon", "facility", "vehicle"})  # heads that an actor owns: they do not act


@dataclass(slots=True)
class Meaning:
    """The word classes, triggers and alias keys of a form, and its head, link, person noun and means (None: is none).

    Shared by all words that mean the same, so never changed; `Called` likewise.
    """

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


@dataclass(slots=True)
class Called:
    """What the aliases that a word may be have in common; `all` of none is true.

    `rule` tells that a name was read by the first alias, `kinds` are those of the aliases; `adjective`, `follower` ("loyal to X"), `proper` (belonging to people as their own: a
    house), `doubted` (as a rule something else) and `armed` (its actor bears arms) hold where one alias is so, `whole` (a
    dual or plural with the ending that another form drops before a genitive), `generic`, `local`, `attributive` and
    `doubtful` where all are.
    """

    rule: str
    kinds: frozenset[str]
    adjective: bool
    follower: bool
    proper: bool
    whole: bool
    doubted: bool
    armed: bool
    generic: bool
    local: bool
    attributive: bool
    doubtful: bool


class Callings(dict[tuple[str, ...], Called]):
    """The same of every tuple of alias keys, worked out when first asked for; as many as the lexicon has forms at most."""

    def __init__(self, aliases: Sequence[Alias], armed: Callable[[str], bool]) -> None:
        super().__init__()
        self._aliases, self._armed = aliases, armed
        self._bound = frozenset(alias.form for alias in aliases if alias.number in ("d", "p"))

    def __missing__(self, keys: tuple[str, ...]) -> Called:
        kinds = [self._aliases[int(key)].kind for key in keys]
        notes = [self._aliases[int(key)].note for key in keys]
        called = Called(
            f"alias.{kinds[0]}" if kinds else "",
            frozenset(kinds),
            "adjective" in kinds,
            "follower" in notes,
            "property" in notes,
            all(self._aliases[int(key)].form[:-1] in self._bound for key in keys),
            not _DOUBTED.isdisjoint(notes),
            any(map(self._armed, keys)),
            {"generic"}.issuperset(kinds),
            {"local"}.issuperset(kinds),
            {"attributive"}.issuperset(notes),
            _DOUBTED.issuperset(notes),
        )
        self[keys] = called
        return called


_DOUBTED = frozenset({"ambiguous", "weak"})
