"""Where a sealed bundle may be open for the moment of checking it: in memory where the system offers that.

The copy has no name in the folder and goes with the process, whatever happens to it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's memory file system, not a predictable file
_ROOM_FACTOR = 4


@contextmanager
def opened(near: Path, size: int) -> Generator[Path]:
    """Gives a private, empty folder and takes it away afterwards.

    Args:
        near: a folder on a disk of this computer, used where memory has no room.
        size: bytes of the bundle.
    """
    parent = _MEMORY if _has_room(size) else near
    with tempfile.TemporaryDirectory(dir=parent, prefix=".quarantine-") as folder:
        yield Path(folder)


def _has_room(size: int) -> bool:
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return False
    told = os.statvfs(_MEMORY)
    return told.f_bavail * told.f_frsize > _ROOM_FACTOR * size
