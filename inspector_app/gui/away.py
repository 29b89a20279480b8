"""Notices that nobody is at the laptop any more: it is put to sleep, or its screen is locked.

Linux says so on D-Bus, Windows in messages to the window. Where a system says nothing, a computer that slept
is noticed when it wakes: much more time has passed than between two looks. Nothing here leaves the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, QTimer, Slot

from inspector_app.domain.clock import Clock

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

LOOK_MS = 15_000
SLEPT = timedelta(minutes=2)
"""Between two looks, 15 seconds apart; a busy computer is late by less."""

# As Qt's SLOT() writes them. The hints want bytes, which PySide6 6.11 refuses when it runs.
_TOLD, _LEFT = cast("Any", "1told(bool)"), cast("Any", "1left()")
_SLEEP = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SESSION = ("org.freedesktop.login1", "", "org.freedesktop.login1.Session")
_SCREENS = (
    ("", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("", "/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
)

# From Windows' WinUser.h and WtsApi32.h.
_WM_POWERBROADCAST, _PBT_APMSUSPEND = 0x0218, 0x0004
_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK = 0x02B1, 0x7


class AwayWatch(QObject):
    """Calls `locks` when the laptop goes to sleep, its screen is locked, or it has slept.

    Args:
        clock: the only source of time; goes on while the computer sleeps.
        locks: puts the work away; called once for each time that somebody leaves.
        buses: system bus and session bus of D-Bus; those of this computer where None.
    """

    def __init__(
        self,
        clock: Clock,
        locks: Callable[[], None],
        *,
        buses: tuple[QDBusConnection, QDBusConnection] | None = None,
    ) -> None:
        super().__init__()
        self._clock, self._locks = clock, locks
        self._looked = clock()
        self._on = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._messages: _Messages | None = None
        if buses is not None:
            self._listen(*buses)
        elif sys.platform == "linux":
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - no other system has such a bus

            self._listen(QDBusConnection.systemBus(), QDBusConnection.sessionBus())

    def start(self, window: int = 0) -> None:
        """Begins to watch, when a store was opened.

        Args:
            window: native handle of the window, which Windows sends its messages to.
        """
        self._on, self._looked = True, self._clock()
        self._timer.start()
        if sys.platform == "win32" and self._messages is None and window:
            self._messages = _Messages(self.left)
            _ask_windows(window)
            if (app := QCoreApplication.instance()) is not None:
                app.installNativeEventFilter(self._messages)

    def stop(self) -> None:
        """Stops watching: the window is locked."""
        self._on = False
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Notices a sleep that nobody announced. A clock that was set back says nothing."""
        before, self._looked = self._looked, self._clock()
        if self._looked - before >= SLEPT:
            self.left()

    @Slot()
    def left(self) -> None:
        """Somebody left: locks, where something is open."""
        if self._on:
            self.stop()
            self._locks()

    @Slot(bool)
    def told(self, begins: bool) -> None:  # noqa: FBT001 - the shape that D-Bus sends
        """A bus says that sleep or a locked screen begins, or ends."""
        if begins:
            self.left()

    def _listen(self, system: QDBusConnection, session: QDBusConnection) -> None:
        if system.isConnected():
            system.connect(*_SLEEP, "PrepareForSleep", self, _TOLD)
            system.connect(*_SESSION, "Lock", self, _LEFT)
        if session.isConnected():
            for place in _SCREENS:
                session.connect(*place, "ActiveChanged", self, _TOLD)


class _Messages(QAbstractNativeEventFilter):
    """Reads what Windows sends to every window; anything else passes untouched."""

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self._left = left

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        """Looks at one message and lets it pass."""
        if QByteArray(kind) == b"windows_generic_MSG" and leaves(*_read_message(int(message))):
            QTimer.singleShot(0, self._left)
        return False, 0


def leaves(message: int, parameter: int) -> bool:
    """Says whether a message of Windows means that the laptop sleeps or its screen is locked."""
    return (message, parameter) in {
        (_WM_POWERBROADCAST, _PBT_APMSUSPEND),
        (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK),
    }


def _read_message(address: int) -> tuple[int, int]:
    """Returns number and first parameter of a MSG, which begins with the window's handle."""
    import ctypes  # noqa: PLC0415 - on Windows alone

    class Message(ctypes.Structure):
        _fields_ = (
            ("hwnd", ctypes.c_void_p),
            ("message", ctypes.c_uint32),
            ("wparam", ctypes.c_size_t),
        )

    found = Message.from_address(address)
    return int(found.message), int(found.wparam)


def _ask_windows(window: int) -> None:
    """Asks Windows to tell this window when the session is locked; otherwise it does not."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - on Windows alone

        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(window), 0)
