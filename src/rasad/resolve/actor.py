"""Which actor the words mean: alias keys, heads, the document's country and a day in, actor ids out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rasad.kit.actors import HOME, Actors, Alias

PUBLIC_FIGURE = "public_figure"

# Which kind of alias wins where one form has several; a row for the document's own country comes before them all.
_ORDER = {
    kind: rank
    for rank, kind in enumerate(
        ("name", "hostile", "loyal", "person", "country", "adjective", "local", "generic")
    )
}


def valid(id: str, day: date | None, actors: Actors) -> bool:
    """Whether the actor existed on `day`; True where the day is not known."""
    actor = actors.rows[id]
    return _within(actor.since, actor.until, day)


def is_part_of(a: str, b: str, actors: Actors) -> bool:
    """Whether actor `a` is a unit or member of actor `b`, at any depth; no actor is a part of itself."""
    return b in actors.above[a]


def same_side(a: str, b: str, actors: Actors) -> bool:
    """Whether two actors fight on one side: one is a part of the other, or they are allies."""
    if a not in actors.rows or b not in actors.rows:
        return False
    return is_part_of(a, b, actors) or is_part_of(b, a, actors) or b in actors.allied[a]


def most_specific(ids: Iterable[str], actors: Actors) -> tuple[str, ...]:
    """The ids in order, without repeats and without a group of which a unit is there too."""
    kept = tuple(dict.fromkeys(ids))
    return tuple(a for a in kept if not any(is_part_of(b, a, actors) for b in kept))


def home_actor(country: str | None, day: date | None, actors: Actors) -> str | None:
    """The state of the country on `day`; where the day is not known, the first one listed. None: not known."""
    for id in actors.home.get(country or "", ()):
        if valid(id, day, actors):
            return id
    return None


def denoted(keys: Iterable[str], country: str | None, when: date | None, actors: Actors) -> str | None:
    """The actor that the alias keys of one form denote, given the document's country and the day spoken of.

    A person out of office on that day is a public figure. Rows for another country or other days do not count; without
    a day, the first row listed counts. None where no row is left.
    """
    aliases = _aliases(keys, actors)
    if found := _best(aliases, country, when, actors):
        return found
    return PUBLIC_FIGURE if any(alias.kind == "person" for alias in aliases) else None


def composed(head: str, actor: str, via: str, country: str | None, actors: Actors) -> str | None:
    """What a head word with an actor denotes: "the Iranian militias", "factions backed by Turkey", "forces of X".

    `via` is adjective, construct, owner or backed. A head backed by an actor is another group: None where no proxy of
    heads.toml says which.
    """
    for proxy in actors.proxies:
        fits = proxy.backer == actor and proxy.via == via and head in proxy.heads
        if fits and proxy.country in (None, country):
            return proxy.actor
    return None if via == "backed" else actor


def scored_as(id: str, actors: Actors) -> str:
    """The codebook's id for the actor."""
    return actors.rows[id].scored_as


def _aliases(keys: Iterable[str], actors: Actors) -> list[Alias]:
    return [actors.aliases[int(key)] for key in keys]


def _best(aliases: list[Alias], country: str | None, when: date | None, actors: Actors) -> str | None:
    rows = [
        alias
        for alias in aliases
        if alias.country in (None, country) and _within(alias.since, alias.until, when)
    ]
    rows.sort(key=lambda alias: (alias.country is None, _ORDER[alias.kind]))
    for alias in rows:
        if found := home_actor(country, when, actors) if alias.actor == HOME else alias.actor:
            return found
    return None


def _within(since: date | None, until: date | None, day: date | None) -> bool:
    return day is None or ((since is None or since <= day) and (until is None or day <= until))
