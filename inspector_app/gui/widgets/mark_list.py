"""The list of what a mark may become: it opens at the cursor of a text as soon as the mark is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QStringListModel, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit

from inspector_app.gui.marks import Mark
from inspector_app.gui.quiet import QUIETLY

Complete = Callable[[str], tuple[Mark, ...]]
"""Gives what the mark at the end of a line's beginning may become."""
Take = Callable[[Mark], str]
"""Gives what stands in the text for a mark that was taken from the list."""
_SHOWN = 8
_FOR_THE_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


def as_mark(mark: Mark) -> str:
    """Returns a mark as it is typed, for a text that is read for marks later."""
    return f"{mark.sign}{mark.word} "


class MarkList(QObject):
    """The list.

    Args:
        field: the text; becomes the Qt owner.
        complete: gives what a mark may become.
        take: gives what stands in the text for what was taken.
    """

    def __init__(self, field: QPlainTextEdit, complete: Complete, take: Take = as_mark) -> None:
        super().__init__(field)
        self._field, self._complete, self._take_for = field, complete, take
        self._offered: tuple[Mark, ...] = ()
        self._list = QStringListModel(self)
        self._finder = QCompleter(self._list, self)
        self._finder.setWidget(field)
        self._finder.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._finder.setMaxVisibleItems(_SHOWN)
        self.view = QListView()
        self.view.setAccessibleName(self.tr("What the mark can stand for"))
        self._finder.setPopup(self.view)
        self.view.clicked.connect(self._take)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key is for the open list: Enter takes from it, Esc closes it."""
        if not self.view.isVisible() or event.key() not in _FOR_THE_LIST:
            return False
        self.view.hide()
        if event.key() != Qt.Key.Key_Escape:
            self._take(self.view.currentIndex())
        return True

    def tabs(self) -> bool:
        """Whether Tab is for the open list: it takes from it."""
        if not self.view.isVisible():
            return False
        self._take(self.view.currentIndex())
        return True

    def offer(self) -> None:
        """Opens, narrows or closes the list, after a key was typed."""
        self._offered = self._fitting()
        if not self._offered:
            if self.view.isVisible():
                self.view.hide()
            return
        self._list.setStringList([mark.told for mark in self._offered])
        where = self._field.cursorRect()
        where.setWidth(min(self._field.width(), self._field.fontMetrics().averageCharWidth() * 60))
        self._finder.complete(where)
        self.view.setCurrentIndex(self._list.index(0, 0))
        number = self.tr("1 match") if len(self._offered) == 1 else self.tr("{0} matches")
        words = self.tr("{0}: {1}").format(number.format(len(self._offered)), self._offered[0].told)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, words))

    def _fitting(self) -> tuple[Mark, ...]:
        """Returns what the mark before the cursor may become; runs at every key, so most ends at once."""
        place = self._field.textCursor()
        line = place.block().text()
        if ("#" not in line and "@" not in line) or self._field.property(QUIETLY):
            return ()
        place.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        return self._complete(place.selectedText())

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if not 0 <= index.row() < len(self._offered):
            return
        self.view.hide()
        mark = self._offered[index.row()]
        place = self._field.textCursor()
        while place.selectedText()[:1] != mark.sign and not place.atBlockStart():
            place.movePosition(QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor)
        place.insertText(self._take_for(mark))
        self._field.setTextCursor(place)
