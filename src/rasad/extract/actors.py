"""Says who a group is: groups of a document in order in, actor ids with the words that name them out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from rasad.extract.drafts import Draft, Filler, Tagged
from rasad.extract.groups import Group
from rasad.extract.subjects import subjects
from rasad.extract.tokens import Token, governs
from rasad.kit import Kit
from rasad.kit.actors import Alias
from rasad.resolve.actor import composed, denoted, most_specific


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

    `ids` are those of all that have been seen, `flyers` the last ones told to have struck from the air or flown, `meant` is what
    alias keys denote in the document, as far as they were asked for.
    """

    country: str | None
    day: date | None
    seen: list[tuple[tuple[Named, ...], str | None, int]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    subject: tuple[Named, ...] = ()
    subject_sentence: int = -9
    flyers: tuple[Named, ...] = ()
    enemies: dict[str, str] = field(default_factory=dict)
    meant: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    def oppose(self, initiators: list[Named], targets: list[Named], armed: frozenset[str]) -> None:
        """Keep who was told to fight whom, both ways; only those who bear arms."""
        for a in initiators:
            for b in targets:
                if a.id != b.id and a.id in armed and b.id in armed:
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
    if group.marker in _PLACING and not (group.head or group.people or group.facility or group.means):
        owners = [t for t in owners if kit.called[t.actors].kinds != {"adjective"}]
    if len(owners) > 1:
        owners = _telling(owners, kit)
    if group.people and kit.people_kind(group.people) == "fighter":
        owners = [t for t in owners if not _nation(t, kit)]  # "Egyptian terrorists" are nothing of their state's
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
        if people.kind == "fighter" and group.head and (taken := _anaphor(group, tagged, focus, kit, role)):
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
    generic = next((n for n in found.values() if n.rule == "alias.generic" and n.id in _CIVIL), None)
    states = [n for n in found.values() if n.rule == "alias.adjective" and _is_state(n.id, kit)]
    if len(states) + (generic is not None) < len(found):
        return None
    if generic is not None:
        return generic
    first = states[0]
    if group.people is None:
        return None
    noun = kit.figures.people[group.people]
    if (noun.number == "s" or not noun.adjective) and _qualifies(group, first, tokens):
        return None
    if noun.kind in ("fighter", "force", "official"):
        return None
    if noun.number == "s" and group.definite and group.first == group.last and noun.actor == "":
        return None  # "the Syrian" behind an unknown noun: that noun's adjective
    return Named(noun.actor or "civilians", first.start, first.end, "people.nation")


_NATIONAL = frozenset({"alias.generic", "alias.adjective"})
_BARE = frozenset({"local"})
_GENERIC = frozenset({"generic"})
_PLACING = frozenset({"in", "near", "from", "to"})  # behind these, "the Yemeni lands" is a place and nobody


def _telling(owners: list[Token], kit: Kit) -> list[Token]:
    """Without bare and then without generic words ("the army", "gunmen") where a name stands beside them."""
    for faint in (_GENERIC, _BARE):
        if any(not kit.called[t.actors].kinds <= faint for t in owners):
            owners = [t for t in owners if not kit.called[t.actors].kinds <= faint or (faint is _GENERIC and t.people is None)]
    return owners


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


_CIVIL = frozenset({"civilians", "journalists", "medics"})


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


def _doubtful(alias: Alias, group: Group, focus: Focus) -> bool:
    """Whether the form is as a rule something else, and nothing here says that the actor is meant."""
    if alias.note not in ("ambiguous", "weak") or group.head is not None:
        return False
    return alias.actor not in focus.ids


def _denoted(token: Token, group: Group, focus: Focus, kit: Kit, role: str) -> str | None:
    keys = token.actors
    called = kit.called[keys]
    if called.doubted:
        keys = tuple([k for k in keys if not _doubtful(kit.actors.aliases[int(k)], group, focus)])
    if role in ("location", "origin", "destination") and "country" in called.kinds:
        keys = tuple([k for k in keys if kit.actors.aliases[int(k)].kind != "country"])
    try:
        return focus.meant[keys]
    except KeyError:
        meant = focus.meant[keys] = denoted(keys, focus.country, focus.day, kit.actors)
        return meant


_FITS = {
    "group": frozenset({"militia", "armed_group"}),
    "force": frozenset({"state", "forces", "coalition"}),
    "air": frozenset({"state", "forces", "coalition"}),
    "government": frozenset({"state", "government_body"}),
}


def fits_head(id: str, head: str, kit: Kit) -> bool:
    """Whether an actor can be meant by "the forces", "the group" and the like."""
    kinds = _FITS.get(kit.actors.heads[head].cls, frozenset())
    return id in kit.actors.rows and kit.actors.rows[id].kind in kinds


_ANYBODYS = frozenset({"drone"})  # means that every side has: "the drone" is nobody's who was named before


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
    if group.means in _ANYBODYS:
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
    if group.suffix in kit.text.spelling.clitics.speaker:
        return ()  # "our positions": see `sources.speakers_own`
    if group.suffix and (group.people or group.head or group.facility) and focus.subject:
        return tuple(Named(n.id, start, end, "anaphor.suffix") for n in focus.subject if n.id in kit.bearing_arms)
    return ()


_NEW_CLAUSE = frozenset({"conn", "rel", "p.semicolon", "conn.result"})
_CAUSES = frozenset({"prep.cause", "prep.response"})
_ANNOUNCES = frozenset({"claim.announce", "claim.deny", "claim.refuse"})


def _announcer(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """The subject of "X announced the bombing of Y" (or denied it), where nothing but X stands between.

    Whose death is announced was not killed by who announces it; who rejects the charge of a killing is its doer.
    """
    tokens = draft.tagged.tokens
    if draft.tagged.classes.isdisjoint(_ANNOUNCES):
        return []
    charged = False
    for j in range(draft.at - 1, max(-1, draft.at - 16), -1):
        token = tokens[j]
        charged = charged or "claim.accusation" in token.classes
        if not token.classes.isdisjoint(_ANNOUNCES):
            if not charged and (draft.trigger.kill or "claim.refuse" in token.classes):
                return []
            for group in draft.tagged.groups:
                if j < group.first < draft.at and group.bare and group.owners:
                    return [replace(n, rule="announcer") for n in name_group(group, draft.tagged, focus, kit, "initiator")]
            before = [g for g in draft.tagged.groups if g.last < j and j - g.last <= 3 and g.bare and g.owners]
            if before:
                return [replace(n, rule="announcer") for n in name_group(before[-1], draft.tagged, focus, kit, "initiator")]
            return []
        if not token.classes.isdisjoint(_NEW_CLAUSE) and not governs(token.classes):
            return []
        if not token.classes.isdisjoint(_CAUSES) and "prep.in" not in token.classes:
            return []  # "announced the death of Y in an attack": the attack is not what it announced
        if any(f.pos == "v" for f in token.triggers) and not any(f.pos == "n" for f in token.triggers):
            return []
    return []


def _attending(draft: Draft, targets: list[Named], focus: Focus, kit: Kit) -> list[Named]:
    """The subject of the main verb, where the noun only tells what it does besides or means to do: "with the siege of Y"."""
    before = draft.tagged.tokens[draft.at - 1].classes if draft.at else frozenset()
    if not targets or draft.trigger.kill or before.isdisjoint(_ATTENDS):
        return []
    token = draft.token
    told = {n.id for n in targets}
    for group in reversed(subjects(draft.tagged, kit, draft.at)):
        named = _doers(name_group(group, draft.tagged, focus, kit, "initiator"), draft, kit)
        if named:
            return [Named(n.id, token.word_start, token.word_end, "subject.attending") for n in named if n.id not in told]
    return []


_ATTENDS = frozenset({"prep.with", "purpose"})


def _holder(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Who held what is taken: "the hill that X controlled", "from the hands of X"."""
    if "holder" not in draft.tagged.classes:
        return []
    tokens = draft.tagged.tokens
    for token in tokens[draft.at + 1 : draft.at + 26]:
        if "holder" in token.classes:
            group = next((g for g in draft.tagged.groups if token.index < g.first <= token.index + 4), None)
            return list(name_group(group, draft.tagged, focus, kit, "target")) if group else []
        if "p.semicolon" in token.classes:
            break
    return []


def _housed(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the place or vehicle is that is hit: "a base that houses X", "a car that carried X"."""
    if "houses" not in draft.tagged.classes:
        return []
    tokens = draft.tagged.tokens
    for token in tokens[max(0, draft.at - 14) : draft.high + 2]:
        if "houses" in token.classes:
            group = next((g for g in draft.tagged.groups if token.index < g.first <= token.index + 2), None)
            if group is not None:
                return [n for n in name_group(group, draft.tagged, focus, kit, "target") if n.id in kit.bearing_arms]
    return []


def _opponents(draft: Draft, initiators: list[Named], focus: Focus) -> list[Named]:
    """Whom the doer was told to fight earlier in the document."""
    token = draft.token
    for named in initiators:
        if enemy := focus.enemies.get(named.id):
            return [Named(enemy, token.start, token.end, "opponent")]
    return []


def _other_side(roles: dict[str, list[Named]], draft: Draft, focus: Focus, kit: Kit) -> None:
    """A fight that names one side: the other one acts in the same sentence, or is the enemy told before."""
    have = {n.id for n in roles["initiator"]}
    first = roles["initiator"][0]
    enemy = focus.enemies.get(first.id)
    others: list[Named] = []
    for group in reversed(subjects(draft.tagged, kit, draft.at)):
        others = [n for n in name_group(group, draft.tagged, focus, kit, "initiator") if n.id in kit.bearing_arms]
        if others:
            break
    if enemy and not any(n.id not in have for n in others):
        others.append(replace(first, id=enemy))
    for named in others:
        if named.id not in have:
            other = replace(named, rule="fight.other_side")
            roles["initiator"].append(other)
            roles["target"].append(other)


def _owner_of_site(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the thing is that a blast went off in: "exploded in a vehicle of the army's"."""
    for filler in draft.fillers:
        group = filler.group
        if filler.role == "location" and filler.sentence == draft.tagged.index and group.facility and group.owners and group.place is None:
            return list(name_group(group, draft.tagged, focus, kit, "target"))
    return []


def _addressees(named: tuple[Named, ...], filler: Filler, draft: Draft) -> tuple[Named, ...]:
    """Who of those that a statement's words name is spoken to, or of."""
    if filler.rule.endswith(".to") and filler.group.place is not None:
        if any(f.role == "target" and f.group.place is None for f in draft.fillers):
            return ()  # "the envoy to Libya accused X"
    elif not _spoken_to(filler.rule) or _beyond(filler.group, draft):
        # "condemned the strikes on civilians", "called for the protection of civilians"
        return tuple(n for n in named if n.id not in _CIVIL)
    return named


def _beyond(group: Group, draft: Draft) -> bool:
    """Whether a bare group behind the trigger hangs on a word between them that says nothing."""
    at = group.first - 1
    before = draft.tagged.tokens[at]
    silent = not before.classes and not (before.actors or before.head or before.people or before.means or before.triggers)
    return group.bare and draft.at < at and silent and before.place is None and before.time is None


def _spoken_to(rule: str) -> bool:
    return rule.endswith((".bare", ".of", ".to", ".with", ".genitive"))


# What a nation told in the plural does as a state: "the French sent special forces".
_STATE_ACTS = frozenset({"air_strike", "force_movement", "base_established", "weapons_transfer", "overflight", "interception"})


def name_roles(drafts: list[Draft], focus: Focus, kit: Kit) -> dict[int, dict[str, list[Named]]]:
    """Initiators and targets of a sentence's drafts, by id(draft); dropped subjects come from the focus."""
    out: dict[int, dict[str, list[Named]]] = {}
    for draft in drafts:
        roles: dict[str, list[Named]] = {"initiator": [], "target": []}
        frame = kit.events.frames[draft.trigger.frame]
        for filler in draft.fillers:
            if filler.role not in ("initiator", "target", "both"):
                continue
            nisba = filler.rule == "noun.adjective" or (filler.role == "initiator" and draft.trigger.type in _STATE_ACTS)
            named = name_group(filler.group, draft.tagged, focus, kit, filler.role, nisba, draft.trigger.type)
            if draft.trigger.type == "statement" and filler.role == "target":
                named = _addressees(named, filler, draft)
            for role in ("initiator", "target") if filler.role == "both" else (filler.role,):
                told = {o.id for o in roles[role]}
                roles[role].extend([n for n in named if n.id not in told])
        if draft.trigger.type == "explosion" and not roles["target"]:
            roles["target"].extend(_owner_of_site(draft, focus, kit))
        if draft.noun and not roles["initiator"]:
            roles["initiator"].extend(_announcer(draft, focus, kit) or _attending(draft, roles["target"], focus, kit))
        acts = frame.roles.get("subject") in ("initiator", "both") and not draft.passive
        taken = draft.trigger.frame == "detain" or draft.trigger.kill
        if taken and not draft.noun and not draft.token.suffix and not draft.of("target") and not draft.tolls:
            acts = False  # "and was kidnapped in Syria": a verb without its object is a passive
        if not roles["initiator"] and draft.dropped_subject and acts:
            roles["initiator"].extend(_dropped(draft, focus, kit))
        if frame.roles.get("subject") == "both" and not roles["initiator"] and len(roles["target"]) > 1:
            roles["initiator"].extend(roles["target"])  # "5 of X and 3 of Y were killed in clashes"
        if frame.roles.get("subject") == "both" and len(roles["initiator"]) == 1:
            _other_side(roles, draft, focus, kit)
        if not roles["target"] and frame.roles.get("object") == "target":
            roles["target"].extend(_housed(draft, focus, kit))
        if not roles["target"] and draft.trigger.opposes:
            roles["target"].extend(_holder(draft, focus, kit) or _opponents(draft, roles["initiator"], focus))
        out[id(draft)] = roles
    return out


def _dropped(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """The subject that a verb leaves out: the last one of its sentence before it, else that of the sentence before."""
    token = draft.token
    told: list[tuple[Named, ...]] = []
    for group in reversed(subjects(draft.tagged, kit, draft.at)):
        named = name_group(group, draft.tagged, focus, kit, "initiator")
        if doers := _doers(named, draft, kit):
            told.append(doers)
        elif not told and any(n.id in kit.unarmed for n in named):
            break  # people without arms act here, and nobody who stands before them
    # "The army killed 5 gunmen and arrested": gunmen behind a verb may be its object.
    for named in sorted(told, key=lambda named: all(n.id in _GUNMEN for n in named))[:1]:
        return [Named(n.id, token.word_start, token.word_end, "subject.dropped") for n in named]
    next_on = draft.tagged.index - focus.subject_sentence == 1 and draft.tagged.sentence.kind != "headline"
    if next_on and draft.at <= 2 and not draft.noun:
        named = _doers(focus.subject, draft, kit)
        return [Named(n.id, token.word_start, token.word_end, "subject.previous") for n in named]
    return []


_GUNMEN = frozenset({"local_gunmen"})


def _doers(named: tuple[Named, ...], draft: Draft, kit: Kit) -> tuple[Named, ...]:
    """Those who may be meant by a subject left out: who reports is not who strikes."""
    if draft.trigger.frame in ("say", "agree", "demonstrate", "flee", "torch", "wreck", "restrict"):
        return named
    return tuple(n for n in named if n.id in kit.bearing_arms or n.id in _GUNMEN)
