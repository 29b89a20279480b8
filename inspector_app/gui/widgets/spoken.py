"""What a screen reader says without being asked: something happened elsewhere than where the focus is."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def say(widget: QWidget, sentence: str, *, at_once: bool = False) -> None:
    """Has a screen reader say a sentence.

    Args:
        widget: where it happened.
        sentence: what happened.
        at_once: whether it cuts short what is being read, as a problem may.
    """
    said = QAccessibleAnnouncementEvent(widget, sentence)
    if at_once:
        said.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(said)
