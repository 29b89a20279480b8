"""Watches a file that another program has open: a change is told, and never taken in by itself."""

from __future__ import annotations

from PySide6.QtCore import QFileSystemWatcher, QObject, Slot

from inspector_app.gui.notice import Notice, Tell, Weight
from inspector_app.services import lending
from inspector_app.services.lending import Loan


class LoanWatch(QObject):
    """One lent file, until `end`.

    Args:
        loan: the file.
        tell: shows a banner.
        parent: the Qt owner.
    """

    def __init__(self, loan: Loan, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._loan, self._tell = loan, tell
        self._told = False
        # The folder too: many programs write a new file and put it in the place of the old one.
        self._files = QFileSystemWatcher([str(loan.path), str(loan.path.parent)], self)
        self._files.fileChanged.connect(self._look)
        self._files.directoryChanged.connect(self._look)

    def end(self) -> None:
        """Takes the file away."""
        self._files.removePaths([str(self._loan.path), str(self._loan.path.parent)])
        lending.take_back(self._loan)
        self.deleteLater()

    @Slot()
    def _look(self) -> None:
        if not self._told and lending.is_changed(self._loan):
            self._told = True
            self._tell(
                Notice(
                    "evidence:lent",
                    Weight.WARNING,
                    "Another program changed its copy of an attached file. The file itself is as it was.",
                    "To keep the changes, save them in that program under another name and attach that file.",
                )
            )
