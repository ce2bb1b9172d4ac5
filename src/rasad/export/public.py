"""Makes dossiers fit to be published: dossiers in; out come those old enough, with shelters, persons and notes left out.

Works on records, so that every format is made from what may be shown: no writer ever sees what it must not write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import cos, radians

from rasad.event import Claim, Contradiction, Dossier, Event, Told
from rasad.export.names import MASK, NameMask
from rasad.export.order import Tally
from rasad.export.reference import Reference
from rasad.kit import Kit
from rasad.kit.places import Place, km
from rasad.model import ActorRef, Document, EventMention, GeoPrecision, PlaceRef
from rasad.text.fold import fold_form

RULE = "public.settlement"  # what a coarsened place names as the rule that gave it
_PLACE_FIELDS = frozenset({"place", "places", "location", "origin", "destination"})
_ACTOR_FIELDS = frozenset({"initiators", "targets"})
_REVIEWER = "reviewer"  # stands for the name of whoever reviewed
_DIGITS = 2  # of coordinates that no gazetteer row vouches for: about a kilometre
_WEB = ("http://", "https://")

# What the profile does to each field; the documents print it.
FIELDS = {
    "event, mention and report ids": "kept: hashes of content, in which nothing can be read",
    "type, reality, attribution, dates, figures, weapons, grade, state": "kept",
    "initiators, targets": "actors of the kind `person` become `public_figure`, ids that the kit does not know `unknown`",
    "places": "hospitals, camps and whatever is named a home, school, clinic or shelter become the settlement: its name, id "
    "and point, precision at best 2 (near), no span; where no settlement is known, the district or the governorate, or nothing. "
    "A name that the gazetteer does not know is kept only where it has coordinates of a reviewer's, rounded to a hundredth of a degree, or no "
    "word of a shelter in it",
    "quotes of mentions and claims": "cut to `--quote-length` characters, 0 unless told otherwise; names of coarsened places and what looks like the name of a person become …",
    "titles of reports": "as quotes",
    "text of reports": "never written; spans are offsets without words",
    "id of reports": "replaced by the key: an id may be a file name",
    "url": "kept where it is an address on the web",
    "outlet, day of publication": "kept",
    "claims": "of places and actors, as above; the name of a reviewer becomes `reviewer`",
    "contradictions": "values of places and actors as above, dropped where only one is left; the reason is left out",
    "reason of the grade": "the name of the rule only",
    "notes": "left out",
    "rule names": "kept",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What may be shown: quotes up to `quote_length` characters (None: whole), records up to the day `until` (None: all).

    `public` coarsens and hides; without it only quotes are cut and records held back.
    """

    public: bool = False
    quote_length: int | None = None
    until: date | None = None


class Publisher:
    """Applies a profile to dossiers."""

    def __init__(self, profile: Profile, kit: Kit, reference: Reference, tally: Tally) -> None:
        self._profile, self._kit, self._tally = profile, kit, tally
        self._shelters = shelters = reference.shelters
        self._names = NameMask(reference.names, kit)
        self._settled: dict[str, Place | None] = {}
        self._towns: dict[str | None, list[Place]] = {}
        for place in kit.places.places.values():
            if place.kind in shelters.settlements:
                self._towns.setdefault(place.country, []).append(place)

    def published(self, dossiers: Iterable[Dossier]) -> Iterator[Dossier]:
        """The dossiers that may be shown, as they may be shown; counts what is held back or coarsened."""
        profile = self._profile
        for dossier in dossiers:
            if profile.until is not None and not _by(dossier.event, profile.until):
                self._tally.left["too young to be published, or of unknown age"] += 1
                continue
            if profile.public:
                dossier = self._public(dossier)
            yield dossier if profile.quote_length is None else _shortened(dossier, profile.quote_length)

    def _public(self, dossier: Dossier) -> Dossier:
        masks = {p.name for t in dossier.told for p in t.mention.places if self._shown(p) != p}
        event = self._event(dossier.event, masks)
        if event.places != dossier.event.places or event.place != dossier.event.place:
            self._tally.changed["events with a place left out or coarsened to its settlement"] += 1
        return Dossier(event, tuple(self._told(told, masks) for told in dossier.told))

    def _event(self, event: Event, masks: set[str]) -> Event:
        return replace(
            event,
            initiators=self._actors(event.initiators),
            targets=self._actors(event.targets),
            place=self._shown(event.place) if event.place else None,
            places=self._places(event.places),
            claims=tuple(self._claims(event.claims, masks)),
            contradictions=tuple(self._contradictions(event.contradictions)),
            grade_reason=event.grade_reason.partition(":")[0],
            notes=(),
        )

    def _told(self, told: Told, masks: set[str]) -> Told:
        document, mention = told.document, told.mention
        url = document.url if document.url and document.url.lower().startswith(_WEB) else None
        title = self._masked(document.title, masks) if document.title else None
        shown = Document(told.document_key, "", title, document.outlet, url, document.published)
        return replace(told, document=shown, mention=self._mention(mention, told.document_key, masks, document.text))

    def _mention(self, mention: EventMention, document: str, masks: set[str], text: str) -> EventMention:
        quote = mention.quote or (mention.evidence[0] if mention.evidence else mention.trigger).of(text)
        return replace(
            mention,
            document=document,
            initiators=self._references(mention.initiators),
            targets=self._references(mention.targets),
            places=self._places(mention.places),
            quote=self._masked(quote, masks),
        )

    def _masked(self, text: str, masks: set[str]) -> str:
        """Words of a report without names of coarsened places and of persons; nothing of what is cut off anyway."""
        if self._profile.quote_length == 0:
            return ""
        for mask in sorted(masks, key=len, reverse=True):
            text = text.replace(mask, MASK)
        return self._names.masked(text)

    # ---- persons ----

    def _actor(self, id: str) -> str:
        row = self._kit.actors.rows.get(id)
        if row is None:
            return self._shelters.nobody
        return self._shelters.person if row.kind in self._shelters.persons else id

    def _actors(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self._actor, ids)))

    def _references(self, actors: Iterable[ActorRef]) -> tuple[ActorRef, ...]:
        found: dict[str, ActorRef] = {}
        for actor in actors:
            shown = self._actor(actor.id)
            found.setdefault(shown, actor if shown == actor.id else ActorRef(shown, actor.rule))
        return tuple(found.values())

    # ---- places ----

    def _places(self, places: Iterable[PlaceRef]) -> tuple[PlaceRef, ...]:
        return tuple(dict.fromkeys(shown for place in places if (shown := self._shown(place)) is not None))

    def _shown(self, place: PlaceRef) -> PlaceRef | None:
        """The place as it may be shown; None where nothing of it may be."""
        row = self._kit.places.places.get(place.place_id or "")
        if row is None:
            return self._unknown(place)
        if not self._shelter(row) and not (row.kind not in self._shelters.never and self._named_so(place.name)):
            return place
        town = self._settlement(row)
        return self._coarse(place, town) if town else None

    def _unknown(self, place: PlaceRef) -> PlaceRef | None:
        """A name without a row, or a point that a reviewer set."""
        if self._named_so(place.name, unknown=True):
            if place.lat is None or place.lon is None:
                return None
            town = self._nearest((place.lat, place.lon), place.country)
            return self._coarse(place, town) if town else None
        if place.lat is None or place.lon is None:
            return place
        precision = max(place.precision or GeoPrecision.NEAR, GeoPrecision.NEAR)
        return replace(place, lat=round(place.lat, _DIGITS), lon=round(place.lon, _DIGITS), precision=precision)

    def _coarse(self, place: PlaceRef, town: Place) -> PlaceRef:
        precision = max(town.precision, GeoPrecision.NEAR)
        return PlaceRef(
            place.role, town.name, RULE, None, town.id, town.lat, town.lon, town.country, town.admin1, precision, town.pcode
        )

    def _shelter(self, row: Place) -> bool:
        if row.kind in self._shelters.kinds:
            return True
        return row.kind not in self._shelters.never and any(map(self._named_so, (row.name, *row.aliases)))

    def _named_so(self, name: str, unknown: bool = False) -> bool:
        """Whether a word of the name, with or without its article, is one of a shelter; `unknown`: the name has no row."""
        words = self._shelters.words + (self._shelters.words_unknown if unknown else ())
        folded = fold_form(name, self._kit.text.spelling).split()
        article = self._kit.places.words.article
        bare = " ".join(word.removeprefix(article) for word in folded)
        return any(f" {word} " in f" {text} " for text in (" ".join(folded), bare) for word in words)

    def _settlement(self, row: Place) -> Place | None:
        """The town or village in which a place lies, the nearest one, or else its district or governorate."""
        if row.id not in self._settled:
            self._settled[row.id] = self._found(row)
        return self._settled[row.id]

    def _found(self, row: Place) -> Place | None:
        places = self._kit.places.places
        outer, seen = row, {row.id}
        while outer.parent and outer.parent not in seen:
            outer = places[outer.parent]
            seen.add(outer.id)
            if outer.kind in self._shelters.settlements and not self._shelter(outer):
                return outer
        return self._nearest((row.lat, row.lon), row.country) or places.get(row.admin2 or row.admin1 or "")

    def _nearest(self, at: tuple[float, float], country: str | None) -> Place | None:
        """The nearest settlement of a country within reach."""
        reach = self._shelters.within_km
        degrees = reach / 111.0
        wide = degrees / max(0.1, cos(radians(at[0])))
        near = [
            (km(at, (town.lat, town.lon)), town.id, town)
            for town in self._towns.get(country, ())
            if abs(town.lat - at[0]) <= degrees and abs(town.lon - at[1]) <= wide
        ]
        found = min(near, default=None)
        return found[2] if found and found[0] <= reach else None

    # ---- what reports say of them ----

    def _claims(self, claims: Iterable[Claim], masks: set[str]) -> Iterator[Claim]:
        for claim in claims:
            value = self._value(claim.field, claim.value)
            if value is None:
                continue
            reviewer = _REVIEWER if claim.reviewer else ""
            if value != claim.value:
                yield replace(claim, value=value, quote="", span=None, reviewer=reviewer)
            else:
                yield replace(claim, quote=self._masked(claim.quote, masks), reviewer=reviewer)

    def _contradictions(self, contradictions: Iterable[Contradiction]) -> Iterator[Contradiction]:
        for found in contradictions:
            values = tuple(dict.fromkeys(v for told in found.values if (v := self._value(found.field, told)) is not None))
            if len(values) > 1 or values == found.values:
                yield Contradiction(found.field, values, "told differently")

    def _value(self, field: str, value: str) -> str | None:
        """A value as text, of a place (its id or its name) or of an actor as it may be shown."""
        if field in _ACTOR_FIELDS:
            return self._actor(value)
        if field not in _PLACE_FIELDS:
            return value
        row = self._kit.places.places.get(value)
        if row is None:
            return None if self._named_so(value, unknown=True) else value
        if not self._shelter(row):
            return value
        town = self._settlement(row)
        return town.id if town else None


def _by(event: Event, day: date) -> bool:
    """Whether an event happened and was first reported on that day or before; one without any date did not."""
    days = [d for d in (event.when.end if event.when else None, event.first_published) if d is not None]
    return bool(days) and max(days) <= day


def _shortened(dossier: Dossier, length: int) -> Dossier:
    """The dossier with quotes and titles of so many characters at most, and without the texts of its reports."""
    claims = tuple(replace(claim, quote=_cut(claim.quote, length)) for claim in dossier.event.claims)
    told = []
    for each in dossier.told:
        mention, document = each.mention, each.document
        evidence = mention.evidence[0] if mention.evidence else mention.trigger
        quote = _cut(mention.quote or evidence.of(document.text), length)
        title = _cut(document.title, length) if document.title else None
        told.append(replace(each, document=replace(document, text="", title=title or None), mention=replace(mention, quote=quote)))
    return Dossier(replace(dossier.event, claims=claims), tuple(told))


def _cut(text: str, length: int) -> str:
    """At most so many characters, the last of them an ellipsis where something was cut."""
    if len(text) <= length:
        return text
    return text[: length - 1].rstrip() + "…" if length > 0 else ""
