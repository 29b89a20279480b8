"""Reads what goes into a bundle: once where it is small or known already, twice where memory would not do."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from inspector_app.bundle.contents import Blob, Source, pieces
from inspector_app.errors import WorldError

HELD = 16 << 20
"""Bytes of one attachment that are held at once."""
KEPT = 24 << 20
"""Bytes of texts that are kept from their first reading to their second."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A file of the bundle: what has to be known of it before its bytes are written.

    Attributes:
        source: gives its bytes.
        size: how many they are.
        sha256: of them.
        crc: CRC-32 of them; None of an attachment, which was not read yet.
    """

    source: Source
    size: int
    sha256: str
    crc: int | None = None


class Kept:
    """What is left of the memory for texts that are kept until they are written."""

    def __init__(self, room: int = KEPT) -> None:
        self._room = room

    def measure(self, source: Source) -> Measured:
        """Reads a source for its size and digests, and keeps its bytes while there is room.

        Raises:
            OSError: a file cannot be read.
        """
        if isinstance(source, bytes):
            return Measured(source, len(source), sha256(source).hexdigest(), zlib.crc32(source))
        size, crc, told, kept = 0, 0, sha256(), list[bytes]()
        for piece in pieces(source):
            size += len(piece)
            crc = zlib.crc32(piece, crc)
            told.update(piece)
            if size <= self._room:
                kept.append(piece)
            else:
                kept.clear()
        if size <= self._room:
            self._room -= size
            source = b"".join(kept)
        return Measured(source, size, told.hexdigest(), crc)


def known(blob: Blob) -> Measured:
    """Returns an attachment, which need not be read for this."""
    return Measured(blob.source, blob.size, blob.sha256)


def _changed(path: str) -> WorldError:
    return WorldError("A file changed while the bundle was written", where=path)


def _compared(file: Measured, path: str, parts: Iterable[bytes], crc: int) -> Iterator[bytes]:
    """Yields pieces, and raises at the end where they were not what was measured."""
    found, size = 0, 0
    for piece in parts:
        found, size = zlib.crc32(piece, found), size + len(piece)
        yield piece
    if (found, size) != (crc, file.size):
        raise _changed(path)


def written(file: Measured, path: str) -> tuple[int, Iterable[bytes]]:
    """Returns a file's CRC-32 and its bytes.

    Args:
        file: the file, measured.
        path: its path, for the message.

    Raises:
        WorldError: an attachment is not what its digest says; any file that changes while it is read raises
            at its end.
        OSError: a file cannot be read.
    """
    if file.crc is not None:
        if isinstance(file.source, bytes):
            return file.crc, (file.source,)
        return file.crc, _compared(file, path, pieces(file.source), file.crc)
    size, crc, told, held = 0, 0, sha256(), list[bytes]()
    for piece in pieces(file.source):
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        told.update(piece)
        if file.size <= HELD:
            held.append(piece)
        if size > file.size:
            break
    if (size, told.hexdigest()) != (file.size, file.sha256):
        raise WorldError(
            "An attachment is not what it was when it was added", where=path, advice="Check the store."
        )
    return crc, held if file.size <= HELD else _compared(file, path, pieces(file.source), crc)
