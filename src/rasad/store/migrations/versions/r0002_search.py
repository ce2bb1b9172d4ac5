"""Revision 0002: the index that searches are answered from, and what is still to be indexed."""

from alembic import op

revision = "0002"
down_revision = "0001"

# What changes notes itself in `search_todo`, so that nothing is forgotten whoever writes it.
_SQLITE = """
CREATE TABLE search_todo (kind TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (kind, seq)) WITHOUT ROWID;

CREATE TABLE document_entry (document INTEGER PRIMARY KEY, day TEXT);
CREATE VIRTUAL TABLE document_index USING fts5(title, words, content='', columnsize=0, tokenize="ascii tokenchars '=_.'");

CREATE TABLE event_entry (
  event INTEGER PRIMARY KEY, day TEXT, day_end TEXT, first_published TEXT, last_published TEXT,
  killed INTEGER, injured INTEGER, sources INTEGER
);
CREATE TABLE event_words (event INTEGER PRIMARY KEY, title TEXT NOT NULL, words TEXT NOT NULL);
CREATE VIRTUAL TABLE event_index USING fts5(
  title, words, content='event_words', content_rowid='event', columnsize=0, tokenize="ascii tokenchars '=_.'"
);
CREATE TRIGGER event_words_added AFTER INSERT ON event_words BEGIN
  INSERT INTO event_index (rowid, title, words) VALUES (NEW.event, NEW.title, NEW.words);
END;
CREATE TRIGGER event_words_gone AFTER DELETE ON event_words BEGIN
  INSERT INTO event_index (event_index, rowid, title, words) VALUES ('delete', OLD.event, OLD.title, OLD.words);
END;
CREATE TABLE event_document (event INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (event, document)) WITHOUT ROWID;

CREATE TRIGGER document_to_index AFTER INSERT ON document BEGIN
  INSERT OR IGNORE INTO search_todo VALUES ('document', NEW.seq);
END;
CREATE TRIGGER document_to_index_anew AFTER UPDATE OF current, title, text, outlet, published ON document BEGIN
  INSERT OR IGNORE INTO search_todo VALUES ('document', NEW.seq);
END;
CREATE TRIGGER event_to_index AFTER INSERT ON event BEGIN
  INSERT OR IGNORE INTO search_todo VALUES ('event', NEW.seq);
END;
CREATE TRIGGER event_to_index_anew AFTER UPDATE OF record ON event BEGIN
  INSERT OR IGNORE INTO search_todo VALUES ('event', NEW.seq);
END;
CREATE TRIGGER event_gone AFTER DELETE ON event BEGIN
  DELETE FROM event_entry WHERE event = OLD.seq;
  DELETE FROM event_words WHERE event = OLD.seq;
  DELETE FROM event_document WHERE event = OLD.seq;
  DELETE FROM search_todo WHERE kind = 'event' AND seq = OLD.seq;
END;
"""

# The words lie outside the rows, so that the rows themselves are short and quickly counted.
_POSTGRESQL = """
CREATE TABLE search_todo (kind TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (kind, seq));

CREATE TABLE document_entry (
  document INTEGER PRIMARY KEY, day DATE, title TSVECTOR, words TSVECTOR
) WITH (toast_tuple_target = 128);
ALTER TABLE document_entry ALTER COLUMN title SET STORAGE EXTERNAL, ALTER COLUMN words SET STORAGE EXTERNAL;
CREATE INDEX document_title ON document_entry USING gin (title) WITH (fastupdate = off);
CREATE INDEX document_words ON document_entry USING gin (words) WITH (fastupdate = off);

CREATE TABLE event_entry (
  event INTEGER PRIMARY KEY, day DATE, day_end DATE, first_published DATE, last_published DATE,
  killed INTEGER, injured INTEGER, sources INTEGER, title TSVECTOR, words TSVECTOR
) WITH (toast_tuple_target = 128);
ALTER TABLE event_entry ALTER COLUMN title SET STORAGE EXTERNAL, ALTER COLUMN words SET STORAGE EXTERNAL;
CREATE INDEX event_title ON event_entry USING gin (title) WITH (fastupdate = off);
CREATE INDEX event_words ON event_entry USING gin (words) WITH (fastupdate = off);
CREATE TABLE event_document (event INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (event, document));

CREATE FUNCTION note_for_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO search_todo VALUES (TG_ARGV[0], NEW.seq) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION drop_from_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM event_entry WHERE event = OLD.seq;
  DELETE FROM event_document WHERE event = OLD.seq;
  DELETE FROM search_todo WHERE kind = 'event' AND seq = OLD.seq;
  RETURN NULL;
END $$;
CREATE TRIGGER document_to_index AFTER INSERT OR UPDATE OF current, title, text, outlet, published ON document
FOR EACH ROW EXECUTE FUNCTION note_for_index('document');
CREATE TRIGGER event_to_index AFTER INSERT OR UPDATE OF record ON event
FOR EACH ROW EXECUTE FUNCTION note_for_index('event');
CREATE TRIGGER event_gone AFTER DELETE ON event FOR EACH ROW EXECUTE FUNCTION drop_from_index();
"""

_BOTH = """
CREATE INDEX event_document_document ON event_document (document);
CREATE INDEX event_entry_day ON event_entry (day);
INSERT INTO search_todo (kind, seq) SELECT 'document', seq FROM document;
INSERT INTO search_todo (kind, seq) SELECT 'event', seq FROM event;
"""


def upgrade() -> None:
    """Makes the index, empty, with everything noted that is to go into it."""
    connection = op.get_bind()
    made = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    for statement in (*_statements(made), *_statements(_BOTH)):
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
