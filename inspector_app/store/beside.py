"""Connections to an open store for reading only, each for one piece of work on another thread.

A copy to a slow stick takes a minute, and no save may wait for it. A damaged page makes SQLCipher refuse all
further work on the connection that met it, so each piece of work has one of its own and throws it away.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

from inspector_app.store import engine
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, StoreClosedError, StoreWriteError
from inspector_app.store.latchkey import Latchkey

_WAITS = 5.0
_AGAIN = 0.02


class Beside:
    """Opens such connections, and stops what runs on them when the store is closed.

    Args:
        latchkey: opens connections to the store.
    """

    def __init__(self, latchkey: Latchkey) -> None:
        self._latchkey = latchkey
        self._changed = threading.Condition()
        self._open: list[Connection] = []
        self._over = threading.Event()

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Gives a connection of its own to this thread, closed after the block.

        Raises:
            StoreClosedError: the store was closed, before or meanwhile.
            DamagedStoreError, StoreWriteError: it cannot be opened.
        """
        with self._opened(read_only=True) as connection:
            yield connection

    def copy_back(self) -> None:
        """Copies the log back into the file as far as nobody reads older pages; quiet where that fails.

        A power cut while the log was copied back may have torn a page of the file that the log holds whole.

        Raises:
            StoreClosedError: the store was closed, before or meanwhile.
        """
        quiet = suppress(engine.DatabaseError, DamagedStoreError, StoreWriteError)
        with quiet, self._opened(read_only=False) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def go_on(self) -> None:
        """Goes on, or stops where the store was closed.

        Raises:
            StoreClosedError: it was.
        """
        if self._over.is_set():
            raise StoreClosedError("The store was closed meanwhile", where=self._latchkey.where)

    def close(self) -> None:
        """Stops what is under way; twice is once.

        A drive that hangs cannot be stopped. After some seconds it is left to the thread that waits for it,
        which then closes its connection.
        """
        self._over.set()
        with self._changed:
            for _ in range(int(_WAITS / _AGAIN)):
                if not self._open:
                    return
                for connection in self._open:
                    connection.interrupt()
                self._changed.wait(_AGAIN)

    @contextmanager
    def _opened(self, *, read_only: bool) -> Generator[Connection]:
        try:
            connection = self._latchkey.open(read_only=read_only)
            try:
                self._begin(connection)
                yield connection
            finally:
                self._end(connection)
        except Exception:
            self.go_on()  # what was stopped comes as some error of the database
            raise

    def _begin(self, connection: Connection) -> None:
        with self._changed:
            self._open.append(connection)
        self.go_on()
        # A copy is written with the settings of the connection that makes it.
        connection.execute("PRAGMA synchronous = FULL")

    def _end(self, connection: Connection) -> None:
        with self._changed:  # from here on nobody interrupts it
            self._open.remove(connection)
            self._changed.notify_all()
        connection.close()
