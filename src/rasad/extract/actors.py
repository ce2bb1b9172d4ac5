"""Says who a group is: groups of a document in order in, actor ids with the words that name them out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date

from rasad.extract.drafts import Tagged
from rasad.extract.groups import Group
from rasad.extract.tokens import Token
from rasad.kit import Kit
from rasad.kit.actors import Alias
from rasad.resolve.actor import composed, denoted, most_specific, same_side


@dataclass(slots=True)
class Named:
    """An actor id, the folded stretch that names it (None: inferred) and the rule."""

    id: str
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class Focus:
    """Who has been spoken of: `seen` in text order (ids, class of force head), `subject` the last one that acted.

    `ids` are those of all that have been seen, `flyers` the last ones told to have struck from the air or flown, `holders` those
    told to hold places; `meant` is what alias keys denote in the document, as far as they were asked for.
    """

    country: str | None
    day: date | None
    seen: list[tuple[tuple[Named, ...], str | None, int]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    subject: tuple[Named, ...] = ()
    subject_sentence: int = -9
    flyers: tuple[Named, ...] = ()
    enemies: dict[str, str] = field(default_factory=dict)
    holders: list[str] = field(default_factory=list)
    meant: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    def oppose(self, initiators: list[Named], targets: list[Named], kit: Kit) -> None:
        """Keep who was told to fight whom, both ways; only those who bear arms, and no allies."""
        armed = kit.bearing_arms
        for a in initiators:
            for b in reversed(targets):  # of several, the first one told stands
                if a.id != b.id and a.id in armed and b.id in armed and not same_side(a.id, b.id, kit.actors):
                    self.enemies[a.id] = b.id
                    self.enemies[b.id] = a.id

    def remember(self, named: tuple[Named, ...], head: str | None, sentence: int) -> None:
        """Keep who was named, for later anaphors."""
        if named:
            self.seen.append((named, head, sentence))
            self.ids.update([n.id for n in named])


def name_group(
    group: Group, tagged: Tagged, focus: Focus, kit: Kit, role: str = "", nisba: bool = False, kind: str = ""
) -> tuple[Named, ...]:
    """The actors that a group names, most specific only; () where it names none.

    `role` is the role it fills: a country stands for its government only where it acts or is addressed. `nisba`: the
    group is an adjective on an event noun, so a nation stands for its state. `kind`: the type of event, if it is known.
    """
    found: dict[str, Named] = {}
    tokens = tagged.tokens
    if group.first and "any" in tokens[group.first - 1].classes:
        return ()  # "no group claimed it": nobody is named
    if "agency" in tokens[group.first].classes and kind != "statement":
        return ()  # an agency is not the state that it belongs to
    owners = group.owners
    mere = group.marker in _PLACING and not (group.head or group.people or group.facility or group.means)
    if mere and all(kit.called[t.actors].kinds == {"adjective"} for t in owners):
        owners = []
    if len(owners) > 1:
        owners = _telling(owners, kit)
    if group.people and kit.people_kind(group.people) == "fighter":
        owners = [t for t in owners if not _nation(t, kit) or _forces(tokens[t.index - 1], kit)]  # "Egyptian terrorists" are nothing of their state's
    foreign = "made" in tagged.classes
    for token in owners:
        if foreign and "made" in tokens[min(token.index + 1, len(tokens) - 1)].classes:
            continue  # "of Iranian make"
        id = (_again(token, focus, kit) if token.head else None) or _denoted(token, group, focus, kit, role)
        if id is None:
            continue
        rule = kit.called[token.actors].rule
        if group.head:
            via = "backed" if group.backed else "adjective" if rule == "alias.adjective" else "construct"
            id = composed(group.head, id, via, focus.country, kit.actors)
            if id is None:
                continue
        if id not in found:
            found[id] = Named(id, token.start, token.end, rule)
    if found:
        nations = not (nisba or group.head or (group.facility and not group.people)) and _NATIONAL.issuperset([n.rule for n in found.values()])
        if nations and (civil := _nationals(group, found, tokens, kit)):
            return (civil,)
        if len(found) == 1:
            return tuple(found.values())
        keep = most_specific(tuple(found), kit.actors)
        if len(keep) > 1:
            keep = tuple(i for i in keep if i != "unknown")
        return tuple(found[i] for i in keep)
    if group.people:
        people = kit.figures.people[group.people]
        head = tokens[group.first]
        if people.kind in ("fighter", "force") and group.head and (taken := _anaphor(group, tagged, focus, kit, role)):
            return taken  # "the gunmen of the militia"
        if people.actor:
            span = next((t for t in tokens[group.first : group.last + 1] if t.people == group.people), head)
            return (Named(people.actor, span.start, span.end, "people"),)
    if group.facility == "facility.civilian" and role == "target" and kind != "territory_change":
        span = next(t for t in tokens[group.first : group.last + 1] if "facility.civilian" in t.classes)
        return (Named("civilians", span.start, span.end, "facility.civilian"),)
    return _anaphor(group, tagged, focus, kit, role)


def _nationals(group: Group, found: dict[str, Named], tokens: list[Token], kit: Kit) -> Named | None:
    """People told by their nation only ("a Palestinian fisherman", "the Syrians") are civilians, not their state."""
    generic = next((n for n in found.values() if n.rule == "alias.generic" and (n.id in CIVIL or n.id in _LOCAL)), None)
    states = [n for n in found.values() if n.rule == "alias.adjective" and _is_state(n.id, kit)]
    if len(states) + (generic is not None) < len(found):
        return None
    if generic is not None:
        return generic
    first = states[0]
    if group.people is None:
        return None
    noun = kit.figures.people[group.people]
    of_a_thing = (noun.number == "s" or not noun.adjective) and _qualifies(group, first, tokens)
    if of_a_thing and not (noun.kind in _UNARMED and any(t.people == group.people and t.start < first.start for t in tokens[group.first : group.last + 1])):
        return None
    if noun.kind == "official" and noun.actor and kit.actors.rows[noun.actor].kind == "person":
        return Named(noun.actor, first.start, first.end, "people.nation")  # a judge, a member of parliament
    if noun.kind in ("fighter", "force", "official"):
        return None
    if noun.number == "s" and group.definite and group.first == group.last and noun.actor == "":
        return None  # "the Syrian" behind an unknown noun: that noun's adjective
    return Named(noun.actor or "civilians", first.start, first.end, "people.nation")


_UNARMED = frozenset({"civilian", "medic", "journalist"})  # "the Egyptian driver of a lorry" is nothing of his state's
_NATIONAL = frozenset({"alias.generic", "alias.adjective"})
_BARE = frozenset({"local"})
_GENERIC = frozenset({"generic"})
_PLACING = frozenset({"in", "near", "from", "to"})  # behind these, "the Yemeni lands" is a place and nobody


def _telling(owners: list[Token], kit: Kit) -> list[Token]:
    """Without bare and then without generic words ("the army", "gunmen") where a name stands beside them."""
    for faint in (_GENERIC, _BARE):
        if any(not kit.called[t.actors].kinds <= faint for t in owners):
            owners = [t for t in owners if not kit.called[t.actors].kinds <= faint or (faint is _GENERIC and t.people is None and not _of_a_state(t, kit))]
    return owners


def _forces(before: Token, kit: Kit) -> bool:
    """Whether a nation's adjective stands behind its army, of which the fighters are: "members of the Syrian army"."""
    if before.head is not None:
        return kit.actors.heads[before.head].cls in ("force", "security", "air", "artillery", "government")
    return bool(before.actors) and kit.called[before.actors].local


def _of_a_state(token: Token, kit: Kit) -> bool:
    """Whether the word is a body or house that states have, such as an embassy: once its state is told, that is meant."""
    return token.head is not None and kit.actors.heads[token.head].cls == "government"


def _again(token: Token, focus: Focus, kit: Kit) -> str | None:
    """The actor that a bare head word ("the army") takes up: the last one named that goes by this word."""
    if not kit.called[token.actors].local:
        return None
    for named, head, _ in reversed(focus.seen[-16:]):
        if named[0].rule == "alias.local":
            continue
        police = head is not None and head == token.head and kit.actors.heads[head].cls == "security"
        if police or token.text in kit.name_words.get(named[0].id, ()):
            return named[0].id
    return None


CIVIL = frozenset({"civilians", "journalists", "medics"})
_LOCAL = frozenset({"tribal_fighters", "armed_residents"})  # "an Iraqi tribe" is not its state either


def _qualifies(group: Group, named: Named, tokens: list[Token]) -> bool:
    """Whether the nation is the adjective of a thing named before it in the group: "American reinforcements"."""
    at = next((t.index for t in tokens[group.first : group.last + 1] if t.start == named.start), group.first)
    if at == group.first:
        return False
    before = tokens[at - 1]
    return not (before.people or "quantity" in before.classes or before.text[:1].isdigit())


def _nation(token: Token, kit: Kit) -> bool:
    """Whether a word is the adjective of a state."""
    called = kit.called[token.actors]
    return called.kinds == {"adjective"} and all(_is_state(kit.actors.aliases[int(a)].actor, kit) for a in token.actors)


def _is_state(id: str, kit: Kit) -> bool:
    row = kit.actors.rows.get(id)
    return row is not None and row.kind in ("state", "government_body")


def _doubtful(alias: Alias, group: Group, focus: Focus, kit: Kit) -> bool:
    """Whether the form is as a rule something else, and nothing here says that the actor is meant.

    A head beside it says so, of an ambiguous form only one that an armed group has: "the artillery of the base" is no group's.
    """
    if alias.note not in ("ambiguous", "weak") or alias.actor in focus.ids:
        return False
    return group.head is None or (alias.note == "ambiguous" and kit.actors.heads[group.head].cls in _OF_STATES)


_OF_STATES = frozenset({"force", "artillery", "air", "government"})


def _denoted(token: Token, group: Group, focus: Focus, kit: Kit, role: str) -> str | None:
    keys = token.actors
    called = kit.called[keys]
    if called.doubted:
        keys = tuple([k for k in keys if not _doubtful(kit.actors.aliases[int(k)], group, focus, kit)])
    if role in ("location", "origin", "destination") and "country" in called.kinds:
        keys = tuple([k for k in keys if kit.actors.aliases[int(k)].kind != "country"])
    if keys not in focus.meant:
        focus.meant[keys] = denoted(keys, focus.country, focus.day, kit.actors)
    return focus.meant[keys]


_FITS = {
    "group": frozenset({"militia", "armed_group"}),
    "force": frozenset({"state", "forces", "coalition"}),
    "artillery": frozenset({"state", "forces", "coalition", "militia", "armed_group"}),
    "air": frozenset({"state", "forces", "coalition"}),
    "government": frozenset({"state", "government_body"}),
}


def fits_head(id: str, head: str, kit: Kit) -> bool:
    """Whether an actor can be meant by "the forces", "the group" and the like."""
    kinds = _FITS.get(kit.actors.heads[head].cls, frozenset())
    return id in kit.actors.rows and kit.actors.rows[id].kind in kinds


_SEEN = 40  # namings back within which a bare head word must go with one actor only


def _anaphor(group: Group, tagged: Tagged, focus: Focus, kit: Kit, role: str) -> tuple[Named, ...]:
    """"These militias", "the group", "the latter": the last actor named under such a head, or the last named."""
    tokens = tagged.tokens
    head = group.head
    start, end = tokens[group.first].word_start, tokens[group.last].word_end
    may_take_up = bool(focus.seen) and "anaphor" in tagged.classes
    if may_take_up and any("anaphor" in t.classes for t in tokens[group.first : group.last + 1]):
        named = focus.seen[-1][0]
        return tuple(Named(n.id, start, end, "anaphor.latter") for n in named[-1:])
    if group.means is not None and kit.means[group.means].anybodys and not group.suffix:
        return ()
    kind = kit.actors.heads[head].cls if head is not None else ""
    if kind == "air" and role == "initiator" and group.definite and focus.flyers:
        return tuple(Named(n.id, start, end, "anaphor.head") for n in focus.flyers)
    if kind in ("group", "force") and group.definite and group.first == group.last:
        word = tokens[group.first].text
        bearers = {named[0].id for named, _, _ in focus.seen[-_SEEN:] if word in kit.name_words.get(named[0].id, ())}
        if len(bearers) == 1:
            return (Named(bearers.pop(), start, end, "anaphor.name"),)  # "the Brigades", of which the full name was told
    acting = focus.subject if tagged.index - focus.subject_sentence <= 2 else ()
    if head is not None and role == "initiator" and group.definite and acting:
        word = tokens[group.first].text
        if all(fits_head(n.id, head, kit) or word in kit.name_words.get(n.id, ()) for n in acting):
            return tuple(Named(n.id, start, end, "anaphor.subject") for n in acting)
    if head is not None and (group.demonstrative or (group.definite and role != "target")):
        for named, other, _ in reversed(focus.seen[-12:]):
            if other == head or fits_head(named[0].id, head, kit):
                return tuple(Named(n.id, start, end, "anaphor.head") for n in named)
    if group.suffix in kit.text.spelling.clitics.speaker or any("foes" in t.classes for t in tokens[group.first : group.last + 1]):
        return ()  # "our positions": see `sources.speakers_own`; "its opponents" are not its own
    if group.suffix and (group.people or group.head or group.means or group.facility in _OWN):
        whose = named_before(group, tagged, focus, kit) or tuple(n for n in focus.subject if n.id in kit.bearing_arms)
        return tuple(Named(n.id, start, end, "anaphor.suffix") for n in whose)
    return ()


_OWN = frozenset({"facility.military", "facility.civilian"})  # "its port" is the town's


_BACK = 12  # groups before it in which the owner of "its men" is looked for, so that time stays linear


def named_before(group: Group, tagged: Tagged, focus: Focus, kit: Kit, besides: frozenset[str] = frozenset()) -> tuple[Named, ...]:
    """Who is named last before the group in its sentence and bears arms, but for `besides`."""
    end = bisect_left(tagged.groups, group.first, key=lambda other: other.first)
    for other in reversed(tagged.groups[max(0, end - _BACK) : end]):
        if other.owners and not other.suffix and (other.place is None or (other.bare and other.first == 0)):
            named = tuple(n for n in name_group(other, tagged, focus, kit) if n.id in kit.bearing_arms and n.id not in besides)
            if named:
                return named
    return ()
