"""Revision 0004: the entries of events hold all that lists, maps and counts of the explore page are made from."""

from alembic import op

revision = "0004"
down_revision = "0003"

_TOLD = ("id", "type", "state", "grade", "reality", "country", "admin1", "place_id", "lat", "lon", "geo_precision")
_COLUMNS = (
    *((name, "DOUBLE PRECISION" if name in ("lat", "lon") else "INTEGER" if name == "geo_precision" else "TEXT") for name in _TOLD),
    ("initiators", "TEXT"),  # ids, sorted, with a blank between
    ("targets", "TEXT"),
)  # fmt: skip


def upgrade() -> None:
    """Adds the columns and fills them from the events; what is still to be indexed gets them then."""
    connection = op.get_bind()
    for name, kind in _COLUMNS:
        connection.exec_driver_sql(f"ALTER TABLE event_entry ADD COLUMN {name} {kind}")
    sqlite = connection.dialect.name == "sqlite"
    given = [f"{name} = e.{name}" for name in _TOLD]
    for role in ("initiator", "target"):
        mine = f"SELECT actor FROM event_actor WHERE event = e.seq AND role = '{role}' ORDER BY actor"
        joined = f"SELECT group_concat(actor, ' ') FROM ({mine})" if sqlite else f"SELECT string_agg(actor, ' ' ORDER BY actor) FROM ({mine}) a"
        given.append(f"{role}s = coalesce(({joined}), '')")
    connection.exec_driver_sql(f"UPDATE event_entry SET {', '.join(given)} FROM event e WHERE e.seq = event_entry.event")
