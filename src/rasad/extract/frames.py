"""Finds triggers and binds the groups of their own clause to roles: a tagged sentence in, drafts out."""

from __future__ import annotations

from rasad.extract.belonging import is_event_noun, is_object, says_nothing
from rasad.extract.clauses import reach_backward, reach_forward
from rasad.extract.drafts import Draft, Tagged, Trace
from rasad.extract.frame_nouns import bind_noun
from rasad.extract.groups import Group
from rasad.extract.markers import (
    can_act,
    civil,
    counted_before,
    is_struck_capital,
    marked_role,
    named_by_capital,
)
from rasad.extract.subjects import subjects
from rasad.extract.tokens import Token, governs, is_mark
from rasad.kit import Kit

_TOLD = {"both": "both sides", "none": "no part"}  # roles in an explanation


def find_drafts(tagged: Tagged, kit: Kit, trace: Trace | None) -> list[Draft]:
    """One draft for each trigger of the sentence (settled by `settle_triggers`), its own clause's groups bound."""
    drafts = []
    for token in tagged.opening:
        form = token.triggers[0]
        trigger = kit.events.triggers[form.trigger]
        drafts.append(Draft(tagged, token.index, token, trigger, form.pos != "v", form.features, 0, 0))
    means = [token for token in tagged.tokens if token.means] if drafts else []
    for draft in drafts:
        bind(draft, means, kit, trace)
    return drafts


def bind(draft: Draft, means: list[Token], kit: Kit, trace: Trace | None) -> None:
    """Set the clause's reach and bind its groups to the roles of the trigger's frame; `means` are those of the sentence."""
    tagged, tokens = draft.tagged, draft.tagged.tokens
    draft.high = reach_forward(tagged, draft.at, kit)
    draft.low = reach_backward(tagged, draft.at, kit)
    frame = kit.events.frames[draft.trigger.frame]
    after = [g for g in tagged.groups if draft.at < g.first <= draft.high]
    draft.means = [t for t in means if draft.low <= t.index <= draft.high and not _another_time(tokens, *sorted((t.index, draft.at)))]
    if draft.noun:
        bind_noun(draft, frame.roles, after, kit)
    else:
        _bind_verb(draft, frame.roles, frame.passive, after, kit)
    _fly(draft, after, kit)
    if trace is not None:
        for filler in draft.fillers:
            group = filler.group
            trace.add("bound", tokens[group.first].word_start, tokens[group.last].word_end, filler.rule, f"{_TOLD.get(filler.role, filler.role)} of {draft.trigger.id}")


def _fly(draft: Draft, after: list[Group], kit: Kit) -> None:
    """Whose the aircraft is that it was done with did it, unless another is told: "hit by a Turkish drone"."""
    if draft.of("initiator") or draft.type not in _FLOWN:
        return
    for group in after:
        if group.marker == "in" and group.means and kit.means[group.means].kind == "air" and group.owners and group.place is None:
            draft.fillers = [f for f in draft.fillers if f.group is not group]
            draft.add("initiator", group, "means.of")
            return


_FLOWN = frozenset({"air_strike", "shelling", "armed_attack"})
_EARLIER = frozenset({"prep.response", "toll.after"})


def _another_time(tokens: list[Token], low: int, high: int) -> bool:
    """Whether an action that came first or is answered opens between two tokens: what it was done with is its own."""
    for at in range(low + 1, high):
        if not tokens[at].classes.isdisjoint(_EARLIER) and any(is_event_noun(t) for t in tokens[at + 1 : at + 3]):
            return True
    return False


def _named(token: Token, kit: Kit) -> bool:
    """Whether the word names somebody who bears arms, and not just their kind."""
    aliases = [kit.actors.aliases[int(a)] for a in token.actors]
    return any(a.kind != "generic" and a.kind != "adjective" and a.actor in kit.bearing_arms for a in aliases)


def _bind_verb(draft: Draft, roles: dict[str, str], passive: bool, after: list[Group], kit: Kit) -> None:
    topic, antecedent = _topic(draft, kit)
    nobody = _of_a_thing(draft, kit)
    if topic is not None and not antecedent and (nobody or _elsewhere(topic, draft, kit)):
        topic = None
    suffixed = bool(draft.token.suffix)
    bare = [g for g in after if g.bare and g.trigger is None]
    says = draft.trigger.frame == "say"
    stranger = have_subject = nobody or (says and topic is None and _stranger(draft.tagged.tokens, draft.at + 1, kit))
    parts = topic is None and _some_of_them(draft)
    if topic is None and passive and not suffixed and _launched(draft, bare, kit):
        draft.passive = have_subject = True
    elif topic is not None and suffixed and not _cleft(draft) and (antecedent or any(can_act(g, kit) and not g.linked for g in bare)):
        draft.add(roles.get("object", "none"), topic, "relative.object")
    elif topic is not None:
        suffers = passive and not suffixed and _suffers(draft, topic, after, roles)
        role = roles.get("object" if suffers else "subject", "none")
        draft.add(role, topic, "relative.subject" if antecedent else "topic")
        draft.passive = suffers
        have_subject = True
        for mate in _mates_before(topic, draft):
            draft.add(role, mate, "topic.linked")
    elif draft.features[-1:] in ("p", "d") or after_pronoun(draft) or _after_event(draft) or parts:
        have_subject = True  # before its subject a verb stands in the singular: what follows is no subject
        draft.dropped_subject = True
    elif not suffixed and _is_object(draft, bare, kit):
        have_subject = True
        draft.passive = passive and not subjects(draft.tagged, kit, draft.at)
    elif passive and bare and (_undergoes(bare, after, draft.tagged.tokens, kit) or _dead(draft, bare)):
        have_subject = True
        counted = "quantity" in draft.tagged.tokens[bare[0].first].classes
        clitic = kit.clitic_markers.get(draft.token.prefix)
        where = not counted and draft.at > 0 and "conn.where" in draft.tagged.tokens[draft.at - 1].classes
        goes_on = (where or bool(clitic and clitic.linked)) and bool(subjects(draft.tagged, kit, draft.at))
        draft.passive = not (goes_on or (draft.features[1:2] == "f" and (counted or bare[0].people is not None)))
    elif says and not suffixed and _warned(draft, bare, kit):
        have_subject = draft.dropped_subject = True
    elif draft.trigger.accuses and not suffixed and _charged(bare, draft.tagged.tokens, kit):
        have_subject = True  # "was charged with", or "and charged X with": its subject is told before, if at all
    last = ""
    for group in after:
        if group.trigger is not None:
            break
        if group.linked and last:
            role = last
        elif group.marker:
            role = marked_role(draft, group, roles, kit)
        elif not have_subject and _disagrees(draft, group, kit):
            hit = not says and named_by_capital(group.owners, kit)
            role, have_subject = "location" if hit else roles.get("object", "none"), True
        elif not have_subject and _weapon_before(group, bare, draft, kit):
            role, have_subject = "none", True  # "a roadside bomb hit a patrol of X"
        elif not have_subject and can_act(group, kit):
            role, have_subject = roles.get("subject", "none"), True
        elif group.place is not None and (not group.owners or is_struck_capital(draft, group, kit)):
            role = "location"
        else:
            role = roles.get("object", "none")
        last = role
        draft.add(role, group, f"verb.{group.marker or 'bare'}")
    draft.object_suffix = suffixed and not antecedent
    unknown = stranger or parts or (says and not have_subject and _somebody(draft.tagged.tokens, draft.at + 1, kit))
    draft.dropped_subject = not (draft.of(roles.get("subject", "none")) or unknown)


def _cleft(draft: Draft) -> bool:
    """Whether "it is X that" stands before the verb: X is its subject, whatever pronoun the verb carries."""
    tokens = draft.tagged.tokens
    return any("rel" in tokens[i].classes and "claim.cleft" in tokens[i - 1].classes for i in range(max(1, draft.at - 2), draft.at))


def _warned(draft: Draft, bare: list[Group], kit: Kit) -> bool:
    """Whether "and" ties the verb to a clause whose subject speaks on to the people named behind it: "and warned residents"."""
    clitic = kit.clitic_markers.get(draft.token.prefix)
    if not (clitic and clitic.linked) or len([g for g in bare if not g.linked]) != 1 or not civil(bare[0], kit):
        return False
    return bool(subjects(draft.tagged, kit, draft.at))


def _charged(bare: list[Group], tokens: list[Token], kit: Kit) -> bool:
    """Whether one bare group stands behind a verb of charging and right behind it, adjectives aside, what it is charged with."""
    if len([g for g in bare if not g.linked]) != 1:
        return False
    for token in tokens[bare[-1].last + 1 : bare[-1].last + 4]:
        clitic = kit.clitic_markers.get(token.prefix)
        if token.classes & {"responsibility", "demonstrative"} or (clitic and clitic.marker == "in"):
            return True
        if token.prefix not in kit.proclitics.with_article:
            return False
    return False


def _of_a_thing(draft: Draft, kit: Kit) -> bool:
    """Whether the verb only describes the indefinite thing right before it: "a target that broke into", "of a disaster that threatens"."""
    tokens, at = draft.tagged.tokens, draft.at
    if not at or draft.token.suffix or draft.token.prefix:
        return False
    before = tokens[at - 1]
    if at > 1 and says_nothing(before) and governs(tokens[at - 2].classes):
        return draft.features.startswith("i") and before.prefix == ""
    group = next((g for g in draft.tagged.groups if g.last == at - 1), None)
    if group is None or not group.bare or group.trigger is not None or group.owners or group.place is not None or can_act(group, kit):
        return False
    return is_object(tokens, group.first, kit) and group.means is None


def _stranger(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether the word right behind a verb is a definite noun of which nothing is known: who says it is nobody we know."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    known = token.actors or token.head or token.people or token.means or token.triggers
    return token.prefix in kit.proclitics.with_article and not known and token.place is None and token.time is None


def _somebody(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether the word right behind a verb is somebody that the data do not know: a noun with the article, or "some"."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    return token.prefix in kit.proclitics.with_article or "quantity" in token.classes


def _launched(draft: Draft, bare: list[Group], kit: Kit) -> bool:
    """Whether the verb tells of a weapon named right before it: "a missile [that was] fired from X"."""
    before = [g for g in draft.tagged.groups if g.last < draft.at]
    if not before or draft.at - before[-1].last > 1 or not before[-1].means or before[-1].owners or before[-1].definite:
        return False
    return not any(can_act(g, kit) for g in bare)


def _disagrees(draft: Draft, group: Group, kit: Kit) -> bool:
    """Whether a group is no subject of the verb before it: by its case, or a feminine state behind a masculine verb."""
    tokens = draft.tagged.tokens
    if tokens[group.first].text in kit.never_subjects and not counted_before(tokens, group.first):
        return True
    if draft.features[1:2] != "m" or not draft.features.endswith("s") or group.first != group.last:
        return False
    return group.place is not None and "feminine" in draft.tagged.tokens[group.first].classes


def _weapon_before(group: Group, bare: list[Group], draft: Draft, kit: Kit) -> bool:
    """Whether a verb of hitting has a mere weapon as its subject, and whom it hit right behind."""
    if group.means is None or group.owners or group.people or kit.means[group.means].acts or not draft.trigger.generic:
        return False
    return group is bare[0] and len(bare) > 1 and not bare[1].linked


def _by_means(group: Group, tokens: list[Token]) -> bool:
    """Whether a group says no more than what it was done with: "by gunfire"."""
    return "prep.bymeans" in tokens[group.first].classes and not (group.owners or group.people or group.head)


def _elsewhere(topic: Group, draft: Draft, kit: Kit) -> bool:
    """Whether "and" ties the verb to a clause before it, whose subject is another group than the one nearest."""
    tokens, at = draft.tagged.tokens, draft.at
    auxiliary = tokens[at - 1].prefix if at and "past" in tokens[at - 1].classes else ""  # "and had struck"
    if not any(c and c.linked for c in map(kit.clitic_markers.get, (draft.token.prefix, auxiliary))):
        return False
    before = subjects(draft.tagged, kit, at)
    return bool(before) and topic not in before


def _after_event(draft: Draft) -> bool:
    """Whether a generic verb has an event noun as its subject: "the blast that hit X"."""
    if not draft.trigger.generic:
        return False
    before = [g for g in draft.tagged.groups if g.last < draft.at]
    if not before or draft.at - before[-1].last > 3:
        return False
    if len(before) > 1 and before[-1].means and not before[-1].owners and before[-1].bare and before[-2].trigger == before[-1].first - 1:
        return True  # "the blast of a car bomb that hit X"
    return before[-1].trigger is not None


def after_pronoun(draft: Draft) -> bool:
    """Whether "that it" stands right before the verb."""
    for token in reversed(draft.tagged.tokens[max(0, draft.at - 3) : draft.at]):
        if "conn.pronoun" in token.classes:
            return True
        if not token.classes & {"past", "p.quote", "adverb", "neg"} and token.time is None:
            return False
    return False


def _some_of_them(draft: Draft) -> bool:
    """Whether the verb's subject is a part of what was named before: "missiles, three of them hit X"."""
    behind = draft.tagged.tokens[draft.at + 1 : draft.at + 3]
    counted = len(behind) == 2 and ("quantity" in behind[0].classes or behind[0].text.isdigit())
    return counted and "conn.list" in behind[1].classes


def _suffers(draft: Draft, topic: Group, after: list[Group], roles: dict[str, str]) -> bool:
    """Whether the topic of a verb is whom it happens to: "X were killed by Y", or people without arms and no object."""
    if any(g.marker == "by" for g in after):
        return True
    if any(g.trigger is None and (g.bare or roles.get(g.marker) == "target") and not _by_means(g, draft.tagged.tokens) for g in after):
        return False
    behind = draft.tagged.tokens[draft.at + 1 : draft.at + 2]
    if behind and says_nothing(behind[0]) and not behind[0].prefix and draft.features[-1:] in ("p", "d"):
        return False  # "gunmen abducted his father": a noun that is not known is the object
    if topic.people is not None and not topic.definite:
        return True
    return draft.trigger.kill is not None and topic.people is not None


def _is_object(draft: Draft, bare: list[Group], kit: Kit) -> bool:
    """Whether the one bare group behind a verb is what it was done to, though it could act: "and that it may have hit X".

    Verbs that cannot stand without an object have it there, unless a place or an unknown noun may be it.
    """
    tokens, at = draft.tagged.tokens, draft.at
    perfect = at > 1 and "future" in tokens[at - 1].classes and "verb.now" in tokens[at - 2].classes
    if not bare or any(not g.linked for g in bare[1:]) or not (perfect or draft.trigger.frame == "hit"):
        return False
    group = bare[0]
    flies = group.means is not None and kit.means[group.means].kind == "air"
    shoots = group.head is not None and kit.actors.heads[group.head].cls in _SHOOTING and not (group.means and not group.definite)
    if flies or shoots or group.place is not None or (group.last < len(tokens) - 1 and "rel" in tokens[group.last + 1].classes):
        return False
    thing = group.facility is not None and tokens[group.first].prefix not in kit.proclitics.with_article
    if draft.high + 1 < len(tokens) and not thing and not is_mark(tokens[draft.high + 1].classes):
        return False  # the object may stand behind another event: "targeted with shelling areas in"
    grouped = {i for g in draft.tagged.groups for i in range(g.first, g.last + 1)}
    loose = [t for t in tokens[group.last + 1 : draft.high + 1] if t.index not in grouped and t.time is None and not t.prefix]
    return not any(says_nothing(t) and not governs(tokens[t.index - 1].classes) for t in loose)


_SHOOTING = frozenset({"air", "artillery"})


def _dead(draft: Draft, bare: list[Group]) -> bool:
    """Whether the one group behind a verb of killing is counted as its dead: "killed were two officers"."""
    if draft.trigger.kill is None or any(not g.linked for g in bare[1:]):
        return False
    tokens = draft.tagged.tokens
    low, high = tokens[bare[0].first].word_start, tokens[bare[0].last].word_end
    return any(low <= toll.start < high for toll in draft.tagged.tolls) and bare[0].people is not None


def _undergoes(bare: list[Group], after: list[Group], tokens: list[Token], kit: Kit) -> bool:
    """Whether the one bare group after a verb suffers it: people without arms of a state, or a doer named by "by"."""
    first = bare[0]
    if any(g.marker == "by" for g in after):
        return True
    if len([g for g in bare if not g.linked]) > 1:
        return False
    if "quantity" in tokens[first.first].classes and not first.facility:
        return True
    if first.people and first.owners and first.first == first.last and _named(first.owners[0], kit):
        return False
    if first.people:
        kind = kit.people_kind(first.people)
        if kit.figures.people[first.people].number == "s" and not first.definite:
            return True
        return kind not in ("force", "fighter", "official") or not (first.definite or first.head)
    return not can_act(first, kit)


def _topic(draft: Draft, kit: Kit) -> tuple[Group | None, bool]:
    """The group before a verb that is its subject (or, in a relative clause, what it hangs on), and whether relative."""
    tokens = draft.tagged.tokens
    between_rel = quoted = False
    j = draft.at - 1
    skipped = 0
    while j >= draft.low:
        token = tokens[j]
        if "rel" in token.classes:
            between_rel = True
        elif "p.quote" in token.classes:
            quoted = True
        else:
            group = next((g for g in reversed(draft.tagged.groups) if g.first <= j <= g.last), None)
            if group is not None and group.trigger is None:
                root = _root(group, draft.tagged.groups)
                if between_rel:
                    return root, True
                if any(g.trigger == root.first - 1 for g in draft.tagged.groups):
                    return None, False  # "the arrival of X": its genitive
                ours = draft.token.suffix in kit.text.spelling.clitics.speaker
                if quoted and not ours and root.first and "report" in tokens[root.first - 1].classes:
                    return None, False  # X said: "struck Y ...": who says it is not who does it
                if not can_act(root, kit) or not root.bare:
                    # A prepositional phrase may stand between subject and verb: "X in Y struck".
                    if root.marker and skipped < 2:
                        j = root.first - 1
                        if root.marker_at < root.first:
                            j = root.marker_at - 1
                        skipped += 1
                        continue
                    return None, False
                return root, False
            if group is not None:
                return None, False
        j -= 1
    return None, False


def _root(group: Group, groups: list[Group]) -> Group:
    """The first group of a coordination that `group` ends."""
    at = groups.index(group)
    while at and groups[at].linked and groups[at].first - groups[at - 1].last <= 2:
        at -= 1
    return groups[at]


def _mates_before(topic: Group, draft: Draft) -> list[Group]:
    groups = draft.tagged.groups
    at = groups.index(topic) + 1
    mates = []
    while at < len(groups) and groups[at].linked and groups[at].last < draft.at:
        mates.append(groups[at])
        at += 1
    return mates
