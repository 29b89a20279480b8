"""Brings a store of an older version up to the present one: on a copy, in one transaction.

    evidence.db.next   the copy while the steps are taken; worthless until it is in place, then gone
    evidence.db.v<N>   the old file, kept until the new one has been opened and compared with it

A crash at any moment leaves `evidence.db` as the old version or as the new one, whole; the next opening goes
on from there. The step itself is a rename.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from inspector_app.store import engine, folder, schema
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, StoreWriteError
from inspector_app.store.schema import Step

_ENDINGS = ("", "-wal", "-shm")
_ADVICE = "Nothing was changed: the version of the app that wrote it still opens it."
_NOT_ERASED = "{} NOT IN (SELECT pay FROM main.erased)"
# Rows of the old file that the new one must have, byte for byte. An order may have erased some since.
_KEPT = tuple(
    f"SELECT count(*) FROM old.{table} o LEFT JOIN main.{table} n ON {same} WHERE {but}"  # noqa: S608 - constants
    for table, same, but in (
        ("entry", "n.id = o.id", "n.header IS NOT o.header"),
        ("payload", "n.pay = o.pay", f"n.line IS NOT o.line AND {_NOT_ERASED.format('o.pay')}"),
        (
            "blob_part",
            "n.hash = o.hash AND n.part = o.part",
            f"n.bytes IS NOT o.bytes AND {_NOT_ERASED.format('o.hash')}",
        ),
        ("erased", "n.pay = o.pay", "n.pay IS NULL"),
        ("checkpoint", "n.actor = o.actor AND n.seq = o.seq", "n.text IS NOT o.text"),
    )
)
# What changes every day, so it is compared only before anybody could have changed it.
_KEPT_AT_FIRST = tuple(
    f"SELECT count(*) FROM old.{table} o LEFT JOIN main.{table} n ON {same} WHERE {but}"  # noqa: S608 - constants
    for table, same, but in (
        ("draft", "n.editor = o.editor", "n.fields IS NOT o.fields OR n.cursor IS NOT o.cursor"),
        ("identity", "n.rec = o.rec", "n.sealed IS NOT o.sealed"),
        ("meta", "n.key = o.key", "n.value IS NOT o.value"),
        ("roster", "n.name = o.name", "n.bytes IS NOT o.bytes"),
    )
)


def kept(where: Path, version: int) -> Path:
    """Returns where the file of an older version is kept for a while."""
    path = folder.database(where)
    return path.with_name(f"{path.name}.v{version}")


def bring_up(connection: Connection, where: Path, key: bytes, steps: Sequence[Step]) -> Connection:
    """Takes the steps that a store lacks; returns a connection to it as it is then.

    Args:
        connection: to the store; closed afterwards.
        where: the store's folder, which is held by this process.
        key: the data key.
        steps: from the first version to the present one.

    Raises:
        StoreWriteError: there is no room for a copy, or the file is in use; the store is as it was.
        DamagedStoreError: the copy lacks something after the steps; the store is as it was.
    """
    path = folder.database(where)
    fresh = path.with_name(f"{path.name}.next")
    try:
        with engine.faults(where):
            before = schema.version_of(connection)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()
        if engine.has_log(path):
            raise StoreWriteError("Another program holds the store's file", where=where, advice=_ADVICE)
        _without(fresh)
        _copy(path, fresh)
        _change(fresh, path, where, key, steps)
        _put_in_place(fresh, path, kept(where, before))
    except OSError as error:
        raise StoreWriteError(
            "There is no room to bring the store up to this version, or its folder cannot be written",
            where=where,
            advice=_ADVICE,
        ) from error
    finally:
        _without(fresh)
    return engine.connect(path, key)


def _without(path: Path) -> None:
    for ending in _ENDINGS:
        with suppress(OSError):  # what cannot be removed cannot be written either, and that is told
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _copy(source: Path, to: Path) -> None:
    shutil.copyfile(source, to)
    _sync(to)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _change(fresh: Path, old: Path, where: Path, key: bytes, steps: Sequence[Step]) -> None:
    """Takes the steps on the copy and compares it with the old file."""
    connection = engine.connect(fresh, key)
    try:
        with engine.faults(where):
            schema.take(connection, steps)
            lost = _lost(connection, old, (*_KEPT, *_KEPT_AT_FIRST))
            told = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if lost or told != "ok" or busy:
        raise DamagedStoreError(
            f"The store cannot be brought up to this version: {lost} rows would be lost",
            where=where,
            advice=_ADVICE,
        )
    _sync(fresh)


def _lost(connection: Connection, old: Path, queries: Sequence[str]) -> int:
    """Returns how many rows of the old file the new one lacks or has otherwise."""
    connection.execute("ATTACH DATABASE ? AS old", (str(old),))
    try:
        return sum(int(connection.execute(query).fetchone()[0]) for query in queries)
    finally:
        connection.execute("DETACH DATABASE old")


def _put_in_place(fresh: Path, path: Path, old: Path) -> None:
    _without(old)
    try:
        old.hardlink_to(path)
    except OSError:  # a stick with FAT has no links
        _copy(path, old)
    fresh.replace(path)
    folder.sync(path.parent)


def give_up_old(connection: Connection, where: Path, steps: int) -> None:
    """Removes the file of an older version, once the present one holds all that is in it.

    Raises:
        DamagedStoreError: it does not; both files stay as they are.
    """
    for version in range(schema.FIRST_VERSION, schema.FIRST_VERSION + steps):
        old = kept(where, version)
        if not old.exists():
            continue
        with engine.faults(where):
            lost = _lost(connection, old, _KEPT)
        if lost:
            raise DamagedStoreError(
                f"The store lacks {lost} rows of its file of version {version}, which is kept beside it",
                where=old,
                advice="Leave both as they are and ask for help.",
            )
        _without(old)
