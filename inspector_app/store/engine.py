"""Opens SQLCipher with a raw key, never through SQL text, and turns its errors into sentences.

sqlite-utils looks for a module named `pysqlite3` before the standard library's sqlite3, and catches the
exceptions of the one it found. So SQLCipher is registered under that name before sqlite-utils is imported;
nothing else may import it earlier.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, cast

import sqlcipher3

from inspector_app.errors import BugError
from inspector_app.store.errors import DamagedStoreError, NotAStoreError, StoreWriteError

_dbapi = cast("Any", sqlcipher3).dbapi2  # the wheel ships no type hints
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", _dbapi)

PAGE_BYTES = 4096
PLAINTEXT_MARK = b"SQLite format 3\0"
BUSY_MS = 5000
BEGIN = "BEGIN IMMEDIATE"
KEY_BYTES = 32
CACHE_KIB = 64_000
"""Pages kept open, in KiB. A merge looks up by digest, all over the indexes, and each page is deciphered."""
FULL_BYTES = 4 << 20
"""With less than this free a disk counts as full: the log beside a store asks for a few megabytes at once."""
_DAMAGE = (
    "malformed", "not a database", "corrupt", "vtable constructor failed", "invalid fts5 file format",
    "Could not decode to UTF-8",
)  # fmt: skip
DAMAGED = "The store is damaged or is not a store"
CUT = "The store is cut short"
MEND = "Restore a backup, or run: inspector-app rescue."


class Cursor(Protocol):
    """The part of a DB-API cursor that the store uses."""

    rowcount: int
    lastrowid: int

    def fetchone(self) -> Any: ...  # noqa: D102
    def fetchall(self) -> list[Any]: ...  # noqa: D102
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """The part of a SQLCipher connection that the store uses."""

    isolation_level: str | None

    def execute(self, sql: str, parameters: Sequence[Any] = ...) -> Cursor: ...  # noqa: D102
    def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Cursor: ...  # noqa: D102
    def set_key(self, key: str) -> None: ...  # noqa: D102
    def enable_load_extension(self, enabled: bool) -> None: ...  # noqa: D102, FBT001
    def backup(self, target: Connection) -> None: ...  # noqa: D102
    def interrupt(self) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


DatabaseError: type[Exception] = _dbapi.DatabaseError
OperationalError: type[Exception] = _dbapi.OperationalError


def _is_full(where: Path) -> bool:
    """Says whether the disk under a path has next to nothing free; SQLite often calls that an I/O error."""
    there = next((path for path in (where, *where.parents) if path.is_dir()), where)
    try:
        return shutil.disk_usage(there).free < FULL_BYTES
    except OSError:  # the drive is gone
        return False


def sentence(error: Exception, where: Path) -> Exception:
    """Returns the store's own error for one of SQLCipher's."""
    told = str(error)
    if "disk is full" in told or ("disk I/O error" in told and _is_full(where)):
        return StoreWriteError(
            "The disk is full, so nothing was saved",
            where=where,
            advice="Free some space; your text is kept.",
        )
    if "readonly" in told or "unable to open" in told:
        return StoreWriteError(
            "The store cannot be written", where=where, advice="Check that you may write in this folder."
        )
    if "locked" in told:
        return StoreWriteError(
            "Another program holds the file of the store, so nothing was saved",
            where=where,
            advice="Wait until a backup or virus scan has finished; your text is kept.",
        )
    if "disk I/O error" in told:
        return StoreWriteError(
            "The disk refused to save",
            where=where,
            advice="Check that the drive is connected; your text is kept.",
        )
    if any(word in told for word in _DAMAGE):
        return DamagedStoreError(
            DAMAGED,
            where=where,
            advice=MEND,
        )
    return BugError(f"the store refused a statement: {type(error).__name__}")


@contextmanager
def faults(where: Path) -> Generator[None]:
    """Turns the errors of SQLCipher inside the block into errors of the store.

    Where a page fails its MAC, SQLCipher may hand out zero bytes in its place and no error; only the store's
    own JSON is read inside such a block, so what is no JSON is such a page.
    """
    try:
        yield
    except DatabaseError as error:
        raise sentence(error, where) from error
    except json.JSONDecodeError as error:
        raise DamagedStoreError(DAMAGED, where=where, advice=MEND) from error


def is_spent(error: Exception) -> bool:
    """Says whether an error leaves a connection on which all that follows fails, as on a drive that is gone.

    After a page that failed its MAC, SQLCipher tells whoever would write that the file may only be read.
    """
    if isinstance(error, DatabaseError):
        return any(word in str(error) for word in (*_DAMAGE, "readonly", "unable to open", "disk I/O error"))
    return isinstance(error, (json.JSONDecodeError, DamagedStoreError))


@contextmanager
def transaction(connection: Connection) -> Generator[None]:
    """Runs the block as one durable transaction; any error inside it takes everything back."""
    connection.execute(BEGIN)
    with begun(connection):
        yield


@contextmanager
def begun(connection: Connection) -> Generator[None]:
    """Makes what the block does in a transaction that was begun durable, or takes everything back."""
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(DatabaseError):  # SQLite has taken it back already, as it does on a full disk
            connection.execute("ROLLBACK")
        raise


def connect(
    path: Path,
    key: bytes,
    *,
    create: bool = False,
    read_only: bool = False,
    damaged: bool = False,
    any_thread: bool = False,
) -> Connection:
    """Returns a connection to an encrypted file.

    Args:
        path: the database file.
        key: 32 raw bytes.
        create: make the file; otherwise it must be there.
        read_only: open for reading only.
        damaged: the file may be cut or inconsistent: skip the first look, and read what can be read.
        any_thread: may be used by another thread than this one; by one at a time.

    Raises:
        NotAStoreError: no such file.
        DamagedStoreError: the file is in clear text, cut, or the key does not fit it.
        StoreWriteError: it cannot be opened for writing.
    """
    if len(key) != KEY_BYTES:  # SQLCipher would take it for a passphrase and make another key of it
        raise BugError("a key of the wrong length")
    if not create and not damaged:
        _look_at(path)
    mode = "rwc" if create else "ro" if read_only else "rw"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    with faults(path):
        connection = cast(
            "Connection",
            _dbapi.connect(
                uri, uri=True, isolation_level=None, cached_statements=256, check_same_thread=not any_thread
            ),
        )
        try:
            _prepare(connection, key, read_only=read_only, damaged=damaged)
        except BaseException:
            connection.close()
            raise
    if create and _first_bytes(path) == PLAINTEXT_MARK:
        connection.close()
        path.unlink()
        raise BugError("a store was about to be made in clear text")
    return connection


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(PLAINTEXT_MARK))


def _look_at(path: Path) -> None:
    try:
        mark, size = _first_bytes(path), path.stat().st_size
    except FileNotFoundError as error:
        raise NotAStoreError("There is no store here", where=path.parent) from error
    except OSError as error:
        raise StoreWriteError(
            "The store cannot be read", where=path.parent, advice="Check that you may read this folder."
        ) from error
    if mark == PLAINTEXT_MARK:
        raise DamagedStoreError("The store is in clear text, which this app never writes", where=path)
    # A power cut while the log is copied back may leave half a page; that page is in the log, whole.
    if size == 0 or (size % PAGE_BYTES and not has_log(path)):
        raise DamagedStoreError(CUT, where=path, advice=MEND)


def has_log(path: Path) -> bool:
    """Says whether a write-ahead log with something in it stands beside a file."""
    log = path.with_name(path.name + "-wal")
    return log.is_file() and log.stat().st_size > 0


def _prepare(connection: Connection, key: bytes, *, read_only: bool, damaged: bool) -> None:
    connection.set_key(f"x'{key.hex()}'")
    if damaged:  # otherwise SQLite refuses a schema that names a page beyond the end of the file
        connection.execute("PRAGMA writable_schema = ON")
    connection.execute("PRAGMA cipher_compatibility = 4")  # whatever a later SQLCipher thinks best
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise BugError("the database library has no encryption")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.enable_load_extension(False)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: plain fsync stops at the drive's own memory
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA secure_delete = ON").fetchone()
        _try_to_write(connection)


def _try_to_write(connection: Connection) -> None:
    """Refuses a file that may only be read now, not at the first save; nothing reaches the disk.

    BEGIN IMMEDIATE alone does not: on such a file SQLite quietly begins a transaction for reading.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {version}")
    finally:
        with suppress(DatabaseError):  # SQLite may have taken it back already
            connection.execute("ROLLBACK")


def describe(connection: Connection) -> str:
    """Returns the versions of cipher and database, after trying full-text search on the connection."""
    cipher = connection.execute("PRAGMA cipher_version").fetchone()[0]
    version = connection.execute("SELECT sqlite_version()").fetchone()[0]
    connection.execute("CREATE VIRTUAL TABLE tried USING fts5(text)")
    return f"SQLCipher {cipher}, SQLite {version}, full-text search works"
