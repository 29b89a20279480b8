"""The whole words of a choice, below its box, for as long as the box has no room for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QStyle, QStyleOptionComboBox


class WholeChoice(QLabel):
    """The label. Hidden while the box shows all of it.

    Args:
        box: whose choice it tells.
    """

    def __init__(self, box: QComboBox) -> None:
        super().__init__()
        self._box = box
        self.setProperty("look", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()
        box.currentTextChanged.connect(self._tell)
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks anew at another width or size of text; lets every event pass."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._tell()
        return super().eventFilter(watched, event)

    @Slot()
    def _tell(self) -> None:
        told = QStyleOptionComboBox()
        self._box.initStyleOption(told)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self._box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, told, field, self._box)
        words = self._box.currentText()
        self.setText(words)
        self.setVisible(self._box.fontMetrics().horizontalAdvance(words) > room.width())
