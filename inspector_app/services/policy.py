"""What the organisation decided for every computer: one TOML file that only administrators can write.

A policy that cannot be read stops a store from being made or opened: to go on without it would be to go on
without, say, the recovery key that somebody relies on. `resources/formats/policy.md` describes the file.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from inspector_app.crypto import sealing
from inspector_app.errors import WorldError

FORMAT = "inspector-app-policy/1"
SHORTEST_IDLE, LONGEST_IDLE = 1, 60
LONGEST_BACKUPS = 3650
_SWITCHES = ("keychain", "allow_synced_store", "open_elsewhere", "save_copies", "keep_originals", "printing")
_LONGEST_MARKING = 60


class PolicyError(WorldError):
    """The policy of this computer cannot be used."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is decided for this computer; where there is no policy, what stands here.

    Attributes:
        recovery_recipient: age recipient whose key opens every store; empty for none.
        keychain: whether the computer's keychain may open a store.
        idle_minutes: after how long without a touch the window locks.
        allow_synced_store: whether a store may stand on a network drive or in a synced folder.
        backup_days: for how many days before the newest one automatic backups are kept; 0 for as long as
            nobody removes them.
        open_elsewhere: whether an attachment may be opened with another program.
        save_copies: whether an attachment or what is printed may be saved as a file that is not encrypted.
        keep_originals: whether a picture is kept whose place, time and device cannot be left out.
        printing: whether what is in sight may be printed.
        marking: the classification that stands on every printed page.
    """

    recovery_recipient: str = ""
    keychain: bool = True
    idle_minutes: int = 10
    allow_synced_store: bool = False
    backup_days: int = 0
    open_elsewhere: bool = False
    save_copies: bool = False
    keep_originals: bool = False
    printing: bool = True
    marking: str = "OFFICIAL-SENSITIVE"


def place(system: str = sys.platform, program_data: str = "") -> PurePath:
    """Returns where the policy of a computer stands.

    Args:
        system: as `sys.platform`.
        program_data: Windows: the folder for data of all users; as the environment says where empty.
    """
    if system == "win32":
        # Not from the environment: a person could point that elsewhere.
        return PureWindowsPath(program_data or "C:\\ProgramData", "inspector-app", "policy.toml")
    if system == "darwin":
        return PurePosixPath("/Library/Application Support/inspector-app/policy.toml")
    return PurePosixPath("/etc/inspector-app/policy.toml")


def present(where: Path | None = None) -> Policy:
    """Returns the policy of this computer.

    Args:
        where: the file; that of this computer where None.

    Raises:
        PolicyError: it is there and cannot be used; the sentence names every fault.
    """
    path = where or _here()
    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return Policy()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(path, [f"it cannot be read ({_why(error)})"]) from error
    if faults := _faults(told):
        raise _refused(path, faults)
    return Policy(**{key: value for key, value in told.items() if key != "format"})


def _here() -> Path:
    system = str(sys.platform)
    return Path(place(system, _program_data() if system == "win32" else ""))


def _program_data() -> str:
    """Asks Windows, not the environment, for the folder that only administrators may write."""
    import ctypes  # noqa: PLC0415 - on Windows alone

    room = ctypes.create_unicode_buffer(260)
    common_appdata = 0x0023  # CSIDL_COMMON_APPDATA, shlobj_core.h
    library: Any = getattr(ctypes, "windll").shell32  # noqa: B009 - no other system has it
    return room.value if library.SHGetFolderPathW(None, common_appdata, None, 0, room) == 0 else ""


def _why(error: Exception) -> str:
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)


def _refused(path: Path, faults: list[str]) -> PolicyError:
    return PolicyError(
        f"The policy of this computer cannot be used: {'; '.join(faults)}",
        where=path,
        advice="Ask your IT team to put it right; nothing was opened or changed.",
    )


def _faults(told: dict[str, Any]) -> list[str]:
    if told.get("format") != FORMAT:
        return [f"format is not {FORMAT}"]
    known = {one.name for one in fields(Policy)}
    found = [f"{key} is not a key of a policy" for key in told if key not in known and key != "format"]
    checks: dict[str, tuple[Callable[[Any], bool], str]] = {
        "recovery_recipient": (_is_recipient, "is not an age recipient"),
        **dict.fromkeys(_SWITCHES, (_is_switch, "is neither true nor false")),
        "backup_days": (_is_days, f"is not a whole number from 0 to {LONGEST_BACKUPS}"),
        "marking": (_is_marking, f"is not one line of 1 to {_LONGEST_MARKING} characters"),
        "idle_minutes": (_is_idle, f"is not a whole number from {SHORTEST_IDLE} to {LONGEST_IDLE}"),
    }
    return found + [
        f"{key} {why}" for key, (fits, why) in checks.items() if key in told and not fits(told[key])
    ]


def _is_recipient(value: Any) -> bool:
    return value == "" or (isinstance(value, str) and sealing.is_recipient(value))


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_days(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LONGEST_BACKUPS


def _is_marking(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= _LONGEST_MARKING


def _is_idle(value: Any) -> bool:
    return type(value) is int and SHORTEST_IDLE <= value <= LONGEST_IDLE
