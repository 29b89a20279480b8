"""Starts the full check of a store once a week, in the background, however long the window stays open."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from inspector_app.gui import greeting
from inspector_app.gui.desk import Desk
from inspector_app.services import keeping, orders, weekly
from inspector_app.services.keeping import CheckReport
from inspector_app.services.session import Session
from inspector_app.store.errors import DamagedStoreError, StoreClosedError

AFTER_MS = 120_000
"""Whoever opens a store is in a hurry then."""
AGAIN_MS = 3_600_000
"""How often it is seen whether a week is over."""


class WeeklyCheck(QObject):
    """The checks of one opening of a store; what one finds ends them, as it is told until somebody acts.

    Args:
        desk: runs the jobs and tells.
        session: the open store.
    """

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self._desk, self._session = desk, session
        self._over = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)  # begun again only when a check has come back
        self.timer.setInterval(AFTER_MS)
        self.timer.timeout.connect(self.begin)
        self.timer.start()

    def stop(self) -> None:
        """The store is closed."""
        self._over = True
        self.timer.stop()

    @Slot()
    def begin(self) -> None:
        """Checks now, where it is due."""
        self.timer.stop()
        # Old bytes of what was erased, where another program held the file when it was to be cleaned.
        self._desk.runner.run(partial(orders.clean, self._session), self._cleaned, self._failed)

    def _cleaned(self, _left: str) -> None:
        self._desk.runner.run(partial(weekly.due, self._session), self._found_due, self._failed)

    def _found_due(self, due: bool) -> None:  # noqa: FBT001 - what a job returned
        if due:
            self._desk.runner.run_beside(partial(keeping.check, self._session), self._checked, self._failed)
        else:
            self._wait()

    def _wait(self) -> None:
        if not self._over:
            self.timer.start(AGAIN_MS)

    def _checked(self, report: CheckReport) -> None:
        if self._over:
            return
        if report.ok:
            self._desk.runner.run(partial(weekly.note, self._session), self._noted, self._failed)
            return
        first = next(iter(report.problems), "a fault that it cannot name")
        more = f" There are {len(report.problems)} problems in all." if len(report.problems) > 1 else ""
        self._desk.tell(greeting.damaged(f"The weekly check found: {first}.{more}", len(report.records)))

    def _noted(self, _done: None) -> None:
        self._wait()

    def _failed(self, error: Exception) -> None:
        if self._over or isinstance(error, StoreClosedError):
            return
        if isinstance(error, DamagedStoreError):
            self._desk.tell(greeting.damaged(str(error)))
            return
        self._wait()  # a full disk or a drive that is away for a moment is no damage
        self._desk.failed(error)
