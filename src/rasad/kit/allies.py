"""Who fights on one side (`allies` in actors.toml): actors and the groups they belong to in, each one's allies out."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def allied(allies: Mapping[str, Collection[str]], above: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The allies of every actor, both ways: its own and those of the groups it belongs to, with all that belong to them."""
    own: dict[str, set[str]] = {id: set() for id in above}
    for id, others in allies.items():
        for other in others:
            own[id].add(other)
            own[other].add(id)
    found: dict[str, frozenset[str]] = {}
    for id, groups in above.items():
        sides = own[id].union(*(own[group] for group in groups))
        found[id] = frozenset([other for other in above if other in sides or not sides.isdisjoint(above[other])]) if sides else frozenset()
    return found
