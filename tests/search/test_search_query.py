"""The query language: what a query means, and where and why one is refused."""

import pytest

from rasad.search.conditions import All, AnyOf, Compare, Facet, Ids, Not, Words
from rasad.search.query import QueryError
from rasad.search.values import FIELDS, HAS
from searching import reader


def meaning(text: str):
    return reader().query(text).condition


def test_nothing_asks_for_everything():
    assert meaning("") == meaning("   ") == All(())


def test_words_and_fields_stand_side_by_side():
    found = meaning("type:air_strike place:sy-mayadin actor:irgc after:2023-03 killed:>5")
    assert found == All((
        Facet(("type=air_strike",)), Facet(("place=sy_mayadin",)), Facet(("actor=irgc", "actor=quds_force")),
        Compare("date", "2023-03-01", None, True), Compare("killed", 6, None),
    ))  # fmt: skip


def test_operators_bind_as_told():
    a, b, c = (meaning(f"type:{name}") for name in ("shelling", "arrest", "protest"))
    assert meaning("type:shelling OR type:arrest type:protest") == AnyOf((a, All((b, c))))
    assert meaning("(type:shelling OR type:arrest) type:protest") == All((AnyOf((a, b)), c))
    assert meaning("type:shelling AND -type:arrest") == meaning("type:shelling NOT type:arrest") == All((a, Not(b)))
    assert meaning("-(type:shelling OR type:arrest)") == Not(AnyOf((a, b)))
    assert meaning("type:shelling أو type:arrest") == AnyOf((a, b))


def test_an_exact_phrase_is_one_run_of_words_without_their_clitics():
    assert meaning('"القصف المدفعي"') == meaning("«القصف المدفعي»") == Words((("قصف", "مدفعي"),))
    assert reader().query('"القصف المدفعي"').runs == {("قصف", "مدفعي")}


def test_a_name_of_several_words_is_looked_for_as_such():
    names, strike = meaning("دير الزور غارة").parts
    assert ("دير", "زور") in names.runs and ("ديرالزور",) in names.runs
    assert ("غارات",) in strike.runs


def test_what_is_excluded_is_not_highlighted():
    assert ("غاره",) not in reader().query("قصف -غارة").runs


def test_arabic_names_of_fields_and_values():
    assert meaning('نوع:"غارة جوية" قتلى:>٥') == meaning("type:air_strike killed:>5")
    assert meaning("بلد:سوريا") == meaning("country:SY") == meaning("country:syria")
    assert meaning("سلاح:صواريخ") == meaning("weapon:missile")
    assert set(reader().words.language.fields.values()) <= set(FIELDS)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("5", 5, 5), (">5", 6, None), (">=5", 5, None), ("<5", None, 4), ("<=5", None, 5), ("3..7", 3, 7), ("3-7", 3, 7), ("5+", 5, None), ("5..", 5, None), ("٣", 3, 3)],
)  # fmt: skip
def test_numbers(written, low, high):
    assert meaning(f"injured:{written}") == Compare("injured", low, high)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("after:2023", "2023-01-01", None), ("after:2023-03-05", "2023-03-05", None), ("before:2023-03", None, "2023-02-28"),
        ("date:2024-02", "2024-02-01", "2024-02-29"), ("date:2023-12", "2023-12-01", "2023-12-31"),
        ("date:2023-03..2023-05", "2023-03-01", "2023-05-31"), ("date:..2023", None, "2023-12-31"), ("date:٢٠٢٣/٣/٥", "2023-03-05", "2023-03-05"),
    ],
)  # fmt: skip
def test_days(written, low, high):
    assert meaning(written) == Compare("date", low, high, True)


def test_a_box_lies_between_parallels_and_meridians():
    assert meaning("within:33.1,-38.5,٣٦,42") == All((Compare("lat", 33.1, 36.0), Compare("lon", -38.5, 42.0)))
    across = AnyOf((Compare("lon", 170.0, None), Compare("lon", None, -170.0)))
    assert meaning('within:"-5, 170, 5, -170"') == All((Compare("lat", -5.0, 5.0), across))
    for wrong in ("33,38,36", "36,38,33,42", "33,38,91,42", "a,b,c,d", "33,38,36,1e9", "nan,1,2,3"):
        with pytest.raises(QueryError, match="no box"):
            meaning(f"within:{wrong}")


def test_several_values_of_a_field():
    assert meaning("type:arrest,abduction") == Facet(("type=abduction", "type=arrest"))
    assert meaning("killed:1,5..6") == AnyOf((Compare("killed", 1, 1), Compare("killed", 5, 6)))
    assert meaning("id:abc,def") == Ids(("abc", "def"))


def test_a_place_is_known_by_its_names_and_an_unknown_one_by_how_it_is_written():
    assert "place=sy_mayadin" in meaning("place:المياذين").values
    query = reader().query("place:قريةلايعرفهااحد")
    assert query.condition.values[0].startswith("place=_")
    assert "the gazetteer has no place" in query.notes[0]


def test_an_actor_stands_for_its_groups():
    assert {"actor=irgc", "actor=quds_force"} <= set(meaning('actor:"الحرس الثوري"').values)


@pytest.mark.parametrize(
    ("query", "at", "told"),
    [
        ("قصف type:air_strik", "air_strik", "Did you mean air_strike?"),
        ("grade:good", "good", "Allowed: confirmed, fair, weak, contested, discounted."),
        ("a plce:x", "plce", "Did you mean place?"),
        ("killed:many", "many", "Write killed:5, killed:>5"),
        ("killed:7..3", "7..3", "Write killed:3..7."),
        ("after:2023-13", "2023-13", "Write after:2024, after:2024-02 or after:2024-02-03."),
        ("date:2024..2023", "2024..2023", "earlier day first"),
        ('a "b c', '"', "never closed"),
        ('a ""', '""', "nothing in these quotes"),
        ("(a b", "(", "never closed"),
        ("a b)", ")", "closes nothing"),
        ("a ()", "(", "nothing in these brackets"),
        ("OR a", "OR", "something is missing"),
        ("a OR", "OR", "something is missing"),
        ("a OR OR b", "OR", "something is missing"),
        ("a AND", "AND", "nothing stands behind it"),
        ("AND a", "AND", "nothing stands before it"),
        ("NOT", "NOT", "nothing stands behind it"),
        ("place: x", "place:", "Write it without a blank: place:value."),
        ("type:,", ",", "a value is missing"),
        ("actor:hezb", "hezb", "Did you mean hezbollah_lb"),
        ("country:syri", "syri", "Did you mean syria"),
        ("country:XX", "XX", "Write its two-letter code"),
        ("has:everything", "everything", f"Allowed: {', '.join(HAS)}."),
        ("weapon:missle", "missle", "Did you mean missile or mine?"),
        ("admin1:xyz", "xyz", "no governorate"),
        ("type:arrest,abducton", "abducton", "Did you mean abduction?"),
        ("(" * 60 + "a" + ")" * 60, "(", "too deep"),
        ("a" * 10_001, "", "longer than"),
    ],
)  # fmt: skip
def test_a_faulty_query_is_answered_with_the_place_and_what_is_allowed(query, at, told):
    with pytest.raises(QueryError) as caught:
        meaning(query)
    error = caught.value
    assert query[error.start : error.end] == at
    assert told in str(error)


@pytest.mark.parametrize("query", ["12:30", "http://a.example/x", "-", "...", "a-b", "قصف، مدفعي", "x" * 9_999, "''", "a:b:c" and "2023-03"])
def test_odd_words_are_words(query):
    meaning(query)


def test_words_that_are_none_are_told():
    assert "`-` holds no word" in reader().query("- قصف").notes[0]
