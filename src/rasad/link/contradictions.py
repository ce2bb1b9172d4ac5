"""What reports of one event tell differently: its mentions in, `Contradiction`s out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rasad.event import Contradiction, Told
from rasad.kit import Kit
from rasad.link.rules import rules
from rasad.model import Count, EventMention, number_told


def contradictions_of(told: Sequence[Told], kit: Kit) -> tuple[Contradiction, ...]:
    """The fields on which reports differ beyond what precision explains: figures, perpetrators, dates, denials."""
    actual = [t for t in told if t.mention.reality.value == "actual"]
    return (*_figures(actual), *_perpetrators(actual, kit), *_dates(actual), *_denials(told))


def rivals(told: Sequence[Told], kit: Kit) -> tuple[str, ...]:
    """The perpetrators of which reports name different ones, neither a part of the other; () where they agree."""
    named = sorted({a.id for t in told for a in t.mention.initiators if not _generic(a.id, kit)})
    sets = {frozenset(a.id for a in t.mention.initiators if not _generic(a.id, kit)) for t in told}
    sets.discard(frozenset())
    for one in sets:
        for other in sets:
            if not _agree(one, other, kit):
                return tuple(named)
    return ()


def _agree(one: frozenset[str], other: frozenset[str], kit: Kit) -> bool:
    """Whether some actor of the one is, belongs to, or holds one of the other."""
    above = kit.actors.above
    return any(a == b or a in above.get(b, ()) or b in above.get(a, ()) for a in one for b in other)


def _generic(id: str, kit: Kit) -> bool:
    row = kit.actors.rows.get(id)
    return row is None or row.kind == "generic"


def _figures(told: Sequence[Told]) -> Iterator[Contradiction]:
    fields: tuple[tuple[str, Callable[[EventMention], Count | None]], ...] = (
        ("killed", lambda m: m.killed),
        ("injured", lambda m: m.injured),
    )
    for field, of in fields:
        found = sorted({(c.low, c.high) for t in told if (c := of(t.mention)) is not None}, key=lambda c: (c[0], c[1] or 10**9))
        lows = [low for low, _ in found]
        closed = [high for _, high in found if high is not None]
        if found and closed and lows[-1] > min(closed) + 1 and lows[-1] >= rules().times * min(closed):
            values = tuple(number_told(low, high) for low, high in found)
            yield Contradiction(field, values, f"figures from {values[0]} to {values[-1]}")


def _perpetrators(told: Sequence[Told], kit: Kit) -> Iterator[Contradiction]:
    if named := rivals(told, kit):
        yield Contradiction("initiators", named, "reports name different perpetrators")


def _dates(told: Sequence[Told]) -> Iterator[Contradiction]:
    found = sorted({(w.start, w.end) for t in told if (w := t.mention.when) is not None})
    if found and max(start for start, _ in found) > min(end for _, end in found):
        yield Contradiction("when", tuple(f"{start}/{end}" for start, end in found), "days that exclude each other")


def _denials(told: Sequence[Told]) -> Iterator[Contradiction]:
    realities = sorted({t.mention.reality.value for t in told})
    if "denied" in realities and len(realities) > 1:
        who = sorted({a.id for t in told if t.mention.reality.value == "denied" for a in t.mention.initiators})
        yield Contradiction("reality", tuple(realities), f"denied by {', '.join(who) or 'somebody not named'}")
