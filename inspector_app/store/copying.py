"""Whole copies of a store: a backup that was opened and counted, and what is left of a damaged file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector_app.crypto import ledger
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.crypto.ledger import MalformedEntryError
from inspector_app.store import engine, folder, schema
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, StoreExistsError, StoreWriteError, unwritten
from inspector_app.store.store import Store

_DERIVED = ("current",)
_FAULT = object()
_GIVE_UP = 500


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read of a damaged store.

    Attributes:
        rows: rows copied.
        lost: what could not be read, by table and place, in sentences.
    """

    rows: int
    lost: tuple[str, ...]


def copy_to(store: Store, where: Path, connection: Connection | None = None) -> tuple[int, int]:
    """Copies an open store into a new folder, verified: the encrypted file and the wrapped keys.

    The copy gets its name only after all its pages were read back and counted.

    Args:
        store: the open store; the copy keeps its key.
        where: folder to make.
        connection: the one to copy from; the store's own where None.

    Returns:
        How many records and revisions the copy holds.

    Raises:
        StoreExistsError: something stands there.
        StoreWriteError: it cannot be written; nothing is left behind.
        DamagedStoreError: what was written cannot be read, or lacks something; nothing is left behind.
    """
    source = store.connection if connection is None else connection
    if where.exists():
        raise StoreExistsError("There is something here already, so nothing was copied", where=where)
    part = where.with_name(f".{where.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    folder.make(part)
    try:
        with engine.faults(where):
            before = _counted(source, "main")
            source.execute("VACUUM INTO ?", (str(folder.database(part)),))
        folder.write_whole(part / folder.KEYS, (store.folder / folder.KEYS).read_bytes())
        found = _verified(source, part, where, before)
        part.rename(where)
        folder.sync(where.parent)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise unwritten("The copy cannot be written", error, where=where) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return found


def _verified(source: Connection, part: Path, where: Path, before: tuple[int, int]) -> tuple[int, int]:
    """Reads a copy back whole and counts it; more may have been saved since the copy was begun."""
    _read_anew(folder.database(part))
    with engine.faults(where), _attached(source, part):
        told = source.execute("PRAGMA copy.integrity_check(1)").fetchone()[0]
        found = _counted(source, "copy")
    with engine.faults(where):
        after = _counted(source, "main")
    if told != "ok" or not before[1] <= found[1] <= after[1] or (before == after and found != before):
        raise DamagedStoreError(
            "The copy does not hold what the store holds, so it was taken away",
            where=where,
            advice="Choose another drive.",
        )
    return found


def _counted(connection: Connection, name: str) -> tuple[int, int]:
    """Returns how many records and revisions the database of a name holds."""
    records = connection.execute(f"SELECT count(*) FROM {name}.current WHERE deleted = 0")  # noqa: S608 - two names
    revisions = connection.execute(f"SELECT count(*) FROM {name}.entry")  # noqa: S608 - two names
    return int(records.fetchone()[0]), int(revisions.fetchone()[0])


def _read_anew(path: Path) -> None:
    """Has the next reading come from the drive, not from memory, where the system can be asked to."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def _attached(connection: Connection, copy: Path) -> Generator[None]:
    """Has a copy stand beside the store inside the block, under the name `copy` and with the store's key."""
    connection.execute("ATTACH DATABASE ? AS copy", (str(folder.database(copy)),))
    try:
        yield
    finally:
        with suppress(engine.DatabaseError):  # a drive that was pulled out; the first error says so
            connection.execute("DETACH DATABASE copy")


def copy_folder(source: Path, where: Path) -> None:
    """Copies the files of a closed store into a new folder.

    Raises:
        NotAStoreError: the source holds no store.
        StoreExistsError: something stands there.
        StoreWriteError: it cannot be written; nothing is left behind.
    """
    folder.read_keys(source)
    folder.make(where)
    try:
        for name in (folder.DATABASE, f"{folder.DATABASE}-wal", folder.KEYS):
            if (source / name).is_file():
                folder.write_whole(where / name, (source / name).read_bytes())
    except (OSError, StoreWriteError) as error:
        shutil.rmtree(where, ignore_errors=True)
        why = error.__cause__ if isinstance(error, StoreWriteError) else error
        raise unwritten("The copy cannot be written", why, where=where) from error


@dataclass(slots=True)
class _Wreck:
    """A damaged store, read row by row.

    One page whose MAC does not hold makes SQLCipher refuse everything after it on the same connection, so
    each fault costs a new connection.
    """

    path: Path
    key: bytes
    connection: Connection
    lost: list[str] = field(default_factory=list[str])

    def row(self, sql: str, parameters: tuple[int, ...] = ()) -> Any:
        """Returns a row, None where there is none, or `_FAULT` where it cannot be read."""
        try:
            return self.connection.execute(sql, parameters).fetchone()
        except engine.DatabaseError:
            self.connection.close()
            self.connection = engine.connect(self.path, self.key, read_only=True, damaged=True)
            return _FAULT


def salvage(source: Path, key: bytes, target: Store) -> Salvage:
    """Copies every row of a damaged store that can be read and verified into an empty one.

    Rows are read one by one, so that a damaged page costs only what stands on it. Entries and payloads are
    taken only if their bytes have the digest that names them.

    Args:
        source: folder of the damaged store; it is only read.
        key: its data key.
        target: a new store.

    Raises:
        NewerStoreError: a newer version of the app wrote it, so there is more in it than could be copied.
        DamagedStoreError: nothing at all can be read.
    """
    path = folder.database(source)
    wreck = _Wreck(path, key, engine.connect(path, key, read_only=True, damaged=True))
    rows = 0
    try:
        with engine.faults(source):  # what cannot be read here is the first page, without which nothing is
            schema.refuse_newer(wreck.connection, source)
        with target.changing() as into:
            for table in (name for name in schema.TABLES if name not in _DERIVED):
                rows += _copy_table(wreck, into, table)
    finally:
        wreck.connection.close()
    return Salvage(rows, tuple(wreck.lost))


def _copy_table(wreck: _Wreck, into: Connection, table: str) -> int:
    """Copies the rows of a table; gives up after many places in a row that cannot be read."""
    columns = list(schema.TABLES[table][0])
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    number = copied = faults = 0
    while faults < _GIVE_UP:
        number += 1
        row = wreck.row(f"SELECT {names} FROM {table} WHERE rowid = ?", (number,))  # noqa: S608 - constants
        if row is None and wreck.row(f"SELECT 1 FROM {table} WHERE rowid > ? LIMIT 1", (number,)) is None:  # noqa: S608 - constants
            break
        if row is _FAULT:
            faults += 1
            wreck.lost.append(f"Row {number} of {table} cannot be read")
        elif row is not None:
            faults = 0
            if _sound(table, dict(zip(columns, row, strict=True))):
                sql = f"INSERT OR REPLACE INTO {table}({names}) VALUES ({marks})"  # noqa: S608 - constants
                into.execute(sql, tuple(row))
                copied += 1
            else:
                wreck.lost.append(f"Row {number} of {table} was changed after it was written")
    if faults:  # where a table ends cannot be read, so what lies beyond is not known to be lost
        del wreck.lost[-faults:]
        wreck.lost.append(f"Rows of {table} after row {number - faults} cannot be read")
    return copied


def _sound(table: str, row: dict[str, Any]) -> bool:
    if table == "entry":
        try:
            return ledger.read_kept(bytes(row["header"])).id == row["id"]
        except (NotCanonicalError, MalformedEntryError):
            return False
    if table == "payload":
        return ledger.digest(bytes(row["line"])) == row["pay"]
    return True


def make_parent(path: Path) -> None:
    """Makes the folder that a copy goes into.

    Raises:
        StoreWriteError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreWriteError(
            "The folder cannot be made", where=path.parent, advice="Choose a folder that you may write in."
        ) from error


def facts_in(connection: Connection, copy: Path, *names: str) -> list[Any]:
    """Returns facts that a copy holds, None for each that it has not, read with the key of its own store.

    Raises:
        DamagedStoreError, StoreWriteError: there is no copy of this store, or it cannot be read.
    """
    if not folder.database(copy).is_file():  # SQLite would make one
        raise DamagedStoreError("There is no copy here", where=copy)
    sql = "SELECT value FROM copy.meta WHERE key = ?"
    with engine.faults(copy), _attached(connection, copy):
        rows = [connection.execute(sql, (name,)).fetchone() for name in names]
        return [None if row is None else json.loads(row[0]) for row in rows]


def mark(store: Store, *, but: str) -> str:
    """Returns a digest that differs as soon as a copy would hold something else.

    It follows the places of the logs, not the clock: the ends of the tables that are only added to, what an
    order took out of them, and the small tables and the key file whole.

    Args:
        store: the open store.
        but: the fact that does not count.
    """
    found = hashlib.sha256((store.folder / folder.KEYS).read_bytes())
    ask = store.connection.execute
    with engine.faults(store.folder):
        for table in ("entry", "payload", "blob", "bundle", "checkpoint", "erased", "erasure_order"):
            told = ask(f"SELECT count(*), max(rowid) FROM {table}").fetchone()  # noqa: S608 - constants
            found.update(repr((table, *told)).encode())
        for sql in (
            "SELECT editor, at, fields FROM draft ORDER BY editor",
            "SELECT rec, sealed FROM identity ORDER BY rec",
            "SELECT name, bytes FROM roster ORDER BY name",
        ):
            for row in ask(sql):
                found.update(repr(tuple(row)).encode())
        for row in ask("SELECT key, value FROM meta WHERE key <> ? ORDER BY key", (but,)):
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()
