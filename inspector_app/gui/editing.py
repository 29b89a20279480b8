"""The Edit menu: what it does, it does in the field that has the focus.

Undo and Redo are the field's as long as it has something to take back, and else those of the whole app, which
`gui.undoing` gives while a store is open. Their words in the menu say which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from inspector_app.gui.actions import Actions


class Undoes(Protocol):
    """What undoes beyond the field: its words are empty where there is nothing."""

    @property
    def undo_words(self) -> str:
        """What would be undone: "move evidence"."""
        ...

    @property
    def redo_words(self) -> str:
        """What would be done again."""
        ...

    def undo(self) -> None:
        """Undoes it."""
        ...

    def redo(self) -> None:
        """Does it again."""
        ...

    def look(self) -> None:
        """Something was written, so the words may be others."""
        ...


@dataclass(frozen=True, slots=True)
class _Way:
    """Undo or Redo: its action and words, the deed of a field, and the keys that a field takes for it."""

    action: str
    words: str
    of_field: str
    key: QKeySequence.StandardKey


_UNDO = _Way("edit.undo", "&Undo", "undo", QKeySequence.StandardKey.Undo)
_REDO = _Way("edit.redo", "&Redo", "redo", QKeySequence.StandardKey.Redo)


class Editing(QObject):
    """Where Undo and Redo go. Fields of text claim the keys for themselves even where they have nothing.

    Args:
        app: the application, which knows the focus.
        actions: the registry.
    """

    def __init__(self, app: QApplication, actions: Actions) -> None:
        super().__init__(actions)
        self._actions = actions
        self._beyond: Undoes | None = None
        self._watched: QWidget | None = None
        add = actions.add
        add(_UNDO.action, _UNDO.words, self.undo, menu="Edit", shortcut="Ctrl+Z")
        add(_REDO.action, _REDO.words, self.redo, menu="Edit", shortcut="Ctrl+Shift+Z; Ctrl+Y")
        add("edit.cut", "Cu&t", cut, menu="Edit", shortcut="Ctrl+X", section=True)
        add("edit.copy", "&Copy", copy, menu="Edit", shortcut="Ctrl+C")
        add("edit.paste", "&Paste", paste, menu="Edit", shortcut="Ctrl+V")
        add("edit.all", "Select &all", select_all, menu="Edit", shortcut="Ctrl+A")
        actions.before_looks(self.tell)
        app.focusChanged.connect(self._focus_moved)

    def serve(self, beyond: Undoes) -> None:
        """Sets what undoes where no field does."""
        self._beyond = beyond
        self.tell()

    def serve_nobody(self) -> None:
        """Nothing is open any more."""
        self._beyond = None
        self.tell()

    @Slot(object)
    def written(self, _changes: object) -> None:
        """Something was written: what can be taken back is another thing now."""
        if self._beyond is not None:
            self._beyond.look()

    def undo(self) -> None:
        """Takes back the last change of the text, or else the last thing that was done."""
        if _field_can(_UNDO):
            _in_focus(_UNDO.of_field)
        elif self._beyond is not None:
            self._beyond.undo()

    def redo(self) -> None:
        """Does again what was taken back."""
        if _field_can(_REDO):
            _in_focus(_REDO.of_field)
        elif self._beyond is not None:
            self._beyond.redo()

    @Slot()
    def tell(self) -> None:
        """Says in the menu what Undo and Redo would do now."""
        beyond = self._beyond
        self._say(_UNDO, beyond.undo_words if beyond else "", "nothing was done here that can be undone")
        self._say(_REDO, beyond.redo_words if beyond else "", "nothing was undone that can be done again")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaves the keys of Undo and Redo to the window where the field has nothing to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            for way in (_UNDO, _REDO):
                if event.matches(way.key) and not _field_can(way):
                    event.ignore()
                    return True
        return super().eventFilter(watched, event)

    def _say(self, way: _Way, words: str, why_not: str) -> None:
        field = _field_can(way)
        told = "typing" if field else words
        self._actions.rename(way.action, f"{way.words} {told}" if told else way.words)
        # A field may come to have something to take back at any key, with nobody told.
        self._actions.allow(way.action, yes=bool(told) or _editor() is not None, why_not=why_not)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._gone)
        self._watched = new
        if new is not None:
            new.installEventFilter(self)
            new.destroyed.connect(self._gone)
        self.tell()

    @Slot()
    def _gone(self) -> None:
        self._watched = None


def _editor() -> QLineEdit | QTextEdit | QPlainTextEdit | None:
    """Returns the field of text with the focus, the one inside a box of numbers or choices too."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit):
        return focus
    return focus.findChild(QLineEdit) if focus is not None else None


def _field_can(way: _Way) -> bool:
    editor = _editor()
    if editor is None or editor.isReadOnly():
        return False
    if isinstance(editor, QLineEdit):
        return editor.isUndoAvailable() if way is _UNDO else editor.isRedoAvailable()
    document = editor.document()
    return document.isUndoAvailable() if way is _UNDO else document.isRedoAvailable()


def _in_focus(deed: str) -> None:
    """Has the field with the focus do one of the deeds that Qt's text fields share."""
    focus = QApplication.focusWidget()
    does = getattr(focus, deed, None) or getattr(_editor(), deed, None)
    if callable(does):
        does()


def cut() -> None:
    """Moves the selected text to the clipboard."""
    _in_focus("cut")


def copy() -> None:
    """Copies the selected text to the clipboard."""
    _in_focus("copy")


def paste() -> None:
    """Puts the clipboard's text in."""
    _in_focus("paste")


def select_all() -> None:
    """Selects all of the field or the list."""
    _in_focus("selectAll")
