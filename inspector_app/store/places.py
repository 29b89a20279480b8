"""Where a store must not stand: network drives, folders that a program syncs, profiles that travel.

A database is changed in the middle. A program that syncs copies it half changed, puts an old one back, or
locks it while evidence is saved; a network drive promises no write. Evidence was lost that way, so such a
place is refused with its reason. Backups may go there: they are written once, encrypted and never changed.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from inspector_app.store.errors import UnsafePlaceError

_NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "sshfs", "afs", "afpfs", "ceph", "davfs",
        "davfs2", "webdav", "ncpfs", "glusterfs", "lustre",
    }
)  # fmt: skip
_OWN_DISK = frozenset({"fuse.gocryptfs", "fuse.cryfs", "fuse.encfs", "fuse.veracrypt"})
"""Encrypted folders on a disk of this computer; every other `fuse.` is taken for something far away."""
_NAMES: Mapping[str, re.Pattern[str]] = {
    "OneDrive": re.compile(r"onedrive(\s*-.*)?"),
    "Dropbox": re.compile(r"dropbox(\s*\(.*\))?"),
    "iCloud Drive": re.compile(r"icloud ?drive|mobile documents|com~apple~clouddocs"),
    "Google Drive": re.compile(r"google ?drive(-.*)?|drivefs"),
    "Nextcloud": re.compile(r"nextcloud|owncloud"),
    "a folder that macOS keeps in a cloud": re.compile(r"cloudstorage"),
}
_LEFT_BEHIND = {
    ".dropbox.cache": "Dropbox",
    ".tmp.drivedownload": "Google Drive",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
}
_DRIVE_REMOTE = 4  # GetDriveTypeW, fileapi.h
_PT_ROAMING = 0x2  # GetProfileType, userenv.h
_MAC_TYPE = slice(72, 88)  # f_fstypename in struct statfs, sys/mount.h, 64-bit inodes
_MAC_STATFS_BYTES = 2168


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What this computer says about its drives and folders.

    Attributes:
        system: as `sys.platform`.
        environ: environment variables.
        mounts: Linux: the text of `/proc/mounts`.
        drive_type: Windows: what GetDriveTypeW says of the root of a drive.
        roams: Windows: whether the person's profile is copied to a server when he or she logs off.
        file_system: macOS: the type of the file system of a path.
    """

    system: str
    environ: Mapping[str, str]
    mounts: str = ""
    drive_type: Callable[[str], int] = lambda _root: 0
    roams: bool = False
    file_system: Callable[[str], str] = lambda _path: ""


def here() -> Surroundings:
    """Asks this computer."""
    if sys.platform == "linux":
        with suppress(OSError):
            text = Path("/proc/mounts").read_text("utf-8", "surrogateescape")
            return Surroundings(sys.platform, os.environ, mounts=text)
    if sys.platform == "win32":
        return Surroundings(sys.platform, os.environ, drive_type=_windows_drive, roams=_windows_roams())
    if sys.platform == "darwin":
        return Surroundings(sys.platform, os.environ, file_system=_mac_file_system)
    return Surroundings(sys.platform, os.environ)


def refuse(where: Path, around: Surroundings | None = None) -> None:
    """Refuses a place where a store would not be safe.

    Args:
        where: the store's folder, there or not yet.
        around: what the computer says; it is asked where None.

    Raises:
        UnsafePlaceError: it would not.
    """
    if why := unsafe(where, around or here()):
        raise UnsafePlaceError(
            f"A store cannot be kept on {why}, where evidence gets lost",
            where=where,
            advice="Close what syncs it, and move the whole folder to this computer's own disk.",
        )


def unsafe(where: Path, around: Surroundings) -> str:
    """Returns what makes a place no place for a store, for example `a network drive`; empty if it is one."""
    given = [where.absolute(), where.resolve()]
    for path in dict.fromkeys(given):
        told = str(path)
        if why := _network(told, around) or _synced(told, around) or _left_behind(path):
            return why
    return ""


def _network(path: str, around: Surroundings) -> str:
    network = "a network drive"
    if around.system == "win32":
        if path.startswith(("\\\\", "//")) and not path.startswith(("\\\\?\\", "\\\\.\\")):
            return network
        if path.upper().startswith("\\\\?\\UNC\\"):
            return network
        drive = re.match(r"(?:\\\\\?\\)?([A-Za-z]:)", path)
        return network if drive and around.drive_type(drive[1] + "\\") == _DRIVE_REMOTE else ""
    kind = _mounted(path, around.mounts) if around.system == "linux" else around.file_system(path)
    kind = kind.casefold()
    far = kind in _NETWORK or (kind.startswith(("fuse.", "macfuse", "osxfuse")) and kind not in _OWN_DISK)
    return f"{network} ({kind})" if far else ""


def _mounted(path: str, mounts: str) -> str:
    """Returns the type of the file system that a path is on; the last one mounted there counts."""
    best, found = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:  # noqa: PLR2004 - device, place, type
            continue
        place = re.sub(r"\\([0-7]{3})", lambda told: chr(int(told[1], 8)), parts[1]).rstrip("/")
        if (path == place or path.startswith(place + "/")) and len(place) >= best:
            best, found = len(place), parts[2]
    return found


def _synced(path: str, around: Surroundings) -> str:
    parts = [part.casefold() for part in re.split(r"[\\/]", path)]
    for name, pattern in _NAMES.items():
        if any(pattern.fullmatch(part) for part in parts):
            return name
    for variable in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        if _within(path, around.environ.get(variable, "")):
            return "OneDrive"
    if around.system == "win32":
        if _within(path, around.environ.get("APPDATA", "")):
            return "a roaming profile"
        own, stays = around.environ.get("USERPROFILE", ""), around.environ.get("LOCALAPPDATA", "")
        if around.roams and _within(path, own) and not _within(path, stays):
            return "a roaming profile"
    return ""


def _within(path: str, folder: str) -> bool:
    told, above = (re.sub(r"[\\/]+", "/", text).rstrip("/").casefold() for text in (path, folder))
    return bool(above) and (told == above or told.startswith(above + "/"))


def _left_behind(path: Path) -> str:
    """Looks for what programs that sync leave in the folder that they sync, whatever its name."""
    for above in (path, *path.parents):
        for name, program in _LEFT_BEHIND.items():
            with suppress(OSError):
                if (above / name).exists():
                    return program
    return ""


def _windows_drive(root: str) -> int:
    return int(cast("Any", ctypes).windll.kernel32.GetDriveTypeW(root))


def _windows_roams() -> bool:
    flags = ctypes.c_ulong()
    asked = cast("Any", ctypes).windll.userenv.GetProfileType(ctypes.byref(flags))
    return bool(asked) and bool(flags.value & _PT_ROAMING)


def _mac_file_system(path: str) -> str:
    nearest = Path(path)
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    room = ctypes.create_string_buffer(_MAC_STATFS_BYTES)
    library = ctypes.CDLL(None)
    # On Intel the plain name is the old layout.
    asks = getattr(library, "statfs$INODE64", None) or library.statfs
    if asks(os.fsencode(nearest), room) != 0:
        return ""
    return room.raw[_MAC_TYPE].split(b"\0", 1)[0].decode("ascii", "replace")
