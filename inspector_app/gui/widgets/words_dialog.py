"""A question that is answered in words: fields that keep themselves, a button that does, and a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui import entries
from inspector_app.gui.asking import WordsQuestion
from inspector_app.gui.desk import Kept
from inspector_app.gui.entries import Editor
from inspector_app.gui.form import Form
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.note import NoteEdit

_CHARS_WIDE = 56


class WordsDialog(QDialog):
    """The question. Esc goes back and keeps the words: they are there when it is asked again.

    Args:
        question: what is asked.
        kept: how the words are kept, and what was typed before.
        parent: the window.
    """

    def __init__(self, question: WordsQuestion, kept: Kept, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(question.title)
        self.fields: dict[str, Editor] = {}
        self._build(question)
        self._form = Form(self, kept.desk, self.fields, question.name)
        self._form.show(kept.draft, kept.filled)
        self._first = self.fields.get(kept.filled.cursor[0], next(iter(self.fields.values())))
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def values(self) -> dict[str, str]:
        """What stands in each field."""
        return self._form.values

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 - Qt's own signature
        """Qt marks all of the first line when a dialog is shown, so that the next key would replace it."""
        place = entries.cursor_of(self._first)
        super().setVisible(visible)
        if visible and isinstance(self._first, QLineEdit):
            self._first.setCursorPosition(place)

    def done(self, code: int) -> None:
        """Accepted words go on with whoever asked; else they are kept here."""
        if code == QDialog.DialogCode.Accepted:
            self._form.hand_over()
        else:
            self._form.settle()
        super().done(code)

    def _build(self, question: WordsQuestion) -> None:
        column = QVBoxLayout(self)
        for line in question.lines:
            label = QLabel(line.label)
            label.setWordWrap(True)
            field = QLineEdit() if line.high == 1 else NoteEdit(line.label, line.high)
            field.setObjectName(line.name)
            field.setAccessibleName(line.label)
            field.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARS_WIDE)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
            self.fields[line.name] = field
        row = FlowLayout()
        self.does = QPushButton(question.does)
        self.does.setProperty("weight", "first")
        self.does.setDefault(True)
        self.does.clicked.connect(self.accept)
        back = QPushButton(self.tr("Back, keep the words (Esc)"))
        back.setObjectName("back")
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        row.addWidget(self.does)
        row.addWidget(back)
        column.addLayout(row)
        give = QAction(question.does, self)
        give.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        give.triggered.connect(self.accept)
        self.addAction(give)
