"""Where the drafts of a document happened: bound drafts in, places by role out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.clauses import ends_clause
from rasad.extract.drafts import Draft, Tagged
from rasad.extract.groups import Group
from rasad.extract.placemap import Placed, PlaceMap
from rasad.extract.tokens import Token
from rasad.kit import Kit
from rasad.kit.placewords import PlaceClass

_MOVES = frozenset({"withdrawal", "weapons_transfer", "force_movement", "displacement", "abduction"})
_PLACELESS = frozenset({"statement", "agreement"})
_HERE = frozenset({"in", "near", "on"})
_ELSEWHERE = frozenset({"beside", "with"})
# How many words further off a place of the sentence counts that stands before the action, or past another one.
_DESCRIPTION = 14  # words in which a place is described before one near it is told
_BESIDE = frozenset({"near", "direction"})
_AMID = 20  # words behind a killing in which the crowd is told that it happened to
_OPENING = 8  # words from the one that opens a clause to its action
_CLAUSES = frozenset({"conn", "rel", "p.semicolon", "p.comma"})
_MEASURE = 6  # words in which "20 km to the south of" is told
_LIST_OPENS = 4  # words behind a colon within which a list names its first place
_BEFORE, _PAST_ANOTHER = 5, 20
_CIVIL = frozenset({"civilians"})
_ROLES = frozenset({"location", "origin", "destination"})


@dataclass(slots=True)
class Scene:
    """What stands around a draft: the drafts of its sentence, and where the last action of the document happened."""

    drafts: list[Draft]
    previous: list[Placed]  # empty where that was said too long ago to hold still
    marched: list[Placed]  # where the last crowd of the document gathered
    map: PlaceMap
    kit: Kit


def places_of(draft: Draft, scene: Scene) -> list[Placed]:
    """The places of a draft: those bound by its frame, else of its clause, its sentence, the last draft.

    The most specific stand: a mention that encloses another one, in the text or on the map, is dropped. A country or a
    stretch of border counts only where nothing nearer is told.
    """
    if draft.type in _PLACELESS:
        return _venue(draft, scene) if draft.type == "agreement" else []
    map = scene.map
    placed = _bound(draft, scene)
    if not any(p.role == "location" for p in placed) and (not placed or draft.type not in _MOVES):
        told = _of_clause(draft, scene) or _where(draft, scene)
        placed.extend(p for p in told if all(p.mention != o.mention for o in placed))
    placed = map.without_enclosing(placed)
    if among := _among_them(draft, scene):
        placed = [p for p in placed if not any(map.may_hold(p.mention, a.mention) for a in among)] + among
    placed.extend(_way(draft, placed, scene))
    if not placed or all(map.wide(p.mention) for p in placed):
        told = _taken_up(draft, scene)
        if told and (not placed or map.holds(placed, told)):
            placed = told
    if not placed or all(map.wide(p.mention) for p in placed):
        near = [p for p in _of_sentence(draft, scene) if not map.wide(p.mention)]
        before = [Placed(p.mention, "location", "place.previous") for p in scene.previous if not map.wide(p.mention)]
        if placed:
            placed = before if map.holds(placed, before) else placed
        else:
            placed = near or before or _of_sentence(draft, scene)
    if not placed and _of_the_crowd(draft):
        placed = [Placed(p.mention, "location", "place.anaphor", p.listed) for p in scene.marched]
    if draft.type not in _MOVES:
        placed = [Placed(p.mention, "location", p.rule, p.listed) if p.role == "destination" else p for p in placed]
    return map.specific(placed)


def _of_the_crowd(draft: Draft) -> bool:
    """Whether a crowd told before is taken up: by a march, or by a killing during "these protests"."""
    if draft.type == "protest":
        token = draft.token
        many = draft.noun and bool(token.triggers) and token.triggers[0].features.endswith("p")
        return not many or bool(token.prefix) or "march" in draft.trigger.id  # "protests" without an article are others
    if draft.trigger.kill is None or "crowd" not in draft.tagged.classes:
        return False
    return any("crowd" in t.classes for t in draft.tagged.tokens[draft.at + 1 : draft.at + _AMID])


def _bound(draft: Draft, scene: Scene) -> list[Placed]:
    """The places among the groups bound to the draft; one that stands for its state counts where it is hit."""
    placed: list[Placed] = []
    before = draft.tagged.tokens[draft.at - 1].place if draft.at else None
    if before is not None and draft.noun and draft.token.prefix == scene.kit.proclitics.article:
        placed.append(Placed(before, "location", "noun.described"))  # "X, the besieged"
    for filler in draft.fillers:
        group = filler.group
        if group.place is None or filler.sentence != draft.tagged.index or _says_where(group, draft.tagged, scene):
            continue
        role = filler.role
        if role not in _ROLES:
            if role == "none" or (_for_its_state(group) and not (role == "target" and group.marker in ("on", "to"))):
                continue
            role = "location"
        placed.append(Placed(group.place, role, filler.rule, group.linked or group.again, group.again))
    witness = [p for p in placed if p.rule == "light.witness.subject"]
    if witness and any(p not in witness and p.role == "location" and not scene.map.may_hold(p.mention, w.mention) for p in placed for w in witness):
        placed = [p for p in placed if p not in witness]  # "X saw an attack on the mosque Y"
    home = [p for p in placed if p.role == "location" and p.rule.endswith(".from")]
    if all(p in home or any(scene.map.contains(p.mention, h.mention) or scene.map.on_side(p.mention, h.mention) for h in home) for p in placed):
        return placed
    return [p for p in placed if p not in home]  # "seized a man from X at a checkpoint in Y": where he comes from counts only alone


def _venue(draft: Draft, scene: Scene) -> list[Placed]:
    """Where an agreement was made: a place "in" which its clause puts it, told before what it is about."""
    tokens = draft.tagged.tokens
    about = next((t.index for t in tokens[draft.at + 1 :] if not _ABOUT.isdisjoint(t.classes)), len(tokens))
    told = {f.group.place for f in draft.fillers if f.group.marker == "in" and draft.at < f.group.first < about}
    return [p for p in _bound(draft, scene) if p.mention in told and not scene.map.wide(p.mention)]


_ABOUT = frozenset({"truceword", "conflict", "p.semicolon", "rel", "conn"})


def _for_its_state(group: Group) -> bool:
    """Whether the name of a place names an actor here: "Russia struck", not "the airport of the army's"."""
    if group.marker == "in":
        return False
    return not group.facility and any(owner.place == group.place for owner in group.owners)


def _says_where(group: Group, tagged: Tagged, scene: Scene) -> bool:
    """Whether a place only tells where the one before it lies."""
    return _measured(group, tagged, scene.kit) or _describes(group, tagged, scene)


def _describes(group: Group, tagged: Tagged, scene: Scene) -> bool:
    """Whether a place stands behind one close by, and only words that describe that one between: "X, the rebels' last refuge near Y"."""
    map, kit = scene.map, scene.kit
    if group.place is None or group.linked or group.again or map.mentions[group.place].relation not in _BESIDE:
        return False
    for at in range(group.first - 1, max(-1, group.first - _DESCRIPTION), -1):
        token = tagged.tokens[at]
        article = token.prefix in kit.proclitics.with_article
        if token.place is not None:
            return map.close(token.place, group.place)
        if "demonstrative" in token.classes and _class_word(tagged.tokens[at + 1], kit) is not None:
            return True
        clitic = kit.clitic_markers.get(token.prefix)
        if (clitic and clitic.linked) or (token.triggers and not article) or "p.semicolon" in token.classes:
            return False
    return False


def _measured(group: Group, tagged: Tagged, kit: Kit) -> bool:
    """Whether a distance is told from this place to another one right before: "X, 20 km south of Y"."""
    lengths = kit.places.words.lists["lengths"]
    for at in range(group.first - 1, max(-1, group.first - _MEASURE), -1):
        if tagged.tokens[at].place is not None:
            return False
        if tagged.tokens[at].text in lengths:
            return any(t.place is not None for t in tagged.tokens[max(0, at - _MEASURE) : at])
    return False


def _of_clause(draft: Draft, scene: Scene) -> list[Placed]:
    """Places of the draft's clause behind a preposition of place."""
    found = []
    for group in draft.tagged.groups:
        if group.place is None or not draft.low <= group.first <= draft.high:
            continue
        if _for_its_state(group) or _says_where(group, draft.tagged, scene):
            continue
        if group.marker in _HERE or (group.bare and group.first > draft.at):
            inner = _inside(group, draft.tagged, scene)
            found.append(Placed(group.place if inner is None else inner, "location", "place.clause", group.linked or group.again, group.again))
    return found or _after_colon(draft, scene)


def _inside(group: Group, tagged: Tagged, scene: Scene) -> int | None:
    """The place before a group that is said to lie in the group's place: "the quarter X in Y"."""
    before = [g.place for g in tagged.groups if g.last < group.first and g.place is not None]
    return before[-1] if before and scene.map.mentions[before[-1]].within == group.place else None


def _where(draft: Draft, scene: Scene) -> list[Placed]:
    """The place told right before the "where" that opens the draft's clause."""
    tagged = draft.tagged
    if "conn.where" not in tagged.classes:
        return []
    opening = -1
    for at in range(draft.at - 1, max(-1, draft.at - _OPENING), -1):
        if "conn.where" in tagged.tokens[at].classes:
            opening = at
        if opening >= 0 or not _CLAUSES.isdisjoint(tagged.tokens[at].classes):
            break
    for group in reversed(tagged.groups):
        if group.place is None or group.last >= opening or group.owners or _says_where(group, tagged, scene):
            continue
        if opening - group.last > _DESCRIPTION:
            return []
        return [Placed(p, "location", "place.where", True) for p in _listed_with(group, tagged)]
    return []


def _listed_with(group: Group, tagged: Tagged) -> list[int]:
    """The places of the list that a place ends."""
    groups, listed = tagged.groups, [group]
    at = groups.index(group)
    while at and groups[at].linked and groups[at - 1].place is not None and _beside(groups[at - 1], groups[at]):
        at -= 1
        listed.insert(0, groups[at])
    return [g.place for g in listed if g.place is not None]


def _after_colon(draft: Draft, scene: Scene) -> list[Placed]:
    """The places listed behind the colon that ends the draft's clause, up to the next verb."""
    tokens = draft.tagged.tokens
    colon = draft.high + 1
    if draft.at == 0 or colon >= len(tokens) or "p.colon" not in tokens[colon].classes:
        return []
    return _list_behind(draft, colon, scene)


def _among_them(draft: Draft, scene: Scene) -> list[Placed]:
    """The places listed behind "among them" at the end of the draft's clause."""
    if "conn.list" not in draft.tagged.classes:
        return []
    tokens = draft.tagged.tokens
    opening = next((t.index for t in tokens[draft.high + 1 :] if "p.comma" not in t.classes), len(tokens))
    if opening >= len(tokens) or "conn.list" not in tokens[opening].classes:
        return []
    return [p for p in _list_behind(draft, opening, scene) if tokens[opening + 1].place is not None]


def _list_behind(draft: Draft, opening: int, scene: Scene) -> list[Placed]:
    """The places listed behind a token, up to the next verb."""
    tokens = draft.tagged.tokens
    stop = next((t.index for t in tokens[opening + 1 :] if ends_clause(t, scene.kit)), len(tokens))
    told = [g for g in draft.tagged.groups if g.place is not None and opening < g.first < stop and not _for_its_state(g)]
    outer = {scene.map.mentions[g.place].within for g in told if g.place is not None}
    groups = [g for g in told if g.place not in outer and not _says_where(g, draft.tagged, scene)]
    if not groups or groups[0].first - opening > _LIST_OPENS:
        return []
    return [Placed(g.place, "location", "place.list", True) for g in groups if g.place is not None]


# -- a place taken up by its class word: "the town", "the base"


def _taken_up(draft: Draft, scene: Scene) -> list[Placed]:
    """The place named before that a definite class word of the draft's clause takes up."""
    tagged = draft.tagged
    if "placeclass" not in tagged.classes:
        return []
    for at in range(draft.low, draft.high + 1):
        token = tagged.tokens[at]
        cls = _class_word(token, scene.kit)
        if cls is None:
            continue
        marker = _marker(tagged, at)
        moves = draft.type in _MOVES
        if marker == "from" and not moves:
            continue
        role = {"from": "origin", "to": "destination"}.get(marker, "location") if moves else "location"
        if cls.vague and scene.previous:
            return [Placed(p.mention, role, "place.anaphor", p.listed) for p in scene.previous]
        mention = scene.map.latest(token.start, cls)
        if mention is not None:
            return [Placed(mention, role, "place.anaphor")]
    return []


def _way(draft: Draft, placed: list[Placed], scene: Scene) -> list[Placed]:
    """Where from, and of movements where to, told by a class word that takes a place up: "fired from the strip at X"."""
    tagged = draft.tagged
    if not placed or "placeclass" not in tagged.classes or (draft.type not in _MOVES and draft.type != "shelling"):
        return []
    roles = {"from": "origin", "to": "destination"} if draft.type in _MOVES else {"from": "origin"}
    for at in range(draft.at + 1, draft.high + 1):
        role = roles.get(_marker(tagged, at), "")
        if not role or any(p.role == role for p in placed):
            continue
        cls = _class_word(tagged.tokens[at], scene.kit)
        mention = scene.map.latest(tagged.tokens[at].start, cls) if cls is not None and not cls.vague else None
        if mention is not None and not any(scene.map.same(mention, p.mention) for p in placed):
            return [Placed(mention, role, "place.anaphor")]
    return []


def _class_word(token: Token, kit: Kit) -> PlaceClass | None:
    """The class of a definite class word in the singular that no name follows: "the town"; None for any other word."""
    if token.place is not None or token.prefix not in kit.proclitics.with_article:
        return None
    words = kit.places.words
    for class_id, number in words.forms.get(token.text, ()):
        if number == "singular" and words.classes[class_id].role == "class":
            return words.classes[class_id]
    return None


def _marker(tagged: Tagged, at: int) -> str:
    if at:
        for name in tagged.tokens[at - 1].classes:
            if name in ("prep.from", "prep.to"):
                return name[5:]
    return ""


# -- the sentence


def _of_sentence(draft: Draft, scene: Scene) -> list[Placed]:
    """The nearest place of the sentence that does not stand for its government, with those listed beside it."""
    tagged = draft.tagged
    elsewhere = _ELSEWHERE if draft.type in _MOVES else _ELSEWHERE | {"from"}
    others = sorted(d.at for d in scene.drafts if d is not draft)
    near = [
        g
        for g in tagged.groups
        if g.place is not None and g.marker not in elsewhere
        and not any(g.first < at < draft.at for at in others) and not _says_where(g, tagged, scene)
    ]  # fmt: skip
    groups = [g for g in near if not g.owners or (g.marker == "in" and not scene.map.wide(g.place or 0))] or [g for g in near if _residents(g, scene.kit)]
    outer = {scene.map.mentions[g.place].within for g in groups if g.place is not None}
    groups = [g for g in groups if g.place not in outer] or groups
    if not groups:
        return []
    nearest = min(groups, key=lambda g: (_distance(draft, g, others), g.first))
    return _run(nearest, groups, draft, others, scene)


def _residents(group: Group, kit: Kit) -> bool:
    """Whether a group is the people who live in its place: "the residents of X"."""
    if group.people is None or kit.people_kind(group.people) in ("fighter", "force", "official"):
        return False
    return all(o.place is None and all(kit.actors.aliases[int(a)].actor in _CIVIL for a in o.actors) for o in group.owners)


def _distance(draft: Draft, group: Group, others: list[int]) -> int:
    """Words between a trigger and a place; every other action between them, and standing before, counts as more."""
    low, high = sorted((draft.at, group.first))
    between = sum(low < at < high for at in others)
    return high - low + _PAST_ANOTHER * between + (_BEFORE if group.first < draft.at else 0)


def _run(nearest: Group, groups: list[Group], draft: Draft, others: list[int], scene: Scene) -> list[Placed]:
    """A place with what is listed with it, and what names places inside it before the next action."""
    assert nearest.place is not None
    at = groups.index(nearest)
    first = last = at
    while first and groups[first].linked and _beside(groups[first - 1], groups[first]):
        first -= 1
    while last + 1 < len(groups) and groups[last + 1].linked and _beside(groups[last], groups[last + 1]):
        last += 1
    rule = "place.sentence" if others else "place.alone"
    placed = [Placed(g.place, "location", rule, g.linked) for g in groups[first : last + 1] if g.place is not None]
    stop = min((o for o in others if o > nearest.first), default=len(draft.tagged.tokens))
    if nearest.first > draft.at:
        inner = [g.place for g in groups[last + 1 :] if g.first < stop and g.place is not None]
        placed += [Placed(i, "location", rule) for i in inner if any(scene.map.may_hold(p.mention, i) for p in placed)]
    return placed


def _beside(a: Group, b: Group) -> bool:
    return b.first - a.last <= 3
