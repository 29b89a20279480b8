"""The version of the store. `migrations` makes and changes its tables, loaded only when there is work."""

from __future__ import annotations

from pathlib import Path

from inspector_app.store.engine import PAGE_BYTES, Connection, faults
from inspector_app.store.errors import NewerStoreError, NotAStoreError
from inspector_app.store.tables import TABLES

APPLICATION_ID = 0x45564443
STORE_VERSION = 1


def apply(connection: Connection, where: Path) -> None:
    """Brings the tables up to this version, each step in its own transaction.

    Raises:
        NewerStoreError: a newer version of the app wrote the store; nothing was changed.
        NotAStoreError: the key opens it, but it is some other database.
    """
    with faults(where):
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
        empty = not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if not empty and mark != APPLICATION_ID:
            raise NotAStoreError("This is a database, but not a store of this app", where=where)
        if version > STORE_VERSION:
            raise NewerStoreError(
                f"A newer version of the app wrote this store: format {version}, but this app reads up to"
                f" {STORE_VERSION}",
                where=where,
                advice="Install the newer version.",
            )
        if version == STORE_VERSION:
            return
        from inspector_app.store import migrations  # noqa: PLC0415 - not loaded at every start

        # The mark first: a store whose making was cut short is then made whole at the next opening.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.run(connection)
        connection.execute(f"PRAGMA user_version = {STORE_VERSION}")


__all__ = ["APPLICATION_ID", "PAGE_BYTES", "STORE_VERSION", "TABLES", "apply"]
