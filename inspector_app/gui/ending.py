"""The signals by which a system or a terminal ends a program: all is saved, and the window closes.

The interpreter handles a signal only between two steps of its own, and Qt's loop may rest for minutes. So the
signal's number is sent through a pair of sockets, which wakes the loop at once.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Slot

# Not every system has all of them.
_NAMES = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")
SIGNALS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))


class EndWatch(QObject):
    """Calls `ends` in the window's loop when the program is told to end.

    Args:
        ends: saves, and closes the window.
    """

    def __init__(self, ends: Callable[[], None]) -> None:
        super().__init__()
        self._ends = ends
        self._ours, self._theirs = socket.socketpair()
        for each in (self._ours, self._theirs):
            each.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._told)
        self._woken = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._before: dict[Any, Any] = {number: signal.signal(number, _heard) for number in SIGNALS}

    def stop(self) -> None:
        """Puts everything back as it was."""
        for number, before in self._before.items():
            signal.signal(number, before)
        signal.set_wakeup_fd(self._woken)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    @Slot()
    def _told(self) -> None:
        if any(number in SIGNALS for number in self._ours.recv(64)):
            self._ends()


def _heard(_number: int, _frame: FrameType | None) -> None:
    """Takes the place of the system's own answer, which would be to end the program at once."""
