"""The signals by which a system or a terminal ends a program: all is saved, and the window closes.

The interpreter handles a signal only between two steps of its own, and Qt's loop may rest for minutes. So the
signal's number is sent through a pipe, which wakes the loop at once. Windows sends no signals to a window; it
asks by messages, which `Shell` answers.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Slot

_NAMES = ("SIGTERM", "SIGINT", "SIGHUP") if sys.platform != "win32" else ()
SIGNALS = tuple(getattr(signal, name) for name in _NAMES)


class EndWatch(QObject):
    """Calls `ends` in the window's loop when the program is told to end.

    Args:
        ends: saves, and closes the window.
    """

    def __init__(self, ends: Callable[[], None]) -> None:
        super().__init__()
        self._ends = ends
        self._before: dict[Any, Any] = {}
        self._pipe: tuple[int, int] | None = None
        if SIGNALS:
            self._pipe = os.pipe()
            for each in self._pipe:
                os.set_blocking(each, False)
            self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._told)
            self._woken = signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
            self._before = {number: signal.signal(number, _heard) for number in SIGNALS}

    def stop(self) -> None:
        """Puts everything back as it was."""
        if self._pipe is None:
            return
        for number, before in self._before.items():
            signal.signal(number, before)
        signal.set_wakeup_fd(self._woken)
        self._notifier.setEnabled(False)
        for each in self._pipe:
            os.close(each)
        self._pipe = None

    @Slot()
    def _told(self) -> None:
        if self._pipe is not None and any(number in SIGNALS for number in os.read(self._pipe[0], 64)):
            self._ends()


def _heard(_number: int, _frame: FrameType | None) -> None:
    """Takes the place of the system's own answer, which would be to end the program at once."""
