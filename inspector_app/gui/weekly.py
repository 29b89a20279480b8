"""Starts the full check of a store once a week, in the background and some time after the opening."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from inspector_app.errors import WorldError
from inspector_app.gui import greeting
from inspector_app.gui.desk import Desk
from inspector_app.services import weekly
from inspector_app.services.keeping import CheckReport
from inspector_app.services.session import Session
from inspector_app.store.errors import StoreClosedError

AFTER_MS = 120_000
"""Whoever opens a store is in a hurry then."""


class WeeklyCheck(QObject):
    """One check for one opening of a store.

    Args:
        desk: runs the jobs and tells.
        session: the open store.
    """

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self._desk, self._session = desk, session
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self.begin)
        self._timer.start()

    def stop(self) -> None:
        """The store is closed."""
        self._timer.stop()

    @Slot()
    def begin(self) -> None:
        """Checks, where it is due."""
        self._desk.runner.run(partial(weekly.due, self._session), self._found_due, self._desk.failed)

    def _found_due(self, due: bool) -> None:  # noqa: FBT001 - what a job returned
        if due:
            self._desk.runner.run_beside(partial(weekly.check, self._session), self._checked, self._failed)

    def _checked(self, report: CheckReport) -> None:
        if report.ok:
            self._desk.runner.run(partial(weekly.note, self._session), self._noted, self._desk.failed)
            return
        first = next(iter(report.problems), "a fault that it cannot name")
        more = f" There are {len(report.problems)} problems in all." if len(report.problems) > 1 else ""
        self._desk.tell(greeting.damaged(f"The weekly check found: {first}.{more}"))

    def _noted(self, _done: None) -> None:
        pass

    def _failed(self, error: Exception) -> None:
        if isinstance(error, StoreClosedError):
            return
        if isinstance(error, WorldError):
            self._desk.tell(greeting.damaged(str(error)))
        else:
            self._desk.failed(error)
