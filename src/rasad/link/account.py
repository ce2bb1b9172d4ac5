"""Says why two mentions tell one event or two: both in, lines for the screen out."""

from __future__ import annotations

from collections.abc import Iterator

from rasad.event import Told
from rasad.kit import Kit
from rasad.link.block import keys_of, pairs_of
from rasad.link.compare import APART, LINKED, Comparison, compare
from rasad.link.signature import Signature, signature_of
from rasad.link.weights import weights


def account(a: Told, b: Told, kit: Kit) -> Iterator[str]:
    """The two mentions, what each feature adds with where its weight comes from, the sum, and what follows from it."""
    one, other = signature_of(a, kit), signature_of(b, kit)
    if (other.key, other.document) < (one.key, one.document):
        a, b, one, other = b, a, other, one
    for told in (a, b):
        day = told.document.published.isoformat() if told.document.published else "day not known"
        yield f"{told.key}  {told.document.outlet or told.document.id}, {day}"
        yield f"  {told.mention}"
    yield ""
    found = compare(one, other)
    for part in found.features:
        level = weights().levels.get((part.feature, part.level))
        why = f"  ({level.source})" if level else ""
        mark = "  APART" if part.apart else ""
        yield f"{part.feature:10} {part.level:18} {part.weight:+6.2f}{mark}  {part.values}{why}".rstrip()
    yield f"{'sum':10} {'':18} {found.weight:+6.2f}  {_verdict(found)}"
    yield ""
    yield _blocks(one, other)


def _verdict(found: Comparison) -> str:
    if found.vetoed:
        return "clearly two events: a feature marked APART rules out that they are one"
    if found.linked:
        return f"linked: {LINKED:+.1f} or more"
    if found.weight < APART:
        return f"clearly two events: below {APART:+.1f}"
    return f"not linked by themselves (that takes {LINKED:+.1f}), but others may bring them together"


def _blocks(a: Signature, b: Signature) -> str:
    shared = [key for key in keys_of(a) if key in set(keys_of(b))]
    if not shared:
        return "They share no block (family of types, day, area), so linking does not compare them."
    if not any(True for key in shared for _ in pairs_of(key, (a, b))):
        return f"They share the block {shared[0]}, but no place, figure or rare word in it, so linking does not compare them."
    return f"They are compared since both are in the block {shared[0]}" + (f" and {len(shared) - 1} more." if len(shared) > 1 else ".")
