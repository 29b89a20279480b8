"""One window for each home folder: a second start brings the first window to the front and ends.

A lock file that names the process says who was first; one that was killed leaves nothing in the way. The wish
to be raised is a file that is written again; no socket and no network.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Slot

LOCK, CALL = "window.lock", "window.call"


class Instance(QObject):
    """This program's claim to be the window of a home folder.

    Args:
        home: the folder; made where it is not there.
        raises: brings the window to the front.
    """

    def __init__(self, home: Path, raises: Callable[[], None]) -> None:
        super().__init__()
        self._call = home / CALL
        self._raises = raises
        self._lock = QLockFile(str(home / LOCK))
        self._lock.setStaleLockTime(
            0
        )  # only a process that is gone gives it up, however long the window is open
        self._watcher = QFileSystemWatcher(self)
        self.first = self._claim(home)

    def _claim(self, home: Path) -> bool:
        try:
            home.mkdir(parents=True, exist_ok=True)
            if not self._lock.tryLock(0) and self._lock.error() == QLockFile.LockError.LockFailedError:
                return False
            self._call.write_bytes(b"")
        except OSError:
            return True  # a home that cannot be written: opening a store will say so, with its reason
        self._watcher.addPath(str(self._call))
        self._watcher.fileChanged.connect(self._called)
        return True

    def call(self) -> None:
        """Asks the window that was first to come to the front."""
        with suppress(OSError):
            self._call.write_bytes(secrets.token_bytes(8))

    def close(self) -> None:
        """Gives the claim back; twice is once."""
        if files := self._watcher.files():
            self._watcher.removePaths(files)
        self._lock.unlock()

    @Slot(str)
    def _called(self, path: str) -> None:
        if path not in self._watcher.files() and self._call.exists():
            self._watcher.addPath(path)  # written by replacing, as some systems do
        self._raises()
