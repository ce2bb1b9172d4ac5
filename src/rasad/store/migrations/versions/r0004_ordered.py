"""Revision 0004: the index in the order of days, so that a page of the newest is read from its end and nothing is sorted.

An `entry` is a number made of the day and the number of a document or event (`store/search_index.py`). What is counted of
events is coded in three numbers (`search_code`). Everything is noted to be indexed anew.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

_SQLITE = """
DROP TRIGGER event_gone;
DROP TABLE document_index;
DROP TABLE event_index;
DROP TABLE event_words;

CREATE TABLE document_entry (entry INTEGER PRIMARY KEY, document INTEGER NOT NULL UNIQUE, day TEXT);
CREATE VIRTUAL TABLE document_index USING fts5(title, words, content='', columnsize=0, tokenize="ascii tokenchars '=_.'");

CREATE TABLE event_entry (
  entry INTEGER PRIMARY KEY, event INTEGER NOT NULL UNIQUE, day TEXT, day_end TEXT, first_published TEXT, last_published TEXT,
  killed INTEGER, injured INTEGER, sources INTEGER, kind INTEGER NOT NULL, spot INTEGER NOT NULL, sides INTEGER NOT NULL,
  lat REAL, lon REAL, geo_precision INTEGER, id TEXT NOT NULL
);
CREATE TABLE event_words (entry INTEGER PRIMARY KEY, title TEXT NOT NULL, words TEXT NOT NULL);
CREATE VIRTUAL TABLE event_index USING fts5(
  title, words, content='event_words', content_rowid='entry', columnsize=0, tokenize="ascii tokenchars '=_.'"
);
CREATE TRIGGER event_words_added AFTER INSERT ON event_words BEGIN
  INSERT INTO event_index (rowid, title, words) VALUES (NEW.entry, NEW.title, NEW.words);
END;
CREATE TRIGGER event_words_gone AFTER DELETE ON event_words BEGIN
  INSERT INTO event_index (event_index, rowid, title, words) VALUES ('delete', OLD.entry, OLD.title, OLD.words);
END;
CREATE TABLE event_document (event INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (event, document)) WITHOUT ROWID;
CREATE TABLE search_code (code INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);

CREATE TRIGGER event_entry_gone AFTER DELETE ON event_entry BEGIN
  DELETE FROM event_words WHERE entry = OLD.entry;
  DELETE FROM event_document WHERE event = OLD.entry;
END;
CREATE TRIGGER event_gone AFTER DELETE ON event BEGIN
  DELETE FROM event_entry WHERE event = OLD.seq;
  DELETE FROM search_todo WHERE kind = 'event' AND seq = OLD.seq;
END;
"""

# The words lie in tables of their own: what is only counted and compared is short, and read quickly.
_POSTGRESQL = """
CREATE TABLE document_entry (entry BIGINT PRIMARY KEY, document INTEGER NOT NULL UNIQUE, day DATE);
CREATE TABLE document_words (
  entry BIGINT PRIMARY KEY REFERENCES document_entry ON DELETE CASCADE, title TSVECTOR NOT NULL, words TSVECTOR NOT NULL
);

CREATE TABLE event_entry (
  entry BIGINT PRIMARY KEY, event INTEGER NOT NULL UNIQUE, day DATE, day_end DATE, first_published DATE, last_published DATE,
  killed INTEGER, injured INTEGER, sources INTEGER, kind INTEGER NOT NULL, spot INTEGER NOT NULL, sides INTEGER NOT NULL,
  lat DOUBLE PRECISION, lon DOUBLE PRECISION, geo_precision INTEGER, id TEXT NOT NULL
);
CREATE TABLE event_words (
  entry BIGINT PRIMARY KEY REFERENCES event_entry ON DELETE CASCADE, title TSVECTOR NOT NULL, words TSVECTOR NOT NULL
);
CREATE TABLE event_document (
  event BIGINT NOT NULL REFERENCES event_entry ON DELETE CASCADE, document BIGINT NOT NULL, PRIMARY KEY (event, document)
);
CREATE TABLE search_code (code SERIAL PRIMARY KEY, value TEXT NOT NULL UNIQUE);

CREATE OR REPLACE FUNCTION drop_from_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM event_entry WHERE event = OLD.seq;
  DELETE FROM search_todo WHERE kind = 'event' AND seq = OLD.seq;
  RETURN NULL;
END $$;
"""
_INDEXED = """
ALTER TABLE {kind}_words ALTER COLUMN title SET STORAGE MAIN, ALTER COLUMN words SET STORAGE EXTERNAL;
CREATE INDEX {kind}_words_title ON {kind}_words USING gin (title) WITH (fastupdate = off);
CREATE INDEX {kind}_words_words ON {kind}_words USING gin (words) WITH (fastupdate = off);
"""

_BEFORE = """
DROP TABLE document_entry;
DROP TABLE event_entry;
DROP TABLE event_document;
DELETE FROM search_todo;
INSERT INTO search_todo (kind, seq) SELECT 'document', seq FROM document;
INSERT INTO search_todo (kind, seq) SELECT 'event', seq FROM event;
"""


def upgrade() -> None:
    """Makes the index anew, empty, with everything noted that is to go into it."""
    connection = op.get_bind()
    scripts = [_BEFORE, _SQLITE]
    if connection.dialect.name != "sqlite":
        scripts = [_BEFORE, _POSTGRESQL, *(_INDEXED.format(kind=kind) for kind in ("document", "event"))]
    for script in scripts:
        for statement in _statements(script):
            connection.exec_driver_sql(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script: each ends with `;` at the end of a line that is not indented or closes a body."""
    found, lines = [], []
    for line in script.strip().split("\n"):
        lines.append(line)
        if line.endswith(";") and not line.startswith("  "):
            found.append("\n".join(lines).strip().removesuffix(";"))
            lines = []
    return [statement + (";" if statement.endswith("END") else "") for statement in found]
