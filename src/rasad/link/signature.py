"""What linking compares of a mention: Told and kit in, a compact `Signature` (to and from bytes) out."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from struct import pack, unpack
from typing import NamedTuple

from rasad.event import Told
from rasad.kit import Kit
from rasad.kit.places import Place
from rasad.link.rare import rare_words, sketch_of
from rasad.link.weights import weights
from rasad.model import ActorRef, Count, GeoPrecision, PlaceRef
from rasad.text.fold import fold_form

_VERSION = 3
_MOST_WORDS = 12


class Spot(NamedTuple):
    """A place of a mention. `within` are the ids of the units that hold it, nearest first, its own id left out; `near` those
    of them that are neither big nor as large as a governorate.

    `id` and `country` are "" and the point None where the gazetteer does not know it; `radius` is in kilometres. Much
    happens in a `big` place, so that to be there says little.
    """

    role: str
    id: str
    name: str
    lat: float | None
    lon: float | None
    radius: float
    precision: int
    admin1: str
    country: str
    within: tuple[str, ...]
    near: tuple[str, ...] = ()
    big: bool = False


class Party(NamedTuple):
    """An actor: the codebook id that stands for it, and its own and all groups that it belongs to."""

    id: str
    groups: tuple[str, ...]


class Toll(NamedTuple):
    """Persons killed or injured: at least `low`, at most `high` (None: open)."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What linking compares of one mention. Days are proleptic ordinals; words are numbers of rare words of its sentences.

    `start` and `end` are None where it is not dated, `published` where the report is not. `copies` is shared by reports
    whose texts are nearly identical, `story` is a sketch of the rare words of the whole report.
    """

    key: str
    document: str
    copies: str
    type: str
    reality: str
    start: int | None
    end: int | None
    published: int | None
    spots: tuple[Spot, ...] = ()
    initiators: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    killed: Toll | None = None
    injured: Toll | None = None
    weapons: tuple[str, ...] = ()
    words: tuple[int, ...] = ()
    story: tuple[int, ...] = ()

    def to_bytes(self) -> bytes:
        """A compact form for the store; the same signature gives the same bytes."""
        row = [_VERSION, self.key, self.document, self.copies, *self.face()[:-2], _packed(self.words), _packed(self.story)]
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def from_bytes(data: bytes) -> Signature:
        """The signature that `to_bytes` wrote; ValueError where another version wrote it."""
        version, key, document, copies, *row = json.loads(data)
        if version != _VERSION:
            raise ValueError(f"a signature of version {version}, not {_VERSION}: link the project anew")
        type_, reality, start, end, published, spots, initiators, targets, killed, injured, weapons, words, story = row
        return Signature(
            key, document, copies, type_, reality, start, end, published,
            tuple([Spot._make([*spot[:-3], tuple(spot[-3]), tuple(spot[-2]), spot[-1]]) for spot in spots]),
            tuple([Party(id, tuple(groups)) for id, groups in initiators]),
            tuple([Party(id, tuple(groups)) for id, groups in targets]),
            Toll(*killed) if killed else None, Toll(*injured) if injured else None,
            tuple(weapons), _numbers(words), _numbers(story),
        )  # fmt: skip

    def face(self) -> tuple[object, ...]:
        """All that two mentions are compared by: of those that share it, each compares with a third one alike."""
        return (
            self.type, self.reality, self.start, self.end, self.published, self.spots, self.initiators, self.targets,
            self.killed, self.injured, self.weapons, self.words, self.story,
        )  # fmt: skip


def _packed(numbers: tuple[int, ...]) -> str:
    return b64encode(pack(f"<{len(numbers)}I", *numbers)).decode()


def _numbers(packed: str) -> tuple[int, ...]:
    data = b64decode(packed)
    return unpack(f"<{len(data) // 4}I", data)


def signature_of(told: Told, kit: Kit) -> Signature:
    """What linking compares of a mention, with the corrections of reviewers that `told` has laid over it."""
    mention, published, text = told.mention, told.document.published, told.document.text
    return Signature(
        key=told.key,
        document=told.document_key,
        copies=told.copies,
        type=mention.type,
        reality=mention.reality.value,
        start=mention.when.start.toordinal() if mention.when else None,
        end=mention.when.end.toordinal() if mention.when else None,
        published=published.toordinal() if published else None,
        spots=tuple(sorted({_spot(place, kit) for place in mention.places}, key=repr)),
        initiators=_parties(mention.initiators, kit),
        targets=_parties(mention.targets, kit),
        killed=_toll(mention.killed),
        injured=_toll(mention.injured),
        weapons=tuple(sorted({weapon.kind for weapon in mention.weapons})),
        words=tuple(sorted({word for span in mention.evidence for word in rare_words(span.of(text), kit)}))[:_MOST_WORDS],
        story=sketch_of(text, kit),
    )


def _spot(place: PlaceRef, kit: Kit) -> Spot:
    name = "".join(filter(str.isalnum, fold_form(place.name, kit.text.spelling)))
    row = kit.places.places.get(place.place_id or "")
    precision = place.precision or (row.precision if row else None) or GeoPrecision.VAGUE
    radius = weights().radius[precision]
    within: list[str] = []
    if row is not None:
        radius = weights().radius_of_kind.get(row.kind, radius) if precision == row.precision else radius
        unit = row
        while unit.parent and unit.parent not in within:
            within.append(unit.parent)
            unit = kit.places.places[unit.parent]
        within += [u for u in (row.admin2, row.admin1) if u and u not in within]
    admin1 = place.admin1 or (row.admin1 if row else None) or ""
    if row is not None and row.kind == "governorate":
        admin1 = row.id
    return Spot(
        place.role, place.place_id or "", name, place.lat, place.lon, radius, int(precision), admin1,
        place.country or (row.country if row else None) or "", tuple(within),
        tuple(unit for unit in within if _small(kit.places.places[unit])), row is not None and not _little(row),
    )  # fmt: skip


def _small(unit: Place) -> bool:
    return _little(unit) and unit.precision < GeoPrecision.PROVINCE


def _little(place: Place) -> bool:
    return (place.population or 0) < weights().big


def _parties(actors: Iterable[ActorRef], kit: Kit) -> tuple[Party, ...]:
    found: dict[str, set[str]] = {}
    for actor in actors:
        row = kit.actors.rows.get(actor.id)
        id = actor.codebook or (row.scored_as if row else actor.id)
        groups = {id, actor.id, *kit.actors.above.get(actor.id, ()), *kit.actors.above.get(id, ())}
        found.setdefault(id, set()).update(groups)
    return tuple(Party(id, tuple(sorted(groups))) for id, groups in sorted(found.items()))


def _toll(count: Count | None) -> Toll | None:
    return Toll(count.low, count.high) if count else None
