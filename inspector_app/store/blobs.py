"""Attachments, inside the encrypted file, in parts, named by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from inspector_app.errors import WorldError
from inspector_app.store.errors import DamagedStoreError, UnknownRecordError
from inspector_app.store.store import Store

PART_BYTES = 1 << 20


def parts_of(path: Path) -> Iterator[bytes]:
    """Yields a file's bytes in parts of 1 MiB.

    Raises:
        WorldError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            while part := file.read(PART_BYTES):
                yield part
    except OSError as error:
        raise WorldError("The file cannot be read", where=path) from error


def add(store: Store, parts: Iterable[bytes], at: str) -> tuple[str, int]:
    """Adds an attachment's bytes, once; returns their SHA-256 and size."""
    with store.changing() as connection:
        connection.execute("DELETE FROM blob_part WHERE hash = ''")
        total, told = 0, hashlib.sha256()
        for number, part in enumerate(parts):
            connection.execute("INSERT INTO blob_part VALUES ('', ?, ?)", (number, part))
            told.update(part)
            total += len(part)
        name = told.hexdigest()
        if connection.execute("SELECT 1 FROM blob WHERE hash = ?", (name,)).fetchone():
            connection.execute("DELETE FROM blob_part WHERE hash = ''")
        else:
            connection.execute("UPDATE blob_part SET hash = ? WHERE hash = ''", (name,))
            connection.execute("INSERT INTO blob VALUES (?, ?, ?)", (name, total, at))
    return name, total


def has(store: Store, name: str) -> bool:
    """Says whether an attachment's bytes are here."""
    with store.faults():
        return bool(store.connection.execute("SELECT 1 FROM blob WHERE hash = ?", (name,)).fetchone())


def names(store: Store) -> list[str]:
    """Returns the SHA-256 of every attachment here, sorted."""
    with store.faults():
        return [row[0] for row in store.connection.execute("SELECT hash FROM blob ORDER BY hash")]


def first_part(store: Store, name: str) -> bytes:
    """Returns the first bytes of an attachment, to tell what it is; they prove nothing.

    Raises:
        UnknownRecordError: they are not here.
    """
    _must_have(store, name)
    return next(_parts(store, name), b"")


def read(store: Store, name: str) -> Iterator[bytes]:
    """Yields an attachment's bytes, part by part, once all of them were proved.

    What was shown or written cannot be taken back, so the first part waits for the digest of the last.

    Raises:
        UnknownRecordError: they are not here.
        DamagedStoreError: they are not whole, or are not the bytes that were added.
    """
    _must_have(store, name)
    told = hashlib.sha256()
    only, number = b"", 0
    for number, part in enumerate(_parts(store, name), 1):  # noqa: B007 - counted after the last one
        told.update(part)
        only = part
    if told.hexdigest() != name:
        raise DamagedStoreError(
            "The file of an attachment is not whole, or was changed after it was added",
            where=store.folder,
            advice="Attach it again where you still have it, or restore a backup.",
        )
    if number == 1:  # most are no larger, and need not be read twice
        yield only
    else:
        yield from _parts(store, name)


def _must_have(store: Store, name: str) -> None:
    if not has(store, name):
        raise UnknownRecordError("The attachment's file is not on this laptop", where=name[:16])


def _parts(store: Store, name: str) -> Iterator[bytes]:
    number = 0
    while True:
        with store.faults():
            row = store.connection.execute(
                "SELECT bytes FROM blob_part WHERE hash = ? AND part = ?", (name, number)
            ).fetchone()
        if row is None:
            return
        yield row[0] if isinstance(row[0], bytes) else b""  # `bytes` of a number would be as many zeros
        number += 1
