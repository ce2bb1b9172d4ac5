"""Records as rows hold them: whatever is stored comes back equal."""

import json
from datetime import date, timedelta
from types import UnionType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import STRIKE, mention
from rasad.compiled import in_use
from rasad.event import Event, Figures
from rasad.model import (
    ActorRef,
    Count,
    Document,
    EventMention,
    GeoPrecision,
    Label,
    PlaceRef,
    Span,
    TimePrecision,
    Weapon,
    When,
)
from rasad.store.documents import document_of, row_of
from rasad.store.engine import dumps
from rasad.store.records import PARTS, from_plain, to_json, to_plain

words = st.text(st.characters(), max_size=12)
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 99), st.integers(1, 99))
maybe = st.none() | spans
labels = st.builds(Label, words, words, maybe)
actors = st.lists(st.builds(ActorRef, words, words, maybe, words), max_size=3).map(tuple)
degrees = st.none() | st.floats(-90, 90)
places = st.builds(
    PlaceRef, words, words, words, maybe, st.none() | words, degrees, degrees, st.none() | words, st.none() | words,
    st.none() | st.sampled_from(GeoPrecision), st.none() | words,
)  # fmt: skip
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
whens = st.builds(
    lambda day, more, precision, rule, span: When(day, day + timedelta(more), precision, rule, span),
    days, st.integers(0, 400), st.sampled_from(TimePrecision), words, maybe,
)  # fmt: skip
counts = st.none() | st.builds(
    lambda low, more, rule, span: Count(low, None if more is None else low + more, rule, span),
    st.integers(0, 10**6), st.none() | st.integers(0, 99), words, maybe,
)  # fmt: skip
mentions = st.builds(
    EventMention, words, words, words, spans, words, st.lists(spans, max_size=3).map(tuple), labels, labels, labels,
    actors, actors, st.lists(places, max_size=2).map(tuple), st.none() | whens, counts, counts,
    st.lists(st.builds(Weapon, words, spans), max_size=2).map(tuple), words,
)  # fmt: skip
documents = st.builds(
    Document, words, words, st.none() | words, st.none() | words, st.none() | words, st.none() | days
)


@settings(max_examples=60, deadline=None)
@given(mentions)
def test_a_mention_comes_back_equal_from_its_json(told):
    plain = to_plain(told)
    assert plain == told.to_dict()
    stored = dumps(plain)
    assert stored.encode()
    assert to_json(told) == json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    back = from_plain(EventMention, json.loads(stored))
    assert back == told and back.quote == told.quote


@settings(max_examples=60, deadline=None)
@given(documents)
def test_a_document_comes_back_equal_from_its_columns(document):
    class Row:
        pass

    row = Row()
    for name, value in row_of(document).items():
        if isinstance(value, str):
            value.encode()  # which fails where no database takes it
            assert "\0" not in value
        setattr(row, name, value)
    row.odd = json.loads(json.dumps(row.odd))
    assert document_of(row) == document


@pytest.mark.skipif(in_use(), reason="compiled classes no longer know the types of their parts")
def test_the_parts_of_the_records_are_those_of_the_model():
    for kind, parts in PARTS.items():
        hints = {name: told(hint) for name, hint in get_type_hints(kind).items()}
        assert parts == {name: hint for name, hint in hints.items() if hint not in (str, int, float, Any)}


def told(hint):
    """The type of a value beside None."""
    return next(part for part in get_args(hint) if part is not type(None)) if isinstance(hint, UnionType) else hint


def test_an_event_comes_back_equal():
    told = mention(Document("d", STRIKE))
    event = Event(
        "e1", "air_strike", "actual", "unknown", ("a",), (), told.places[0], told.places, told.when, Figures(1, 2, None),
        None, (), ("m1",), 1, 1, ("x",), (), date(2024, 1, 1), None, "weak", "one source",
    )  # fmt: skip
    assert from_plain(Event, json.loads(json.dumps(to_plain(event)))) == event
    assert to_plain(event) == event.to_dict() == json.loads(to_json(event))
