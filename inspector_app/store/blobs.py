"""Attachments, inside the encrypted file, in parts, named by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from inspector_app.errors import WorldError
from inspector_app.store.errors import UnknownRecordError
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


def read(store: Store, name: str) -> Iterator[bytes]:
    """Yields an attachment's bytes, part by part.

    Raises:
        UnknownRecordError: they are not here.
    """
    if not has(store, name):
        raise UnknownRecordError("The attachment's file is not on this laptop", where=name[:16])
    number = 0
    while True:
        with store.faults():
            row = store.connection.execute(
                "SELECT bytes FROM blob_part WHERE hash = ? AND part = ?", (name, number)
            ).fetchone()
        if row is None:
            return
        yield bytes(row[0])
        number += 1
