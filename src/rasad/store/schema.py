"""The tables of a project, one schema for SQLite and PostgreSQL.

Documents, mentions and judgements are the truth; what stands below "derived" can be computed from them again. Times are
UTC, ISO 8601 with microseconds, as text that sorts; `record` columns hold the whole record as JSON, the columns beside it
what is searched and joined. Rows of `judgement` are never changed or removed: triggers of the database refuse it.
These are the tables as code uses them; `migrations/` makes them, and views and triggers too. Whoever changes a table
here adds a revision there; a test holds both together.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)  # fmt: skip

REVISION = "0007"  # the last one of `migrations/`, whose tables these are
REVISION_TABLE = "schema_revision"

metadata = MetaData()

project = Table(
    "project", metadata,
    Column("key", String, primary_key=True),  # id, created, ...
    Column("value", Text, nullable=False),
)  # fmt: skip

# Which code and kit made a row.
maker = Table(
    "maker", metadata,
    Column("seq", Integer, primary_key=True),
    Column("code", String, nullable=False),
    Column("kit", String, nullable=False),
    Column("since", String, nullable=False),
    UniqueConstraint("code", "kit"),
)  # fmt: skip

document = Table(
    "document", metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # content hash: url, outlet, published, title, text
    Column("identity", String, nullable=False, index=True),  # hash shared by versions: of its url, or else its key
    Column("current", Boolean, nullable=False),  # no later version of it was added
    Column("id", Text, nullable=False),
    Column("title", Text),
    Column("outlet", Text, index=True),
    Column("url", Text),
    Column("published", Date, index=True),
    Column("text", Text, nullable=False),
    Column("odd", JSON(none_as_null=True)),  # characters that no database takes: {column: [[offset, code point]]}; U+FFFD stands there
    Column("origin", JSON(none_as_null=True)),  # where it comes from (`rasad.model.Origin`); None: from before that was kept
    Column("sha256", String, index=True),  # of the bytes that its text was taken from, also in `origin`
    Column("added", String, nullable=False),
    Column("copies", String, nullable=False, index=True),  # shared by nearly identical texts; derived
    Column("maker", ForeignKey("maker.seq"), nullable=False, index=True),  # which code and kit read it last
)  # fmt: skip

# The bytes that texts were taken from, where they were to be kept; packed with zlib.
raw = Table(
    "raw", metadata,
    Column("sha256", String, primary_key=True),
    Column("media", String),
    Column("size", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    Column("added", String, nullable=False),
)  # fmt: skip

failure = Table(
    "failure", metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # content hash of item, stage, reason and document
    Column("document", ForeignKey("document.seq"), index=True),  # where it was stored though it could not be read
    Column("item", Text, nullable=False),
    Column("stage", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("at", String, nullable=False),
    Column("maker", ForeignKey("maker.seq"), nullable=False),
)  # fmt: skip

mention = Table(
    "mention", metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # content hash of the document's key and the trigger
    Column("document", ForeignKey("document.seq"), nullable=False, index=True),
    Column("type", String, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("trigger_end", Integer, nullable=False),
    Column("record", JSON, nullable=False),  # the mention as read, untouched by reviewers
    Column("maker", ForeignKey("maker.seq"), nullable=False),
    Column("current", Boolean, nullable=False),  # the present kit reads it in a current document, or a judgement keeps it
    Column("pending", Boolean, nullable=False),  # not linked yet, or to be linked anew
    Column("signature", LargeBinary),  # what linking compares, with corrections applied; derived
    Index("mention_pending", "pending", sqlite_where=Column("pending"), postgresql_where=Column("pending")),
)  # fmt: skip

judgement = Table(
    "judgement", metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("event", String, index=True),
    Column("field", String),
    Column("value", JSON(none_as_null=True)),
    Column("before", JSON(none_as_null=True)),
    Column("document_key", String),
    Column("span_start", Integer),
    Column("span_end", Integer),
    Column("note", Text, nullable=False),
    Column("undoes", String),
)  # fmt: skip

judgement_mention = Table(
    "judgement_mention", metadata,
    Column("judgement", ForeignKey("judgement.seq"), primary_key=True),
    Column("mention_key", String, primary_key=True, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

# What `rasad watch` polls. Times are as elsewhere; `tries` counts polls that failed in a row, `reason` is of the last one.
watch_source = Table(
    "watch_source", metadata,
    Column("name", String, primary_key=True),
    Column("url", Text, nullable=False),
    Column("etag", Text),  # of the last answer of which nothing is left to fetch
    Column("modified", Text),
    Column("polled", String),
    Column("due", String),
    Column("added", Integer, nullable=False),  # new reports of the last poll
    Column("tries", Integer, nullable=False),
    Column("reason", Text),
)  # fmt: skip

watch_page = Table(
    "watch_page", metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # hash of its address
    Column("source", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("published", Date),  # this and the next as the source tells it
    Column("title", Text),
    Column("found", String, nullable=False),
    Column("state", String, nullable=False),  # waiting, done or failed
    Column("due", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("reason", Text),
    Index("watch_page_waiting", "source", "state", "due"),
)  # fmt: skip

# ---- derived ----

band = Table(
    "band", metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("document", ForeignKey("document.seq"), primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip

link_key = Table(
    "link_key", metadata,
    Column("key", String, primary_key=True),
    Column("mention", ForeignKey("mention.seq"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

link_pair = Table(
    "link_pair", metadata,
    Column("a", ForeignKey("mention.seq"), primary_key=True),
    Column("b", ForeignKey("mention.seq"), primary_key=True, index=True),
    Column("weight", Float, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

event = Table(
    "event", metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("type", String, nullable=False, index=True),
    Column("reality", String, nullable=False),
    Column("attribution", String, nullable=False),
    Column("place_id", String, index=True),
    Column("place", Text),
    Column("country", String),
    Column("admin1", String),
    Column("lat", Float),
    Column("lon", Float),
    Column("geo_precision", Integer),
    Column("date_start", Date, index=True),
    Column("date_end", Date),
    Column("date_precision", Integer),
    Column("killed_low", Integer),
    Column("killed_best", Integer),
    Column("killed_high", Integer),
    Column("injured_low", Integer),
    Column("injured_best", Integer),
    Column("injured_high", Integer),
    Column("sources", Integer, nullable=False),
    Column("grade", String, nullable=False),
    Column("state", String, nullable=False),
    Column("record", JSON, nullable=False),
    Column("changed", String, nullable=False),
    Column("maker", ForeignKey("maker.seq"), nullable=False),
)  # fmt: skip

event_mention = Table(
    "event_mention", metadata,
    Column("event", ForeignKey("event.seq"), primary_key=True),
    Column("mention", ForeignKey("mention.seq"), primary_key=True, unique=True),
    sqlite_with_rowid=False,
)  # fmt: skip

event_actor = Table(
    "event_actor", metadata,
    Column("event", ForeignKey("event.seq"), primary_key=True),
    Column("role", String, primary_key=True),  # initiator or target
    Column("actor", String, primary_key=True, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

# Ids under which an event was known before it was merged, split or read anew.
event_former = Table(
    "event_former", metadata,
    Column("former", String, primary_key=True),
    Column("current", String, primary_key=True, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip
