"""A field of plain text, from which words go to the clipboard marked, and as plain text alone."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from inspector_app.gui import clipboard
from inspector_app.gui.widgets.mark_list import Complete, MarkList, Take, as_mark

_BREAKS = {0x2028: "\n", 0x2029: "\n", 0xA0: " "}
"""How Qt writes the end of a line, of a paragraph, and a space, in what is selected."""


class PlainField(QPlainTextEdit):
    """The field. Cut, copy, dragging and the selection of X11 all ask it for their data.

    Signals:
        menu_asked: the menu of a place opens; gets menu and cursor as a tuple, and may add to it (object).
    """

    menu_asked = Signal(object)
    marks: MarkList | None = None
    """What marks in this text may become; None where it holds none."""

    def complete_marks(self, complete: Complete, take: Take = as_mark) -> None:
        """Has a list open where a mark is typed.

        Args:
            complete: gives what the mark at the end of a line's beginning may become.
            take: gives what stands in the text for what was taken.
        """
        self.marks = MarkList(self, complete, take)
        self.setTabChangesFocus(True)

    @property
    def is_choosing(self) -> bool:
        """Whether the list of marks is open, so that Enter is for it."""
        return self.marks is not None and self.marks.view.isVisible()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Returns what is selected, marked so that no manager of clipboards keeps it."""
        return clipboard.discreet(self.textCursor().selectedText().translate(_BREAKS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Types; keys that are for the open list of marks go there."""
        if self.marks is None:
            super().keyPressEvent(event)
        elif not self.marks.takes(event):
            super().keyPressEvent(event)
            self.marks.offer()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Tab takes from the open list of marks; otherwise it goes to the next control."""
        if self.marks is not None and self.marks.tabs():
            return True
        return super().focusNextPrevChild(forward)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Opens the menu of the place under the mouse, or of the cursor where a key asked for it."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.textCursor() if by_key else self.cursorForPosition(event.pos())
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_asked.emit((menu, place))
        below = self.viewport().mapToGlobal(self.cursorRect(place).bottomLeft())
        menu.popup(below if by_key else event.globalPos())
