"""Revision 0005: what is watched. A source is polled again when it is due; a page that it lists is fetched once."""

from alembic import op
from sqlalchemy import Column, Date, Index, Integer, String, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables of sources and of their pages."""
    op.create_table(
        "watch_source",
        Column("name", String, primary_key=True),
        Column("url", Text, nullable=False),
        Column("etag", Text),
        Column("modified", Text),
        Column("polled", String),
        Column("due", String),
        Column("added", Integer, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("reason", Text),
    )
    op.create_table(
        "watch_page",
        Column("seq", Integer, primary_key=True),
        Column("key", String, nullable=False, unique=True),
        Column("source", String, nullable=False),
        Column("url", Text, nullable=False),
        Column("published", Date),
        Column("title", Text),
        Column("found", String, nullable=False),
        Column("state", String, nullable=False),
        Column("due", String, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("reason", Text),
        Index("watch_page_waiting", "source", "state", "due"),
    )
