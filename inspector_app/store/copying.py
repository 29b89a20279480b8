"""Whole copies of a store: a backup that was opened and counted, and what is left of a damaged file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
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
    connection = engine.connect(folder.database(source), key, read_only=True)
    lost: list[str] = []
    rows = 0
    try:
        with target.changing() as into:
            for table in (name for name in schema.TABLES if name not in _DERIVED):
                for number in _row_ids(connection, table, lost):
                    rows += _copy_row(connection, into, table, number, lost)
    finally:
        connection.close()
    return Salvage(rows, tuple(lost))


def _row_ids(connection: Connection, table: str, lost: list[str]) -> Iterator[int]:
    try:
        last = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608 - constants
    except engine.DatabaseError:
        lost.append(f"The table {table} cannot be read at all")
        return
    yield from range(1, last + 1)


def _copy_row(connection: Connection, into: Connection, table: str, number: int, lost: list[str]) -> int:
    columns = list(schema.TABLES[table][0])
    names = ", ".join(columns)
    try:
        row = connection.execute(f"SELECT {names} FROM {table} WHERE rowid = ?", (number,)).fetchone()  # noqa: S608 - constants
    except engine.DatabaseError:
        lost.append(f"Row {number} of {table} cannot be read")
        return 0
    if row is None:
        return 0
    if not _sound(table, dict(zip(columns, row, strict=True))):
        lost.append(f"Row {number} of {table} was changed after it was written")
        return 0
    marks = ", ".join("?" * len(columns))
    into.execute(f"INSERT OR REPLACE INTO {table}({names}) VALUES ({marks})", tuple(row))  # noqa: S608 - constants
    return 1


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
