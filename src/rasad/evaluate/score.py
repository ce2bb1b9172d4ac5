"""Scores predictions: gold documents and predicted records in, tallies and compared cases out.

The rules are those of the benchmark's scorer and must give the same figures; see CODEBOOK.md for the labels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rasad.evaluate.gold import Figure, GoldDocument, GoldRecord, Prediction, Record
from rasad.evaluate.names import SAME_WITHIN_KM, NameFold, km, name_fold

FIELDS = ("who", "whom", "where", "when", "killed", "injured")
LABELS = ("reality", "attribution", "source")
VERDICTS = ("RIGHT", "PART", "MISSED", "EXTRA", "OPTIONAL")
EVIDENCE_LIMIT = 600  # code points; a prediction that cites more cites nothing


@dataclass(slots=True)
class Tally:
    """Running counts of hits, predicted values and gold values."""

    hit: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, hit: int, predicted: int, gold: int) -> None:
        self.hit += hit
        self.predicted += predicted
        self.gold += gold

    @property
    def precision(self) -> float:
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def to_dict(self) -> dict[str, float]:
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True, slots=True)
class Case:
    """One gold record, one prediction, or a pair of them, and how it came out.

    `wrong` names the differing fields and labels; `rival` is, for a MISSED record, an unmatched prediction whose
    evidence overlaps the gold quote, so that a wrong type shows as one.
    """

    document: GoldDocument
    verdict: str
    gold: GoldRecord | None
    predicted: Prediction | None
    wrong: tuple[str, ...] = ()
    rival: Prediction | None = None

    @property
    def type(self) -> str:
        """The gold type where there is one, else the predicted type."""
        if self.gold:
            return self.gold.record.type
        assert self.predicted is not None
        return self.predicted.record.type


@dataclass(slots=True)
class Scores:
    """All figures of one run. `labels` count right and compared values; `incidents` are (gold, predicted) of each pair."""

    totals: dict[str, Tally] = field(
        default_factory=lambda: {k: Tally() for k in ("events", "record", *FIELDS)}
    )
    labels: dict[str, Tally] = field(default_factory=lambda: {k: Tally() for k in (*LABELS, "coords")})
    by_type: dict[str, Tally] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    linking: Tally = field(default_factory=Tally)
    linked_records: int = 0

    def to_dict(self) -> dict[str, dict[str, float] | float | None]:
        """Precision, recall and F1 by metric; accuracy (None where nothing was compared) for labels and coordinates."""
        figures: dict[str, dict[str, float] | float | None] = {k: t.to_dict() for k, t in self.totals.items()}
        for k, t in self.labels.items():
            figures[k] = t.hit / t.gold if t.gold else None
        return figures | {"linking": self.linking.to_dict()}


def score(documents: Iterable[GoldDocument], predictions: Mapping[str, Sequence[Prediction]]) -> Scores:
    """Scores the predictions, by document id, against the gold documents; micro averages over all documents."""
    scores = Scores()
    incidents: list[tuple[Hashable, Hashable]] = []
    names = name_fold()
    for document in documents:
        incidents += _Comparison(document, tuple(predictions.get(document.id, ())), names, scores).run()
    scores.linking = _linked_pairs(incidents)
    scores.linked_records = len(incidents)
    return scores


@dataclass
class _Comparison:
    """The comparison of one document's gold records with its predictions."""

    document: GoldDocument
    predictions: tuple[Prediction, ...]
    names: NameFold
    scores: Scores

    def run(self) -> list[tuple[Hashable, Hashable]]:
        """Adds to the scores; the incidents of the matched pairs."""
        pairs = self._pairs()
        incidents: list[tuple[Hashable, Hashable]] = []
        matched_gold, matched_predicted = {g for g, _ in pairs}, {p for _, p in pairs}
        for g, p in pairs:
            gold, predicted = self.document.events[g], self.predictions[p]
            if gold.optional:
                self.scores.cases.append(Case(self.document, "OPTIONAL", gold, predicted))
                continue
            incidents.append(
                (
                    gold.record.incident or (self.document.id, g),
                    predicted.record.incident or (self.document.id, -1 - p),
                )
            )
            self._matched(gold, predicted)
        loose = [p for i, p in enumerate(self.predictions) if i not in matched_predicted]
        for g, gold in enumerate(self.document.events):
            if g not in matched_gold and not gold.optional:
                self._missed(gold, loose)
        optional = [gold for gold in self.document.events if gold.optional]
        for predicted in loose:
            if any(_overlap(gold.record, predicted.record) for gold in optional):
                self.scores.cases.append(Case(self.document, "OPTIONAL", None, predicted))
            else:
                self._extra(predicted)
        return incidents

    def _pairs(self) -> list[tuple[int, int]]:
        """Pairs of one type with overlapping quotes; then retellings quoted elsewhere, by initiator and place or toll."""
        near: list[tuple[float, int, int]] = []
        for g, gold in enumerate(self.document.events):
            for p, predicted in enumerate(self.predictions):
                if predicted.record.type not in gold.types or _cited(predicted.record) > EVIDENCE_LIMIT:
                    continue
                if shared := _overlap(gold.record, predicted.record):
                    weight = self._agreement(gold, predicted) + shared / 1000 - (0.5 if gold.optional else 0)
                    near.append((weight, g, p))
        pairs = _assign(near)
        taken_gold, taken_predicted = {g for g, _ in pairs}, {p for _, p in pairs}
        retold: list[tuple[float, int, int]] = []
        for g, gold in enumerate(self.document.events):
            for p, predicted in enumerate(self.predictions):
                if g in taken_gold or p in taken_predicted or predicted.record.type not in gold.types:
                    continue
                counts = self.counts(gold, predicted)
                if counts["who"][0] and (counts["where"][0] or counts["killed"][0]):
                    retold.append((self._agreement(gold, predicted), g, p))
        return pairs + _assign(retold)

    def _agreement(self, gold: GoldRecord, predicted: Prediction) -> float:
        return sum(hit - 0.25 * (given - hit) for hit, given, _ in self.counts(gold, predicted).values())

    def counts(self, gold: GoldRecord, predicted: Prediction) -> dict[str, tuple[int, int, int]]:
        """(hits, predicted, gold) of each field of a pair."""
        g, p = gold.record, predicted.record
        return {
            "who": _actors(g.initiator, gold.initiator_alt, p.initiator),
            "whom": _actors(g.target, gold.target_alt, p.target),
            "where": self._places(g, predicted),
            "when": _days(g, p),
            "killed": _figures(g.killed, gold.killed_alt, p.killed),
            "injured": _figures(g.injured, gold.injured_alt, p.injured),
        }

    def _places(self, gold: Record, predicted: Prediction) -> tuple[int, int, int]:
        told, given = gold.places, predicted.record.places
        found_given = sum(any(self._same_place(a, b, predicted) for a in told) for b in given)
        found_told = sum(any(self._same_place(a, b, predicted) for b in given) for a in told)
        hit = min(found_told, found_given)
        # Two predicted names for one gold place are one answer, not an error.
        return hit, len(given) - (found_given - hit), len(told)

    def _same_place(self, gold_name: str, name: str, predicted: Prediction) -> bool:
        if self.names.alike(gold_name, name):
            return True
        told, given = self.document.places.get(gold_name), predicted.coordinates.get(name)
        return bool(told and given and km(told, given) <= SAME_WITHIN_KM)

    def _matched(self, gold: GoldRecord, predicted: Prediction) -> None:
        g, p, scores = gold.record, predicted.record, self.scores
        counts = self.counts(gold, predicted)
        wrong = [k for k in FIELDS if not _whole(counts[k])]
        for label, alternative in (
            ("reality", gold.reality_alt),
            ("attribution", gold.attribution_alt),
            ("source", gold.source_alt),
        ):
            right = getattr(p, label) in (getattr(g, label), alternative)
            scores.labels[label].add(int(right), 1, 1)
            if not right:
                wrong.append(label)
        right = self._right_record(gold, predicted, counts)
        scores.totals["events"].add(1, 1, 1)
        scores.totals["record"].add(int(right), 1, 1)
        scores.by_type.setdefault(g.type, Tally()).add(1, 1, 1)
        for k in FIELDS:
            scores.totals[k].add(*counts[k])
        self._coordinates(g, predicted)
        scores.cases.append(Case(self.document, "RIGHT" if right else "PART", gold, predicted, tuple(wrong)))

    def _right_record(
        self, gold: GoldRecord, predicted: Prediction, counts: Mapping[str, tuple[int, int, int]]
    ) -> bool:
        reality = predicted.record.reality if predicted.record.reality_given else "actual"
        if reality not in (gold.record.reality, gold.reality_alt):
            return False
        hit, given, _ = counts["where"]
        nowhere = not gold.record.places and not predicted.record.places
        return (nowhere or 0 < hit == given) and all(
            _whole(counts[k]) for k in ("who", "whom", "killed", "injured")
        )

    def _coordinates(self, gold: Record, predicted: Prediction) -> None:
        for a in gold.places:
            for b in predicted.record.places:
                if a in self.document.places and self.names.fold(a) == self.names.fold(b):
                    at = predicted.coordinates.get(b)
                    right = at is not None and km(at, self.document.places[a]) <= SAME_WITHIN_KM
                    self.scores.labels["coords"].add(int(right), 1, 1)

    def _missed(self, gold: GoldRecord, loose: Sequence[Prediction]) -> None:
        g, scores = gold.record, self.scores
        scores.totals["events"].add(0, 0, 1)
        scores.totals["record"].add(0, 0, 1)
        scores.by_type.setdefault(g.type, Tally()).add(0, 0, 1)
        wanted = (
            len(set(g.initiator)),
            len(set(g.target)),
            len(g.places),
            bool(g.when),
            bool(g.killed),
            bool(g.injured),
        )
        for k, n in zip(FIELDS, wanted, strict=True):
            scores.totals[k].add(0, 0, int(n))
        rival = max(loose, key=lambda p: _overlap(g, p.record), default=None)
        if rival and not _overlap(g, rival.record):
            rival = None
        scores.cases.append(Case(self.document, "MISSED", gold, None, (), rival))

    def _extra(self, predicted: Prediction) -> None:
        p, scores = predicted.record, self.scores
        scores.totals["events"].add(0, 1, 0)
        scores.totals["record"].add(0, 1, 0)
        scores.by_type.setdefault(p.type, Tally()).add(0, 1, 0)
        # A date alone is not held against a record that should not be there.
        given = (len(p.initiator), len(p.target), len(p.places), 0, bool(p.killed), bool(p.injured))
        for k, n in zip(FIELDS, given, strict=True):
            scores.totals[k].add(0, int(n), 0)
        scores.cases.append(Case(self.document, "EXTRA", None, predicted))


def _whole(counts: tuple[int, int, int]) -> bool:
    return counts[0] == counts[1] == counts[2]


def _actors(told: tuple[str, ...], accepted: frozenset[str], given: tuple[str, ...]) -> tuple[int, int, int]:
    """(hits, predicted, gold): an accepted second reading is never wrong, and is right where no gold actor was named."""
    gold, predicted = frozenset(told), frozenset(given)
    spare = accepted - gold
    hit, by_alternative = len(gold & predicted), 0
    if gold and not hit and predicted & spare:
        hit = by_alternative = 1
    return hit, len(predicted - spare) + by_alternative, len(gold)


def _days(gold: Record, predicted: Record) -> tuple[int, int, int]:
    told, given = gold.when, predicted.when
    if told is None:
        return 0, 0, 0
    if given is None:
        return 0, 0, 1
    right = told.start <= given.end and given.start <= told.end and given.length <= 2 * told.length + 2
    return int(right), 1, 1


def _figures(told: Figure | None, alternative: Figure | None, given: Figure | None) -> tuple[int, int, int]:
    right = told is not None and given is not None and given in (told, alternative or told)
    return int(right), int(given is not None), int(told is not None)


def _cited(record: Record) -> int:
    return sum(end - start for start, end in record.spans)


def _overlap(a: Record, b: Record) -> int:
    """Code points that two records' spans share."""
    return sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a.spans for y in b.spans)


def _assign(weights: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """Greedy one-to-one assignment on descending weight, ties by order."""
    gold: set[int] = set()
    predicted: set[int] = set()
    pairs = []
    for _, g, p in sorted(weights, key=lambda w: (-w[0], w[1], w[2])):
        if g not in gold and p not in predicted:
            gold.add(g)
            predicted.add(p)
            pairs.append((g, p))
    return pairs


def _linked_pairs(incidents: list[tuple[Hashable, Hashable]]) -> Tally:
    """Over all pairs of matched records: those told as one incident by both, by the prediction, by the gold."""

    def pairs(groups: Iterable[Hashable]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(groups).values())

    return Tally(pairs(incidents), pairs(p for _, p in incidents), pairs(g for g, _ in incidents))
