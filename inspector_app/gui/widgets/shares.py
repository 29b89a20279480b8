"""Two shares, drawn as two bars in a cell: the part in question above, what it is held against below.

The cell has both in words for the pointer and the screen reader, so the picture says nothing new.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from inspector_app.gui.widgets.rows import Index, RowRole

_MARGIN = 4  # pixels


class SharesDelegate(QStyledItemDelegate):
    """Draws both shares of a row.

    Args:
        of: gives both shares of a row, from 0 to 1; the longest of all rows fills the cell.
        longest: gives the longest share of all rows.
        parent: the Qt owner.
    """

    def __init__(
        self, of: Callable[[Any], tuple[float, float]], longest: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._of, self._longest = of, longest

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draws the cell as the table does, then the bars instead of words."""
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        roles = QPalette.ColorRole
        colours = (
            option.palette.color(roles.HighlightedText if chosen else roles.Highlight),
            option.palette.color(roles.HighlightedText if chosen else roles.Mid),
        )
        room = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        high = max(1, room.height() // 2 - 1)
        longest = self._longest() or 1.0
        for place, (share, colour) in enumerate(zip(self._of(index.data(RowRole.ROW)), colours, strict=True)):
            wide = round(room.width() * share / longest)
            painter.fillRect(QRect(room.left(), room.top() + place * (high + 2), wide, high), colour)
