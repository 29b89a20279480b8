"""Small parts that the pages of this screen are put together from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from inspector_app.gui.widgets.readable import readable


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
    readable(made)
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
