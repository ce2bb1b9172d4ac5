"""Finds triggers and binds the groups of their own clause to roles: a tagged sentence in, drafts out."""

from __future__ import annotations

from rasad.extract.belonging import is_event_noun, is_official
from rasad.extract.clauses import reach_backward, reach_forward
from rasad.extract.drafts import Draft, Tagged, Trace
from rasad.extract.families import AIMED
from rasad.extract.frame_nouns import bind_noun
from rasad.extract.groups import Group
from rasad.extract.markers import (
    can_act,
    is_struck_capital,
    marked_role,
    named_by_capital,
)
from rasad.extract.subjects import subjects
from rasad.extract.tokens import Token
from rasad.extract.topics import (
    after_event,
    after_pronoun,
    cleft,
    elsewhere,
    mates_before,
    of_a_thing,
    some_of_them,
    topic_of,
)
from rasad.extract.undergoing import (
    charged,
    counted_dead,
    disagrees,
    has_object,
    is_done_to,
    is_subject_by_case,
    launched,
    suffers_it,
    undergoes,
    warned,
    weapon_before,
)
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
    if draft.of("initiator") or draft.type not in AIMED:
        return
    for group in after:
        if group.marker == "in" and group.means and kit.means[group.means].kind == "air" and group.owners and group.place is None:
            draft.fillers = [f for f in draft.fillers if f.group is not group]
            draft.add("initiator", group, "means.of")
            return


_EARLIER = frozenset({"prep.response", "toll.after"})


def _another_time(tokens: list[Token], low: int, high: int) -> bool:
    """Whether an action that came first or is answered opens between two tokens: what it was done with is its own."""
    for at in range(low + 1, high):
        if not tokens[at].classes.isdisjoint(_EARLIER) and any(is_event_noun(t) for t in tokens[at + 1 : at + 3]):
            return True
    return False


def _bind_verb(draft: Draft, roles: dict[str, str], passive: bool, after: list[Group], kit: Kit) -> None:
    topic, antecedent = topic_of(draft, kit)
    nobody = of_a_thing(draft, kit)
    if topic is not None and not antecedent and (nobody or elsewhere(topic, draft, kit)):
        topic = None
    suffixed = bool(draft.token.suffix)
    bare = [g for g in after if g.bare and g.trigger is None]
    says = draft.trigger.frame == "say"
    stranger = have_subject = nobody or (says and topic is None and _stranger(draft.tagged.tokens, draft.at + 1, kit))
    parts = topic is None and some_of_them(draft)
    if suffixed and draft.at and "light.occur" in draft.tagged.tokens[draft.at - 1].classes:
        draft.passive = have_subject = True  # "his killing took place"
        if topic is not None:
            draft.add(roles.get("object", "none"), topic, "topic")
    elif topic is None and passive and not suffixed and launched(draft, bare, kit):
        draft.passive = have_subject = True
    elif topic is not None and suffixed and not cleft(draft) and (antecedent or any(can_act(g, kit) and not g.linked for g in bare)):
        draft.add(roles.get("object", "none"), topic, "relative.object")
    elif topic is not None:
        suffers = passive and not suffixed and suffers_it(draft, topic, after, roles)
        role = roles.get("object" if suffers else "subject", "none")
        draft.add(role, topic, "relative.subject" if antecedent else "topic")
        draft.passive = suffers
        have_subject = True
        for mate in mates_before(topic, draft):
            draft.add(role, mate, "topic.linked")
    elif draft.features[-1:] in ("p", "d") or after_pronoun(draft) or after_event(draft) or parts:
        have_subject = True  # before its subject a verb stands in the singular: what follows is no subject
        draft.dropped_subject = True
    elif not suffixed and is_done_to(draft, bare, kit):
        have_subject = True
        draft.passive = passive and not subjects(draft.tagged, kit, draft.at)
    elif passive and bare and not has_object(draft, bare[0]) and (undergoes(bare, after, draft.tagged.tokens, kit, draft.trigger.kill is not None) or counted_dead(draft, bare)):
        have_subject = True
        counted = "quantity" in draft.tagged.tokens[bare[0].first].classes
        clitic = kit.clitic_markers.get(draft.token.prefix)
        where = not counted and draft.at > 0 and "conn.where" in draft.tagged.tokens[draft.at - 1].classes
        goes_on = (where or bool(clitic and clitic.linked)) and not is_subject_by_case(bare[0], draft.tagged.tokens, kit) and bool(subjects(draft.tagged, kit, draft.at))
        draft.passive = not (goes_on or (draft.features[1:2] == "f" and (counted or bare[0].people is not None)))
    elif says and not suffixed and warned(draft, bare, kit):
        have_subject = draft.dropped_subject = True
    elif draft.trigger.accuses and not suffixed and charged(bare, draft.tagged.tokens, kit):
        have_subject = True  # "was charged with", or "and charged X with": its subject is told before, if at all
    last = ""
    for group in after:
        if group.trigger is not None:
            break
        if group.linked and last:
            role = last
        elif group.marker:
            role = marked_role(draft, group, roles, kit)
        elif not have_subject and disagrees(draft, group, kit):
            hit = not says and named_by_capital(group.owners, kit)
            role, have_subject = "location" if hit else roles.get("object", "none"), True
        elif not have_subject and weapon_before(group, bare, draft, kit):
            role, have_subject = "none", True  # "a roadside bomb hit a patrol of X"
        elif not have_subject and can_act(group, kit):
            role, have_subject = roles.get("subject", "none"), True
        elif group.place is not None and not is_official(group, kit) and (not group.owners or is_struck_capital(draft, group, kit)):
            role = "location"
        else:
            role = roles.get("object", "none")
        last = role
        draft.add(role, group, f"verb.{group.marker or 'bare'}")
    draft.object_suffix = suffixed and not antecedent
    unknown = stranger or parts or (says and not have_subject and _somebody(draft.tagged.tokens, draft.at + 1, kit))
    acting = [f for f in draft.of(roles.get("subject", "none")) if f.rule != "verb.with" or draft.trigger.frame != "agree"]
    draft.dropped_subject = not (acting or unknown)  # "that it had reached a deal with X": it is the other party


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
