"""What a person enters into the controls of a form, as text: typed lines, choices and days alike."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, SignalInstance
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from inspector_app.gui.day_field import DayField

Editor = QPlainTextEdit | QLineEdit | QComboBox
"""A control that somebody enters something into."""


def text_of(editor: Editor) -> str:
    """Returns what a control holds: its words, the data of what is chosen, or a day, ISO."""
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    if isinstance(editor, DayField):
        return editor.date().toString(Qt.DateFormat.ISODate)
    return editor.text()


def cursor_of(editor: Editor) -> int:
    """Returns where the cursor stands, counted in characters; 0 where there is none."""
    if isinstance(editor, QPlainTextEdit):
        return editor.textCursor().position()
    return editor.cursorPosition() if isinstance(editor, QLineEdit) else 0


def put(editor: Editor, text: str, cursor: int) -> None:
    """Shows a text and places the cursor, without a word to whoever listens for what a person enters."""
    editor.blockSignals(True)
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
        place = editor.textCursor()
        place.setPosition(max(0, min(cursor, len(editor.toPlainText()))))
        editor.setTextCursor(place)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(text)))
    elif isinstance(editor, DayField):
        editor.setDate(QDate.fromString(text, Qt.DateFormat.ISODate))
    else:
        editor.setText(text)
        editor.setCursorPosition(cursor)
    editor.blockSignals(False)


def entered(editor: Editor) -> SignalInstance:
    """Returns the signal of a control that something was entered."""
    if isinstance(editor, QComboBox):
        return editor.activated  # not for what the program chooses
    return editor.dateChanged if isinstance(editor, DayField) else editor.textChanged
