"""Finds words in a text, and puts others in their place."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from inspector_app.gui.writing.known import units

Place = tuple[int, int]
"""First character and the one behind, as Qt counts."""


def places(text: str, words: str, *, exactly: bool = False) -> tuple[Place, ...]:
    """Returns where words stand in a text.

    Args:
        text: what is searched.
        words: what is sought, to the letter; straight and curly apostrophes count as one.
        exactly: small and capital letters differ.
    """
    if not words:
        return ()
    form = re.sub(r"['’]", "['’]", re.escape(words))
    found = (match.span() for match in re.finditer(form, text, 0 if exactly else re.IGNORECASE))
    if text.isascii():
        return tuple(found)
    return tuple((units(text[:start]), units(text[:end])) for start, end in found)


def next_place(found: tuple[Place, ...], here: Place, step: int) -> int:
    """Returns which place comes next, going round at the end; there must be one.

    Args:
        found: where the words stand.
        here: what is selected, or twice where the cursor stands.
        step: 1 forwards, -1 backwards.
    """
    if step > 0:
        after = (number for number, place in enumerate(found) if place[0] >= here[1] and place != here)
        return next(after, 0)
    before = (number for number, place in reversed(tuple(enumerate(found))) if place[1] <= here[0])
    return next((number for number in before if found[number] != here), len(found) - 1)


def selected(field: QPlainTextEdit) -> Place:
    """Returns what is selected, or twice where the cursor stands."""
    cursor = field.textCursor()
    return (cursor.selectionStart(), cursor.selectionEnd())


def select(field: QPlainTextEdit, place: Place) -> None:
    """Selects a place and brings it into sight."""
    cursor = QTextCursor(field.document())
    cursor.setPosition(place[0])
    cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    field.ensureCursorVisible()


def replace(field: QPlainTextEdit, found: tuple[Place, ...], words: str) -> None:
    """Puts words in these places; undone in one step."""
    cursor = QTextCursor(field.document())
    cursor.beginEditBlock()
    for start, end in reversed(found):  # from the end, so that the places before stay where they are
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(words)
    cursor.endEditBlock()
