"""Encrypts a store anew under another data key, on a copy that takes its place by a rename.

    evidence.db.rekeyed   the copy while it is made and compared; worthless until it is in place

Before the rename, the key file holds the wraps of both keys and the first bytes of the copy. A crash at any
moment leaves the old file with the old wraps, or the new one with the new: see `folder.read_keys`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from inspector_app.crypto.keys import Wrap
from inspector_app.store import engine, folder
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, StoreWriteError
from inspector_app.store.folder import KeyFile
from inspector_app.store.store import open_store

_ENDINGS = ("", "-wal", "-shm", "-journal")
_ADVICE = "Nothing was changed: the store still opens as before."


def rekey(where: Path, old: bytes, new: bytes, wraps: Sequence[Wrap], *, allow_synced: bool = False) -> None:
    """Encrypts a closed store anew.

    Args:
        where: its folder.
        old: its data key.
        new: the data key from now on.
        wraps: the new key, sealed for everybody who may open the store.
        allow_synced: the organisation allows a network drive or a synced folder.

    Raises:
        StoreLockedError: it is open; nothing was changed.
        StoreWriteError: there is no room for a copy; nothing was changed.
        DamagedStoreError: the copy differs from the store; nothing was changed.
    """
    path = folder.database(where)
    fresh = path.with_name(f"{path.name}.rekeyed")
    try:
        with open_store(where, old, allow_synced=allow_synced) as store:
            _without(fresh)
            with engine.faults(where):
                _fill(store.connection, fresh, new, where)
                store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            store.beside.close()
            store.connection.close()  # the last one takes the log away; the lock is held until the end
            if engine.has_log(path):
                raise StoreWriteError("Another program holds the store's file", where=where, advice=_ADVICE)
            present = folder.read_keys(where)
            folder.write_keys(
                where, KeyFile(present.store_id, present.wraps, folder.salt_of(fresh), tuple(wraps))
            )
            fresh.replace(path)
            folder.sync(where)
            folder.settle_keys(where)
    except OSError as error:
        raise StoreWriteError(
            "There is no room to encrypt the store anew, or its folder cannot be written",
            where=where,
            advice=_ADVICE,
        ) from error
    finally:
        _without(fresh)


def _without(path: Path) -> None:
    for ending in _ENDINGS:
        with suppress(OSError):  # what cannot be removed cannot be written either, and that is told
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _fill(connection: Connection, fresh: Path, key: bytes, where: Path) -> None:
    """Copies everything into the new file and compares each row; the key is never part of SQL."""
    connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(fresh), f"x'{key.hex()}'"))
    try:
        connection.execute("SELECT sqlcipher_export('fresh')").fetchall()
        for mark in ("application_id", "user_version"):
            value = int(connection.execute(f"PRAGMA main.{mark}").fetchone()[0])
            connection.execute(f"PRAGMA fresh.{mark} = {value}")
        told = connection.execute("PRAGMA fresh.integrity_check(1)").fetchone()[0]
        if told != "ok" or _differing(connection):
            raise DamagedStoreError("The new copy differs from the store", where=where, advice=_ADVICE)
    finally:
        connection.execute("DETACH DATABASE fresh")
    with fresh.open("r+b") as file:
        os.fsync(file.fileno())
    engine.connect(fresh, key, read_only=True).close()


def _differing(connection: Connection) -> int:
    """Returns how many rows one file has and the other has not."""
    names = "SELECT name FROM {}.sqlite_master WHERE type = 'table' ORDER BY name"
    mine, theirs = (
        [str(row[0]) for row in connection.execute(names.format(schema)).fetchall()]
        for schema in ("main", "fresh")
    )
    if mine != theirs:
        return 1
    lacking = "SELECT count(*) FROM (SELECT * FROM {0}.{2} EXCEPT SELECT * FROM {1}.{2})"
    plain = [name for name in mine if not name.startswith("sqlite_") and name != "passage"]
    return sum(
        int(connection.execute(lacking.format(one, other, f'"{name}"')).fetchone()[0])
        for name in plain
        for one, other in (("main", "fresh"), ("fresh", "main"))
    )
