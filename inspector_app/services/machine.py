"""Which computer this is, so that a store's folder that was copied to another one is known there.

Two computers that write under one device id fork its log (merge, 3.6). A store keeps no name of a computer,
only a salted digest of the number that the system drew when it was installed: it tells this computer from
others, and nothing else.
"""

from __future__ import annotations

import ctypes
import hashlib
import secrets
import sys
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from inspector_app.store import Store

FACT = "machine"
_LINUX = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_SALT_BYTES = 16


def number() -> str:
    """Returns the number of this computer; empty where the system tells none."""
    with suppress(OSError, AttributeError):
        if sys.platform == "win32":
            return _windows_number()
        if sys.platform == "darwin":
            return _mac_number()
        return _linux_number()
    return ""


def is_another(store: Store) -> bool:
    """Says whether a store was last open on another computer; False where nothing is known of one of them."""
    told, here = store.fact(FACT), number()
    return bool(told and here) and told["digest"] != _digest(told["salt"], here)


def keep(store: Store) -> None:
    """Keeps in a store that it is on this computer now."""
    told, here = store.fact(FACT), number()
    if here and (told is None or told["digest"] != _digest(told["salt"], here)):
        salt = secrets.token_hex(_SALT_BYTES)
        store.set_fact(FACT, {"salt": salt, "digest": _digest(salt, here)})


def _digest(salt: str, told: str) -> str:
    return hashlib.sha256(f"{salt}/{told}".encode()).hexdigest()


def _linux_number() -> str:
    for name in _LINUX:
        with suppress(OSError, UnicodeDecodeError):
            told = Path(name).read_text("ascii").strip()
            if len(told) == 32:  # noqa: PLR2004 - machine-id(5); an image that was not started yet says otherwise
                return told
    return ""


def _windows_number() -> str:
    import winreg  # noqa: PLC0415 - on Windows alone

    there: Any = winreg  # its names are not known where the types are checked
    flags = there.KEY_READ | there.KEY_WOW64_64KEY
    with there.OpenKey(there.HKEY_LOCAL_MACHINE, "SOFTWARE\\Microsoft\\Cryptography", 0, flags) as key:
        return str(there.QueryValueEx(key, "MachineGuid")[0])


def _mac_number() -> str:
    """Asks the C library, which returns what the registry of devices calls IOPlatformUUID."""
    room, patience = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(1, 0)
    asked = ctypes.CDLL(None).gethostuuid(room, patience)
    return str(uuid.UUID(bytes=bytes(room))) if asked == 0 else ""
