"""What a box of choices is for, in words that a screen reader says on every system."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox


def name_choice(box: QComboBox, words: str) -> None:
    """Names a box that has no label of its own.

    On Linux Qt gives what is chosen in the box for its name, and a reader says what the box is for only from
    its label or its description.

    Args:
        box: the box.
        words: what it is for.
    """
    box.setAccessibleName(words)
    box.setAccessibleDescription(words)
