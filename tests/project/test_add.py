"""Adding reports: the same twice, corrected ones, copies, failures."""

from sqlalchemy import select

from fakes import CALM, STRIKE, fake_read, mention
from rasad import pipeline
from rasad.ingest import Failure
from rasad.link.copies import same_text
from rasad.pipeline import Coded
from rasad.project import Project
from rasad.project.add import Unread, add, store
from rasad.store.schema import document
from rasad.store.schema import mention as table
from reports import MAKER, coded, report


def test_what_was_added_comes_back_as_it_was(project):
    some = [coded(report()), coded(report(CALM, "r2"))]
    outcomes = project.add_coded(some, MAKER)
    assert [o.kind for o in outcomes] == ["new", "new"]
    assert [o.mentions for o in outcomes] == [1, 0]
    with Project.open(project.where) as again:
        (told,) = again.all_told()
        assert told.document == some[0].document
        assert told.mention == some[0].mentions[0]
        assert told.mention.quote == some[0].mentions[0].quote
        assert again.told([told.key, "none"]) == {told.key: told}
        assert again.documents([o.key for o in outcomes]) == {o.key: c.document for o, c in zip(outcomes, some, strict=True)}


def test_the_same_report_twice_changes_nothing(project):
    project.add_coded([coded(report())], MAKER)
    before = list(project.all_told())
    assert [o.kind for o in project.add_coded([coded(report()), coded(report())], MAKER)] == ["known", "known"]
    assert list(project.all_told()) == before


def test_another_text_under_an_address_is_a_new_version_and_the_old_one_stays(project):
    old, new = coded(report()), coded(report(STRIKE + " وقالت مصادر إن الحصيلة ارتفعت."))
    (first,) = project.add_coded([old], MAKER)
    (second,) = project.add_coded([new], MAKER)
    assert (first.kind, second.kind) == ("new", "corrected")
    assert [t.document for t in project.all_told()] == [new.document]
    kept = project.documents([first.key, second.key])
    assert kept == {first.key: old.document, second.key: new.document}
    assert states(project) == {first.key: (False, [False]), second.key: (True, [True])}
    assert [o.kind for o in project.add_coded([old, new], MAKER)] == ["known", "known"]
    assert states(project) == {first.key: (False, [False]), second.key: (True, [True])}


def test_versions_in_one_batch_follow_the_order_of_the_input(project):
    texts = [STRIKE + f" تحديث رقم {n} عن الحادثة." for n in range(3)]
    outcomes = project.add_coded([coded(report(text)) for text in texts], MAKER)
    assert [o.kind for o in outcomes] == ["new", "corrected", "corrected"]
    assert [t.document.text for t in project.all_told()] == texts[2:]


def test_reports_under_the_address_of_a_bare_site_are_no_versions_of_each_other(project):
    sites = [report(url="https://a.example/"), report(CALM, url="https://a.example/"), report(STRIKE * 2, url="https://a.example")]
    assert [o.kind for o in project.add_coded([coded(d) for d in sites], MAKER)] == ["new", "new", "copy"]


def test_characters_that_no_database_takes_come_back_all_the_same(project):
    odd = report(STRIKE[:20] + "\0" + STRIKE[20:] + "\ud800", title="a\0b\udfff")
    told = mention(odd, 0, quote="q\0\ud800")
    project.add_coded([Coded(odd, (told,)), coded(report(CALM, "r2"))], MAKER)
    (back,) = project.all_told()
    assert (back.document, back.mention, back.mention.quote) == (odd, told, told.quote)


LONG = " ".join(f"كلمة{n}" for n in range(60))


def test_copies_of_one_text_are_one_group_in_whatever_order_they_come(project_url, tmp_path):
    texts = [f"{LONG} ذيل{n}" for n in range(4)] + [CALM]
    documents = [coded(report(text, f"r{n}", outlet=f"موقع{n}")) for n, text in enumerate(texts)]
    found = []
    for number, order in enumerate([documents, documents[::-1], documents[2:] + documents[:2]]):
        where = project_url if number == 0 else tmp_path / f"{number}.rasad"
        with Project.create(where) as project:
            for start in range(0, 5, 2):
                project.add_coded(order[start : start + 2], MAKER)
            found.append(groups(project))
    assert found[0] == found[1] == found[2]
    assert sorted(map(len, by_group(found[0]))) == [1, 4]
    assert all(min(members) == group for group, members in by_group(found[0], names=True).items())


def test_a_report_that_joins_two_groups_makes_them_one(project):
    words = [f"كلمة{n}" for n in range(100)]
    ends = [" ".join(words[:80]), " ".join(words[20:])]
    bridge = " ".join(words[10:90])
    assert not same_text(*ends) and all(same_text(bridge, end) for end in ends)
    for number, text in enumerate([*ends, bridge]):
        project.add_coded([Coded(d := report(text, f"r{number}"), (mention(d),))], MAKER)
    assert len(set(groups(project).values())) == 1


def test_a_failed_reading_is_stored_with_its_document_and_tried_again(project):
    bad = Unread(report(), Failure("r1", "read", "ValueError: no", "Report it."))
    for _ in range(2):
        (outcome,) = store(project, [bad], MAKER)
        assert (outcome.kind, outcome.failure) == ("failed", bad.failure)
        assert project.failures() == [bad.failure]
        assert project.documents([outcome.key]) == {outcome.key: bad.document}
    (outcome,) = project.add_coded([coded(report())], MAKER)
    assert outcome.kind == "new"
    assert project.failures() == [] and len(list(project.all_told())) == 1


def test_inputs_are_read_once_and_outcomes_follow_their_order(project, monkeypatch):
    read = []

    def reading(document, kit):
        read.append(document.id)
        return fake_read(document, kit)

    monkeypatch.setattr(pipeline, "read", reading)
    explodes = report("ينفجرالقارئ", "bad")
    lost = Failure("x.txt", "open", "no such file", "Look.")
    inputs = [report(), lost, explodes, report(CALM, "r2"), report()]
    assert [o.kind for o in add(project, inputs, None, MAKER)] == ["new", "failed", "failed", "new", "known"]
    assert [o.kind for o in add(project, inputs, None, MAKER)] == ["known", "failed", "failed", "known", "known"]
    assert read == ["r1", "bad", "r2", "bad"]
    assert sorted(f.item for f in project.failures()) == ["bad", "x.txt"]


def test_the_same_from_several_processes(project, monkeypatch):
    monkeypatch.setattr(pipeline, "read", fake_read)
    inputs = [report(f"{STRIKE} رقم {n}", f"r{n}") for n in range(150)]
    outcomes = list(add(project, inputs + inputs[:10], None, MAKER, jobs=2))
    assert [o.kind for o in outcomes] == ["new"] + ["copy"] * 149 + ["known"] * 10
    assert [t.document for t in project.all_told()] == inputs


def groups(project) -> dict[str, str]:
    with project.reading() as connection:
        return dict(connection.execute(select(document.c.key, document.c.copies)).all())


def by_group(found: dict[str, str], names: bool = False):
    members: dict[str, list[str]] = {}
    for key, group in found.items():
        members.setdefault(group, []).append(key)
    return members if names else list(members.values())


def states(project) -> dict[str, tuple[bool, list[bool]]]:
    """Of each document, whether it is current and whether its mentions are."""
    asked = select(document.c.key, document.c.current, table.c.current).join(table, table.c.document == document.c.seq)
    found: dict[str, tuple[bool, list[bool]]] = {}
    with project.reading() as connection:
        for key, current, told in connection.execute(asked):
            found.setdefault(key, (current, []))[1].append(told)
    return found
