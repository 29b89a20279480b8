"""A second connection to an open store, for reading only, that one other thread may use.

A copy to a slow stick takes a minute, and no save may wait for it. The key is not kept for this: the
connection is opened together with the store and closed with it.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from inspector_app.store import engine, folder
from inspector_app.store.engine import Connection
from inspector_app.store.errors import StoreClosedError

_WAITS = 5.0
_AGAIN = 0.02


class Beside:
    """The connection, and the way to stop what runs on it.

    Args:
        where: the store's folder.
        key: its data key.
    """

    def __init__(self, where: Path, key: bytes) -> None:
        self._where = where
        self._busy = threading.Lock()
        self._over = threading.Event()
        self._connection = engine.connect(folder.database(where), key, read_only=True, any_thread=True)
        # A copy is written with the settings of the connection that makes it.
        self._connection.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Gives the connection to this thread alone; a second one waits.

        Raises:
            StoreClosedError: the store was closed, before or meanwhile.
        """
        with self._busy:
            try:
                self.go_on()
                try:
                    yield self._connection
                except Exception:
                    self.go_on()  # what was stopped comes as some error of the database
                    raise
            finally:
                if self._over.is_set():
                    self._connection.close()

    def go_on(self) -> None:
        """Goes on, or stops where the store was closed.

        Raises:
            StoreClosedError: it was.
        """
        if self._over.is_set():
            raise StoreClosedError("The store was closed meanwhile", where=self._where)

    def close(self) -> None:
        """Stops what is under way and closes the connection; twice is once.

        A drive that hangs cannot be stopped. After some seconds it is left to the thread that waits for it,
        which then closes the connection.
        """
        self._over.set()
        for _ in range(int(_WAITS / _AGAIN)):
            if self._busy.acquire(timeout=_AGAIN):
                self._connection.close()
                self._busy.release()
                return
            with suppress(engine.DatabaseError):  # that thread has just closed it
                self._connection.interrupt()
