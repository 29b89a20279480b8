"""A field for some sentences, as high as the lines that it is meant for, at any size of text."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.gui.widgets.plain_field import PlainField

_FRAME = 12  # pixels: frame and document margin, above and below


class NoteEdit(PlainField):
    """The field. Tab leaves it, as in every form of the window.

    Args:
        name: what it is called, for a screen reader.
        lines: how many lines are in sight; it scrolls beyond.
        parent: the Qt owner.
    """

    def __init__(self, name: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As many lines as were asked for."""
        return QSize(super().sizeHint().width(), self.fontMetrics().lineSpacing() * self._lines + _FRAME)

    def minimumSizeHint(self) -> QSize:
        """No lower than the hint, so that a crowded form scrolls as a whole."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
