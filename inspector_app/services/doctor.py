"""What IT needs to know about a computer: versions, keychain, fonts, disk, policy, paths. Of nobody."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector_app import __version__, frameworks, resources
from inspector_app.crypto import keychain, keys
from inspector_app.errors import InspectorError
from inspector_app.services import policy
from inspector_app.store import engine

NEEDED_BYTES = 1 << 30
_FONTS = (".ttf", ".otf", ".ttc", ".pfb")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: its name, whether it is as it should be, and what was found."""

    name: str
    ok: bool
    detail: str


def examine(home: Path) -> tuple[Check, ...]:
    """Looks at this computer; a folder that is not there yet is looked at where it would be made.

    Args:
        home: where the app keeps what it writes.
    """
    return (
        Check("app", ok=True, detail=__version__),
        Check("python", sys.version_info >= (3, 11), platform.python_version()),
        Check("system", ok=True, detail=f"{platform.system()} {platform.release()} {platform.machine()}"),
        _tried("encrypted database", _database),
        _keychain(),
        _tried("policy", _policy),
        _fonts(),
        _writable(home),
        _disk(home),
        _tried("resources", lambda: str(resources.folder())),
        _tried("framework packs", _packs),
    )


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=look())
    except InspectorError as error:
        return Check(name, ok=False, detail=str(error))


def _database() -> str:
    """Makes a store's file, finds it encrypted and searchable, and throws it away."""
    with tempfile.TemporaryDirectory() as folder:
        connection = engine.connect(Path(folder, "try.db"), keys.new_key(), create=True)
        try:
            return engine.describe(connection)
        finally:
            connection.close()


def _keychain() -> Check:
    try:
        found = keychain.available()
    except OSError as error:  # its settings cannot be read
        return Check("keychain", ok=False, detail=f"cannot be asked: {error.strerror}")
    return Check("keychain", found is not None, found or "none fit for keys: passphrases only")


def _fonts() -> Check:
    """Without a single font the window shows boxes; Qt brings none."""
    found = sum(1 for folder in _font_folders() if folder.is_dir() for _ in _fonts_in(folder))
    return Check("fonts", found > 0, f"{found} found" if found else "none: the window would show no letters")


def _font_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library" / "Fonts")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return (*(Path(folder) / "fonts" for folder in (own, *shared.split(":"))), Path.home() / ".fonts")


def _fonts_in(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (Path(where, name) for name in names if name.lower().endswith(_FONTS))


def _nearest(path: Path) -> Path:
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _writable(home: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=_nearest(home)):
            return Check("home", ok=True, detail=str(home))
    except OSError as error:
        return Check("home", ok=False, detail=f"{home}: {error.strerror}")


def _disk(home: Path) -> Check:
    free = shutil.disk_usage(_nearest(home)).free
    return Check("disk", free >= NEEDED_BYTES, f"{free // (1 << 20)} MiB free")


def _policy() -> str:
    rules = policy.present()
    if rules == policy.Policy():
        return f"none, or nothing that differs from the usual: {policy.place()}"
    kept = "may open a store" if rules.keychain else "opens no store"
    recovery = rules.recovery_recipient or "none"
    told = f"recovery {recovery}; the keychain {kept}; locks after {rules.idle_minutes} minutes"
    anywhere = "; stores may stand on network drives and in synced folders"
    days = f"; keeps automatic backups for {rules.backup_days} days" if rules.backup_days else ""
    return told + (anywhere if rules.allow_synced_store else "") + days


def _packs() -> str:
    return ", ".join(pack.id for pack in frameworks.catalogue())
