"""The end of this device's log, kept a second time beside the store.

The encrypted file cannot show that it is an older one of itself: its log cut off, or deleted by a program
that "cleans up", or the whole file put back from a copy. This file names the last entry that was made
durable, so the next opening can see that it is not there. It is written after the durable write and never
waited for: after a power cut it may be behind, which tells nothing, but never ahead.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inspector_app.store import entries
from inspector_app.store.engine import Connection
from inspector_app.store.folder import HEAD

_BYTES = 128


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a device's log: the device, its place in the log, its digest."""

    actor: str
    seq: int
    entry: str


class HeadFile:
    """Writes the end of the log; opened at the first write, closed with the store.

    Args:
        where: the store's folder.
    """

    def __init__(self, where: Path) -> None:
        self._path = where / HEAD
        self._file: BinaryIO | None = None

    def note(self, head: Head) -> None:
        """Notes the end of the log; quiet where it cannot be written, as the store itself was."""
        with suppress(OSError):
            if self._file is None:
                self._file = self._path.open("r+b" if self._path.exists() else "w+b", buffering=0)
            told = (f"{head.actor} {head.seq} {head.entry}".ljust(_BYTES - 1) + "\n").encode("ascii")
            if sys.platform == "win32":
                self._file.seek(0)
                self._file.write(told)
            else:  # one call, so a process that is killed leaves the old note or the new one
                os.pwrite(self._file.fileno(), told, 0)

    def close(self) -> None:
        """Gives the file back; twice is once."""
        if self._file is not None:
            self._file.close()
            self._file = None


def read(where: Path) -> Head | None:
    """Returns what was noted; None where nothing was, or a crash left something else."""
    try:
        parts = (where / HEAD).read_bytes()[:_BYTES].decode("ascii").split()
        actor, seq, entry = parts
        return Head(actor, int(seq), entry)
    except (OSError, ValueError):
        return None


def forget(where: Path) -> None:
    """Takes the note away: the device begins a log of its own."""
    with suppress(OSError):
        (where / HEAD).unlink(missing_ok=True)


def lacking(connection: Connection, where: Path) -> int:
    """Returns how many entries that were durable once the store no longer holds; 0 where it is whole."""
    head = read(where)
    return 0 if head is None else behind(connection, head)


def behind(connection: Connection, head: Head) -> int:
    """Returns how many entries up to an end of the log the store does not hold; 0 where it holds them."""
    seq, entry = entries.last(connection, head.actor)
    if seq < head.seq:
        return head.seq - seq
    return 0 if seq > head.seq or entry == head.entry else 1
