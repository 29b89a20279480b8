"""What an open store keeps to open itself again: its data key, and the lock that keeps others out.

One page whose MAC does not hold makes SQLCipher refuse all further work on the same connection, and a stick
that was pulled out for a moment leaves a connection to a drive that is gone. The store itself is well enough
in both cases: whoever has the key opens another connection and goes on. SQLCipher keeps the same key for as
long as a connection lives; this copy is overwritten as soon as the store is closed.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from inspector_app.store import engine, folder, head
from inspector_app.store.engine import Connection
from inspector_app.store.errors import StoreClosedError, StoreWriteError
from inspector_app.store.head import Head


class Latchkey:
    """The key and the lock of one open store.

    Args:
        where: the store's folder.
        key: its data key.
        held: the lock, taken.
    """

    def __init__(self, where: Path, key: bytes, held: FileLock) -> None:
        self.where = where
        self._key = bytearray(key)
        self._held = held
        self._lock = _file(where)

    def open(self, *, read_only: bool = True) -> Connection:
        """Opens a connection of its own to the store; any one thread may use it.

        Raises:
            StoreClosedError: the store was closed.
            DamagedStoreError, NotAStoreError, StoreWriteError: as `engine.connect` says.
        """
        if not self._key:
            raise StoreClosedError("The store was closed meanwhile", where=self.where)
        path = folder.database(self.where)
        return engine.connect(path, bytes(self._key), read_only=read_only, any_thread=True)

    def open_again(self, spent: Connection, end: Head | None) -> Connection:
        """Opens a connection in place of one that can no longer be used, and closes that one.

        Args:
            spent: the connection that can no longer be used; it stays as it is where this fails.
            end: the end of this device's log as it was made durable, where anything was.

        Raises:
            StoreLockedError: the drive was away, and meanwhile another program took the store there.
            StoreWriteError: the drive is away, or an older copy of the store came back.
            DamagedStoreError: the store cannot be read any more.
        """
        if not folder.database(self.where).is_file():  # to lock it would make its folder anew
            raise StoreWriteError(
                "The store is not in its place any more",
                where=self.where,
                advice="Connect its drive again; your text is kept.",
            )
        if _file(self.where) != self._lock:
            self._hold_again()
        fresh = self.open(read_only=False)  # before the other is closed: the last one takes the log away
        try:
            self._refuse_older(fresh, end)
        except BaseException:
            fresh.close()
            raise
        with suppress(engine.DatabaseError):  # what it would have said was said before
            spent.close()
        return fresh

    def _refuse_older(self, fresh: Connection, end: Head | None) -> None:
        """Refuses a store that lacks what was made durable in it: to go on would fork its log."""
        with engine.faults(self.where):
            older = end is not None and head.lacking(fresh, end)
        if older:
            raise StoreWriteError(
                "An older copy of the store stands in its place",
                where=self.where,
                advice="Put the store back, or lock the window and open this one.",
            )

    def _hold_again(self) -> None:
        """Takes the lock on a drive that was taken out and put back, where it is another file."""
        fresh = folder.lock(self.where)
        with suppress(OSError):  # the drive that it was taken on is gone
            self._held.release()
        self._held, self._lock = fresh, _file(self.where)

    def close(self) -> None:
        """Gives the lock back and overwrites the key; twice is once."""
        self._key[:] = bytes(len(self._key))
        self._key.clear()
        with suppress(OSError):  # the drive is gone, and the lock with it
            self._held.release()


def _file(where: Path) -> tuple[int, int] | None:
    """Returns what tells the lock's file from another one of its name; None where it is not there."""
    try:
        found = (where / folder.LOCK).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
