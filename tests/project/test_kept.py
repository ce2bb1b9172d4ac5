"""What was computed is told again until the project changes, by whomever."""

from rasad.project import Project
from rasad.project.judge import Asked, judge
from rasad.project.maker import present_maker
from rasad.project.tally import tally
from rasad.search.meaning import reader_of
from webbing import copy_of_samples, kit


def test_a_value_is_computed_once_until_something_is_stored(tmp_path):
    file = copy_of_samples(tmp_path)
    with Project.open(file) as project, Project.open(file) as another:
        asked = []
        event = next(iter(project.dossiers(kit=kit()))).event.id
        for _ in range(3):
            project.kept.get("key", lambda: asked.append(1))
        assert asked == [1]
        judge(another, Asked("note", "tester", (event,), note="looked at"), kit(), present_maker())
        project.kept.get("key", lambda: asked.append(2))
        judge(project, Asked("note", "tester", (event,), note="again"), kit(), present_maker())
        project.kept.get("key", lambda: asked.append(3))
        assert asked == [1, 2, 3], "what others store counts, and what this one stores itself"


def test_only_the_last_values_are_kept(tmp_path):
    with Project.open(copy_of_samples(tmp_path)) as project:
        for n in range(200):
            assert project.kept.get(n, lambda n=n: n) == n
        again = []
        project.kept.get(0, lambda: again.append(1))
        project.kept.get(199, lambda: again.append(2))
        assert again == [1]


def test_counts_are_those_of_now(tmp_path):
    query = reader_of(kit()).query("-state:rejected")
    with Project.open(copy_of_samples(tmp_path)) as project:
        event = next(iter(project.dossiers(kit=kit()))).event.id
        before = tally(project, query).total.events
        assert tally(project, query) is tally(project, query)
        project.words = reader_of(kit()).words
        judge(project, Asked("reject", "tester", (event,)), kit(), present_maker())
        assert tally(project, query).total.events == before - 1


def test_a_page_sees_one_state_and_keeps_nothing_old(tmp_path):
    file = copy_of_samples(tmp_path)
    with Project.open(file) as project, Project.open(file) as another:
        event = next(iter(project.dossiers(kit=kit()))).event.id

        def notes():
            with project.reading() as connection:
                return connection.exec_driver_sql("SELECT count(*) FROM judgement").scalar()

        with project.as_it_is():
            before = notes()
            judge(another, Asked("note", "tester", (event,), note="meanwhile"), kit(), present_maker())
            assert notes() == before, "the page began before"
            assert project.kept.get("notes", notes) == before
        assert project.kept.get("notes", notes) == before + 1, "what was read in an older state is not kept as that of now"
        with project.as_it_is():
            assert notes() == before + 1
