"""The facts of the status bar: saved, who inspects, what is not sent, what waits, the backup, the lock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from inspector_app.gui.icons import wear
from inspector_app.gui.saving import Phase, Standing
from inspector_app.gui.widgets.flow import FlowLayout


class StatusFacts(QStatusBar):
    """The status bar. Every fact is words; a failure to save is also marked loudly.

    The facts break into further lines where the window is narrow or the text large.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setAccessibleName("Status")
        self._saved, self._inspector = _fact("saved"), _fact("inspector")
        self._unbundled, self._waiting, self._backup = _fact("unbundled"), _fact("waiting"), _fact("backup")
        self.setSizeGripEnabled(False)
        facts = QWidget()
        line = FlowLayout(facts)
        for label in (self._saved, self._inspector, self._unbundled, self._waiting, self._backup):
            line.addWidget(label)
            label.setVisible(label is self._saved)
        self.addWidget(facts, 1)

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


def _fact(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
