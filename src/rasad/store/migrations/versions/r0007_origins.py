"""Revision 0007: where reports come from, and the bytes that their texts were taken from, once by their hash."""

from alembic import op
from sqlalchemy import JSON, Column, Integer, LargeBinary, String

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Reports that are there already have no origin: nobody knows it any more."""
    op.add_column("document", Column("origin", JSON(none_as_null=True)))
    op.add_column("document", Column("sha256", String))
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_table(
        "raw",
        Column("sha256", String, primary_key=True),
        Column("media", String),
        Column("size", Integer, nullable=False),
        Column("packed", LargeBinary, nullable=False),
        Column("added", String, nullable=False),
    )
