"""Revision 0006: the order of the review queue in an index, and a list of what changed of the index of events.

`rank` is the place of an event in the queue as one number (`store/entries.py`). `event_change` names, one after the other,
the events whose entry was written, and with the values that it had where it went: counts that are kept are brought up by
it (`store/changes.py`) and need not be made anew.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

_COLUMNS = """
ALTER TABLE event_entry ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE event_entry ADD COLUMN rank BIGINT NOT NULL DEFAULT 0;
UPDATE event_entry SET
  state = (SELECT v.state FROM event v WHERE v.seq = event_entry.event),
  rank = (
    (((SELECT {differing} FROM event v WHERE v.seq = event_entry.event) * 16777216
      + {least}(coalesce(killed, 0) + coalesce(injured, 0), 16777215)) * 4096
      + {least}(coalesce(sources, 0), 4095)) * 4194304 + entry / 4294967296
  );
CREATE INDEX event_queue ON event_entry (state, rank, event);
"""

_SQLITE = """
CREATE TABLE event_change (
  number INTEGER PRIMARY KEY AUTOINCREMENT, event INTEGER NOT NULL,
  kind INTEGER, spot INTEGER, sides INTEGER, day INTEGER, killed INTEGER, injured INTEGER
);
CREATE TRIGGER event_entry_made AFTER INSERT ON event_entry BEGIN
  INSERT INTO event_change (event) VALUES (NEW.event);
END;
CREATE TRIGGER event_entry_unmade AFTER DELETE ON event_entry BEGIN
  INSERT INTO event_change (event, kind, spot, sides, day, killed, injured)
  VALUES (OLD.event, OLD.kind, OLD.spot, OLD.sides, OLD.entry / 4294967296, OLD.killed, OLD.injured);
END;
"""

_POSTGRESQL = """
CREATE TABLE event_change (
  number BIGSERIAL PRIMARY KEY, event INTEGER NOT NULL,
  kind INTEGER, spot INTEGER, sides INTEGER, day BIGINT, killed INTEGER, injured INTEGER
);
CREATE FUNCTION note_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO event_change (event) VALUES (NEW.event);
  ELSE
    INSERT INTO event_change (event, kind, spot, sides, day, killed, injured)
    VALUES (OLD.event, OLD.kind, OLD.spot, OLD.sides, OLD.entry / 4294967296, OLD.killed, OLD.injured);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER event_entry_noted AFTER INSERT OR DELETE ON event_entry FOR EACH ROW EXECUTE FUNCTION note_entry();
"""


def upgrade() -> None:
    """Adds both, with the ranks of what the index holds."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        differing, least, rest = "json_array_length(v.record, '$.contradictions') > 0", "min", _SQLITE
    else:
        differing, least, rest = "CAST(json_array_length(v.record -> 'contradictions') > 0 AS int)::bigint", "least", _POSTGRESQL
    for script in (_COLUMNS.format(differing=differing, least=least), rest):
        for statement in _statements(script):
            connection.exec_driver_sql(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script: each ends with `;` at the end of a line that is not indented or closes a body."""
    found, lines = [], []
    for line in script.strip().split("\n"):
        lines.append(line)
        if line.endswith(";") and (not line.startswith("  ") or line == "  );"):
            found.append("\n".join(lines).strip().removesuffix(";"))
            lines = []
    return [statement + (";" if statement.endswith("END") else "") for statement in found]
