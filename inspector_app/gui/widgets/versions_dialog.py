"""Earlier versions of one text, each beside what stands now, and a way to bring one back."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QCursor, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.versions import Version, compared, earlier
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.wrapped_list import WrappedList


class VersionsDialog(QDialog):
    """The dialog; not modal, and it writes nothing: a version that is brought back is typed like any words.

    Args:
        title: whose versions they are.
        versions: the earlier ones, the latest first; at least one.
        now: what stands now.
        parent: the screen.

    Signals:
        brought: the words of the version that is to stand again (str).
    """

    brought = Signal(str)

    def __init__(self, title: str, versions: tuple[Version, ...], now: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._versions, self._now = versions, now
        self._build()
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _chosen(self, row: int) -> None:
        self.difference.setHtml(compared(self._versions[row].text, self._now))

    @Slot()
    def _bring(self) -> None:
        self.brought.emit(self._versions[self.list.currentRow()].text)
        self.accept()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        hint = QLabel(self.tr("− stood in that version and no longer stands. + has come since."))
        hint.setProperty("look", "muted")
        hint.setWordWrap(True)
        column.addWidget(hint)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        self.list = WrappedList()
        self.list.setAccessibleName(self.tr("Earlier versions"))
        self.list.addItems([f"{one.at}\n{one.who}" for one in self._versions])
        self.difference = QTextBrowser()
        self.difference.setAccessibleName(self.tr("That version beside what stands now"))
        self.difference.setOpenLinks(False)
        self.difference.setTabChangesFocus(True)
        self.list.currentRowChanged.connect(self._chosen)
        parts.addWidget(self.list)
        parts.addWidget(self.difference)
        parts.setSizes([2000, 3000])
        column.addWidget(parts, 1)
        row = FlowLayout()
        self.bring = QPushButton(self.tr("Bring this version back"))
        self.bring.setProperty("weight", "first")
        self.bring.setDefault(True)
        self.bring.clicked.connect(self._bring)
        back = QPushButton(self.tr("Leave it as it is (Esc)"))
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        row.addWidget(self.bring)
        row.addWidget(back)
        column.addLayout(row)
        metrics = self.fontMetrics()
        room = self.screen().availableSize()
        self.resize(
            min(metrics.averageCharWidth() * 100, room.width() * 9 // 10),
            min(metrics.height() * 24, room.height() * 9 // 10),
        )


def show_earlier(versions: tuple[Version, ...], field: QPlainTextEdit, title: str, screen: QWidget) -> None:
    """Shows the earlier versions of a text; one that is brought back comes into its field as if typed.

    Args:
        versions: all that are known, the latest first.
        field: where the text stands.
        title: whose versions they are.
        screen: goes when the store is closed, and the dialog with it.
    """
    now = field.toPlainText()
    others = earlier(versions, now)
    if not others:
        words = screen.tr("There is no earlier version: these words are the first.")
        QToolTip.showText(QCursor.pos(), words, screen)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(screen, words))
        return
    dialog = VersionsDialog(title, others, now, screen)
    dialog.brought.connect(_Back(dialog, field).put)
    dialog.show()


class _Back(QObject):
    """Brings words back into a field, for as long as their dialog stands."""

    def __init__(self, dialog: VersionsDialog, field: QPlainTextEdit) -> None:
        super().__init__(dialog)
        self._field = field

    @Slot(str)
    def put(self, words: str) -> None:
        """Puts words in the place of all that stands in the field; undone in one step."""
        if not shiboken6.isValid(self._field) or self._field.isReadOnly():
            return
        cursor = QTextCursor(self._field.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(words)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
