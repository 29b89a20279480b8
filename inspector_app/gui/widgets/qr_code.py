"""A text as a QR code (ISO/IEC 18004), to be read by a telephone or a hand scanner.

Black on white in every theme: scanners ask for that, whatever is easy on the eyes. The text itself stands
beside it, so the picture says nothing that words do not.
"""

from __future__ import annotations

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET = 4
"""Light modules around the code, as the standard asks for."""
LEVEL = "m"
"""How much may be spoilt and still be read: 15 per cent."""
_SIDE = 3  # pixels of a module at the least, so that the camera of a telephone tells them apart
_LINES = 14  # of text, which is how high the code is where the text is large


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Returns the code of a text by rows, True for dark, without the light border; empty for no text."""
    if not text:
        return ()
    made = segno.make_qr(text.encode("utf-8"), error=LEVEL, mode="byte", boost_error=False)
    return tuple(tuple(bool(dark) for dark in row) for row in made.matrix)


class QrCode(QWidget):
    """The code, as large as a whole number of pixels for each module allows.

    Args:
        name: what it is, for a screen reader.
        parent: the Qt owner.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[bool, ...], ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Shows the code of a text, or nothing where it is empty."""
        self._rows = modules(text)
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as some lines of text, and large enough to be read from a hand's breadth."""
        across = len(self._rows) + 2 * QUIET
        side = across * max(_SIDE, self.fontMetrics().lineSpacing() * _LINES // across)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """No smaller than the hint: half a code cannot be read."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws every module as a square of whole pixels."""
        if not self._rows:
            return
        painter = QPainter(self)
        across = len(self._rows) + 2 * QUIET
        side = max(1, min(self.width(), self.height()) // across)
        painter.fillRect(QRect(0, 0, across * side, across * side), Qt.GlobalColor.white)
        for down, row in enumerate(self._rows, QUIET):
            for along, dark in enumerate(row, QUIET):
                if dark:
                    painter.fillRect(QRect(along * side, down * side, side, side), Qt.GlobalColor.black)
        painter.end()
