"""Labels whose words can be selected and copied, by mouse and keyboard; the style sheet gives them a ring."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def readable(label: QLabel) -> None:
    """Lets the words of a label be selected and copied; the Tab key comes to it, and is seen there."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setProperty("readable", True)
