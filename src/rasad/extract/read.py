"""Reads one document: Document and Kit in, event mentions out."""

from __future__ import annotations

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.adopting import fill_adopters
from rasad.extract.casualties import attach_tolls
from rasad.extract.chains import join_carried, join_cognates, join_coordinated, join_generic, join_launch
from rasad.extract.claims import (
    Heard,
    attribution,
    doers_by_voice,
    reality,
    report_source,
    source_of,
    speakers_own,
)
from rasad.extract.doers import pledging, untold_speaker
from rasad.extract.drafts import Draft, Note, Tagged, Trace
from rasad.extract.families import STRIKES, VIOLENT
from rasad.extract.frames import find_drafts
from rasad.extract.groups import find_groups
from rasad.extract.holders import holders_told
from rasad.extract.light_verbs import join_light
from rasad.extract.merging import merge_retellings
from rasad.extract.parties import (
    addressed,
    blamed,
    both_sides,
    charges,
    demanded_of,
    holder_of_site,
    home_forces,
    merely_hurt,
    others,
    owners_of_property,
    people_by_default,
    people_of_place,
    sides_of_dead,
    unnamed_dead,
    victims,
)
from rasad.extract.placemap import Placed, PlaceMap
from rasad.extract.reading import Ground, Reading
from rasad.extract.record import to_mention
from rasad.extract.retelling import same_speech
from rasad.extract.roles import is_state, name_roles
from rasad.extract.setting import Scene, places_of
from rasad.extract.subjects import first_subject
from rasad.extract.tagging import Tagger, telling
from rasad.extract.timing import time_of, times_differ
from rasad.extract.tokens import Token
from rasad.extract.wider import (
    fill_doers,
    fill_enemies,
    fill_opponents,
    fill_people,
    fill_sides,
    fill_states,
)
from rasad.kit import Kit
from rasad.kit.vocabulary import FOREIGN
from rasad.model import Document, EventMention
from rasad.resolve.actor import is_part_of
from rasad.resolve.place import document_country, resolve_places
from rasad.resolve.time import document_day
from rasad.text.fold import fold

_FLOWN = frozenset({"air_strike", "overflight"})


_BETWEEN_SIDES = frozenset({"armed_clash", "agreement"})
_QUOTED = 12  # words behind a verb of speech that a statement quotes
_COUNTED = 3  # words behind a verb of arrest in which "5 others" stand
_HOLDS = 2  # sentences for which the place of an action holds for those without one
_HOLDS_FOR_ALL = 1  # those in which it holds for other parties too


def read(document: Document, kit: Kit) -> tuple[EventMention, ...]:
    """The event mentions of a document in text order; a pure function."""
    return _Reader(document, kit, None).read()


def explain(document: Document, kit: Kit) -> tuple[tuple[EventMention, ...], list[Note], str]:
    """The event mentions, the notes of how they were read, and the folded text that the notes' offsets refer to."""
    trace = Trace()
    reader = _Reader(document, kit, trace)
    mentions = reader.read()
    return mentions, trace.notes, reader.text


class _Reader:
    """One reading of one document."""

    def __init__(self, document: Document, kit: Kit, trace: Trace | None) -> None:
        self.document, self.kit, self.trace = document, kit, trace
        self.folded = fold(document.text, kit.text.spelling, kit.known)
        self.text = self.folded.text
        self.day = document_day(self.text, document.published, kit.time)

    def read(self) -> tuple[EventMention, ...]:
        tagger = Tagger(self.folded, self.day, self.kit, self.trace)
        tagged = tagger.tag()
        if not tagged:
            return ()
        mentions = tagger.mentions
        country = document_country(mentions, self.kit.places)
        focus = Focus(country, self.day)
        names = [self.text[m.name_start : m.name_end] for m in mentions]
        resolved = resolve_places(mentions, self.kit.places, country)
        self.map = PlaceMap(mentions, resolved, names, self.kit.places)
        readings = self._drafts(tagged, focus)
        ground = Ground(self.kit, self.map, self.day)
        fill_adopters(readings, tagged, focus, self.kit)
        if not any(r.type in VIOLENT for r in readings):
            readings = [r for r in readings if not r.draft.trigger.beside or self._among_parties(r)]
        fill_opponents(readings, focus, self.kit)
        fill_sides(readings, self.kit)
        fill_people(readings)
        if readings and tagger.foreign and off_subject(tagger.all()):
            readings = [r for r in readings if r.type in VIOLENT and {n.id for n in r.initiators} & self.kit.bearing_arms]
        readings = [r for r in merge_retellings(readings, ground, self.trace) if self._tells(r)]
        fill_states(readings, self.map, focus, self.kit)
        fill_doers(readings, ground)
        fill_enemies(readings, self.kit)
        return tuple(to_mention(r, self.document, self.folded, ground) for r in readings)

    def _among_parties(self, reading: Reading) -> bool:
        """Whether a party speaks to or of another by name: that belongs to the conflict though no violence is told."""
        return bool(reading.targets) and any(n.id in self.kit.bearing_arms for n in reading.initiators)

    def _tells(self, reading: Reading) -> bool:
        """Whether a reading says more than that there was a strike, an attack: a bare noun that nothing was bound to."""
        draft = reading.draft
        if merely_hurt(reading, self.kit):
            return False
        if not draft.noun or reading.retold or reading.tolls or (draft.parts and reading.type in _BETWEEN_SIDES):
            return True
        told = [n for n in reading.initiators if n.id != "unknown"] or reading.targets
        return bool(told or any(not (p.carried or p.untied) for p in reading.places))

    def _drafts(self, sentences: list[Tagged], focus: Focus) -> list[Reading]:
        kit, trace = self.kit, self.trace
        readings: list[Reading] = []
        violent: list[Draft] = []
        heard: Heard | None = None
        last: Reading | None = None
        marched: list[Placed] = []
        for tagged in sentences[: telling(sentences)]:
            tagged.groups = find_groups(tagged.tokens, kit)
            drafts = find_drafts(tagged, kit, trace)
            join_light(drafts, kit, trace)
            join_cognates(drafts, kit, trace)
            join_coordinated(drafts, kit)
            join_carried(drafts, kit)
            join_launch(drafts, trace)
            join_generic(drafts, trace)
            attach_tolls(tagged, drafts, violent, kit, trace)
            live = [d for d in drafts if d.into is None and not charges(d, drafts, kit)]
            roles = name_roles(live, focus, kit)
            for draft in live:
                told = roles[id(draft)]
                if draft.trigger.type == "armed_clash" and not told["initiator"]:
                    sides = sides_of_dead(draft, sentences, focus, kit)
                    told["initiator"].extend(sides)
                    told["target"].extend(sides)
                if not told["target"] and draft.tolls:
                    own = {n.id for n in told["initiator"] if draft.trigger.type != "armed_clash"}
                    told["target"].extend([n for n in victims(draft, sentences, focus, kit) if n.id not in own])
                if not told["target"] and draft.type in STRIKES:
                    acting = {n.id for n in told["initiator"]}
                    told["target"].extend([n for n in home_forces(draft, focus, kit) if n.id not in acting])
                if not told["target"] and draft.trigger.frame == "detain":
                    told["target"].extend(others(tagged, draft.token.word_start, tagged.tokens[min(draft.at + _COUNTED, len(tagged.tokens) - 1)].word_end, focus, kit) or ())
                if not told["target"]:
                    told["target"].extend(demanded_of(draft, live, roles, kit))
                if not told["target"] and (draft.trigger.frame == "say" or draft.trigger.quoted):
                    told["target"].extend(blamed(draft, live, roles, last, kit.proclitics.with_article))
                if not told["target"] and draft.trigger.frame == "say":
                    told["target"].extend(addressed(draft, live, told["initiator"], focus, kit))
            heard = report_source(tagged, focus, kit, heard)
            for draft in live:
                before = last.places if last is not None and _holds(last, draft, roles[id(draft)]) else []
                reading = self._reading(draft, roles[id(draft)], heard, Scene(live, before, marched, self.map, kit), focus)
                if reading is None or same_speech(reading, readings):
                    continue
                readings.append(reading)
                doers = tuple(n for n in reading.initiators if n.id in kit.bearing_arms)
                if reading.type in _FLOWN and doers:
                    focus.flyers = doers
                if reading.type == "protest" and all(not (p.carried or p.untied) for p in reading.places) and reading.places:
                    marched = reading.places
                if reading.type in VIOLENT and not reading.echo:
                    violent.append(draft)
                    if reading.places and tagged.sentence.kind != "headline":
                        last = reading
            self._remember(tagged, focus)
        return readings

    def _remember(self, tagged: Tagged, focus: Focus) -> None:
        """Keep the actors of a sentence, and who acts in it, for later anaphors."""
        acting = first_subject(tagged, self.kit)
        if acting is not None and (named := name_group(acting, tagged, focus, self.kit, "initiator")):
            focus.subject, focus.subject_sentence = named, tagged.index
        focus.holders.extend(holders_told(tagged, focus, self.kit))
        for group in tagged.groups:
            if group.owners:
                head = group.head or self.kit.head_of(group.owners[0].text)
                focus.remember(name_group(group, tagged, focus, self.kit), head, tagged.index)

    def _reading(
        self, draft: Draft, roles: dict[str, list[Named]], heard: Heard, scene: Scene, focus: Focus
    ) -> Reading | None:
        kit, trace = self.kit, self.trace
        real = reality(draft, kit)
        token = draft.token
        if real is None:
            if trace is not None:
                trace.add("rejected", token.word_start, token.word_end, draft.trigger.id, "feared, warned of or prevented only")
            return None
        initiators = roles["initiator"] or pledging(draft, focus, kit) or doers_by_voice(draft, heard, focus, kit) or untold_speaker(draft, kit)
        targets = roles["target"] or speakers_own(draft, heard, kit)
        if draft.trigger.quoted and not targets:
            targets = addressed(draft, scene.drafts, initiators, focus, kit)
        kind, sure = self._type(draft, initiators)
        article = token.prefix in kit.proclitics.with_article
        tokens = draft.tagged.tokens
        definite = draft.noun and (article or (draft.at > 0 and "demonstrative" in tokens[draft.at - 1].classes))
        reason = unfit(draft, kind, initiators, targets, kit)
        echo = reason == _NOTHING_BOUND and definite and kind in VIOLENT
        if reason and not echo:
            if trace is not None:
                trace.add("rejected", token.word_start, token.word_end, draft.trigger.id, reason)
            return None
        if kind in VIOLENT or kind == "territory_change":
            focus.oppose(initiators, targets, kit)
        if kind in VIOLENT and not draft.trigger.id.startswith("armed"):
            unarmed = [n for n in initiators if n.id in kit.unarmed]
            initiators = [n for n in initiators if n.id not in kit.unarmed and n.id not in kit.peaceful]
            if not targets and draft.tolls:
                targets = unarmed
            if kind == "armed_clash":
                targets = [n for n in targets if n not in unarmed]
        targets = targets or owners_of_property(kind, draft)
        if draft.trigger.frame == "flee":
            people = [n for n in initiators if n.id in kit.unarmed]
            initiators = people or [n for n in initiators if n.id not in kit.peaceful]
        initiators = initiators or people_by_default(kind, draft)
        if kind == "armed_clash":
            initiators, targets = both_sides(initiators, targets, kit)
        if kind not in ("armed_clash", "shelling"):
            doers = {n.id for n in initiators}
            targets = [n for n in targets if n.id not in doers]
        if kind == "agreement":
            initiators = [n for n in initiators if n.id not in kit.unarmed]  # whom it is about
        if kind == "displacement" and all(n.id == "civilians" for n in initiators):
            targets = []  # the side they flee from, if any is named
        if kind in ("agreement", "withdrawal", "weapons_transfer", "base_established", "concealment", "overflight", "force_movement"):
            targets = []
        places = places_of(draft, scene)
        targets = targets or people_of_place(kind, draft, places, self.map)
        if all(n.rule == "opponent" for n in targets):
            targets = holder_of_site(kind, draft, places, self.map, initiators, focus, kit) or targets
        targets = targets or (unnamed_dead(kind, draft) if kind in ("explosion", "armed_attack", "casualties") else [])
        bound = [f.group for f in draft.fillers if f.sentence == draft.tagged.index]
        low = min([draft.at, *draft.parts, *[group.first for group in bound]])
        high = max([draft.at, *[group.last for group in bound]])
        if kind == "statement" and not draft.noun:
            high = max(high, min(draft.high, draft.at + _QUOTED))  # what is demanded, threatened, condemned
        reading = Reading(
            draft,
            kind,
            real,
            attribution(draft, initiators, heard, real, kit),
            source_of(draft, initiators, heard, kit),
            initiators,
            targets,
            places,
            time_of(draft),
            draft.tolls,  # shared: later sentences may still tell its dead
            [(tokens[low].word_start, tokens[high].word_end)],
            headline=draft.tagged.sentence.kind == "headline",
            sure=sure,
            definite=definite,
            echo=echo,
        )
        if trace is not None:
            who, whom = (", ".join(n.id for n in side) or "nobody named" for side in (initiators, targets))
            trace.add("read", token.word_start, token.word_end, draft.trigger.id, f"{kind}: {who} > {whom}")
        return reading

    def _instrument(self, token: Token) -> bool:
        """Whether a means is named as what it was done with: "by", or "with" written on."""
        clitic = self.kit.clitic_markers.get(token.prefix)
        return "prep.by" in token.classes or bool(clitic and clitic.marker == "in") or bool(token.actors)

    def _type(self, draft: Draft, initiators: list[Named]) -> tuple[str, bool]:
        """The event type and whether words tell it: by the means named, else by a doer known to strike from the air."""
        trigger, kit = draft.trigger, self.kit
        in_arms = trigger.by_crowd == "protest" and "arms" in draft.tagged.classes  # who storms with arms does not protest
        if trigger.by_crowd and initiators and not in_arms and all(n.id in kit.unarmed or is_part_of(n.id, "civilians", kit.actors) for n in initiators):
            return trigger.by_crowd, True
        if trigger.by_state and initiators and all(is_state(n.id, kit) for n in initiators):
            return trigger.by_state, True
        if trigger.flown and any(f.group.means and kit.means[f.group.means].kind == "air" for f in draft.of("initiator")):
            return trigger.flown, True
        for token in sorted(draft.means, key=lambda t: abs(t.index - draft.at)) if draft.means else ():
            assert token.means is not None
            if trigger.type == "armed_attack" and any(f.role == "target" and f.group.first < token.index <= f.group.last for f in draft.fillers):
                continue  # "attacked a battery of X's": what is hit was not the means
            if trigger.kill and kit.means[token.means].vehicle and not self._instrument(token):
                continue  # who dies in an aircraft was not killed by it
            if kind := trigger.by_means.get(kit.means[token.means].kind):
                return kind, True
        if trigger.air_actor and not _on_foot(draft, kit) and any(kit.actors.rows[n.id].air for n in initiators if n.id in kit.actors.rows):
            return trigger.air_actor, False
        shot = trigger.type == "armed_attack" and any(t.means and kit.means[t.means].kind == "gun" for t in draft.means)
        return trigger.type, shot or not (trigger.by_means or trigger.generic or trigger.kill)


def _on_foot(draft: Draft, kit: Kit) -> bool:
    """Whether people are who strikes: "soldiers of X" do not fly."""
    people = [f.group.people for f in draft.of("initiator") if f.group.people]
    return any(kit.people_kind(p) in ("force", "fighter") for p in people)


def _holds(last: Reading, draft: Draft, told: dict[str, list[Named]]) -> bool:
    """Whether the place of the last action may still hold for one that tells none: close by, its time no other one."""
    apart = draft.tagged.index - last.draft.tagged.index
    if apart > _HOLDS or times_differ(time_of(draft), last.time):
        return False
    if apart <= _HOLDS_FOR_ALL:
        return True
    parties = {n.id for n in (*last.initiators, *last.targets)} - {"unknown"}
    return any(n.id in parties for named in told.values() for n in named)


def off_subject(sentences: list[Tagged]) -> bool:
    """Whether the text is dense in words of another subject: sport, trade, science, the arts."""
    words = 0
    hits: dict[str, int] = {}
    for tagged in sentences:
        words += len(tagged.tokens)
        for name in [name for name in tagged.classes if name.startswith(FOREIGN)]:
            hits[name] = hits.get(name, 0) + sum([name in token.classes for token in tagged.tokens])
    return bool(hits) and max(hits.values()) >= _OTHER_SUBJECT * max(words, 40)


_OTHER_SUBJECT = 0.035  # share of words; of real conflict reports the densest reach 0.026


def unfit(draft: Draft, kind: str, initiators: list[Named], targets: list[Named], kit: Kit) -> str | None:
    """Why a bound draft is no record after all, or None: a weak trigger with nobody and nothing bound to it."""
    if draft.trigger.kill and not draft.tolls and not targets:
        return "nobody killed or wounded is told"
    if not draft.tolls and (draft.trigger.kill == "injured" or draft.trigger.frame == "fallen"):
        return "none are counted"
    if draft.trigger.weak and not initiators and not targets and not (draft.tolls and draft.noun):
        return "weak trigger with no actor"
    if kind == "statement":
        speakers = {n.id for n in initiators if n.rule != "subject.dropped" or not draft.noun or draft.participle}
        if not speakers or (speakers <= {"civilians", "unknown", "local_gunmen"} and draft.trigger.id == "threaten"):
            return "a statement that nobody makes"
    if kind in ("withdrawal", "force_movement", "weapons_transfer", "base_established", "concealment") and not initiators and not _moving(draft):
        return "nobody acts"
    if draft.trigger.left and not _way_told(draft):
        return "no place is told that is left or reached"
    if kind == "force_movement" and initiators and all(n.id in kit.unarmed for n in initiators):
        return "no force moves"
    if draft.noun and not draft.fillers and not draft.tolls and not draft.parts and not draft.trigger.quoted:
        return _NOTHING_BOUND
    return None


def _moving(draft: Draft) -> bool:
    """Whether forces or weapons that nobody owns are told to move: "reinforcements arrived"; a bare noun only names the deed."""
    tokens, movers = draft.tagged.tokens, draft.trigger.movers
    if movers.isdisjoint(draft.tagged.classes) or (draft.noun and draft.at and not draft.parts):
        return False
    near = tokens[draft.at + 1 : draft.at + 1 + draft.trigger.needs_within]
    if not draft.noun:
        near = tokens[max(0, draft.at - _BEFORE) : draft.at] + near
    return any(not movers.isdisjoint(token.classes) for token in near)


_BEFORE = 3  # words before a verb in which what moves stands


def _way_told(draft: Draft) -> bool:
    """Whether the place is told from or to which somebody goes."""
    return any(f.group.place is not None and f.role in ("origin", "destination") for f in draft.fillers)


_NOTHING_BOUND = "nothing bound to the noun"
