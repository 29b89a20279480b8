"""The version of the store. `migrations` makes and changes its tables, loaded only when there is work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector_app.store.engine import PAGE_BYTES, Connection, faults, transaction
from inspector_app.store.errors import NewerStoreError, NotAStoreError
from inspector_app.store.tables import ALL_INDEXED, TABLES, UNDELIVERED, UNINDEXED

APPLICATION_ID = 0x45564443
FIRST_VERSION = 1
"""The version of the tables that `migrations` makes."""


@dataclass(frozen=True, slots=True)
class Step:
    """What brings the tables from the version before to this one.

    Attributes:
        version: the version afterwards.
        take: changes the tables, inside a transaction; it never rewrites a header or a payload's line.
    """

    version: int
    take: Callable[[Connection], None]


def _do_less_work(connection: Connection) -> None:
    """Version 2: counting reads no record, a save leaves words to be indexed later, a merge scans no log."""
    connection.execute("CREATE INDEX IF NOT EXISTS current_hidden ON current(kind) WHERE deleted = 1")
    for statement in (UNINDEXED, *UNDELIVERED, ALL_INDEXED):
        connection.execute(statement)


STEPS: tuple[Step, ...] = (Step(2, _do_less_work),)
"""Every step after the first version, in order. `tests/old_files` keeps a store of each version."""
STORE_VERSION = FIRST_VERSION + len(STEPS)


def version_of(connection: Connection) -> int:
    """Returns the version that a store is marked with; 0 for one whose making was cut short."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(connection: Connection, where: Path, steps: Sequence[Step] = STEPS) -> None:
    """Refuses a store whose tables this app does not know, to read as well as to write.

    Raises:
        NewerStoreError: a newer version of the app wrote the store.
    """
    version, present = version_of(connection), FIRST_VERSION + len(steps)
    if version > present:
        raise NewerStoreError(
            f"A newer version of the app wrote this store: format {version}, but this app reads up to"
            f" {present}",
            where=where,
            advice="Install the newer version.",
        )


def is_older(connection: Connection, where: Path, steps: Sequence[Step] = STEPS) -> bool:
    """Says whether a store is a whole one of an earlier version, which is brought up on a copy."""
    with faults(where):
        mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
        return mark == APPLICATION_ID and 0 < version_of(connection) < FIRST_VERSION + len(steps)


def take(connection: Connection, steps: Sequence[Step]) -> None:
    """Takes every step that a store lacks and marks it with the version, all in one transaction."""
    with transaction(connection):
        before = version_of(connection)
        for step in steps:
            if step.version > before:
                step.take(connection)
        connection.execute(f"PRAGMA user_version = {FIRST_VERSION + len(steps)}")


def apply(connection: Connection, where: Path, steps: Sequence[Step] = STEPS) -> None:
    """Makes the tables of a new store, or of one whose making was cut short; refuses what is none of ours.

    Args:
        connection: an open connection.
        where: the store's folder.
        steps: what follows the first version.

    Raises:
        NewerStoreError: a newer version of the app wrote the store; nothing was changed.
        NotAStoreError: the key opens it, but it is some other database.
    """
    with faults(where):
        version, present = version_of(connection), FIRST_VERSION + len(steps)
        mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
        empty = not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if not empty and mark != APPLICATION_ID:
            raise NotAStoreError("This is a database, but not a store of this app", where=where)
        refuse_newer(connection, where, steps)
        if version == present:
            return
        from inspector_app.store import migrations  # noqa: PLC0415 - not loaded at every start

        # The mark first: a store whose making was cut short is then made whole at the next opening.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.run(connection)
        take(connection, steps)


__all__ = [
    "APPLICATION_ID",
    "FIRST_VERSION",
    "PAGE_BYTES",
    "STEPS",
    "STORE_VERSION",
    "TABLES",
    "Step",
    "apply",
    "is_older",
    "refuse_newer",
    "take",
    "version_of",
]
