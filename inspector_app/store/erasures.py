"""Erasing on an order: payloads and attachments go, with all that was derived from them; entries stay.

What is deleted in SQLite lies on in free pages and in the write-ahead log. `purge` leaves neither.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inspector_app.store import entries, folder, projection, search, tries
from inspector_app.store.engine import Connection
from inspector_app.store.errors import StoreWriteError
from inspector_app.store.store import Store

PURGES = "purges"
"""The fact that holds the purge log: what was erased when, on which order, without content."""
UNCLEAN = "unclean"
"""The fact that says that something was erased and old bytes of it may still be in the file."""
_OWN = frozenset(
    {
        folder.DATABASE,
        f"{folder.DATABASE}-wal",
        f"{folder.DATABASE}-shm",
        folder.KEYS,
        folder.LOCK,
        folder.HEAD,
        tries.FILE,
        f".{tries.FILE}.part",
    }
)
_AGAIN = "Close other programs that may hold the store, free some space, and run the same order again."


@dataclass(frozen=True, slots=True)
class Erased:
    """What one order took away here.

    Attributes:
        payloads: payloads that were here and are gone.
        blobs: attachments whose bytes were here and are gone.
        records: records that said something in them.
        again: the order was carried out here before.
    """

    payloads: int
    blobs: int
    records: tuple[str, ...]
    again: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One revision whose payload can be erased: its record, its payload and the attachments it names."""

    revision: str
    record: str
    payload: str
    blobs: tuple[str, ...]


def erase(
    store: Store,
    *,
    order: str,
    signed: bytes,
    payloads: Sequence[str],
    blobs: Sequence[str],
    reason: str,
    at: str,
) -> Erased:
    """Erases what an order names, in one transaction, and keeps the order and a line of the purge log.

    Names of payloads and attachments that are not here are kept too, so that no later bundle brings them.

    Args:
        store: the open store.
        order: name of the order.
        signed: the order with its signature; the caller has verified it.
        payloads: digests of payloads.
        blobs: digests of attachments.
        reason: the order's code of a reason.
        at: claimed time.

    Raises:
        StoreWriteError: nothing was erased.
    """
    with store.changing() as connection:
        known = connection.execute("SELECT 1 FROM erasure_order WHERE id = ?", (order,)).fetchone()
        connection.execute("INSERT OR IGNORE INTO erasure_order VALUES (?, ?)", (order, signed))
        touched: set[str] = set()
        gone = 0
        for digest in payloads:
            connection.execute("INSERT OR IGNORE INTO erased VALUES (?, ?)", (digest, order))
            gone += connection.execute("DELETE FROM payload WHERE pay = ?", (digest,)).rowcount
            connection.execute("DELETE FROM undelivered WHERE pay = ?", (digest,))
            rows = connection.execute("SELECT rec FROM entry WHERE pay = ?", (digest,))
            touched.update(row[0] for row in rows)
        files = sum(_without_bytes(connection, digest, order) for digest in blobs)
        _forget(connection, touched)
        done = Erased(gone, files, tuple(sorted(touched)), again=known is not None)
        if gone or files or not done.again:
            line = {
                "order": order,
                "reason": reason,
                "at": at,
                "payloads": gone,
                "attachments": files,
                "records": len(touched),
            }
            store.set_fact(PURGES, [*store.fact(PURGES, []), line])
        if gone or files:
            store.set_fact(UNCLEAN, True)
    return done


def _without_bytes(connection: Connection, digest: str, order: str) -> int:
    connection.execute("INSERT OR IGNORE INTO erased VALUES (?, ?)", (digest, order))
    connection.execute("DELETE FROM blob_part WHERE hash = ?", (digest,))
    return connection.execute("DELETE FROM blob WHERE hash = ?", (digest,)).rowcount


def _forget(connection: Connection, records: Iterable[str]) -> None:
    """Takes away what is derived from payloads that are gone, and what was typed about the same records."""
    for rec in sorted(records):
        connection.execute("DELETE FROM draft WHERE rec = ?", (rec,))
        left = "SELECT 1 FROM entry e JOIN payload p ON p.pay = e.pay WHERE e.rec = ? LIMIT 1"
        if connection.execute(left, (rec,)).fetchone() is None:
            connection.execute("DELETE FROM identity WHERE rec = ?", (rec,))
    projection.refresh(connection, records)
    search.index(connection)  # what waits to be indexed holds the words that the index still has


def purge(store: Store) -> None:
    """Writes the file anew without free pages and empties its write-ahead log, so that no old byte stays.

    Raises:
        StoreWriteError: old bytes may still be in the file; what was erased is erased all the same.
    """
    try:
        with store.faults():
            _empty_log(store)
            store.connection.execute("VACUUM")
            _empty_log(store)
        if is_unclean(store):
            store.set_fact(UNCLEAN, False)
        for path in store.folder.glob(f"{folder.DATABASE}.*"):  # a file of an older version, kept for a while
            path.unlink()
    except (StoreWriteError, OSError) as error:
        raise StoreWriteError(
            "It was erased, but old bytes may still be in the store's file", where=store.folder, advice=_AGAIN
        ) from error


def is_unclean(store: Store) -> bool:
    """Says whether something was erased and old bytes of it may still be in the file."""
    return bool(store.fact(UNCLEAN, False))


def _empty_log(store: Store) -> None:
    busy, _, _ = store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreWriteError("The log of the store is in use", where=store.folder)


def orders(store: Store) -> list[tuple[str, bytes]]:
    """Returns every order that was carried out here: its name, and its text with the signature behind it."""
    with store.faults():
        rows = store.connection.execute("SELECT id, signed FROM erasure_order ORDER BY id")
        return [(name, bytes(signed)) for name, signed in rows]


def names(store: Store) -> list[str]:
    """Returns the name of every order that was carried out here."""
    with store.faults():
        return [row[0] for row in store.connection.execute("SELECT id FROM erasure_order ORDER BY id")]


def records_of(store: Store, kind: str) -> list[str]:
    """Returns the records of a kind, also those of which every entry here waits or was set aside."""
    with store.faults():
        found: set[str] = set()
        for sql in (
            "SELECT rec FROM current WHERE kind = ?",
            # Sorted or joined with the other, SQLite would read the whole log for this one, at every merge.
            "SELECT rec FROM entry WHERE state <> 'ok' AND kind = ?",
        ):
            found.update(row[0] for row in store.connection.execute(sql, (kind,)))
    return sorted(found)


def held(store: Store, record: str) -> list[Told]:
    """Returns the revisions of a record whose payload is here."""
    with store.faults():
        found = entries.history(store.connection, record)
    return [
        Told(one.entry.id, record, one.entry.header.pay, tuple(one.payload.blobs))
        for one in found
        if one.payload is not None
    ]


def kinds(store: Store, payloads: Iterable[str]) -> set[str]:
    """Returns the kinds of record that some payloads belong to, as far as their entries are here."""
    found: set[str] = set()
    with store.faults():
        for digest in payloads:
            rows = store.connection.execute("SELECT kind FROM entry WHERE pay = ?", (digest,))
            found.update(row[0] for row in rows)
    return found


def named_elsewhere(store: Store, blobs: Iterable[str], payloads: Iterable[str]) -> set[str]:
    """Returns those of some attachments that a payload other than the given ones names as well."""
    wanted, but = set(blobs), set(payloads)
    found: set[str] = set()
    if not wanted:
        return found
    with store.faults():
        for pay, line in store.connection.execute("SELECT pay, line FROM payload"):
            if pay not in but:
                # As text, because a payload of a newer version names them in a way that is not known here.
                found.update(name for name in wanted if name.encode() in bytes(line))
    return found


def destroy_keys(where: Path) -> None:
    """Overwrites the sealed copies of a store's key, and removes them.

    A disk may keep what was overwritten; the copies there are still sealed by passphrase or keychain.

    Raises:
        StoreWriteError: they cannot be overwritten.
    """
    path = where / folder.KEYS
    try:
        with path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            file.write(secrets.token_bytes(size))
            file.flush()
            os.fsync(file.fileno())
        for one in (path, path.with_name(f".{folder.KEYS}.part")):
            one.unlink(missing_ok=True)
    except OSError as error:
        raise StoreWriteError("The keys of the store cannot be overwritten", where=where) from error


def _remove_aside(where: Path) -> None:
    """Removes sealed bundles that were set aside: nobody can open them without the store's identity."""
    with suppress(OSError):  # it is told as left
        for path in where.iterdir():
            path.unlink()
        where.rmdir()


def remove(where: Path) -> tuple[str, ...]:
    """Removes the files of a closed store, and its folder if nothing else is in it; returns what is left."""
    for path in sorted(where.iterdir()):
        if path.name in _OWN or path.name.startswith(f"{folder.DATABASE}."):
            with suppress(OSError):  # it is told as left
                path.unlink()
    _remove_aside(where / folder.ASIDE)
    for path in where.glob(".quarantine-*"):  # left by a crash while a bundle was checked; nothing is in it
        with suppress(OSError):
            path.rmdir()
    left = tuple(sorted(path.name for path in where.iterdir()))
    if not left:
        with suppress(OSError):  # an empty folder that cannot be removed says nothing
            where.rmdir()
    return left
