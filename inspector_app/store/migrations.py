"""Every step from an empty file to the present tables, made by sqlite-utils, each in its own transaction."""

from __future__ import annotations

from typing import Any, cast

from inspector_app.store.engine import Connection  # isort: skip - registers SQLCipher first

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from inspector_app.store.tables import INDEXES, PASSAGE, TABLES

migrations = Migrations("inspector_app")


@migrations()
def first_tables(db: Database) -> None:
    """Version 1 of the store."""
    tables = cast("Any", db)
    for name, (columns, key) in TABLES.items():
        tables[name].create(columns, pk=key)
    for name, columns, unique in INDEXES:
        tables[name].create_index(columns, unique=unique)
    # Only what still waits or was set aside is ever looked for by state.
    tables.execute("CREATE INDEX entry_open ON entry(waits_for) WHERE state <> 'ok'")
    tables.execute("CREATE INDEX current_conflict ON current(rec) WHERE conflicts <> '{}'")
    for statement in PASSAGE:
        tables.execute(statement)


def run(connection: Connection) -> None:
    """Takes every step that this store has not taken yet."""
    migrations.apply(Database(cast("Any", connection), execute_plugins=False))
