"""Small parts that the pages of this screen are put together from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget


def label(look: str, text: str = "") -> QLabel:
    """Returns a label of a look that breaks its lines and can be read by mouse and keyboard."""
    made = QLabel(text)
    made.setProperty("look", look)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    return made


def copied(look: str = "") -> QLabel:
    """Returns a label whose words can be selected and copied."""
    made = label(look)
    flags = Qt.TextInteractionFlag
    made.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return made


def button(words: str, *, first: bool = False, tip: str = "") -> QPushButton:
    """Returns a button; `first` marks the one that is pressed most often."""
    made = QPushButton(words)
    if first:
        made.setProperty("weight", "first")
    if tip:
        made.setToolTip(tip)
        made.setAccessibleDescription(tip)
    return made


def scrolled(page: QWidget, name: str) -> QScrollArea:
    """Returns a page in an area that scrolls where the text is large."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(name)
    area.setWidget(page)
    return area
