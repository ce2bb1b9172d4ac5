"""Who acts where no clause binds a subject: drafts in, those who announce, attend or are taken up out."""

from __future__ import annotations

from dataclasses import replace

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.belonging import says_nothing
from rasad.extract.drafts import Draft
from rasad.extract.holders import listed
from rasad.extract.markers import can_act
from rasad.extract.subjects import subjects
from rasad.extract.tokens import brings_about, governs, is_mark
from rasad.kit import Kit
from rasad.resolve.actor import same_side

_NEW_CLAUSE = frozenset({"conn", "rel", "p.semicolon", "conn.result"})

_ANNOUNCES = frozenset({"claim.adopt", "claim.announce", "claim.deny", "claim.refuse"})


def announcer(draft: Draft, hit: list[Named], focus: Focus, kit: Kit) -> list[Named]:
    """The subject of "X announced the bombing of Y" (or denied it), where nothing but X stands between.

    Whose death is announced was not killed by who announces it; who rejects the charge of a killing is its doer. Who
    announces the dead of an attack did it only where they are the dead of an armed side not its own.
    """
    if draft.tagged.classes.isdisjoint(_ANNOUNCES):
        return []
    named = _announcing(draft, focus, kit)
    counted = any(index == draft.tagged.index and toll.start < draft.token.start for index, toll in draft.tolls)
    if not counted and not any("casualty" in t.classes for t in draft.tagged.tokens[max(0, draft.at - _TOLD_FIRST) : draft.at]):
        return named
    foes = [h.id for h in hit if h.id not in kit.unarmed and h.id != "unknown"]
    return [n for n in named if foes and not any(id == n.id or same_side(id, n.id, kit.actors) for id in foes)]


_TOLD_FIRST = 8  # words before an event in which its dead are announced


def _announcing(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Who announces or denies an event noun."""
    tokens = draft.tagged.tokens
    charged = False
    for j in range(draft.at - 1, max(-1, draft.at - 16), -1):
        token = tokens[j]
        charged = charged or "claim.accusation" in token.classes
        if not token.classes.isdisjoint(_ANNOUNCES):
            charged = charged or "claim.adopt" in token.classes
            if not charged and (draft.trigger.kill or "claim.refuse" in token.classes):
                return []
            if any("ownmen" in t.classes and t.suffix for t in tokens[j + 1 : draft.at]):
                return []  # "announced the death of 5 of its men in raids"
            for group in draft.tagged.groups:
                if j < group.first < draft.at and group.bare and group.owners:
                    if any(t.triggers and not t.actors for t in tokens[j + 1 : group.first]):
                        return []  # "announced the killing of 3 gunmen and the arrest of": who announces is nobody we know
                    told = [g for g in listed(group, draft.tagged.groups) if g.last < draft.at and g.bare and g.trigger is None]
                    return [replace(n, rule="announcer") for g in told for n in name_group(g, draft.tagged, focus, kit, "initiator")]
            before = [g for g in draft.tagged.groups if g.last < j and j - g.last <= 3 and g.bare and g.owners]
            if before:
                return [replace(n, rule="announcer") for n in name_group(before[-1], draft.tagged, focus, kit, "initiator")]
            return []
        if not token.classes.isdisjoint(_NEW_CLAUSE) and not governs(token.classes):
            return []
        if brings_about(token.classes):
            return []  # "announced the death of Y in an attack": the attack is not what it announced
        if any(f.pos == "v" for f in token.triggers) and not any(f.pos == "n" for f in token.triggers):
            return []
    return []


def attending(draft: Draft, targets: list[Named], focus: Focus, kit: Kit) -> list[Named]:
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


def pledging(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Who the words of a speech say will do or not suffer something: who stands right before them, "X will not allow"."""
    if not draft.trigger.quoted or "subject" not in kit.events.frames[draft.trigger.frame].roles:
        return []
    tokens = draft.tagged.tokens
    before = draft.at - 1
    while before >= 0 and (is_mark(tokens[before].classes) or "adverb" in tokens[before].classes or tokens[before].time is not None):
        before -= 1
    for group in reversed(draft.tagged.groups):
        if group.last <= before:
            stands = group.last == before and group.trigger is None and can_act(group, kit) and (group.bare or group.linked)
            return list(name_group(group, draft.tagged, focus, kit, "initiator")) if stands else []
    return []


def untold_speaker(draft: Draft, kit: Kit) -> list[Named]:
    """Who makes a statement whose verb has no subject that the kit knows: a person of note by name or office, or somebody unknown.

    A demand in a relative clause is that of whom it describes, who is nobody we know either, and may be a habit.
    """
    tokens, token = draft.tagged.tokens, draft.token
    relative = draft.at > 0 and "rel" in tokens[draft.at - 1].classes
    if not draft.trigger.anybody:
        return []
    if draft.trigger.quoted:
        return [Named("unknown", token.word_start, token.word_end, "speaker.untold")]
    at = draft.at
    if draft.noun:
        at = next((part for part in draft.parts if "light.voice" in tokens[part].classes), -1)  # "N voiced his condemnation"
    elif draft.participle or relative or token.suffix or not draft.features.startswith("p"):
        return []
    if at < 0:
        return []
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is not None:
        named = says_nothing(behind) and not behind.prefix and not behind.suffix
        office = behind.head is not None and kit.actors.heads[behind.head].cls == "official"
        if named or office:
            return [Named("public_figure", behind.start, behind.end, "speaker.person")]
    return [Named("unknown", token.word_start, token.word_end, "speaker.untold")]


def left_out_subject(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
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
