"""What a reviewer decides, kind by kind, in a project on both databases: what it makes of events, and what is refused."""

from dataclasses import replace

import pytest
from making import add, all_events, decide, event_with, key, link, report

from rasad.errors import ConfigurationError, ConflictError
from rasad.event import Change, Figures
from rasad.model import Span
from rasad.project import history, target
from rasad.store.documents import key_of

STRIKE = {"killed": 3}
ONE = report("alpha", STRIKE)
TWO = report("beta", STRIKE)
THREE = report("gamma", {"killed": (3, 5)})
FAR = report("delta", {"where": "sy-abu-kamal", "killed": 1})
A, B, C, F = key(ONE), key(TWO), key(THREE), key(FAR)


def version(project, mention):
    with project.reading() as connection:
        return history.about(connection, event_with(project, mention)).version


def test_what_is_linked_is_one_event(project):
    add(project, ONE, TWO, FAR)
    assert event_with(project, A).mentions == tuple(sorted((A, B)))
    assert event_with(project, F).mentions == (F,)


def test_a_rejected_event_is_kept_and_nothing_joins_it(project):
    add(project, ONE)
    decide(project, "reject", event_with(project, A).id)
    add(project, TWO)
    assert event_with(project, A).state == "rejected" and event_with(project, A).mentions == (A,)
    assert event_with(project, B).state == "open"
    with pytest.raises(ConfigurationError, match="is rejected; accept it or undo the rejection first"):
        decide(project, "merge", A, B)


def test_a_rejected_mention_leaves_its_event(project):
    add(project, ONE, TWO, THREE)
    decide(project, "reject", C)
    assert event_with(project, C).state == "rejected"
    assert event_with(project, A).mentions == tuple(sorted((A, B))) and event_with(project, A).state == "open"


def test_an_accepted_event_says_what_joined_it(project):
    add(project, ONE, TWO)
    decide(project, "accept", event_with(project, A).id)
    assert event_with(project, A).state == "accepted" and event_with(project, A).since_accepted == ()
    add(project, THREE)
    event = event_with(project, A)
    assert event.state == "accepted" and set(event.mentions) == {A, B, C}
    assert event.since_accepted == (Change("joined", "", C), Change("killed", "3", "3-5"))
    decide(project, "accept", event.id)
    assert event_with(project, A).since_accepted == ()


def test_a_corrected_mention_is_linked_by_what_it_says_now(project):
    add(project, ONE, TWO)
    decide(project, "correct", B, field="place", words="sy-abu-kamal")
    assert event_with(project, B).mentions == (B,) and event_with(project, B).place.place_id == "sy-abu-kamal"
    assert event_with(project, B).corrected == ("place",)
    claim = next(c for c in event_with(project, B).claims if c.field == "place")
    assert (claim.reviewer, claim.mention) == ("rana", B)
    decide(project, "undo", made_last(project, B))
    assert set(event_with(project, A).mentions) == {A, B}


def made_last(project, mention):
    with project.reading() as connection:
        return history.decisions(connection, [mention])[-1].judgement.id


def test_a_value_set_on_an_event_stands_over_what_reports_say(project):
    add(project, ONE, TWO)
    decide(project, "correct", event_with(project, A).id, field="killed", words="4-6", quote="alpha0 alpha1")
    event = event_with(project, A)
    assert event.killed == Figures(4, 4, 6) and event.corrected == ("killed",)
    claim = next(c for c in event.claims if c.reviewer)
    assert (claim.value, claim.reviewer, claim.quote, claim.mention) == ("4-6", "rana", "alpha0 alpha1", "")
    add(project, THREE)
    assert event_with(project, A).killed == Figures(4, 4, 6)


def test_selected_words_name_their_report_and_their_place_in_it(project):
    again = report("beta", STRIKE)
    text = again.document.text + " " + again.document.text
    twice = replace(again, document=replace(again.document, text=text))
    add(project, ONE, twice)
    first, second = text.index("beta3"), text.rindex("beta3")
    event, document = event_with(project, A).id, key_of(twice.document)
    value = {"field": "killed", "words": "7", "document": document}
    made = decide(project, "correct", event, **value, quote=" beta3 ", span=Span(second - 1, second + 6)).judgement
    assert (made.document_key, made.span) == (document, Span(second, second + 5)) and second > first
    claim = next(c for c in event_with(project, A).claims if c.reviewer)
    assert (claim.quote, claim.span, claim.document_key) == ("beta3", Span(second, second + 5), document)
    for wrong, error, told in (
        ({"span": Span(0, 5), "document": key_of(FAR.document)}, ConfigurationError, "does not tell"),
        ({"span": Span(9990, 9999)}, ConfigurationError, "nothing is written at 9990"),
        ({"span": Span(first - 1, first)}, ConfigurationError, "nothing is written"),
        ({"span": Span(first, first + 5), "quote": "beta4"}, ConflictError, "not the words that were selected"),
    ):
        with pytest.raises(error, match=told):
            decide(project, "correct", event, **value | wrong)


def test_a_merge_joins_what_linking_would_not_and_undoing_it_parts_it(project):
    add(project, ONE, FAR)
    first, second = event_with(project, A).id, event_with(project, F).id
    outcome = decide(project, "merge", first, second)
    merged = event_with(project, A)
    assert set(merged.mentions) == {A, F} and outcome.events == (merged.id,)
    gone = ({first, second} - {merged.id}).pop()
    assert merged.former == (gone,)
    with pytest.raises(ConflictError, match=f"event {gone} is no more: merged by rana at .*; it is now {merged.id}"):
        decide(project, "accept", gone)
    with project.reading() as connection:
        assert [found.event.id for found in target.follow(connection, gone)] == [merged.id]
    decide(project, "undo", outcome.judgement.id)
    assert {event_with(project, A).id, event_with(project, F).id} == {first, second}


def test_a_split_parts_what_linking_joins_also_from_reports_to_come(project):
    add(project, ONE, TWO, THREE)
    event = event_with(project, A)
    decide(project, "split", event.id, B)
    assert event_with(project, B).mentions == (B,) and set(event_with(project, A).mentions) == {A, C}
    add(project, report("epsilon", STRIKE))
    assert B not in event_with(project, A).mentions


def test_a_duplicate_adds_no_source(project):
    add(project, ONE, TWO)
    assert event_with(project, A).sources == 2
    decide(project, "duplicate", B, A)
    assert event_with(project, A).sources == 1 and set(event_with(project, A).mentions) == {A, B}
    decide(project, "duplicate", report_of(project, FAR), A)
    assert event_with(project, F).sources == 1 and set(event_with(project, F).mentions) == {A, B, F}


def report_of(project, coded):
    add(project, coded)
    return key(coded)


def test_notes_change_nothing_and_never_conflict(project):
    add(project, ONE)
    seen = version(project, A)
    decide(project, "note", A, by="omar", note="ask the outlet", seen=(seen,))
    event = event_with(project, A)
    assert event.notes == ("omar: ask the outlet",) and event.state == "open"
    decide(project, "accept", event.id, seen=(seen,))
    decide(project, "note", A, note="done", seen=(seen,))


def test_a_decision_on_what_another_has_decided_is_refused_and_told(project):
    add(project, ONE, TWO)
    event = event_with(project, A).id
    seen = version(project, A)
    decide(project, "reject", event, by="omar", seen=(seen,))
    with pytest.raises(ConflictError) as refused:
        decide(project, "accept", event, seen=(seen,))
    assert f"event {event} has changed since you saw it: rejected by omar at 20" in str(refused.value)
    assert event_with(project, A).state == "rejected"
    decide(project, "accept", event, seen=(version(project, A),))


def test_a_decision_on_what_reports_have_changed_is_refused_and_told(project):
    add(project, ONE)
    event, seen = event_with(project, A).id, version(project, A)
    add(project, TWO)
    with pytest.raises(ConflictError, match="reports have joined or left it"):
        decide(project, "accept", event, seen=(seen,))
    add(project, FAR)  # elsewhere: nothing to this one
    decide(project, "accept", event, seen=(version(project, A),))


def test_undoing_twice_is_refused_and_undoing_the_undoing_brings_it_back(project):
    add(project, ONE)
    accepted = decide(project, "accept", event_with(project, A).id).judgement.id
    undone = decide(project, "undo", accepted, by="omar").judgement.id
    assert event_with(project, A).state == "open"
    with pytest.raises(ConflictError, match="is undone already by omar at 20"):
        decide(project, "undo", accepted)
    decide(project, "undo", undone)
    assert event_with(project, A).state == "accepted"


def test_what_was_decided_can_be_read_in_order_with_what_became_of_it(project):
    add(project, ONE)
    first = decide(project, "accept", A).judgement
    decide(project, "undo", first.id, by="omar")
    decide(project, "correct", A, field="killed", words="5")
    with project.reading() as connection:
        found = history.decisions(connection, [A])
    assert [(d.judgement.kind, d.in_effect, d.undone_by.by if d.undone_by else None) for d in found] == [
        ("accept", False, "omar"), ("undo", True, None), ("correct", True, None),
    ]  # fmt: skip
    assert found[2].judgement.before == {"low": 3, "best": 3, "high": 3} and found[2].judgement.value["low"] == 5


@pytest.mark.parametrize(
    "kind, ids, more, told",
    [
        ("accept", ["0000"], {}, "no event or mention has the id '0000'; `rasad events` lists the ids"),
        ("accept", [A, B], {}, "accept takes one id, not 2"),
        ("bless", [A], {}, "'bless' is no kind of decision"),
        ("accept", [A], {"by": " "}, "needs the name of the reviewer"),
        ("note", [A], {"note": " "}, "a note needs a text"),
        ("note", [A], {"note": "x" * 20_001}, "20,000 are the most"),
        ("correct", [A], {"field": "killed", "words": "3"}, "killed has that value already"),
        ("correct", [A], {"field": "killed", "words": "many"}, "'many' is no figure"),
        ("correct", [A], {"field": "killed", "words": "4", "quote": "gamma0"}, "no report of .* has the words 'gamma0'"),
        ("merge", [A], {}, "merge takes the ids of two events or more"),
        ("merge", [A, B], {}, "these are one event already"),
        ("split", [A], {}, "split takes the id of an event and those of the mentions"),
        ("split", [A, F], {}, "is no mention of event"),
        ("split", [A, A, B], {}, "these are all mentions of event"),
        ("duplicate", [A], {}, "duplicate takes two ids"),
        ("undo", ["ffff"], {}, "no decision has the id 'ffff'"),
        ("accept", [A], {"seen": ("x",)}, "'x' is no version of an event"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(filled, kind, ids, more, told):
    before = all_events(filled)
    if kind == "split" and len(ids) > 2:
        ids = [event_with(filled, A).id, A, B]
    with pytest.raises(ConfigurationError, match=told):
        decide(filled, kind, *ids, **more)
    assert all_events(filled) == before


@pytest.fixture
def filled(project):
    add(project, ONE, TWO, FAR)
    return project


def test_an_id_may_be_shortened_while_it_is_one(filled):
    decide(filled, "accept", A[:8])
    with filled.reading() as connection:
        assert target.find(connection, A[:8]).mention == A
        with pytest.raises(ConfigurationError, match="no event or mention"):
            target.find(connection, A[:3])


def test_the_same_person_decides_the_same_once(filled):
    event = event_with(filled, A).id
    decide(filled, "accept", event)
    with pytest.raises(ConfigurationError, match=r"is accepted by rana at 20.* already; nothing was decided"):
        decide(filled, "accept", event)
    decide(filled, "accept", event, by="omar")  # a second pair of eyes is news


def test_judgements_cannot_be_changed_in_the_database(filled):
    decide(filled, "accept", A)
    for command in ("UPDATE judgement SET by = 'x'", "DELETE FROM judgement", "DELETE FROM judgement_mention"):
        command = command.replace(" by ", ' "by" ')
        with pytest.raises(ConfigurationError, match="never changed or removed"), filled.writing() as connection:
            connection.exec_driver_sql(command)


def test_a_decision_counts_for_what_takes_the_place_of_its_mention(project):
    """The kit reads another type at the same words: what was decided holds for that."""
    add(project, ONE)
    decide(project, "correct", A, field="killed", words="7")
    recode(project, A, ONE, type="shelling")
    now = next(iter(all_events(project).values()))
    assert now.mentions != (A,) and now.type == "shelling" and now.killed == Figures(7, 7, 7)
    with project.reading() as connection:
        assert target.find(connection, A).mention == now.mentions[0]
        assert [d.judgement.kind for d in history.decisions(connection, now.mentions)] == ["correct"]
    decide(project, "undo", made_last(project, now.mentions[0]))
    assert event_with(project, now.mentions[0]).killed == Figures(3, 3, 3)


def test_a_judged_mention_that_is_read_no_more_stays(project):
    add(project, ONE, TWO, FAR)
    decide(project, "accept", A)
    recode(project, A, ONE, again=False)
    recode(project, F, FAR, again=False)
    assert set(event_with(project, A).mentions) == {A, B}
    with pytest.raises(ConfigurationError, match="is read no more"):
        decide(project, "accept", F)
    assert F not in {m for event in all_events(project).values() for m in event.mentions}


def recode(project, mention, coded, again=True, type=None):
    """What a new kit does: the mention is read no more; with `again`, another is read at the same words."""
    from dataclasses import replace

    from sqlalchemy import select, update

    from rasad.store import mentions
    from rasad.store.schema import mention as table

    with project.writing() as connection:
        row = connection.execute(select(table).where(table.c.key == mention)).one()
        connection.execute(update(table).where(table.c.key == mention).values(current=False, pending=True))
        if again:
            (told,) = coded.mentions
            values = {"document": row.document, "maker": row.maker, "current": True, "pending": True}
            new = replace(told, type=type, trigger=told.trigger)
            mentions.insert_mentions(connection, [mentions.row_of("0" * 16, new) | values])
    link(project)


def test_a_decision_holds_for_the_corrected_version_of_a_report(project):
    old = report("eta", STRIKE, STRIKE | {"where": "sy-abu-kamal"}, url="https://outlet.example/1")
    add(project, old)
    decide(project, "reject", key(old, 1))
    new = report("eta", STRIKE | {"where": "sy-mayadin"}, STRIKE | {"where": "sy-abu-kamal"}, url="https://outlet.example/1", published=2)
    add(project, new)
    assert event_with(project, key(new, 1)).state == "rejected" and event_with(project, key(new, 0)).state == "open"
    assert len(all_events(project)) == 2
