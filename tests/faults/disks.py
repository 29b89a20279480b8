"""A small disk in memory that can be filled, where this person may mount one."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import workbench

SIZE = "32m"
_INSIDE = "FAULTS_INSIDE"
_TRIES = 1000


class NoDiskError(Exception):
    """Nothing may be mounted here."""


@contextlib.contextmanager
def small_disk(where: Path) -> Iterator[Path]:
    """Mounts a small disk on a folder that is made for it, and takes it away afterwards.

    Raises:
        NoDiskError: this person may not mount.
    """
    where.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", where]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise NoDiskError
    try:
        yield where
    finally:
        subprocess.run(["umount", where], check=True)


def fill(ballast: Path, pages: int) -> None:
    """Leaves so many pages free, or fewer: another process writes while this one looks how many are left."""
    with ballast.open("wb") as file:
        for _ in range(_TRIES):
            found = os.statvfs(ballast)
            try:
                os.posix_fallocate(file.fileno(), 0, max(1, found.f_bavail - pages) * found.f_frsize)
            except OSError:
                continue
            return
    raise SystemExit("the disk could not be filled")


def in_a_room_of_its_own(name: str) -> int:
    """Runs this script again where this person may mount; where that is not to be had, says so."""
    if os.environ.get(_INSIDE) or shutil.which("unshare") is None:
        return _left_out(name)
    room = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, *sys.argv]
    if subprocess.run([*room[:4], "true"], capture_output=True, check=False).returncode:
        return _left_out(name)
    return subprocess.call(room, env={**os.environ, _INSIDE: "1"})


def _left_out(name: str) -> int:
    print(f"{name}: left out, as nothing may be mounted here")
    return workbench.LEFT_OUT
