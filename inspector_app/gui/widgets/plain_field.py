"""A field of plain text, from which words go to the clipboard marked, and as plain text alone."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QPlainTextEdit

from inspector_app.gui import clipboard

_BREAKS = {0x2028: "\n", 0x2029: "\n", 0xA0: " "}
"""How Qt writes the end of a line, of a paragraph, and a space, in what is selected."""


class PlainField(QPlainTextEdit):
    """The field. Cut, copy, dragging and the selection of X11 all ask it for their data."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Returns what is selected, marked so that no manager of clipboards keeps it."""
        return clipboard.discreet(self.textCursor().selectedText().translate(_BREAKS))
