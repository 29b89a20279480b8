"""The Edit menu: what it does, it does in the field that has the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from inspector_app.gui.actions import Actions


def _in_focus(deed: str) -> None:
    """Has the field with the focus do one of the deeds that Qt's text fields share."""
    does = getattr(QApplication.focusWidget(), deed, None)
    if callable(does):
        does()


def undo() -> None:
    """Takes back the last change of the text."""
    _in_focus("undo")


def redo() -> None:
    """Does again what was taken back."""
    _in_focus("redo")


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


def add_editing(actions: Actions) -> None:
    """Adds the Edit menu."""
    actions.add("edit.undo", "&Undo", undo, menu="Edit", shortcut="Ctrl+Z")
    actions.add("edit.redo", "&Redo", redo, menu="Edit", shortcut="Ctrl+Shift+Z; Ctrl+Y")
    actions.add("edit.cut", "Cu&t", cut, menu="Edit", shortcut="Ctrl+X", section=True)
    actions.add("edit.copy", "&Copy", copy, menu="Edit", shortcut="Ctrl+C")
    actions.add("edit.paste", "&Paste", paste, menu="Edit", shortcut="Ctrl+V")
    actions.add("edit.all", "Select &all", select_all, menu="Edit", shortcut="Ctrl+A")
