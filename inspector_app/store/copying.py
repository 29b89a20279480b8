"""Whole copies of a store: a backup that was opened and counted, and what is left of a damaged file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.store import engine, folder, schema
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, StoreExistsError, StoreWriteError, unwritten
from inspector_app.store.losses import LostRecord, Survey
from inspector_app.store.store import Store
from inspector_app.store.tables import INDEXED
from inspector_app.store.wreck import Gap, Row, Wreck

_DERIVED = ("current",)


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read of a damaged store.

    Attributes:
        rows: rows copied.
        lost: what could not be read, by table and place, in sentences.
        records: what was lost, by record.
    """

    rows: int
    lost: tuple[str, ...]
    records: tuple[LostRecord, ...]


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


def salvage(source: Path, key: bytes, target: Store) -> Salvage:
    """Copies every row of a damaged store that can be read and verified into an empty one.

    Rows are read one by one, so that a damaged page costs only what stands on it. Entries and payloads are
    taken only if their bytes have the digest that names them, and so are attachments, whole or not at all.

    Args:
        source: folder of the damaged store; it is only read.
        key: its data key.
        target: a new store.

    Raises:
        NewerStoreError: a newer version of the app wrote it, so there is more in it than could be copied.
        DamagedStoreError: nothing at all can be read.
    """
    path = folder.database(source)
    survey, rows = Survey(), 0
    lost: list[str] = []
    with Wreck(lambda: closing(engine.connect(path, key, read_only=True, damaged=True))) as wreck:
        with engine.faults(source):  # what cannot be read here is the first page, without which nothing is
            schema.refuse_newer(wreck.connection, source)
        with target.changing() as into:
            for table in schema.TABLES:
                for row in wreck.rows(table):
                    if not survey.take(row) or isinstance(row, Gap):
                        lost += [] if table in _DERIVED else [_sentence(row)]
                    elif table not in _DERIVED:
                        rows += _copy(into, row)
            lost += _whole_files_only(into, survey.whole_files())
        records, unknown = survey.records(wreck)
    if unknown:
        lost.append(f"{unknown} revisions are lost, and nothing tells of which records")
    return Salvage(rows, tuple(lost), records)


def _sentence(lost: Row | Gap) -> str:
    if isinstance(lost, Gap):
        return str(lost)
    return f"Row {lost.number} of {lost.table} was changed after it was written"


def _copy(into: Connection, row: Row) -> int:
    names, marks = ", ".join(row.values), ", ".join("?" * len(row.values))
    sql = f"INSERT OR REPLACE INTO {row.table}({names}) VALUES ({marks})"  # noqa: S608 - constants
    into.execute(sql, tuple(row.values.values()))
    return 1


def _whole_files_only(into: Connection, whole: Mapping[str, int]) -> list[str]:
    """Takes the attachments away again whose bytes are not all there; returns a sentence for each."""
    told = into.execute("SELECT hash FROM blob UNION SELECT hash FROM blob_part ORDER BY hash").fetchall()
    broken = [str(row[0]) for row in told if row[0] not in whole]
    for name in broken:
        into.execute("DELETE FROM blob WHERE hash = ?", (name,))
        into.execute("DELETE FROM blob_part WHERE hash = ?", (name,))
    for name, size in whole.items():  # all its bytes are there, and only the row that counts them is lost
        into.execute("INSERT OR IGNORE INTO blob VALUES (?, ?, '')", (name, size))
    return [f"The file of an attachment is not whole: {name[:16]}" for name in broken]


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
        but: the fact that does not count; how far the search index goes does not either.
    """
    found = hashlib.sha256((store.folder / folder.KEYS).read_bytes())
    ask = store.connection.execute
    with store.faults():
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
        for row in ask("SELECT key, value FROM meta WHERE key NOT IN (?, ?) ORDER BY key", (but, INDEXED)):
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()
