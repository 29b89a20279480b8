"""A list and what is open of it: side by side where there is room, else one at a time with a way back.

Room is counted in characters, so that large text on a small screen gets the whole width.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

ROOM_CHARS = 96
"""Characters of usual width that list and detail need to stand side by side."""


class Halves(QWidget):
    """The two parts.

    Args:
        listing: the list.
        detail: what is open of it.
        back: the words of the way back to the list, "Back to the cases".
        shares: how much of the width each gets.
    """

    def __init__(
        self,
        listing: QWidget,
        detail: QWidget,
        *,
        back: str,
        shares: tuple[int, int] = (2, 3),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._listing, self._detail, self._shares = listing, detail, shares
        self._narrow, self._inside = False, False
        self.back = QPushButton(back)
        self.back.clicked.connect(self.to_list)
        self.back.hide()
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.setChildrenCollapsible(False)
        for place, part in enumerate((listing, detail)):
            self._parts.addWidget(part)
            self._parts.setStretchFactor(place, shares[place])
        self._share()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._parts, 1)

    @property
    def narrow(self) -> bool:
        """Whether only one of the two is in sight."""
        return self._narrow

    def to_detail(self) -> None:
        """Something was opened on purpose: where there is room for one part only, shows that."""
        self._inside = True
        self._arrange()

    @Slot()
    def to_list(self) -> None:
        """Shows the list again."""
        self._inside = False
        self._arrange()
        self._listing.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decides anew whether both have room."""
        super().resizeEvent(event)
        self._decide()

    def changeEvent(self, event: QEvent) -> None:
        """Decides anew when the text has another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._decide()

    def _decide(self) -> None:
        narrow = self.width() < self.fontMetrics().averageCharWidth() * ROOM_CHARS
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()
            self._share()

    def _arrange(self) -> None:
        self._listing.setVisible(not self._narrow or not self._inside)
        self._detail.setVisible(not self._narrow or self._inside)
        self.back.setVisible(self._narrow and self._inside)

    def _share(self) -> None:
        self._parts.setSizes([1000 * share for share in self._shares])
