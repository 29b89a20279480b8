"""The facts of the status bar: saved, who inspects, what is not sent, what waits, the backup, the lock."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from inspector_app.gui.icons import wear
from inspector_app.gui.saving import Phase, Standing


class StatusFacts(QStatusBar):
    """The status bar. Every fact is words; a failure to save is also marked loudly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setAccessibleName("Status")
        self._saved = _Fact("saved", gives_way=False)
        self._inspector = _Fact("inspector", gives_way=True)
        self._unbundled = _Fact("unbundled", gives_way=True)
        self._waiting = _Fact("waiting", gives_way=True)
        self._backup = _Fact("backup", gives_way=True)
        for label in (self._saved, self._inspector, self._unbundled, self._waiting, self._backup):
            self.addPermanentWidget(label)

    def add_lock(self, action: QAction) -> None:
        """Puts the lock's action at the end of the bar."""
        button = QToolButton(self)
        button.setObjectName("lock")
        button.setDefaultAction(action)
        button.setText("Lock")
        button.setAccessibleName("Lock this window")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        wear(button, "lock")
        self.addPermanentWidget(button)

    def show_standing(self, standing: Standing) -> None:
        """Shows where all text stands."""
        failed = standing.phase is Phase.FAILED
        self._saved.setText(f"⚠ {standing.sentence}" if failed else standing.sentence)
        self._saved.setAccessibleName(standing.sentence)
        self._saved.setProperty("loud", failed)
        self._saved.style().unpolish(self._saved)
        self._saved.style().polish(self._saved)

    def show_inspector(self, told: str) -> None:
        """Shows who inspects, `A. Okafor, lead`; nothing while locked."""
        self._inspector.setText(told)
        self._inspector.setAccessibleName(f"Inspector: {told}" if told else "")
        self._inspector.setVisible(bool(told))

    def show_unbundled(self, changes: int | None) -> None:
        """Shows how many changes no bundle holds yet; nothing where None."""
        told = _unbundled(changes)
        self._unbundled.setText(told)
        self._unbundled.setAccessibleName(told)
        self._unbundled.setVisible(bool(told))

    def show_waiting(self, told: str) -> None:
        """Shows how many bundles wait in the drop folder, in words; nothing where empty."""
        self._waiting.setText(told)
        self._waiting.setAccessibleName(told)
        self._waiting.setVisible(bool(told))

    def show_backup(self, told: str) -> None:
        """Shows how automatic backups stand, in words; nothing where empty."""
        self._backup.setText(told)
        self._backup.setAccessibleName(told)
        self._backup.setVisible(bool(told))


def _unbundled(changes: int | None) -> str:
    if changes is None:
        return ""
    if changes == 0:
        return "Everything is in a bundle"
    return "1 change not yet in a bundle" if changes == 1 else f"{changes:,} changes not yet in a bundle"


class _Fact(QLabel):
    """A fact that gives way, with dots and a tooltip, where the window is narrow or the text large."""

    def __init__(self, name: str, *, gives_way: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self._gives_way = gives_way

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters; for all where it must not give way."""
        whole = super().minimumSizeHint()
        return QSize(self.fontMetrics().averageCharWidth() * 8, whole.height()) if self._gives_way else whole

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws as much of the words as there is room for."""
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        if words == self.text():
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        QPainter(self).drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
