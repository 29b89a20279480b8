"""Locks the window when nobody has touched it for a while: a laptop left on a table in a council's office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QWindow

from inspector_app.domain.clock import Clock

AFTER = timedelta(minutes=10)
_LOOK_MS = 15_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """Watches the windows of the application, whichever has the keyboard.

    Args:
        app: the application.
        clock: the only source of time; also counts while the computer sleeps.
        locks: what is done once nobody was there for `after`.
        after: how long that is.
    """

    def __init__(
        self, app: QGuiApplication, clock: Clock, locks: Callable[[], None], *, after: timedelta = AFTER
    ) -> None:
        super().__init__()
        self._clock, self._locks, self._after = clock, locks, after
        self._touched = clock()
        self._watched: QWindow | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        app.focusWindowChanged.connect(self._moved)

    def start(self, after: timedelta | None = None) -> None:
        """Begins to count, when a store was opened; `after` counts from now on where it is given."""
        self._after = after or self._after
        self._touched = self._clock()
        self._moved(QGuiApplication.focusWindow())
        self._timer.start()

    def stop(self) -> None:
        """Stops counting: the window is locked."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Locks where nobody was there for long enough."""
        if self._clock() - self._touched >= self._after:
            self.stop()
            self._locks()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes that somebody is there; lets every event pass."""
        if event.type() in _TOUCHES:
            self._touched = self._clock()
        return super().eventFilter(watched, event)

    @Slot(QWindow)
    def _moved(self, window: QWindow | None) -> None:
        # On the window itself, not on the application: events of its widgets need not pass through Python.
        if window is not None and window is not self._watched:
            window.installEventFilter(self)
        self._watched = window
