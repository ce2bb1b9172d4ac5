"""What a word of a query stands for: a key in, the keys of its inflected forms out; a name in, the other names out.

Forms of one entry of the kit belong together where they differ in inflection only (verb and verbal noun, singular and
broken plural, noun and adjective of a country). Words that the kit does not know take the sound endings. No form is
taken that the kit knows as another word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from rasad.kit.actors import HOME
from rasad.kit.lexicon import Sense
from rasad.kit.places import variants
from rasad.kit.placewords import PlaceWords
from rasad.search.words import SearchWords

Entry = tuple[str, str]

_SHORTEST = 3
_LONGER = 4
_CLASSES = ("facility",)  # word classes that are as good as an entry: kinds of things, not of grammar
_THINGS = frozenset({"word", "means", "actorhead", "placeclass"})
_PEOPLE = frozenset({"civilian", "profession", "person"})  # whose aliases are all that is theirs: pupils, schools
_NAMED = frozenset({"state", "forces", "government_body", "coalition", "armed_group", "militia", "party", "international"})
_ALIKE = 4  # places of one name, beyond which its other names help nobody


class Forms:
    """The forms and names that belong together, worked out from the kit and remembered."""

    def __init__(self, words: SearchWords) -> None:
        self.words, self.kit = words, words.kit
        self.endings = words.language.endings

    def prepare(self) -> None:
        """Gathers names and what words are related to, before the first is looked up."""
        _ = self._named, self._aliases, self._related

    def of(self, key: str) -> tuple[str, ...]:
        """The keys under which a word of a query is looked for: its own first, then the others sorted."""
        if key.isascii():
            return (key,)
        found = set(self._related.get(key, ()))
        for base in self._bases(key):
            found.add(base)
            found.update(form for form in self._inflected(base) if not self._stranger(form, base))
        found = {form for form in found if not self._stranger(form, key)}
        found.difference_update(*(pair for pair in self.words.language.apart if key in pair))
        return (key, *sorted(found - {key}))

    def names(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The other names, folded, of the place or the actor that folded words name together; () where they name none."""
        form = " ".join(words)
        for written in (form, self.kit.proclitics.article + form) if len(words) == 1 else (form,):
            if found := self._place_names(written) | self._actor_names(written):
                return tuple(sorted(found))
        return ()

    def _place_names(self, form: str) -> set[str]:
        ids = self.kit.places.names.get(form, ())
        if not ids or len(ids) > _ALIKE or any(id in self.kit.places.weak for id in ids):
            return set()
        return {name for id in ids for name in self._names_of_place(id)}

    def _names_of_place(self, id: str) -> Iterator[str]:
        place, words = self.kit.places.places[id], self._place_words
        for name in (place.name, *place.aliases):
            yield from variants(self.words.form(name), words)

    @property
    def _place_words(self) -> PlaceWords:
        return self.kit.places.words

    def _actor_names(self, form: str) -> set[str]:
        found: set[str] = set()
        for actor, kind in self._named.get(form, ()):
            found.update(self._aliases[actor, kind])
        return found

    @cached_property
    def _named(self) -> dict[str, list[Entry]]:
        """(actor, kind of name) by the folded name."""
        named: dict[str, list[Entry]] = {}
        for (actor, kind), forms in self._aliases.items():
            for form in forms:
                named.setdefault(form, []).append((actor, kind))
        return named

    @cached_property
    def _aliases(self) -> dict[Entry, list[str]]:
        """The names of each actor that are nothing but its name, by (actor, kind of name)."""
        found: dict[Entry, list[str]] = {}
        for alias in self.kit.actors.aliases:
            if alias.kind not in ("name", "country") or alias.note or alias.country or alias.actor == HOME:
                continue
            if self.kit.actors.rows[alias.actor].kind in _NAMED:
                found.setdefault((alias.actor, alias.kind), []).append(alias.form.replace('"', ""))
        return found

    def _senses(self, form: str) -> frozenset[Sense]:
        number = self.kit.lexicon.singles.get(form)
        if number is None:
            article = self.kit.lexicon.singles.get(self.kit.proclitics.article + form)
            return frozenset(self.kit.lexicon.senses[article]) if article is not None else frozenset()
        return frozenset(self.kit.lexicon.senses[number])

    def _entries(self, senses: frozenset[Sense]) -> Iterator[Entry]:
        """The entries of the kit that senses come from."""
        for kind, key in senses:
            if kind == "trigger":
                yield kind, self.kit.trigger_forms[key].trigger
            elif kind == "people":
                yield kind, self.kit.figures.people[key].id
            elif kind == "actor":
                actor = self.kit.actors.rows.get(self.kit.actors.aliases[int(key)].actor)
                if actor is not None and actor.kind not in _PEOPLE:
                    yield kind, actor.id
            elif kind in ("means", "placeclass", "actorhead") or key.startswith(_CLASSES):
                yield kind, key

    def _stranger(self, form: str, key: str) -> bool:
        """Whether the kit knows `form` as another word than `key`."""
        if form == key or not (senses := self._senses(form)):
            return False
        mine = self._senses(key)
        if not mine:
            return True
        return not (senses & mine or set(self._entries(senses)) & set(self._entries(mine)))

    def _alike(self, candidates: list[str], key: str) -> list[str]:
        """Those of the candidates that the kit knows as of one entry with the key, or at all where it does not know that."""
        return [form for form in candidates if self._senses(form) and not (self._senses(key) and self._stranger(form, key))]

    def _bases(self, key: str) -> list[str]:
        """The words that the key may be an inflected form of; the key itself where it is none."""
        endings = self.endings
        for ending in endings.feminine_dual:
            if (stem := key.removesuffix(ending)) != key and len(stem) >= _SHORTEST:
                either = [stem + endings.feminine, key[: -len(endings.masculine[0])]]
                return self._alike(either, key) or either[:1]
        if (stem := key.removesuffix(endings.plural)) != key and len(stem) >= _SHORTEST:
            either = [stem + endings.feminine, stem]
            return self._alike(either, key) or either
        for ending in endings.masculine:
            if (stem := key.removesuffix(ending)) != key and len(stem) >= _SHORTEST:
                unknown = not self._senses(key) and len(stem) >= _LONGER
                told = unknown and (stem.startswith(endings.participle) or stem.endswith(endings.adjective))
                return self._alike([stem], key) or [stem if told else key]
        if (stem := key.removesuffix(endings.feminine)) != key and self._is_adjective(stem):
            return [key] if self._stranger(stem, key) else [stem]
        if (stem := key.removesuffix(endings.accusative)) != key and len(stem) >= _SHORTEST:
            return self._alike([stem], key) or [key]
        return [key]

    def _is_adjective(self, stem: str) -> bool:
        return stem.endswith(self.endings.adjective) and len(stem) > _LONGER

    def _inflected(self, base: str) -> Iterator[str]:
        """The sound forms of a noun or adjective."""
        endings = self.endings
        if (stem := base.removesuffix(endings.feminine)) != base:
            if len(stem) >= _SHORTEST:
                yield from (stem + ending for ending in (endings.plural, endings.bound, *endings.feminine_dual))
            if not base.startswith(endings.participle):  # the last letter may be the word's own
                yield from (base + endings.plural, base + endings.accusative)
            return
        senses = self._senses(base)
        if len(base) < _SHORTEST or (senses and all(self._finite(sense) for sense in senses)):
            return
        yield from (base + endings.plural, base + endings.accusative)
        if len(base) >= _LONGER or any(self._entries(senses)):
            yield from (base + ending for ending in endings.masculine)
        if self._is_adjective(base):
            yield base + endings.feminine

    def _finite(self, sense: Sense) -> bool:
        return sense.kind == "trigger" and self.kit.trigger_forms[sense.key].pos == "v"

    @cached_property
    def _related(self) -> dict[str, tuple[str, ...]]:
        """For each key that the kit knows: the forms of the same entry that differ from it in inflection only."""
        groups: dict[tuple[Entry, str], set[str]] = {}
        lexicon, bare = self.kit.lexicon, self.words.bare
        for form, number in lexicon.singles.items():
            if len(form) < _SHORTEST:
                continue
            senses = frozenset(lexicon.senses[number])
            for sense in senses:
                for entry in self._entries(frozenset((sense,))):
                    if skeleton := self._skeleton(bare(form), sense):
                        groups.setdefault((entry, skeleton), set()).add(bare(form))
        related: dict[str, set[str]] = {}
        feminine = self.endings.feminine
        for (entry, _), forms in groups.items():
            things = entry[0] in _THINGS
            for form in forms:
                # of things, the one that ends as a feminine is another one: a library is no office
                twins = {form + feminine, form.removesuffix(feminine)} - {form} if things else set()
                related.setdefault(form, set()).update(forms - {twin for twin in twins if not self._is_plural_of(form, twin)})
        return {form: tuple(others) for form, others in related.items() if others}

    def _is_plural_of(self, one: str, other: str) -> bool:
        """Whether of two forms of words for places one is the plural of the other."""
        forms, number = self.kit.places.words.forms, self.kit.places.words.number
        shared = {id for id, _ in forms.get(one, ())} & {id for id, _ in forms.get(other, ())}
        return any(number(one, id) != number(other, id) for id in shared)

    def _skeleton(self, form: str, sense: Sense) -> str:
        """What inflection leaves of a form: its strong letters; "" where these are too few to tell words apart."""
        language, endings = self.words.language, self.endings
        tense = self.kit.trigger_forms[sense.key] if sense.kind == "trigger" else None
        if tense is not None and tense.pos == "v":
            if tense.features.startswith("i"):
                form = _without(form[1:], language.plural)
            else:
                form = _without(form, language.perfect)
        else:
            form = _without(form, (*endings.feminine_dual, endings.plural, *endings.masculine, endings.feminine))
        strong = form.translate(language.weak)
        return strong if len(strong) >= 2 else ""


def _without(form: str, endings: tuple[str, ...]) -> str:
    """The form without the first of the endings that it has, if three letters are left."""
    for ending in endings:
        if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST:
            return form[: -len(ending)]
    return form
