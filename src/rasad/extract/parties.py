"""Parties that no clause binds: victims told by a toll, the doer of what is condemned, the enemy in a fight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.drafts import Draft, Tagged
from rasad.extract.families import FIRED, STRIKES
from rasad.extract.figures import Toll
from rasad.extract.markers import counted_before
from rasad.extract.placemap import Placed, PlaceMap
from rasad.extract.timing import time_of
from rasad.kit import Kit
from rasad.kit.sites import holder_on
from rasad.resolve.actor import denoted, most_specific, same_side

if TYPE_CHECKING:
    from rasad.extract.reading import Reading

_ADDRESS_REACH = 10
_OWN_REACH = 12  # characters behind a figure within which its owner is named: "39 of X"
_FIGHTS = frozenset({"air_strike", "shelling", "armed_attack", "armed_clash"})
_CIVIL = {"civilian": "civilians", "person": "civilians", "medic": "medics", "journalist": "journalists", "official": "public_figure"}  # of officials only one of many: "the governor" is somebody told


def victims(draft: Draft, sentences: list[Tagged], focus: Focus, kit: Kit) -> list[Named]:
    """Who the counted people of the draft's tolls are: the actor their group names, else civilians where they bear no arms."""
    for index, toll in draft.tolls:
        tagged = sentences[index]
        if toll.people_start is None or toll.people_end is None:
            if (whose := others(tagged, toll.start, toll.end, focus, kit)) is not None:
                return whose
            if whose := _dead(tagged, toll, focus, kit):
                return whose
            continue
        group = next(
            (g for g in tagged.groups if tagged.tokens[g.first].word_start <= toll.people_start < tagged.tokens[g.last].word_end),
            None,
        )
        named = name_group(group, tagged, focus, kit, "target") if group is not None else ()
        if named:
            return list(named)
        if toll.people in _CIVIL and not (toll.people == "official" and _definite(tagged, toll.people_start, kit)):
            return [Named(_CIVIL[toll.people], toll.people_start, toll.people_end, "toll.people")]
        if toll.people == "force" and (home := denoted(kit.home_alias, focus.country, focus.day, kit.actors)) in kit.bearing_arms:
            return [Named(str(home), toll.people_start, toll.people_end, "toll.home")]
    return []


def merely_hurt(reading: Reading, kit: Kit) -> bool:
    """Whether people without arms were hurt by nobody and nothing that is told: accidents are told so."""
    draft = reading.draft
    if draft.trigger.kill != "injured" or reading.retold or draft.means or draft.parts or any(t.kind != "injured" for _, t in reading.tolls):
        return False
    return all(n.id == "unknown" for n in reading.initiators) and all(n.id in kit.unarmed for n in reading.targets)


def home_forces(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Soldiers and policemen that are hit, of whom nothing else is told, are those of the country spoken of."""
    for filler in draft.of("target"):
        group = filler.group
        noun = kit.figures.people[group.people] if group.people and not group.owners and not group.suffix else None
        if noun is not None and noun.kind == "force" and not (noun.adjective and noun.number == "s"):
            home = denoted(kit.home_alias, focus.country, focus.day, kit.actors)
            if home in kit.bearing_arms:
                token = draft.tagged.tokens[group.first] if filler.sentence == draft.tagged.index else draft.token
                return [Named(str(home), token.start, token.end, "force.home")]
    return []


def _definite(tagged: Tagged, start: int, kit: Kit) -> bool:
    """Whether the word at an offset carries the article."""
    return any(t.word_start <= start < t.word_end and t.prefix in kit.proclitics.with_article for t in tagged.tokens)


def unnamed_dead(reading_type: str, draft: Draft) -> list[Named]:
    """Dead and wounded of an attack of whom nothing is told: civilians."""
    if (reading_type not in STRIKES and reading_type != "casualties") or (not draft.trigger.kill and draft.trigger.weak):
        return []
    if any(toll.people in ("force", "fighter", "official") for _, toll in draft.tolls):
        return []
    if reading_type in FIRED and any(f.group.facility == "facility.military" for f in draft.fillers):
        return []  # whose depots were hit, and who died in them, is not told
    for _, toll in draft.tolls:
        if toll.low > 0:
            return [Named("civilians", toll.start, toll.end, "toll.unnamed")]
    return []


def sides_of_dead(draft: Draft, sentences: list[Tagged], focus: Focus, kit: Kit) -> list[Named]:
    """The two sides of a fight that only their dead tell: "30 of X and 20 of Y were killed in the clashes"."""
    found: dict[str, Named] = {}
    for index, toll in draft.tolls:
        tagged = sentences[index]
        for group in tagged.groups:
            first = tagged.tokens[group.first]
            if group.owners and toll.start <= first.word_start < toll.end + _OWN_REACH and group.marker in ("", "from", "of"):
                for named in name_group(group, tagged, focus, kit, "target"):
                    if named.id in kit.bearing_arms:
                        found.setdefault(named.id, replace(named, rule="toll.side"))
                break
    return list(found.values()) if len(found) > 1 else []


def both_sides(initiators: list[Named], targets: list[Named], kit: Kit) -> tuple[list[Named], list[Named]]:
    """Who fights acts on the other side and is hit by it: both sides in both roles, where two are told."""
    found: dict[str, Named] = {}
    for named in (*initiators, *targets):
        if named.id not in kit.unarmed and named.id not in kit.peaceful and named.id != "unknown":
            found.setdefault(named.id, named)
    sides = [found[id] for id in most_specific(tuple(found), kit.actors)]
    return (sides, list(sides)) if len(sides) > 1 else (initiators, targets)


def others(tagged: Tagged, start: int, end: int, focus: Focus, kit: Kit) -> list[Named] | None:
    """Whom "5 others" between two offsets are like: those counted or named last before them; None where no "others" is said."""
    if not any("another" in t.classes and start <= t.start < end for t in tagged.tokens):
        return None
    tokens = tagged.tokens
    for group in reversed(tagged.groups):
        counted = counted_before(tokens, group.first) or "quantity" in tokens[group.first].classes or (group.bare and group.people is not None)
        if tokens[group.last].word_end <= start and group.trigger is None and counted and (group.people or group.owners):
            named = name_group(group, tagged, focus, kit, "target")
            people = None if named or group.people is None else _CIVIL.get(kit.people_kind(group.people))
            span = tokens[group.first]
            return [replace(n, rule="others") for n in named or ([Named(people, span.start, span.end, "")] if people else [])]
    return None


def _dead(tagged: Tagged, toll: Toll, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the dead are that no noun counts: "dozens of dead from X", "three of X"."""
    for group in tagged.groups:
        behind = group.marker in ("from", "of") and 0 <= tagged.tokens[group.marker_at].word_start - toll.end <= 1
        around = tagged.tokens[group.first].word_start <= toll.start and toll.end < tagged.tokens[group.last].word_start
        if group.owners and (behind or around):
            return list(name_group(group, tagged, focus, kit, "target"))
    return []


def blamed(
    draft: Draft, drafts: list[Draft], roles: dict[int, dict[str, list[Named]]], last: Reading | None, articles: frozenset[str]
) -> list[Named]:
    """Whom a condemnation of an act is aimed at: the doer of the act named right behind the verb.

    "The shelling", of which nobody is named, is the `last` action told.
    """
    for other in drafts:
        if other.noun and 0 < other.at - draft.at <= 8:
            doers = [n for n in roles[id(other)]["initiator"] if n.id != "unknown"]
            speakers = {n.id for n in roles[id(draft)]["initiator"]}
            taken_up = other.token.prefix in articles and other.type in STRIKES and not other.fillers
            if not doers and taken_up and last is not None and last.type in STRIKES:
                doers = [n for n in last.initiators if n.id != "unknown"]
            if doers:
                return [replace(n, rule="act.doer") for n in doers if n.id not in speakers]
            break
    return []


def charges(draft: Draft, drafts: list[Draft], kit: Kit) -> bool:
    """Whether an accusation only says who did another event of its sentence: "accused X of shelling", "of launching raids"."""
    if not draft.trigger.accuses:
        return False
    tokens = draft.tagged.tokens
    for other in drafts:
        if not other.noun or other.into is not None or not 0 < other.at - draft.at <= _CHARGE_REACH:
            continue
        behind = [t.index for t in tokens[draft.at + 1 : other.at] if not _CHARGED.isdisjoint(t.classes)]
        for at in (other.at, *behind, *(p for p in other.parts if draft.at < p < other.at)):
            clitic = kit.clitic_markers.get(tokens[at].prefix)
            if clitic and clitic.marker == "in":
                return True
    return False


_CHARGE_REACH = 12  # words
_CHARGED = frozenset({"claim.accuse", "claim.accusation"})  # "accused X of being behind, of a part in"


def demanded_of(draft: Draft, drafts: list[Draft], roles: dict[int, dict[str, list[Named]]], kit: Kit) -> list[Named]:
    """Whom a protest is aimed at: of whom those who protest demand something, "demonstrated, calling on X to"."""
    if draft.type != "protest":
        return []
    if draft.trigger.against:
        return [Named(draft.trigger.against, draft.token.start, draft.token.end, "protest.against")]
    for other in drafts:
        if other.trigger.frame == "say" and other.noun and 0 < other.at - draft.at <= _ADDRESS_REACH:
            return [replace(n, rule="demanded.of") for n in roles[id(other)]["target"] if n.id not in kit.unarmed]
    return []


def addressed(draft: Draft, drafts: list[Draft], speakers: list[Named], focus: Focus, kit: Kit) -> list[Named]:
    """Whom a demand or threat is about: the first armed side named within reach behind the verb, but no side's dead."""
    known = {n.id for n in speakers}
    killed = [d.at for d in drafts if d.trigger.kill and d.at > draft.at]
    for group in draft.tagged.groups:
        if killed and group.first > killed[0]:
            break  # "vowed to answer the killing of X"
        if not draft.at < group.first <= draft.at + _ADDRESS_REACH or not group.owners or group.place is not None:
            continue
        named = [n for n in name_group(group, draft.tagged, focus, kit, "target") if n.id in kit.bearing_arms and n.id not in known]
        if named:
            return [replace(n, rule="addressed") for n in named]
    return _spoken_of(draft, known, focus, kit) if draft.trigger.quoted else []


def _spoken_of(draft: Draft, speakers: set[str], focus: Focus, kit: Kit) -> list[Named]:
    """Of whom a speech speaks before its threat: the last armed side named in its sentence, "the attack of X will be answered"."""
    for group in reversed(draft.tagged.groups):
        if group.last >= draft.at or not group.owners or group.place is not None:
            continue
        deed = group.first > 0 and bool(draft.tagged.tokens[group.first - 1].triggers)  # "any Israeli attack": its state is meant
        for named in name_group(group, draft.tagged, focus, kit, "target", deed):
            own = named.id in speakers or any(same_side(named.id, s, kit.actors) for s in speakers)
            if named.id in kit.bearing_arms and not own:
                return [replace(named, rule="addressed")]
    return []


_HELD = {"hospital": "medics", "camp": "civilians"}
_PEOPLED = frozenset({"city", "town", "village", "quarter", "camp", "region", "strip", "area"})


def people_of_place(kind: str, draft: Draft, places: list[Placed], map: PlaceMap) -> list[Named]:
    """Who is hit where only a place is: medics in a hospital, civilians in a camp or in a town under siege."""
    for placed in places:
        if placed.role != "location" or placed.carried or placed.untied:
            continue
        mention, row = map.mentions[placed.mention], map.row(placed.mention)
        sort = row.kind if row is not None else mention.class_id or ""
        held = _HELD.get(mention.class_id or "") or _HELD.get(sort)
        if kind in STRIKES and (held or _civilian(placed, draft)):
            return [Named(held or "civilians", mention.start, mention.end, "place.people")]
        if kind == "access_restriction" and draft.trigger.opposes and sort in _PEOPLED:
            return [Named("civilians", mention.start, mention.end, "place.people")]
    if kind in STRIKES:
        for filler in draft.fillers:
            group = filler.group
            if filler.role == "location" and group.facility == "facility.civilian" and filler.sentence == draft.tagged.index:
                token = draft.tagged.tokens[group.first]
                return [Named("civilians", token.start, token.end, "place.people")]
    return []


def _civilian(placed: Placed, draft: Draft) -> bool:
    """Whether what the action itself hits is called after what people without arms use: the mosque, the market of X."""
    return placed.bound and any(t.place == placed.mention and "facility.civilian" in t.inner for t in draft.tagged.tokens)


def holder_of_site(
    reading_type: str, draft: Draft, places: list[Placed], map: PlaceMap, doers: list[Named], focus: Focus, kit: Kit
) -> list[Named]:
    """Who is known to hold the base that is hit or taken, on the day of the action: nobody but a name of the site tells."""
    if reading_type not in STRIKES and reading_type != "protest" and not draft.trigger.opposes:
        return []
    for placed in places:
        row = map.row(placed.mention)
        if row is None or placed.role != "location" or placed.carried or (reading_type == "protest") != (row.kind == "border"):
            continue  # who demonstrates at a border means who holds the other side
        country = kit.places.countries.get(row.country or "", "")
        abroad = reading_type in FIRED and any(n.id in kit.bearing_arms for n in doers)
        held = kit.sites.get(country) if abroad else None
        if row.kind != "country":
            held = kit.sites.get(row.id) or held
        if held is None:
            continue
        told = time_of(draft)
        holder = holder_on(held, (told.first if told is not None else None) or focus.day, {n.id for n in doers})
        if holder is not None and not any(n.id == holder or same_side(n.id, holder, kit.actors) for n in doers):
            mention = map.mentions[placed.mention]
            return [Named(holder, mention.start, mention.end, "site.holder")]
    return []


def people_by_default(reading_type: str, draft: Draft) -> list[Named]:
    """Who demonstrates or flees is civilians unless the text says who."""
    if reading_type not in ("protest", "displacement"):
        return []
    token = draft.token
    return [Named("civilians", token.start, token.end, f"{reading_type}.people")]


def owners_of_property(reading_type: str, draft: Draft) -> list[Named]:
    """What is looted is civilians' unless the text says whose it is."""
    if reading_type != "property_seizure":
        return []
    token = draft.token
    return [Named("civilians", token.start, token.end, "property")]
