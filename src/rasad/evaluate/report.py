"""Renders scores as text: figures and compared cases in, lines out (Arabic isolated for the terminal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.evaluate.gold import Prediction, Record
from rasad.evaluate.score import FIELDS, LABELS, VERDICTS, Case, Scores
from rasad.terminal import isolate

_QUOTED = 160  # code points of a quote shown
_NOTHING = "-"


def figures(scores: Scores) -> Iterator[str]:
    """The figures of a run: per field, per label, linking, per type."""
    yield f"{'':12}{'P':>7}{'R':>7}{'F1':>7}   right / predicted / gold"
    for name, tally in scores.totals.items():
        counts = f"{tally.hit} / {tally.predicted} / {tally.gold}"
        yield f"{name:12}{tally.precision:7.3f}{tally.recall:7.3f}{tally.f1:7.3f}   {counts}"
    link = scores.linking
    counts = f"{link.hit} / {link.predicted} / {link.gold} pairs of {scores.linked_records} matched records"
    yield f"{'linking':12}{link.precision:7.3f}{link.recall:7.3f}{link.f1:7.3f}   {counts}"
    yield ""
    yield f"{'of matched':12}{'right':>7}"
    for name, tally in scores.labels.items():
        share = f"{tally.hit / tally.gold:7.3f}" if tally.gold else f"{_NOTHING:>7}"
        yield f"{name:12}{share}   {tally.hit} of {tally.gold}"
    yield ""
    yield f"{'type':20}{'P':>7}{'R':>7}{'F1':>7}   right / predicted / gold"
    for name, tally in sorted(scores.by_type.items(), key=lambda item: (-item[1].gold, item[0])):
        counts = f"{tally.hit} / {tally.predicted} / {tally.gold}"
        yield f"{name:20}{tally.precision:7.3f}{tally.recall:7.3f}{tally.f1:7.3f}   {counts}"


def selected(cases: Iterable[Case], filters: Iterable[str]) -> list[Case]:
    """The cases that every filter lets through.

    A filter is `all`, a verdict (MISSED, EXTRA, PART, RIGHT, OPTIONAL), a field or label (pairs that differ in it), an
    event type, or a document id.
    """
    kept = list(cases)
    for wanted in filters:
        if wanted != "all":
            kept = [case for case in kept if _passes(case, wanted)]
    return kept


def cases(kept: Iterable[Case]) -> Iterator[str]:
    """The cases under a heading for each document, gold and predicted values of differing fields side by side."""
    document = None
    for case in kept:
        if case.document.id != document:
            document = case.document.id
            published = case.document.document.published
            yield f"== {document}  published {published or 'unknown'}"
        yield from _case(case)


def _passes(case: Case, wanted: str) -> bool:
    if wanted.upper() in VERDICTS:
        return case.verdict == wanted.upper()
    if wanted in FIELDS or wanted in LABELS:
        return wanted in case.wrong
    predicted = case.predicted.record.type if case.predicted else None
    return wanted in (case.document.id, case.type, predicted)


def _case(case: Case) -> Iterator[str]:
    text = case.document.document.text
    kind = case.type
    if case.gold and case.predicted and case.predicted.record.type != kind:
        kind += f" (predicted {case.predicted.record.type}, accepted)"
    if case.gold is None and case.predicted is not None:
        quote = _evidence(case.predicted, text)
    else:
        quote = case.gold.quote if case.gold else ""
    yield f"{case.verdict:8} {kind}: {_quoted(quote)}"
    if case.gold and case.predicted:
        yield from _differences(case, text)
    elif case.gold:
        yield f"         gold  {_summary(case.gold.record)}"
        if case.rival:
            yield f"         there is {case.rival.record.type}: {_summary(case.rival.record)}"
    elif case.predicted:
        yield f"         pred  {_summary(case.predicted.record)}"


def _differences(case: Case, text: str) -> Iterator[str]:
    assert case.gold is not None and case.predicted is not None
    gold, predicted = case.gold, case.predicted.record
    if not case.wrong:
        return
    alternatives = {
        "who": ", ".join(sorted(gold.initiator_alt)),
        "whom": ", ".join(sorted(gold.target_alt)),
        "killed": str(gold.killed_alt or ""),
        "injured": str(gold.injured_alt or ""),
        "reality": gold.reality_alt or "",
        "attribution": gold.attribution_alt or "",
        "source": gold.source_alt or "",
    }
    evidence = _evidence(case.predicted, text)
    if evidence != gold.quote:
        yield f"         read  {_quoted(evidence)}"
    for name in case.wrong:
        also = f" (or {alternatives[name]})" if alternatives.get(name) else ""
        yield f"         {name:11} gold {_value(gold.record, name)}{also}   pred {_value(predicted, name)}"


def _value(record: Record, name: str) -> str:
    if name == "who":
        return ", ".join(record.initiator) or _NOTHING
    if name == "whom":
        return ", ".join(record.target) or _NOTHING
    if name == "where":
        return " | ".join(isolate(place) for place in record.places) or _NOTHING
    value = getattr(record, name)
    return _NOTHING if value is None else str(value)


def _summary(record: Record) -> str:
    """The told values of a record on one line."""
    told = [(name, _value(record, name)) for name in (*FIELDS, "reality", "attribution", "source")]
    return "  ".join(f"{name} {value}" for name, value in told if value not in (_NOTHING, "actual"))


def _evidence(predicted: Prediction, text: str) -> str:
    return " ... ".join(text[max(0, start) : max(0, end)] for start, end in predicted.record.spans)


def _quoted(quote: str) -> str:
    flat = " ".join(quote.split())
    return isolate(flat if len(flat) <= _QUOTED else flat[:_QUOTED] + "…")
