"""Has backups made while a store is open: when it is opened, every hour, and when the stick appears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from inspector_app.errors import WorldError
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Choice, Notice, Weight
from inspector_app.services import backups
from inspector_app.services.backups import BackupReport, BackupsAwayError, Begun, Kept, Place, Seen
from inspector_app.services.session import Session
from inspector_app.services.wording import told_moment
from inspector_app.store.errors import StoreClosedError

LOOK_MS = 60_000
EVERY, AGAIN = timedelta(hours=1), timedelta(minutes=10)
_ACTION, _FAILED = "file.backups", "backup-failed"
_WHERE = "Where are backups to be made by themselves? Choose a stick or another disk"


class Backing(QObject):
    """The backups of one opening of a store. Everything slow runs beside the store's thread.

    Args:
        desk: runs the jobs, tells, and holds the actions.
        session: the open store; only jobs touch it.
        shows: shows one line in the status bar; empty for none.
    """

    def __init__(self, desk: Desk, session: Session, shows: Callable[[str], None]) -> None:
        super().__init__()
        self._desk, self._session, self._shows = desk, session, shows
        self._place: Place | None = None
        self._next: datetime | None = None
        self._busy = self._over = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        desk.actions.add(_ACTION, "&Automatic backups…", self.choose, menu="File")
        desk.runner.run(partial(backups.kept_in, session), self._known)

    def stop(self) -> None:
        """The store is closed, which stops a copy under way."""
        self._over = True
        self._timer.stop()
        self._desk.actions.remove(_ACTION)
        self._desk.withdraw(_FAILED)
        self._shows("")

    def choose(self) -> None:
        """File menu: asks where backups are to be made from now on."""
        self._desk.dialogs.choose_folder(
            _WHERE, self._chosen, folder=self._place.folder if self._place else None
        )

    @Slot()
    def look(self) -> None:
        """Makes a backup where one is due; a clock that was set back makes it due."""
        now = self._desk.clock()
        waits = self._next is not None and timedelta(0) < self._next - now <= EVERY
        if not (self._busy or self._over or waits or self._place is None):
            self._busy = True
            job = partial(backups.look, self._place, self._session.device.actor)
            self._desk.runner.run_beside(job, self._seen, self._failed)

    def again(self) -> None:
        """Tries once more, now."""
        self._next = None
        self.look()

    def _known(self, place: Place | None) -> None:
        if self._over:
            return
        self._place = place
        if place is None:
            self._shows("No automatic backups")
            return
        self._timer.start()
        self.again()

    def _chosen(self, folder: Path | None) -> None:
        if folder is not None and not self._over:
            self._desk.runner.run(partial(backups.keep_in, self._session, folder), self._kept)

    def _kept(self, kept: Kept) -> None:
        if kept.same_disk:
            sentence = "Backups are made on the disk that the store is on."
            advice = "A stick or another disk is safer: a laptop that is lost or stolen takes both with it."
            self._desk.tell(Notice("backup-same-disk", Weight.WARNING, sentence, advice))
        self._known(kept.place)

    def _seen(self, seen: Seen) -> None:
        if not self._over:
            self._tell_of_another_name(seen.place)
            self._desk.runner.run(partial(backups.begin, self._session, seen), self._begun, self._failed)

    def _tell_of_another_name(self, place: Place) -> None:
        """The stick came back under another letter; a person who looks for the backups must know where."""
        before, self._place = self._place, place
        if before is not None and before.folder != place.folder:
            sentence = f"The drive for backups has another name now: {place.folder}."
            self._desk.tell(Notice("backup-renamed", Weight.NOTE, sentence, f"It was {before.folder}."))

    def _begun(self, begun: Begun | None) -> None:
        if self._over:
            return
        if begun is None:
            self._desk.runner.run(partial(backups.last, self._session), self._stands, self._failed)
            return
        self._shows("Backing up…")
        job = partial(backups.carry, self._session, begun)
        self._desk.runner.run_beside(job, partial(self._carried, begun), self._failed)

    def _carried(self, begun: Begun, report: BackupReport) -> None:
        if not self._over:
            job = partial(_finish, self._session, begun, report)
            self._desk.runner.run(job, self._stands, self._failed)

    def _stands(self, last: str) -> None:
        self._busy = False
        if self._over:
            return
        self._next = self._desk.clock() + EVERY
        self._desk.withdraw(_FAILED)
        self._shows(f"Backed up {told_moment(last)}")

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if self._over or isinstance(error, StoreClosedError):
            return
        if isinstance(
            error, BackupsAwayError
        ):  # looked for at each minute, so a stick is seen when it appears
            self._next = None
            self._shows("Backup drive not connected")
            return
        self._next = self._desk.clock() + AGAIN
        self._shows("Not backed up")
        if not isinstance(error, WorldError):
            self._desk.failed(error)
            return
        sentence = f"The automatic backup was not made: {error.what[:1].lower()}{error.what[1:]}."
        where = f" Backups go to {self._place.folder}." if self._place else ""
        choices = (
            Choice("Try again", self.again, keeps=True),
            Choice("Choose another folder", self.choose, keeps=True),
        )
        self._desk.tell(Notice(_FAILED, Weight.PROBLEM, sentence, f"{error.advice}{where}".strip(), choices))


def _finish(session: Session, begun: Begun, report: BackupReport) -> str:
    backups.finish(session, begun, report)
    return begun.at
