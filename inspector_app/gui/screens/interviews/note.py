"""The note of an interview: every new line begins with the time of day, exact words stand out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from inspector_app.domain.clock import Clock
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.widgets.plain_field import PlainField

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NOT_TYPING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_ENDS = "\u2029"


class NoteBox(PlainField):
    """The box. Enter begins a line with the time, Shift+Enter one without.

    Args:
        clock: the only source of time.
        parent: the Qt owner.
    """

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.stamped = True
        self._marked = _ExactWords(self)
        self.setTabChangesFocus(True)

    @property
    def chosen(self) -> str:
        """The selected words, with the stamps among them."""
        return self.textCursor().selectedText().replace(_ENDS, "\n")

    @property
    def before(self) -> str:
        """The note up to the selected words."""
        place = self.textCursor()
        start = place.selectionStart()
        place.setPosition(0)
        place.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        return place.selectedText().replace(_ENDS, "\n")

    def mark(self, quotes: tuple[str, ...]) -> None:
        """Makes these words stand out."""
        self._marked.mark(quotes)

    def add_line(self, words: str) -> None:
        """Adds words as the last line and puts the cursor behind them."""
        place = self.textCursor()
        place.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(place)
        if not place.block().text().strip():
            self._stamp_here(place)
        elif not passage.is_bare(place.block().text()):
            self._next_line(place)
        self.insertPlainText(words)
        self.ensureCursorVisible()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Types, and puts the time at the beginning of a new line."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.stamped and not self.isReadOnly() and not self.is_choosing:
            if event.key() in _ENTER and plain and self.textCursor().atBlockEnd():
                self._enter()
                return
            typed = event.text()
            if typed and typed.isprintable() and not event.modifiers() & _NOT_TYPING:
                place = self.textCursor()
                if self.document().isEmpty():
                    self._stamp_here(place)
        super().keyPressEvent(event)

    def _enter(self) -> None:
        place = self.textCursor()
        words = place.block().text()
        if words.strip() and passage.is_bare(words):  # nothing was said since: only the time goes on
            place.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            place.insertText(passage.stamp(self._clock()))
        else:
            self._next_line(place)
        self.ensureCursorVisible()

    def _next_line(self, place: QTextCursor) -> None:
        place.insertText(f"\n{passage.stamp(self._clock())}" if self.stamped else "\n")

    def _stamp_here(self, place: QTextCursor) -> None:
        if self.stamped:
            place.insertText(passage.stamp(self._clock()))


class _ExactWords(QSyntaxHighlighter):
    """Underlines and emboldens words that were heard exactly: a sign without colour."""

    def __init__(self, box: NoteBox) -> None:
        super().__init__(box.document())
        self._quotes: tuple[str, ...] = ()
        self._look = QTextCharFormat()
        self._look.setFontWeight(QFont.Weight.Bold)
        self._look.setFontUnderline(True)

    def mark(self, quotes: tuple[str, ...]) -> None:
        if quotes != self._quotes:
            self._quotes = quotes
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for quote in self._quotes:
            start = text.find(quote)
            while start >= 0:
                # Qt counts in UTF-16, Python in characters.
                self.setFormat(_width(text[:start]), _width(quote), self._look)
                start = text.find(quote, start + len(quote))


def _width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
