"""Merges readings that tell one action: readings in text order in, fewer out."""

from __future__ import annotations

from rasad.extract.drafts import Trace
from rasad.extract.families import STRIKES
from rasad.extract.placemap import PlaceMap
from rasad.extract.reading import Ground, Reading
from rasad.extract.retelling import FAINT, actors_agree, many, places_agree, same_action, times_agree
from rasad.kit import Kit

_WINDOW = 40  # records back within which a retelling is looked for, so that time stays linear
# A target that only the dead or the site stood for: a side that the text names goes before it.
_WEAK = frozenset({"toll.people", "place.people", "opponent"})
_TOLD = 40  # tolls, stretches and triggers kept of one record
_HEAD = 6  # records of the headline, looked at from anywhere


def merge_retellings(readings: list[Reading], ground: Ground, trace: Trace | None) -> list[Reading]:
    """Fold each reading into an earlier one that tells the same action; the fuller values stand."""
    kept: list[Reading] = []
    for reading in readings:
        _inherit_type(reading, kept, ground.kit)
        match = next((k for k in reversed(kept[-_WINDOW:]) if same_action(k, reading, ground)), None)
        if match is None and len(kept) > _WINDOW:
            match = next((k for k in kept[:_HEAD] if k.headline and same_action(k, reading, ground)), None)
        if reading.echo:
            if match is not None and not match.headline:
                match.places = ground.map.narrowed(match.places, reading.places)
                if match.source.value == "unspecified":
                    match.source = reading.source
            continue
        if match is None:
            kept.append(reading)
            continue
        if trace is not None:
            token = reading.draft.token
            trace.add("merged", token.word_start, token.word_end, "retelling", f"tells the same action as {match.draft.trigger.id}")
        absorb(match, reading, ground.map)
    kept = [r for i, r in enumerate(kept) if not _only_heard(r, kept[max(0, i - _WINDOW) : i + _WINDOW], ground)]
    for reading in kept:
        sides = {n.id for n in reading.initiators}
        if reading.type == "armed_clash" and len(sides) == 1 and sides.isdisjoint(FAINT) and sides == {n.id for n in reading.targets}:
            reading.targets = []  # one side is told, and it does not fight itself
    body = {r.type for r in kept if not r.headline}
    strikes = bool(body & STRIKES)
    return [r for r in kept if not (r.headline and (r.type in body or (strikes and r.type in STRIKES)))]


def _only_heard(reading: Reading, around: list[Reading], ground: Ground) -> bool:
    """Whether explosions that nobody set off and that hurt nobody are but the sound of a strike that the report tells."""
    if reading.type != "explosion" or reading.draft.means or reading.tolls or reading.targets or not many(reading):
        return False
    if any(n.id != "unknown" for n in reading.initiators):
        return False
    struck = [r for r in around if r.type in ("air_strike", "shelling") and r.reality.value == reading.reality.value]
    return any(times_agree(r.time, reading.time) >= 0 and places_agree(r, reading, ground) >= 0 for r in struck)


def _inherit_type(reading: Reading, earlier: list[Reading], kit: Kit) -> None:
    """"The attack", "the shelling", taken up without a word of its means, is of the kind told before."""
    if reading.sure or reading.type not in ("armed_attack", "shelling"):
        return
    if reading.type == "armed_attack" and not reading.definite:
        return
    told = next((r for r in reversed(earlier) if r.type in STRIKES and not r.headline), None)
    if told is None or told.type == "armed_attack":
        return
    if reading.type == "shelling" and any(ground_bound(n.id, kit) for n in reading.initiators):
        return
    if reading.type == "armed_attack" or (told.type == "air_strike" and actors_agree(told.initiators, reading.initiators, kit) >= 0):
        reading.type = told.type


def ground_bound(id: str, kit: Kit) -> bool:
    """Whether an actor is a militia or an armed group: what it shells with does not fly."""
    row = kit.actors.rows.get(id)
    return row is not None and row.kind in ("armed_group", "militia", "generic") and id != "unknown" and not row.air


def absorb(into: Reading, other: Reading, map: PlaceMap) -> None:
    """Take over from a retelling what the first telling lacks, and its evidence."""
    body = into.headline and not other.headline
    if len(into.retold) < _TOLD:
        into.retold.append(other.draft)
    struck = set() if into.type in ("armed_clash", "shelling") else {n.id for n in into.targets}
    told = [n for n in other.initiators if n.id not in struck]
    if not [n for n in into.initiators if n.id != "unknown"] and told:
        into.initiators, into.attribution = told, other.attribution
    if into.reality.value == "planned" and other.reality.value == "actual":
        into.reality, into.attribution = other.reality, other.attribution  # what was decided was done
    surer = all(n.rule in _WEAK for n in into.targets) or (body and not all(n.rule in _WEAK for n in other.targets))
    if surer and (other.targets or not into.targets):
        doers = set() if into.type in ("armed_clash", "shelling") else {n.id for n in into.initiators}
        into.targets = [n for n in other.targets if n.id not in doers]
    if not into.places or all(p.rule == "place.previous" for p in into.places) or (body and other.places):
        into.places = other.places or into.places
    else:
        into.places = map.narrowed(into.places, other.places)
    if into.time is None:
        into.time = other.time
    if len(into.tolls) < _TOLD:
        into.tolls.extend(other.tolls)
    if into.source.value == "unspecified" and other.source.value != "unspecified":
        into.source = other.source
    if not other.sure and not into.sure and other.type != into.type and other.type == other.draft.trigger.air_actor:
        into.type = other.type
    if other.sure and not into.sure and into.type in STRIKES:
        into.type, into.sure = other.type, True
    if body:
        into.evidence = other.evidence + into.evidence
        into.draft, into.headline = other.draft, False
    else:
        into.evidence = (into.evidence + other.evidence)[:_TOLD]
