"""Plain statements answer the same on both databases: lists of any length, JSON of any kind, days."""

from datetime import date

from making import add, all_events, decide, key, report

from rasad.store import events
from rasad.store.direct import column, first, rows, run, run_many
from rasad.store.documents import documents, key_of
from rasad.store.judgements import about


def test_lists_of_any_length_and_of_odd_letters(project):
    with project.writing() as connection:
        names = [f"n{n}" for n in range(1500)] + ['quote" back\\slash, {brace}', "\u0631\u0635\u062f \U0001f614"]
        run_many(connection, "INSERT INTO project (key, value) VALUES (:key, :value)", ({"key": one, "value": one} for one in names))
        run_many(connection, "INSERT INTO project (key, value) VALUES (:key, :value)", [])
        assert set(column(connection, "SELECT key FROM project WHERE key IN :keys", keys=names)) == set(names)
        assert rows(connection, "SELECT key FROM project WHERE key IN :keys", keys=[]) == []
        assert first(connection, "SELECT value FROM project WHERE key = :key", key="nothing") is None
        run(connection, "DELETE FROM project WHERE key IN :keys", keys=names)
        assert not column(connection, "SELECT key FROM project WHERE key IN :keys", keys=names)


def test_values_of_decisions_come_back_as_they_were_made(project):
    """A type is corrected to a text, a figure to a pair of numbers, a place to nothing: JSON that is text, list and null."""
    add(project, one := report("r", {"killed": 3}))
    asked = (("type", "arrest"), ("killed", {"low": 4, "high": 6}), ("place", None))
    for name, words in asked:
        decide(project, "correct", key(one), field=name, value=words)
    with project.reading() as connection:
        made = [held.judgement for held in about(connection, [key(one)])]
        assert [j.field for j in made] == [name for name, _ in asked] and made[0].value == "arrest"
        (found,) = all_events(project).values()
        assert events.headlines(connection, [found.id, "nothing"]) == {
            found.id: (found.id, "arrest", found.place and found.place.place_id, found.place and found.place.name, found.when.start)
        }
        (document,) = documents(connection, [key_of(one.document)]).values()
        assert document == one.document and isinstance(document.published, date)
