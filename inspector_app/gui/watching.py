"""What runs by itself while a store is open: the watch for an empty chair, and the weekly check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtGui import QGuiApplication

from inspector_app.domain.clock import Clock
from inspector_app.gui.away import AwayWatch
from inspector_app.gui.desk import Desk
from inspector_app.gui.idle import IdleWatch
from inspector_app.gui.weekly import WeeklyCheck
from inspector_app.services.session import Session


class Watching:
    """One for the window; begins anew at each opening. Loaded after the window stands.

    Args:
        app: the application.
        clock: the only source of time.
        locks: locks the window.
        saves: makes all text durable before it returns.
    """

    def __init__(
        self, app: QGuiApplication, clock: Clock, locks: Callable[[], None], saves: Callable[[], None]
    ) -> None:
        self._idle = IdleWatch(app, clock, locks)
        self._away = AwayWatch(clock, locks, saves)
        self._weekly: WeeklyCheck | None = None

    def start(self, idle: timedelta, window: int) -> None:
        """A store was opened.

        Args:
            idle: after how long without a touch the window locks.
            window: native handle of the window.
        """
        self._idle.start(idle)
        self._away.start(window)

    def found_sound(self, desk: Desk, session: Session) -> None:
        """The first look at the store found nothing: the full one may come round."""
        self._weekly = WeeklyCheck(desk, session)

    def stop(self) -> None:
        """The window is locked or ends."""
        self._idle.stop()
        self._away.stop()
        if self._weekly is not None:
            self._weekly.stop()
            self._weekly = None

    def put_away(self) -> None:
        """The store is closed: a computer that is about to sleep need not wait any longer."""
        self._away.put_away()
