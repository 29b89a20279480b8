"""Find and replace in the text that somebody is at, beside it; Esc goes back to it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.gui.writing import seeking

_CHARS_WIDE = 40


class FindDialog(QDialog):
    """The dialog.

    Args:
        window: the window that the text is in.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Find and replace in this text"))
        self.setModal(False)
        self._field: PlainField | None = None
        self._build()

    @property
    def sought(self) -> str:
        """What is sought, or was last."""
        return self.words.text()

    def summon(self, field: PlainField) -> None:
        """Opens for a text; words of it that are selected are what is sought."""
        self._field = field
        chosen = field.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.words.setText(chosen)
        for each in (self.instead, self.one, self.all):
            each.setEnabled(not field.isReadOnly())
        self._say()
        self.show()
        self.raise_()
        self.activateWindow()
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def step(self, field: PlainField, step: int) -> None:
        """Goes to the next place in a text, or the one before."""
        self._field = field
        found = self._found()
        if found:
            here = seeking.next_place(found, seeking.selected(field), step)
            seeking.select(field, found[here])
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        """Takes the height that its buttons need at this size of text."""
        super().showEvent(event)
        width = self.sizeHint().width()
        self.resize(width, max(self.heightForWidth(width), self.sizeHint().height()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Goes back to the text."""
        super().hideEvent(event)
        field = self._present()
        if field is not None and not event.spontaneous():
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- gestures ------------------------------------------------------------------------------------

    @Slot()
    def _forwards(self) -> None:
        self._step(1)

    @Slot()
    def _backwards(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        field = self._present()
        if field is not None:
            self.step(field, step)

    @Slot()
    def _replace_one(self) -> None:
        field = self._present()
        if field is None or field.isReadOnly():
            return
        here = seeking.selected(field)
        if here in self._found():
            seeking.replace(field, (here,), self.instead.text())
        self._step(1)

    @Slot()
    def _replace_all(self) -> None:
        field, found = self._present(), self._found()
        if field is None or field.isReadOnly() or not found:
            return
        seeking.replace(field, found, self.instead.text())
        times = self.tr("once") if len(found) == 1 else self.tr("{0} times").format(len(found))
        self._told(self.tr("Replaced {0}. Ctrl+Z takes it back in one step.").format(times))

    @Slot()
    def _say(self) -> None:
        """Says how many there are, and which one is selected."""
        field, found = self._present(), self._found()
        if not self.sought:
            self._told("")
        elif not found or field is None:
            self._told(self.tr("Not in this text"))
        else:
            here = seeking.selected(field)
            which = found.index(here) + 1 if here in found else 0
            count = self.tr("{0} of {1}") if which else self.tr("{1} in this text")
            self._told(count.format(which, len(found)))

    def _told(self, words: str) -> None:
        if words != self.count.text():
            self.count.setText(words)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _found(self) -> tuple[seeking.Place, ...]:
        field = self._present()
        if field is None:
            return ()
        return seeking.places(field.toPlainText(), self.sought, exactly=self.exactly.isChecked())

    def _present(self) -> PlainField | None:
        return self._field if self._field is not None and shiboken6.isValid(self._field) else None

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        grid = QGridLayout(self)
        self.words = self._line(grid, 0, self.tr("&Find"))
        self.words.setObjectName("find")
        self.instead = self._line(grid, 1, self.tr("&Replace by"))
        self.instead.setObjectName("instead")
        self.exactly = QCheckBox(self.tr("&Capital letters count"))
        self.exactly.toggled.connect(self._say)
        grid.addWidget(self.exactly, 2, 1)
        self.count = QLabel()
        self.count.setProperty("look", "muted")
        self.count.setAccessibleName(self.tr("How often it stands in this text"))
        grid.addWidget(self.count, 3, 1)
        row = FlowLayout()
        self.next = self._button(row, self.tr("Next (F3)"), self._forwards)
        self.next.setDefault(True)
        self.before = self._button(row, self.tr("Before (Shift+F3)"), self._backwards)
        self.one = self._button(row, self.tr("Replace"), self._replace_one)
        self.all = self._button(row, self.tr("Replace all"), self._replace_all)
        self._button(row, self.tr("Back to the text (Esc)"), self.reject)
        self.next.setShortcut("F3")
        self.before.setShortcut("Shift+F3")
        grid.addLayout(row, 4, 0, 1, 2)
        self.words.textChanged.connect(self._say)

    def _line(self, grid: QGridLayout, row: int, words: str) -> QLineEdit:
        label, line = QLabel(words), QLineEdit()
        line.setAccessibleName(words.replace("&", ""))
        line.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARS_WIDE)
        label.setBuddy(line)
        grid.addWidget(label, row, 0)
        grid.addWidget(line, row, 1)
        return line

    def _button(self, row: FlowLayout, words: str, does: object) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        row.addWidget(button)
        return button
