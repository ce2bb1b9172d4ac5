"""Who speaks: the tokens around a word of saying in, the source that they name and the actors that it belongs to out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rasad.extract.actors import Focus, name_group
from rasad.extract.drafts import Tagged
from rasad.extract.groups import Group
from rasad.extract.tokens import Token, governs
from rasad.kit import Kit


@dataclass(slots=True)
class Said:
    """A label with the folded stretch that gave it (None: no words, a rule)."""

    value: str
    rule: str
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Speaker:
    """Who speaks: the label with its words, the ids of the actors they name, and the token after them."""

    said: Said
    actors: frozenset[str]
    end: int


@dataclass(slots=True)
class Scene:
    """What finding a speaker needs: the sentence, who has been named, the kit, and who spoke last in the document."""

    tagged: Tagged
    focus: Focus
    kit: Kit
    voice: Speaker | None


# A monitor's spokesman is the monitor, so the order counts where one word or one name has several classes.
_LABELS = ("monitor", "eyewitness", "correspondent", "media", "local_sources", "official")
_OFFICIAL_HEADS = frozenset({"official", "government", "security", "force", "air", "artillery"})
_OFFICIAL_KINDS = frozenset(
    {"state", "forces", "government_body", "coalition", "international", "party", "person", "armed_group", "militia"}
)
_BY_ID = {"rights_groups": "monitor", "journalists": "media", "medics": "local_sources", "white_helmets": "official"}
SLOT = 16
"""How many tokens a speaker may take."""
_NONE: frozenset[str] = frozenset()
_TELLS = frozenset({"claim.that", "p.colon", "claim.say"})
_BREAKS = frozenset({"conn", "conn.result", "claim.according"})
_CLAUSE = frozenset({"p.comma", "p.semicolon", "p.colon", "claim.that", "conn", "conn.result", "rel", "claim.say"})


def is_saying(token: Token) -> bool:
    """Whether a token is a verb or a noun of saying and nothing else."""
    classes = token.classes
    if "claim.say" not in classes or token.actors or token.place is not None or token.time is not None:
        return False
    return not governs(classes)


def of_actor(id: str, kit: Kit) -> str | None:
    """What kind of source an actor is; None where it tells nothing of that."""
    row = kit.actors.rows.get(id)
    if row is None:
        return None
    if value := _BY_ID.get(row.scored_as or row.id):
        return value
    if row.kind in _OFFICIAL_KINDS:
        return "official"
    return "local_sources" if row.kind == "civilian" else None


def named_source(token: Token) -> str | None:
    """The kind of source that a token's own word tells."""
    return _label_of(token.classes) if token.classes else None


def _label_of(classes: frozenset[str]) -> str | None:
    found = _FOUND.get(classes)
    if found is None:
        found = _FOUND[classes] = next((label for label in _LABELS if f"source.{label}" in classes), "")
    return found or None


_FOUND: dict[frozenset[str], str] = {}  # few different sets occur


def tells_event(token: Token) -> bool:
    """Whether a token opens an event and is no part of a speaker's name."""
    return bool(token.triggers and not token.actors and not token.head and not named_source(token))


def after(scene: Scene, at: int) -> Speaker | None:
    """The speaker between a verb of saying and what it tells."""
    tokens = scene.tagged.tokens
    if charged := accused(scene.tagged, at, scene.kit):
        return speaker(scene, at + 1, charged[0].first) if charged[0].first > at + 1 else None
    stop = at + 1
    while stop < min(len(tokens), at + SLOT):
        token = tokens[stop]
        if not _TELLS.isdisjoint(token.classes) and not token.actors and token.place is None:
            break
        if "p.quote" in token.classes and not _quotes_name(tokens, stop):
            break
        if tells_event(token) or not _BREAKS.isdisjoint(token.classes):
            break
        stop += 1
    return speaker(scene, at + 1, stop)


def accused(tagged: Tagged, at: int, kit: Kit) -> list[Group]:
    """Whom a verb of accusing at `at` names, where who accuses stands between them: the last actors before the charge."""
    tokens = tagged.tokens
    verb = tokens[at]
    if "claim.accuse" not in verb.classes or verb.suffix or any(f.pos != "v" for f in verb.triggers):
        return []
    end = at + 1
    while end < min(len(tokens), at + SLOT) and not _charges(tokens[end], kit):
        if not _CLAUSE.isdisjoint(tokens[end].classes) and "p.comma" not in tokens[end].classes:
            return []
        end += 1
    if end == min(len(tokens), at + SLOT):
        return []
    groups = tagged.groups
    begins = bisect_right(groups, at, key=lambda g: g.first)
    named = [g for g in groups[begins : bisect_right(groups, end - 1, key=lambda g: g.first)] if g.owners and g.bare]
    first = max((number for number, g in enumerate(named) if not g.linked), default=0)
    topic = bool(begins) and groups[begins - 1].owners and groups[begins - 1].bare and at - groups[begins - 1].last <= _TOPIC
    return named[first:] if named and (topic or named[first].first > at + 1) else []


_TOPIC = 2  # words from who accuses, told first, to the verb


def _charges(token: Token, kit: Kit) -> bool:
    """Whether a word opens what somebody is accused of: an event noun with "of" written on it."""
    clitic = kit.clitic_markers.get(token.prefix)
    return bool(clitic and clitic.marker == "in" and any(f.pos == "n" for f in token.triggers))


def before(scene: Scene, at: int) -> Speaker | None:
    """The speaker before a verb of saying, in its own clause: "the correspondent said"."""
    tokens = scene.tagged.tokens
    low = at
    while low > 0 and at - low < 10:
        token = tokens[low - 1]
        if not _CLAUSE.isdisjoint(token.classes) or (token.triggers and not token.actors and not token.head):
            break
        low -= 1
    return speaker(scene, low, at)


def relayed(scene: Scene, first: int, stop: int) -> Speaker | None:
    """The speaker named behind "from", the "from" standing in tokens [first, stop)."""
    tokens = scene.tagged.tokens
    for token in tokens[first:stop]:
        if "claim.from" in token.classes:
            end = token.index + 1
            while end < min(len(tokens), token.index + 10):
                if tokens[end].classes & {"claim.that", "p.colon", "p.comma"} or tokens[end].triggers:
                    break
                end += 1
            return speaker(scene, token.index + 1, end)
    return None


def speaker(scene: Scene, first: int, stop: int, addressed: bool = False) -> Speaker | None:
    """The first source or actor named in tokens [first, stop); `addressed`: one behind a preposition counts, too.

    A definite "the source" is the voice before it, a bare statement is official or that voice.
    """
    tokens, kit, voice = scene.tagged.tokens, scene.kit, scene.voice
    paper: Token | None = None
    for token in tokens[first:stop]:
        if "rel" in token.classes:
            break
        if not addressed and _aside(token, tokens, first, kit):
            continue
        label = _label(token, kit)
        if label is None:
            if "source.paper" in token.classes:
                paper = paper or token
            continue
        start, end = token.word_start, token.word_end
        if label == "same":
            if voice is not None and (token.prefix in kit.proclitics.with_article or _pointed(tokens, token.index)):
                return Speaker(Said(voice.said.value, "source.same", start, end), voice.actors, stop)
            label = "official" if _official_near(tokens, token.index, stop, kit) else "local_sources"
        if any("source.monitor" in t.classes for t in tokens[token.index : min(stop, token.index + 6)]):
            label = "monitor"
        return Speaker(Said(label, f"source.{label}", start, end), _ids(scene, token.index, stop), stop)
    if paper is None:
        return None
    if voice is not None and not addressed:
        return Speaker(Said(voice.said.value, "source.continued"), voice.actors, stop)
    return Speaker(Said("official", "source.paper", paper.word_start, paper.word_end), _NONE, stop)


def _aside(token: Token, tokens: list[Token], first: int, kit: Kit) -> bool:
    """Whether a token stands behind a preposition and so names an addressee or a place, not the speaker."""
    clitic = kit.clitic_markers.get(token.prefix)
    if clitic and clitic.marker:
        return True
    return token.index > first and "prep.in" in tokens[token.index - 1].classes and "source.monitor" not in token.classes


def _label(token: Token, kit: Kit) -> str | None:
    """The kind of source a token names; "same" for a bare word for source; None where it names none."""
    if label := named_source(token):
        return label
    if "source.bare" in token.classes:
        return "same"
    if token.head and kit.actors.heads[token.head].cls in _OFFICIAL_HEADS and "source.paper" not in token.classes:
        return "official"
    for key in token.actors:
        alias = kit.actors.aliases[int(key)]
        if alias.kind == "adjective":
            return None
        if value := of_actor(alias.actor, kit):
            return value
    return None


def _official_near(tokens: list[Token], at: int, stop: int, kit: Kit) -> bool:
    """Whether a bare source is one in the army, of the police: an official body behind "in" or "from"."""
    for token in tokens[at + 1 : min(stop, at + 4)]:
        clitic = kit.clitic_markers.get(token.prefix)
        tied = bool(clitic and clitic.marker) or bool(tokens[token.index - 1].classes & {"prep.in", "prep.from"})
        if tied and ("source.official" in token.classes or token.head or token.actors):
            return True
    return False


def _pointed(tokens: list[Token], at: int) -> bool:
    return at > 0 and "demonstrative" in tokens[at - 1].classes


def _ids(scene: Scene, at: int, stop: int) -> frozenset[str]:
    """The actors that the speaker's words name or belong to: its group and what hangs on it, no object behind it."""
    tagged, kit = scene.tagged, scene.kit
    found: set[str] = set()
    groups = tagged.groups
    number = max(0, bisect_right(groups, at, key=lambda g: g.first) - 1)
    end = at + 1
    head = tagged.tokens[at].head
    titled = head is not None and kit.actors.heads[head].cls == "official"  # "the spokesman for": whom he speaks for follows
    for group in groups[number : number + 6]:
        if group.last < at:
            continue
        loose = group.bare and not group.linked and "p.comma" not in tagged.tokens[group.first - 1].classes
        if group.first >= stop or (loose and at < group.first >= end and not (titled and group.first == end)):
            break
        end = group.last + 1
        if group.owners:
            found.update(n.id for n in name_group(group, tagged, scene.focus, kit))
    for token in tagged.tokens[at:end]:
        ids = {kit.actors.aliases[int(a)].actor for a in token.actors}
        if len(ids) == 1:
            found |= ids
    return frozenset(found)


def _quotes_name(tokens: list[Token], at: int) -> bool:
    """Whether the quotation mark at `at` belongs to a short name in quotes and opens no speech."""
    if not tokens[at - 1].classes & {"claim.say", "claim.that"}:
        return True
    close = next((t.index for t in tokens[at + 1 : at + 7] if "p.quote" in t.classes), None)
    return close is not None and any(t.actors or named_source(t) for t in tokens[at + 1 : close])


__all__ = ["SLOT", "Said", "Scene", "Speaker", "accused", "after", "before", "is_saying", "named_source", "of_actor", "relayed", "speaker", "tells_event"]
