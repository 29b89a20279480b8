"""Whole copies of a store: a backup that was opened and counted, and what is left of a damaged file."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector_app.crypto import ledger
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.crypto.ledger import MalformedEntryError
from inspector_app.store import engine, folder, schema
from inspector_app.store.engine import Connection
from inspector_app.store.errors import StoreExistsError, StoreWriteError
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


def copy_to(store: Store, where: Path) -> None:
    """Copies an open store into a new folder: the encrypted file and the wrapped keys, whole or not at all.

    Args:
        store: the open store; the copy keeps its key.
        where: folder to make.

    Raises:
        StoreExistsError: something stands there.
        StoreWriteError: it cannot be written; nothing is left behind.
    """
    if where.exists():
        raise StoreExistsError("There is something here already, so nothing was copied", where=where)
    part = where.with_name(f".{where.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    folder.make(part)
    try:
        with engine.faults(where):
            store.connection.execute("VACUUM INTO ?", (str(folder.database(part)),))
        folder.write_whole(part / folder.KEYS, (store.folder / folder.KEYS).read_bytes())
        part.rename(where)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise StoreWriteError("The copy cannot be written", where=where) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


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
        raise StoreWriteError("The copy cannot be written", where=where) from error


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
        DamagedStoreError: nothing at all can be read.
    """
    path = folder.database(source)
    wreck = _Wreck(path, key, engine.connect(path, key, read_only=True, damaged=True))
    rows = 0
    try:
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
            return ledger.read_entry(bytes(row["header"])).id == row["id"]
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


def count(store: Store, copy: Path) -> tuple[int, int]:
    """Returns how many records and revisions a copy holds, read from the copy itself with its store's key.

    Raises:
        DamagedStoreError: the copy cannot be read.
    """
    connection = store.connection
    with engine.faults(copy):
        connection.execute("ATTACH DATABASE ? AS copy", (str(folder.database(copy)),))
        try:
            told = connection.execute("PRAGMA copy.integrity_check(1)").fetchone()[0]
            records = connection.execute("SELECT count(*) FROM copy.current WHERE deleted = 0").fetchone()[0]
            revisions = connection.execute("SELECT count(*) FROM copy.entry").fetchone()[0]
        finally:
            connection.execute("DETACH DATABASE copy")
    return (records, revisions) if told == "ok" else (-1, -1)
