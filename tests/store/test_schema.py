"""The tables: what the revisions make is what the code uses, and judgements stay as they were made."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, text

from rasad.errors import ConfigurationError
from rasad.store import migrate
from rasad.store.schema import REVISION, judgement, judgement_mention, metadata


def test_the_revisions_make_the_tables_that_the_code_uses(project):
    def ours(thing, name, kind, reflected, other):
        return kind != "table" or name in metadata.tables

    with project.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert [d for d in compare_metadata(context, metadata) if "index" not in d[0]] == []


def test_the_code_knows_its_last_revision():
    assert migrate.newest() == REVISION


CHANGES = [
    "UPDATE judgement SET note = 'x'",
    "UPDATE judgement_mention SET mention_key = 'x'",
    "DELETE FROM judgement_mention",
    "DELETE FROM judgement",
]
ONLY = {
    "sqlite": [
        "REPLACE INTO judgement SELECT seq, id, at, 'me', kind, event, field, value, before, document_key, span_start,"
        " span_end, note, undoes FROM judgement",
        "REPLACE INTO judgement_mention SELECT * FROM judgement_mention",
    ],
    "postgresql": ["TRUNCATE judgement CASCADE", "TRUNCATE judgement_mention"],
}


def test_no_statement_changes_or_removes_a_judgement(project):
    row = {"id": "j1", "at": "2024", "by": "me", "kind": "note", "note": "so"}
    with project.writing() as connection:
        connection.execute(insert(judgement), [row])
        connection.execute(insert(judgement_mention), [{"judgement": 1, "mention_key": "m1"}])
    for change in CHANGES + ONLY[project.engine.dialect.name]:
        with pytest.raises(ConfigurationError, match="judgements are never changed"), project.writing() as connection:
            connection.execute(text(change))
    with project.reading() as connection:
        assert connection.execute(text("SELECT id, by, note FROM judgement")).all() == [("j1", "me", "so")]
        assert connection.execute(text("SELECT mention_key FROM judgement_mention")).all() == [("m1",)]
