"""What stands in an empty line, in as many words as there is room for: cut-off words help nobody."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLineEdit, QToolButton

_AROUND = 12  # pixels: frame and margins that Qt keeps free beside the words


def hint(line: QLineEdit, *wordings: str) -> None:
    """Shows the first of these wordings that fits, the longest first, at any width and size of text."""
    _Hint(line, wordings)


class _Hint(QObject):
    """Lives as a child of its line."""

    def __init__(self, line: QLineEdit, wordings: tuple[str, ...]) -> None:
        super().__init__(line)
        self._line, self._wordings = line, wordings
        for clear in line.findChildren(QToolButton):
            clear.setAccessibleName("Clear")
        self._choose()
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Chooses anew; lets every event pass."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.Show):
            self._choose()
        return super().eventFilter(watched, event)

    def _choose(self) -> None:
        metrics, line = self._line.fontMetrics(), self._line
        icon = metrics.height() if line.isClearButtonEnabled() else 0
        room = line.contentsRect().width() - _AROUND - icon
        fits = (each for each in self._wordings if metrics.horizontalAdvance(each) <= room)
        line.setPlaceholderText(next(fits, ""))
