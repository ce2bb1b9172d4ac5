"""Revisions of the schema: a connection in, its tables brought up to the present revision within its transaction.

Alembic takes a while to import: only making and migrating a project need this module.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from rasad.store.schema import REVISION_TABLE

_one_at_a_time = Lock()  # Alembic's `op` is one for the whole process


def newest() -> str:
    """The last revision there is."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def known(revision: str) -> bool:
    """Whether this code knows the revision; a later Rasad's it does not."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def upgrade(connection: Connection, to: str = "head") -> None:
    """Runs what lies between the present revision and `to`; the caller's transaction makes it whole or nothing."""
    scripts = _scripts()
    with _one_at_a_time:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": REVISION_TABLE,
                "transactional_ddl": True,
                "fn": lambda revision, _: scripts._upgrade_revs(to, revision),
            },
        )
        with Operations.context(context):
            context.run_migrations()


def _scripts() -> ScriptDirectory:
    folder = Path(__file__).parent / "migrations"
    return ScriptDirectory(str(folder), version_locations=[str(folder / "versions")])
