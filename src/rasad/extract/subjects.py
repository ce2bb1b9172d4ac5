"""The grammatical subjects of a sentence: its tokens and groups in, the groups that act in it out."""

from __future__ import annotations

from collections.abc import Iterator

from rasad.extract.drafts import Tagged
from rasad.extract.groups import Group
from rasad.extract.markers import can_act
from rasad.extract.tokens import Token
from rasad.kit import Kit


def subjects(tagged: Tagged, kit: Kit, stop: int) -> list[Group]:
    """The groups before token `stop` that stand as subject of a verb: right behind it, or as the topic right before."""
    return list(_each(tagged, kit, stop))


def first_subject(tagged: Tagged, kit: Kit) -> Group | None:
    """The first of them in the sentence."""
    return next(_each(tagged, kit, len(tagged.tokens)), None)


def _each(tagged: Tagged, kit: Kit, stop: int) -> Iterator[Group]:
    tokens = tagged.tokens
    may_be_prior = "prior" in tagged.classes
    for group in tagged.groups:
        if group.last >= stop:
            break
        if may_be_prior and group.marker == "of" and group.first > 0 and "prior" in tokens[group.first - 1].classes:
            yield group
            continue
        if group.marker or group.linked or group.trigger is not None or not (group.owners or group.head) or not can_act(group, kit):
            continue
        at = group.first - 1
        while at >= 0 and not _ASIDE.isdisjoint(tokens[at].classes):
            at -= 1
        had = at < 0 < group.first and "past" in tokens[group.first - 1].classes  # "X had, with the help of Y, taken"
        behind = had or (at >= 0 and ((_verbal(tokens[at]) and not _many(tokens[at])) or (at == 0 and _opens(tokens[at], kit))))
        at = group.last + 1
        while at < stop and (tokens[at].time is not None or not _BETWEEN.isdisjoint(tokens[at].classes)):
            at += 1
        ahead = at <= stop and at < len(tokens) and _verbal(tokens[at]) and not behind and not _goes_on(tokens[at], kit)
        if behind or ahead or group.first == 0:
            yield group


def _goes_on(token: Token, kit: Kit) -> bool:
    """Whether "and" is written on the verb: what stands right before it belongs to the clause before."""
    clitic = kit.clitic_markers.get(token.prefix)
    return bool(clitic and clitic.linked)


_ASIDE = frozenset({"p.quote", "past", "adverb"})
_BETWEEN = frozenset({"p.comma", "p.paren", "p.quote", "past", "future", "adverb"})
_SAYS = frozenset({"report", "verb", "light.launch", "light.make", "light.voice", "claim.announce", "claim.deny", "claim.plan"})


def _opens(token: Token, kit: Kit) -> bool:
    """Whether a sentence's first word, of no class known, may be its verb."""
    known = token.classes or token.actors or token.head or token.people or token.means or token.triggers
    return not known and token.place is None and token.time is None and token.prefix not in kit.proclitics.with_article


def _many(token: Token) -> bool:
    """Whether a verb stands in the plural or dual: its subject has been told before it."""
    return any(t.pos == "v" and t.features[-1:] in ("p", "d") for t in token.triggers)


def _verbal(token: Token) -> bool:
    if token.actors or token.place is not None or "carrier" in token.classes:
        return False
    return (token.triggers and any(t.pos == "v" for t in token.triggers)) or not _SAYS.isdisjoint(token.classes)
