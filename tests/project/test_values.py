"""Values that reviewers set: what is taken, in which form, and what is refused with which words."""

from datetime import date

import pytest

from fakes import mention
from rasad.errors import ConfigurationError
from rasad.event import CORRECTABLE, Event, Figures
from rasad.model import ActorRef, Count, Document, GeoPrecision, Span, TimePrecision, When
from rasad.project.overlay import (
    corrected_event,
    corrected_mention,
    told_as_text,
    value_of_event,
    value_of_mention,
)
from rasad.project.values import checked, from_words
from reading import kit

MAYADIN = next(row for row in kit().places.places.values() if (row.name, row.kind) == ("الميادين", "city"))
REPORT = Document("r", "قصفت طائرة مسيرة مجهولة مقرا في بلدة الورد", published=date(2024, 2, 3))
EVENT = Event(
    "e1", "air_strike", "actual", "unknown", ("unknown",), ("irgc",), None, (), None, Figures(1, 2, 3), None, ("drone",),
    ("m1",), 1, 1, ("outlet",), ("media",), None, None, "weak", "one source",
)  # fmt: skip


@pytest.mark.parametrize(
    "field, words, value",
    [
        ("type", "shelling", "shelling"),
        ("reality", "denied", "denied"),
        ("source", "eyewitness", "eyewitness"),
        ("initiators", "irgc, hezbollah_lb", [{"id": "irgc"}, {"id": "hezbollah_lb"}]),
        ("targets", "none", []),
        ("weapons", "drone,drone", [{"id": "drone"}]),
        ("when", "2024-02-03", {"start": "2024-02-03", "end": "2024-02-03", "precision": 1}),
        ("when", "2024-02-03/2024-02-05", {"start": "2024-02-03", "end": "2024-02-05", "precision": 2}),
        ("when", "2024-02", {"start": "2024-02-01", "end": "2024-02-29", "precision": 4}),
        ("when", "2024", {"start": "2024-01-01", "end": "2024-12-31", "precision": 5}),
        ("when", "none", None),
        ("killed", "3", {"low": 3, "best": 3, "high": 3}),
        ("killed", "3-5", {"low": 3, "best": 3, "high": 5}),
        ("injured", "20+", {"low": 20, "best": 20, "high": None}),
        ("injured", "none", None),
    ],
)
def test_words_of_the_command_line_become_values(field, words, value):
    assert from_words(field, words, kit()) == value
    assert checked(field, value, kit()) == value  # the canonical form is taken as it is


def test_a_place_is_known_by_id_by_a_name_that_is_one_or_by_a_point():
    by_id = from_words("place", MAYADIN.id, kit())
    assert by_id == {
        "role": "location", "name": "الميادين", "id": MAYADIN.id, "lat": MAYADIN.lat, "lon": MAYADIN.lon,
        "country": "SY", "admin1": MAYADIN.admin1, "precision": 1, "pcode": MAYADIN.pcode,
    }  # fmt: skip
    assert from_words("place", "الميادين", kit()) == by_id
    point = from_words("place", "35.01, 40.45 مزرعة شمال الميادين", kit())
    assert (point["lat"], point["lon"], point["id"], point["precision"]) == (35.01, 40.45, None, 1)
    exact = checked("place", {"id": MAYADIN.id, "lat": 35.02, "lon": 40.46, "precision": 2, "role": "origin"}, kit())
    assert (exact["lat"], exact["precision"], exact["role"], exact["name"]) == (35.02, 2, "origin", "الميادين")


@pytest.mark.parametrize(
    "field, value, told",
    [
        ("rule", "x", "no field that can be corrected; these can: type, reality"),
        ("type", "air_strikes", "'air_strikes' is not known; one of: air_strike"),
        ("reality", "maybe", "one of: actual, denied, planned"),
        ("initiators", "irgc", "a list of ids is needed"),
        ("targets", ["irgcc"], "one of: irgc"),
        ("weapons", [{"id": "dron"}], "one of: drone"),
        ("place", "sy-nowhere-at-all", "the gazetteer has no"),
        ("place", {"name": "x", "lat": 35.0}, "both lat and lon"),
        ("place", {"name": "x", "lat": 95.0, "lon": 40.0}, "lat 95.0 is no number of degrees from -90 to 90"),
        ("place", {"lat": 35.0, "lon": 40.0}, "a name is needed"),
        ("place", {"id": MAYADIN.id, "precision": 9}, "9 is no code; these are: 1 exact, 2 near"),
        ("place", {"id": MAYADIN.id, "where": 1}, "where is no part of a place"),
        ("place", 7, "not understood: 7"),
        ("when", "2024-02-30", "'2024-02-30' is no day"),
        ("when", "yesterday", "'yesterday' is no day"),
        ("when", "2024-02-05/2024-02-03", "runs backwards"),
        ("when", {"start": "2024-02-05", "precision": 6}, "6 is no code"),
        ("killed", "many", "'many' is no figure; write 3, 3-5, 3+ or none"),
        ("killed", {"low": 5, "high": 3}, "not in order"),
        ("killed", {"low": -1, "high": 3}, "no number of persons"),
        ("killed", {"low": 1, "high": 3, "most": 3}, "most is no part of a figure"),
        ("injured", True, "not understood: True"),
    ],
)
def test_what_is_no_value_is_refused_with_what_may_stand_there(field, value, told):
    with pytest.raises(ConfigurationError, match=None) as refused:
        checked(field, value, kit())
    assert told in str(refused.value)


def test_a_name_of_several_places_lists_their_ids():
    name = next(form for form, ids in kit().places.names.items() if len(ids) > 3)
    ids = kit().places.names[name]
    with pytest.raises(ConfigurationError) as refused:
        from_words("place", name, kit())
    assert f"is the name of {len(ids)} places" in str(refused.value) and ids[0] in str(refused.value)


VALUES = {
    "type": "shelling", "reality": "denied", "attribution": "claimed", "source": "media", "initiators": ["irgc"],
    "targets": ["civilians"], "place": MAYADIN.id, "when": "2024-01-31/2024-02-01", "killed": {"low": 2, "high": None},
    "injured": {"low": 0, "high": 0}, "weapons": ["artillery"],
}  # fmt: skip


@pytest.mark.parametrize("field", CORRECTABLE)
def test_a_correction_changes_its_field_and_no_other_and_is_read_back(field):
    told, value = mention(REPORT), checked(field, VALUES[field], kit())
    changed = corrected_mention(told, field, value)
    assert value_of_mention(changed, field) == value != value_of_mention(told, field)
    others = [other for other in CORRECTABLE if other != field]
    assert [value_of_mention(changed, other) for other in others] == [value_of_mention(told, other) for other in others]
    event = corrected_event(EVENT, field, value)
    assert event.corrected == (field,) and told_as_text(field, value_of_event(event, field)) == told_as_text(field, value)
    assert [value_of_event(event, o) for o in others] == [value_of_event(EVENT, o) for o in others]


def test_corrected_values_name_the_reviewer_and_the_words_given():
    changed = corrected_mention(mention(REPORT), "initiators", checked("initiators", ["irgc"], kit()), Span(0, 4))
    assert changed.initiators == (ActorRef("irgc", "reviewer", Span(0, 4), changed.initiators[0].codebook),)
    changed = corrected_mention(changed, "killed", {"low": 3, "best": 3, "high": 5})
    assert changed.killed == Count(3, 5, "reviewer")
    changed = corrected_mention(changed, "when", checked("when", "2024-02", kit()))
    assert changed.when == When(date(2024, 2, 1), date(2024, 2, 29), TimePrecision.MONTH, "reviewer")


def test_a_place_replaces_the_places_of_its_role_only():
    told = mention(REPORT)
    changed = corrected_mention(told, "place", checked("place", MAYADIN.id, kit()))
    assert [(p.role, p.place_id) for p in changed.places] == [("location", MAYADIN.id), ("origin", None)]
    assert changed.places[0].precision == GeoPrecision.EXACT
    assert [p.role for p in corrected_mention(told, "place", None).places] == ["origin"]


def test_no_value_is_told_as_nothing():
    assert told_as_text("killed", None) == "" and told_as_text("killed", {"low": 3, "best": 3, "high": None}) == "3+"
    assert told_as_text("when", {"start": "2024-02-01", "end": "2024-02-03", "precision": 2}) == "2024-02-01/2024-02-03"
    assert told_as_text("targets", [{"id": "a"}, {"id": "b"}]) == "a, b"
