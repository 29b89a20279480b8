"""A page in an area that scrolls where the text is large or the window small."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(page: QWidget, name: str) -> QScrollArea:
    """Returns the area; the Tab key comes to it, so that arrow keys scroll also what holds no control.

    Args:
        page: what scrolls.
        name: what it is called, for a screen reader.
    """
    area = rolled(page)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setAccessibleName(name)
    area.setProperty("ring", True)
    return area


def rolled(page: QWidget) -> QScrollArea:
    """Returns the area for a page that is all controls: the Tab key goes through it, and scrolls it so."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
