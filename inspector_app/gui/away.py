"""Notices that nobody is at the laptop any more: it is put to sleep, or its screen is locked.

Linux says so on D-Bus, and waits with sleep and shutdown until the work is put away (`gui.delay`). Windows
says so in messages to the window, and waits while one is being handled. macOS tells only programs that use
its own frameworks, and Qt does not pass it on: there, text is saved whenever the window is left, and a
computer that slept is noticed when it wakes, as much more time has passed than between two looks; its own
lock of the screen is to be switched on. Nothing here leaves the machine.
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

    from inspector_app.gui.delay import Delay

LOOK_MS = 15_000
SLEPT = timedelta(minutes=2)
"""Between two looks, 15 seconds apart; a busy computer is late by less."""

# As Qt's SLOT() writes them. The hints want bytes, which PySide6 6.11 refuses when it runs.
_TOLD, _LEFT = cast("Any", "1told(bool)"), cast("Any", "1left()")
_PAUSES = cast("Any", "1pauses(bool)")
_SLEEP = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SESSION = ("org.freedesktop.login1", "", "org.freedesktop.login1.Session")
_SCREENS = (
    ("", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("", "/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
)

# From Windows' WinUser.h and WtsApi32.h.
_WM_POWERBROADCAST = 0x0218
_POWER = {0x0004: True, 0x0007: False}  # PBT_APMSUSPEND and PBT_APMRESUMESUSPEND: whether sleep begins
_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK = 0x02B1, 0x7


class AwayWatch(QObject):
    """Calls `locks` when the laptop goes to sleep or off, its screen is locked, or it has slept.

    Args:
        clock: the only source of time; goes on while the computer sleeps.
        locks: puts the work away; called once for each time that somebody leaves.
        saves: makes all text durable before it returns; called before the computer sleeps or is shut down.
        buses: system bus and session bus of D-Bus; those of this computer where None.
    """

    def __init__(
        self,
        clock: Clock,
        locks: Callable[[], None],
        saves: Callable[[], None],
        *,
        buses: tuple[QDBusConnection, QDBusConnection] | None = None,
    ) -> None:
        super().__init__()
        self._clock, self._locks, self._saves = clock, locks, saves
        self._looked = clock()
        self._on = self._open = False
        self._delay: Delay | None = None
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
        self._on = self._open = True
        self._looked = self._clock()
        self._timer.start()
        if self._delay is not None:
            self._delay.take()
        if sys.platform == "win32" and self._messages is None and window:
            self._messages = _Messages(self.pauses, self.left)
            _ask_windows(window)
            if (app := QCoreApplication.instance()) is not None:
                app.installNativeEventFilter(self._messages)

    def stop(self) -> None:
        """Stops watching: the window is being locked."""
        self._on = False
        self._timer.stop()

    def put_away(self) -> None:
        """The store is closed: the computer need not wait any longer."""
        self.stop()
        self._open = False
        if self._delay is not None:
            self._delay.release()

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

    @Slot(bool)
    def pauses(self, begins: bool) -> None:  # noqa: FBT001 - the shape that D-Bus sends
        """The computer is about to sleep or to be shut down, or is awake again."""
        if begins and self._open:
            self._saves()  # at once, even where locking is refused as some text cannot be saved
            self.left()
        elif not begins and self._open:  # it could not be locked: the next time is to be noticed as well
            self._on, self._looked = True, self._clock()
            self._timer.start()
            if self._delay is not None:
                self._delay.take()

    def _listen(self, system: QDBusConnection, session: QDBusConnection) -> None:
        if system.isConnected():
            from inspector_app.gui.delay import Delay  # noqa: PLC0415 - no other system has such a bus

            self._delay = Delay(system)
            for name in ("PrepareForSleep", "PrepareForShutdown"):
                system.connect(*_SLEEP, name, self, _PAUSES)
            system.connect(*_SESSION, "Lock", self, _LEFT)
        if session.isConnected():
            for place in _SCREENS:
                session.connect(*place, "ActiveChanged", self, _TOLD)


class _Messages(QAbstractNativeEventFilter):
    """Reads what Windows sends to every window; anything else passes untouched."""

    def __init__(self, pauses: Callable[[bool], None], left: Callable[[], None]) -> None:
        super().__init__()
        self._pauses, self._left = pauses, left

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        """Looks at one message and lets it pass."""
        if QByteArray(kind) == b"windows_generic_MSG":
            self.take(*_read_message(int(message)))
        return False, 0

    def take(self, message: int, parameter: int) -> None:
        """Saves before this returns where the computer goes to sleep: Windows waits for no longer."""
        if message == _WM_POWERBROADCAST and parameter in _POWER:
            self._pauses(_POWER[parameter])
        elif (message, parameter) == (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK):
            QTimer.singleShot(0, self._left)


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
