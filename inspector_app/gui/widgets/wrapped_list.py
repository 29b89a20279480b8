"""A list whose entries break into as many lines as they need, at any size of text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QListWidget, QWidget

_ENDLESS = 1 << 20  # pixels


class WrappedList(QListWidget):
    """The list. Qt's own wrapping forgets the padding of the style sheet and cuts the last word off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def fit(self) -> None:
        """Gives every entry the height that its words need; call it once all are added."""
        for place in range(self.count()):
            item = self.item(place)
            metrics = QFontMetrics(item.font())
            line = metrics.height()
            room = QRect(0, 0, max(line, self.viewport().width() - line * 2 // 3), _ENDLESS)
            words = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(1, words.height() + line // 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breaks the lines anew at another width."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Breaks the lines anew in another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()
