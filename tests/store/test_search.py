"""Searching a project: the same documents and events in the same order, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select, text, update

from rasad.event import Figures
from rasad.project.search import Searcher, index_all
from rasad.project.select import select as selected
from rasad.store import search, search_index
from rasad.store.schema import document, event, event_mention
from rasad.store.search import DOCUMENTS, EVENTS, Wanted
from searching import MAKER, filled, put_events, reader, report, samples

STRIKE = "قصفت طائرات حربية إسرائيلية مقراً للحرس الثوري الإيراني في مدينة الميادين أمس، ما أدى إلى مقتل سبعة عناصر."
ARREST = "اعتقلت قوات سوريا الديمقراطية شابين في بلدة هجين بريف دير الزور الشرقي صباح اليوم."
MARKET = "افتتح المجلس المحلي سوقاً جديدة في مدينة الرقة، وقال إن العمل استمر شهرين دون توقف بسبب القصف."


def found(project, query, kind=EVENTS, **more):
    return Searcher(project, reader()).page(query, Wanted(kind, **more))


def names(page):
    return [hit.document.id for hit in page.hits]


@pytest.fixture
def three(project):
    filled(project, [report("strike", STRIKE, "قصف على الميادين"), report("arrest", ARREST), report("market", MARKET, outlet="وكالة الجزيرة")])
    list(index_all(project, reader()))
    return project


ANSWERS = [
    ("", ["market", "arrest", "strike"], 2),
    ("القصف", ["strike", "market"], 1),
    ("للقصف", ["strike", "market"], 1),
    ("المياذين", ["strike"], 1),
    ("قصف -الميادين", ["market"], 0),
    ("-الميادين", ["market", "arrest"], 1),
    ('"طائرات حربية"', ["strike"], 1),
    ('"حربية طائرات"', [], 0),
    ('"قصف الميادين"', [], 0),
    ("الميادين OR الرقة", ["strike", "market"], 1),
    ("type:air_strike", ["strike"], 1),
    ("-type:air_strike", ["arrest"], 1),
    ("type:air_strike,arrest", ["arrest", "strike"], 2),
    ("place:الميادين", ["strike"], 1),
    ("place:المياذين", ["strike"], 1),
    ('place:"دير الزور"', ["arrest", "strike"], 2),
    ("admin1:sy-gov-deir-ez-zor type:arrest", ["arrest"], 1),
    ("country:SY", ["arrest", "strike"], 2),
    ("country:IQ", [], 0),
    ("actor:irgc", ["strike"], 1),
    ("initiator:israel", ["strike"], 1),
    ("initiator:irgc", [], 0),
    ("target:irgc", ["strike"], 1),
    ("killed:>5", ["strike"], 1),
    ("killed:7", ["strike"], 1),
    ("killed:<7", [], 0),
    ("-killed:>5", ["arrest"], 1),
    ("has:killed", ["strike"], 1),
    ("has:place -has:killed", ["arrest"], 1),
    ("grade:weak OR grade:fair OR grade:contested OR grade:confirmed OR grade:discounted", ["arrest", "strike"], 2),
    ("state:open", ["arrest", "strike"], 2),
    ("reality:actual", ["arrest", "strike"], 2),
    ("weapon:aircraft", ["strike"], 1),
    ('outlet:"شبكة الفرات"', ["arrest", "strike"], 2),
    ("outlet:الفرات", ["arrest", "strike"], 2),
    ("outlet:الجزيرة", ["market"], 0),
    ("after:2024-02-03", ["market", "arrest", "strike"], 1),
    ("before:2024-02-03", [], 1),
    ("date:2024-02-02", [], 1),
    ("published:2024-02", ["market", "arrest", "strike"], 2),
    ("published:2023", [], 0),
    ("sources:>1", [], 0),
    ("sources:1", ["arrest", "strike"], 2),
    ("قصف OR killed:>5", ["strike", "market"], 1),
    ("قصف type:arrest", [], 0),
    ("القصف (place:الميادين OR outlet:الجزيرة)", ["strike", "market"], 1),
    ("id:none", [], 0),
]


def test_what_queries_find(three):
    wrong = []
    for query, documents, events in ANSWERS:
        page, of_events = found(three, query, DOCUMENTS), found(three, query)
        got = (sorted(names(page)), page.total, of_events.total, len(list(selected(three, reader().query(query)))))
        if got != (sorted(documents), len(documents), events, events):
            wrong.append((query, got, documents, events))
    assert wrong == []


def test_a_headline_comes_first_then_the_newest(three):
    assert names(found(three, "قصف", DOCUMENTS)) == ["strike", "market"]
    assert names(found(three, "قصف", DOCUMENTS, order="newest")) == ["market", "strike"]
    assert names(found(three, "قصف", DOCUMENTS, order="oldest")) == ["strike", "market"]


def test_what_has_no_day_comes_last_and_of_one_day_what_was_added_last_first(project):
    days = [date(2024, 2, 3), None, date(2023, 1, 1), date(2024, 2, 3), None, date(1969, 5, 5)]
    filled(project, [report(f"r{n}", f"{MARKET} {n}", "سوق" if n == 4 else None, published=day) for n, day in enumerate(days)])
    list(index_all(project, reader()))
    for query in ("", "سوقا", "القصف -رياضة"):
        orders = {order: names(found(project, query, DOCUMENTS, order=order)) for order in ("newest", "oldest")}
        assert orders == {"newest": ["r3", "r0", "r2", "r5", "r4", "r1"], "oldest": ["r5", "r2", "r0", "r3", "r1", "r4"]}
        for order, whole in orders.items():
            assert [names(found(project, query, DOCUMENTS, order=order, limit=1, offset=n)) for n in range(7)] == [[n] for n in whole] + [[]]
    whole = ["r4", "r3", "r0", "r2", "r5", "r1"]
    assert [names(found(project, "سوق", DOCUMENTS, limit=2, offset=n)) for n in range(7)] == [whole[n : n + 2] for n in range(7)]


def test_filters_of_a_document_hold_of_one_event(project):
    filled(project, [report("both", f"{STRIKE}\n\n{ARREST}")])
    list(index_all(project, reader()))
    assert names(found(project, "type:air_strike killed:7", DOCUMENTS)) == ["both"]
    assert names(found(project, "type:arrest killed:7", DOCUMENTS)) == []
    assert names(found(project, "هجين killed:7", DOCUMENTS)) == ["both"]


def test_snippets_quote_the_text(three):
    (hit,) = found(three, "القصف المياذين", DOCUMENTS).hits
    assert [m.of(hit.body.text) for m in hit.body.marks] == ["قصفت", "الميادين"]
    assert [m.of(hit.title.text) for m in hit.title.marks] == ["قصف", "الميادين"]
    (hit,) = found(three, "القصف المياذين").hits
    assert "قصفت" in [m.of(hit.body.text) for m in hit.body.marks]
    assert hit.document.text.find(hit.body.text) >= 0


def test_pages_cover_the_whole_answer_once(project):
    filled(project, samples()[:12])
    list(index_all(project, reader()))
    whole = found(project, "has:place", limit=None)
    ids = [hit.event.id for hit in whole.hits]
    assert whole.total == len(ids) == len(set(ids)) > 20
    pages = [found(project, "has:place", limit=9, offset=at) for at in range(0, whole.total + 9, 9)]
    assert [hit.event.id for page in pages for hit in page.hits] == ids
    assert {page.total for page in pages} == {whole.total}
    chosen = [dossier.event.id for dossier in selected(project, reader().query("has:place"))]
    assert sorted(chosen) == sorted(ids)


def test_both_databases_give_the_same_answers(tmp_path, postgres):
    """Samples and a few dozen queries, whole answers in their order."""
    from rasad.project import Project

    queries = [
        "", "قصف", "غارة OR قصف", '"دير الزور"', "قتلى -مدنيين", "type:air_strike", "مدنيين killed:>0", "place:غزة", "جيش",
        "country:SY after:2020", "published:2024", "-type:statement -has:killed", "(قصف OR غارة) -place:غزة", "صواريخ", "initiator:israel",
    ]  # fmt: skip
    answers = []
    url = postgres.new()
    for where in (str(tmp_path / "a.rasad"), url):
        with Project.create(where) as project:
            filled(project, samples()[:12])
            list(index_all(project, reader()))
            answers.append([
                [hit.document.id if kind == DOCUMENTS else hit.event.id for hit in found(project, query, kind, limit=None, order=order).hits]
                for query in queries for kind in (DOCUMENTS, EVENTS) for order in search.ORDERS
            ])  # fmt: skip
    postgres.drop(url)
    assert answers[0] == answers[1]
    assert sum(bool(answer) for answer in answers[0]) > 50


def test_what_changes_is_noted_and_indexed(three):
    other = report("strike2", STRIKE.replace("الميادين", "البوكمال"), url="https://a.example/strike")
    three.add_coded([other], MAKER)
    page = found(three, "البوكمال", DOCUMENTS)
    assert page.total == 0 and page.unindexed == 2  # the new version and the one it takes the place of
    list(index_all(three, reader()))
    assert names(found(three, "البوكمال", DOCUMENTS)) == ["strike2"]
    assert names(found(three, "الميادين", DOCUMENTS)) == []
    assert found(three, "", DOCUMENTS).total == 3 and found(three, "").unindexed == 0


def test_an_event_written_anew_is_found_by_what_it_is_now(three):
    page = found(three, "killed:7")
    seen = page.hits[0].event
    changed = replace(seen, killed=Figures(9, 9, 9), state="accepted")
    with three.writing() as connection:
        connection.execute(update(event).where(event.c.id == seen.id).values(record=changed.to_dict()))
    list(index_all(three, reader()))
    assert [found(three, q).total for q in ("killed:7", "killed:9", "state:accepted", "state:open")] == [0, 1, 1, 1]
    with three.writing() as connection:
        number = connection.scalar(select(event.c.seq).where(event.c.id == seen.id))
        connection.execute(delete(event_mention).where(event_mention.c.event == number))
        connection.execute(delete(event).where(event.c.seq == number))
    assert found(three, "killed:9").total == 0 and found(three, "").total == 1
    assert found(three, "type:air_strike", DOCUMENTS).total == 0
    put_events(three, [changed])
    list(index_all(three, reader()))
    assert found(three, "killed:9").total == 1


def test_what_fails_leaves_no_trace_in_the_index(three):
    with pytest.raises(RuntimeError), three.writing() as connection:
        connection.execute(update(document).values(current=False))
        search_index.catch_up(connection, reader().words)
        assert connection.scalar(text("SELECT count(*) FROM document_entry")) == 0
        raise RuntimeError
    assert found(three, "", DOCUMENTS).total == 3 and found(three, "").unindexed == 0


def test_indexing_anew_changes_no_answer(three):
    before = [names(found(three, q, k)) for q in ("", "قصف", "type:arrest") for k in (DOCUMENTS, EVENTS)]
    list(index_all(three, reader(), anew=True))
    assert before == [names(found(three, q, k)) for q in ("", "قصف", "type:arrest") for k in (DOCUMENTS, EVENTS)]


def test_a_long_document_with_any_characters_is_indexed(project):
    odd = "قصف\u0000 'x' \\ \"y\" : & | ! <-> \ud800 " + "كلمة " * 30_000 + " ".join(f"w{n}" for n in range(30_000))
    project.add_coded([report("long", "قصف " + odd.replace("\x00", ""))], MAKER)
    list(index_all(project, reader()))
    assert names(found(project, "قصف", DOCUMENTS)) == ["long"]
    assert names(found(project, "w17", DOCUMENTS)) == ["long"]
