"""The text box of quick capture: a list of what a mark may become opens at the cursor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from inspector_app.gui.quiet import QUIETLY
from inspector_app.gui.screens.capture.state import Mark
from inspector_app.gui.widgets.plain_field import PlainField

Complete = Callable[[str], tuple[Mark, ...]]
_SHOWN = 8
_FOR_THE_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class MarkedBox(PlainField):
    """The box.

    Args:
        complete: gives what the mark at the end of a line's beginning may become.
        parent: the Qt owner.
    """

    def __init__(self, complete: Complete, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._complete = complete
        self._offered: tuple[Mark, ...] = ()
        self._list = QStringListModel(self)
        self.finder = QCompleter(self._list, self)
        self.finder.setWidget(self)
        self.finder.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.finder.setMaxVisibleItems(_SHOWN)
        self.offers = QListView()
        self.offers.setAccessibleName(self.tr("What the mark can stand for"))
        self.finder.setPopup(self.offers)
        self.offers.clicked.connect(self._take)
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Types, and opens or narrows the list; while it is open, Enter takes from it."""
        if self.offers.isVisible() and event.key() in _FOR_THE_LIST:
            self.offers.hide()
            if event.key() != Qt.Key.Key_Escape:
                self._take(self.offers.currentIndex())
            return
        super().keyPressEvent(event)
        self._offer()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Tab takes from the open list; otherwise it goes to the next control."""
        if self.offers.isVisible():
            self._take(self.offers.currentIndex())
            return True
        return super().focusNextPrevChild(forward)

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if not 0 <= index.row() < len(self._offered):
            return
        self.offers.hide()
        mark = self._offered[index.row()]
        place = self.textCursor()
        while place.selectedText()[:1] != mark.sign and not place.atBlockStart():
            place.movePosition(QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor)
        place.insertText(f"{mark.sign}{mark.word} ")
        self.setTextCursor(place)

    def _offer(self) -> None:
        place = self.textCursor()
        place.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        self._offered = () if self.property(QUIETLY) else self._complete(place.selectedText())
        if not self._offered:
            self.offers.hide()
            return
        self._list.setStringList([mark.told for mark in self._offered])
        where = self.cursorRect()
        where.setWidth(min(self.width(), self.fontMetrics().averageCharWidth() * 60))
        self.finder.complete(where)
        self.offers.setCurrentIndex(self._list.index(0, 0))
