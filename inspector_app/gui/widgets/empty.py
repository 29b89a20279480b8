"""What a screen shows while it has nothing: why, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui.icons import drawing


class EmptyState(QWidget):
    """A picture, a sentence, an advice and, where there is one, the button that follows the advice.

    Args:
        picture: the name of an icon.
        sentence: what is not there, "No evidence yet".
        advice: what to do.
        action: the words of the button; no button where empty.
        parent: the Qt owner.
    """

    asked = Signal()

    def __init__(
        self, picture: str, sentence: str, advice: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self.setAccessibleName(f"{sentence} {advice}".strip())
        column = QVBoxLayout(self)
        column.addStretch(1)
        self._drawn = QLabel()
        self._drawn.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._drawn)
        self._sentence = _line(sentence, "heading")
        self._advice = _line(advice, "")
        column.addWidget(self._sentence)
        column.addWidget(self._advice)
        self._advice.setVisible(bool(advice))
        self.button = QPushButton(action)
        self.button.setProperty("weight", "first")
        self.button.setVisible(bool(action))
        self.button.clicked.connect(self.asked)
        column.addSpacing(self.fontMetrics().height() // 2)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)

    def say(self, sentence: str, advice: str = "") -> None:
        """Changes what is said, for instance when a filter leaves nothing."""
        self._sentence.setText(sentence)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(f"{sentence} {advice}".strip())

    def showEvent(self, event: QShowEvent) -> None:
        """Draws the picture in the colours and the size of now."""
        self._draw()
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the picture anew in another look or size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self.isVisible():
            self._draw()

    def _draw(self) -> None:
        size = self.fontMetrics().height() * 3
        self._drawn.setPixmap(drawing(self._picture, self.palette().placeholderText().color(), size))


def _line(words: str, look: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("look", look)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
