"""Drives that are connected now, and where a folder on one of them may be when its name has changed.

A stick gets another letter on Windows, another mount point elsewhere, whenever something else was plugged in
first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any

_UNDER = ("/media", "/run/media", "/mnt")
_OWN_DRIVES = (
    2,
    3,
)  # DRIVE_REMOVABLE and DRIVE_FIXED of GetDriveTypeW, fileapi.h; no network drive may hang us


def connected(mounts: Path = Path("/proc/mounts")) -> tuple[Path, ...]:
    """Returns the roots of the drives that people plug in; of Windows, of all drives of this computer.

    Args:
        mounts: Linux: the file that lists what is mounted.
    """
    system = str(sys.platform)
    with suppress(OSError):
        if system == "win32":
            return tuple(_letters())
        if system == "darwin":
            return tuple(sorted(Path("/Volumes").iterdir()))
        return tuple(_mounted(mounts.read_text("utf-8", "surrogateescape")))
    return ()


def elsewhere(where: PurePath, roots: Sequence[Path]) -> Iterator[Path]:
    """Yields where a folder may be if its drive is now called otherwise, the likeliest first.

    Args:
        where: the folder as it was called.
        roots: the drives to look on.
    """
    parts = where.parts[1:]
    for begin in range(len(parts) + 1):
        for root in roots:
            path = root.joinpath(*parts[begin:])
            if path != where:
                yield path


def _mounted(mounts: str) -> Iterator[Path]:
    for line in mounts.splitlines():
        place = line.split(" ")[1:2]
        if place and place[0].startswith(tuple(f"{above}/" for above in _UNDER)):
            yield Path(re.sub(r"\\([0-7]{3})", lambda told: chr(int(told[1], 8)), place[0]))


def _letters() -> Iterator[Path]:
    import ctypes  # noqa: PLC0415 - on Windows alone

    library: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - no other system has it
    letters = int(library.GetLogicalDrives())
    for number in range(26):
        root = f"{chr(ord('A') + number)}:\\"
        if letters >> number & 1 and int(library.GetDriveTypeW(root)) in _OWN_DRIVES:
            yield Path(root)
