"""What runs by itself while a store is open: the watch for an empty chair, and checks of the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtGui import QGuiApplication

from inspector_app.domain.clock import Clock
from inspector_app.gui import greeting
from inspector_app.gui.away import AwayWatch
from inspector_app.gui.desk import Desk
from inspector_app.gui.idle import IdleWatch
from inspector_app.gui.weekly import WeeklyCheck
from inspector_app.services import keeping
from inspector_app.services.keeping import CheckReport
from inspector_app.services.session import Session
from inspector_app.store.errors import DamagedStoreError


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
        self._looks: Desk | None = None
        self._weekly: WeeklyCheck | None = None

    def start(self, idle: timedelta, window: int) -> None:
        """A store was opened.

        Args:
            idle: after how long without a touch the window locks.
            window: native handle of the window.
        """
        self._idle.start(idle)
        self._away.start(window)

    def look(self, desk: Desk, session: Session) -> None:
        """Looks the store over, beside its thread: nobody who types waits for it."""
        self._looks = desk
        done, failed = partial(self._looked, desk, session), partial(self._not_looked, desk)
        desk.runner.run_beside(partial(keeping.look, session), done, failed)

    def _looked(self, desk: Desk, session: Session, report: CheckReport) -> None:
        if self._looks is not desk:  # the store was closed meanwhile
            return
        if report.ok:
            self._weekly = WeeklyCheck(desk, session)
        else:
            desk.tell(greeting.damaged("Parts of this store cannot be read.", len(report.records)))

    def _not_looked(self, desk: Desk, error: Exception) -> None:
        if self._looks is not desk:
            return
        if isinstance(error, DamagedStoreError):
            desk.tell(greeting.damaged(str(error)))
        else:
            desk.failed(error)

    def stop(self) -> None:
        """The window is locked or ends."""
        self._idle.stop()
        self._away.stop()
        self._looks = None
        if self._weekly is not None:
            self._weekly.stop()
            self._weekly = None

    def put_away(self) -> None:
        """The store is closed: a computer that is about to sleep need not wait any longer."""
        self._away.put_away()
