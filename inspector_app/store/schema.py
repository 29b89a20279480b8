"""Tables of the store, made and changed by sqlite-utils migrations.

`entry`, `payload`, `blob` and `erased` are the ledger and are only ever added to (an erasure order takes
payload and blob rows away). `current` and `passage` are projections: derived from the ledger, dropped and
rebuilt at any time. The specification is `resources/formats/store.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from inspector_app.store.engine import PAGE_BYTES, Connection, faults  # isort: skip - registers SQLCipher first

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from inspector_app.store.errors import NewerStoreError, NotAStoreError

APPLICATION_ID = 0x45564443
STORE_VERSION = 1

migrations = Migrations("inspector_app")

TABLES: dict[str, tuple[dict[str, type], str | tuple[str, ...] | None]] = {
    "meta": ({"key": str, "value": str}, "key"),
    "entry": (
        {
            "id": str, "actor": str, "seq": int, "rec": str, "kind": str, "parents": str, "pay": str,
            "author": str, "at": str, "header": bytes, "state": str, "waits_for": str, "reason": str,
            "bundle": str,
        },
        None,
    ),
    "payload": ({"pay": str, "line": bytes}, None),
    "erased": ({"pay": str, "order_id": str}, "pay"),
    "erasure_order": ({"id": str, "signed": bytes}, "id"),
    "blob": ({"hash": str, "size": int, "stored_at": str}, "hash"),
    "blob_part": ({"hash": str, "part": int, "bytes": bytes}, ("hash", "part")),
    "checkpoint": (
        {"actor": str, "seq": int, "entry": str, "text": bytes, "signature": bytes},
        ("actor", "seq"),
    ),
    "bundle": (
        {
            "tagmanifest": str, "id": str, "actor": str, "seq": int, "prev": str, "signer": str,
            "principal": str, "at": str, "verdict": str, "direction": str, "report": str,
        },
        "tagmanifest",
    ),
    "frontier": ({"peer": str, "actor": str, "seq": int, "hash": str}, ("peer", "actor")),
    "draft": (
        {"editor": str, "rec": str, "kind": str, "fields": str, "cursor": str, "at": str},
        "editor",
    ),
    "identity": ({"rec": str, "sealed": bytes}, "rec"),
    "roster": ({"name": str, "bytes": bytes}, "name"),
    "current": (
        {
            "number": int, "rec": str, "kind": str, "fields": str, "heads": str, "conflicts": str,
            "deleted": int, "revisions": int, "author": str, "at": str, "text": str,
        },
        "number",
    ),
}  # fmt: skip

_INDEXES = (
    ("entry", ("id",), True),
    ("entry", ("actor", "seq"), False),
    ("entry", ("rec",), False),
    ("payload", ("pay",), True),
    ("current", ("rec",), True),
    ("current", ("kind",), False),
)

_PASSAGE = (
    """CREATE VIRTUAL TABLE passage USING fts5(text, content='current', content_rowid='number',
       tokenize='unicode61 remove_diacritics 2')""",
    # SQLCipher keeps 80 bytes of each page for itself, so FTS5's usual leaf would not fit one page.
    "INSERT INTO passage(passage, rank) VALUES ('pgsz', 3900)",
    "INSERT INTO passage(passage, rank) VALUES ('secure-delete', 1)",
)


@migrations()
def first_tables(db: Database) -> None:
    """Version 1 of the store."""
    tables = cast("Any", db)
    for name, (columns, key) in TABLES.items():
        tables[name].create(columns, pk=key)
    for name, columns, unique in _INDEXES:
        tables[name].create_index(columns, unique=unique)
    # Only what still waits or was set aside is ever looked for by state.
    tables.execute("CREATE INDEX entry_open ON entry(waits_for) WHERE state <> 'ok'")
    tables.execute("CREATE INDEX current_conflict ON current(rec) WHERE conflicts <> '{}'")
    for statement in _PASSAGE:
        tables.execute(statement)


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
        database = Database(cast("Any", connection), execute_plugins=False)
        migrations.apply(database)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {STORE_VERSION}")


__all__ = ["APPLICATION_ID", "PAGE_BYTES", "STORE_VERSION", "TABLES", "apply"]
