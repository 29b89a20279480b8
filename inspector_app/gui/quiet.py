"""Quiet mode: in front of a child there is the note and nothing else, dim and large; one key blanks it.

The field of the note itself comes over and goes back, so everything typed is kept exactly as before. No name,
no banner and no list can come in: whatever the window has to say waits behind, but for one line that says
whether the words are saved.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.gui.saving import Phase, SaveBoard, Standing

QUIET, BLANK = "F8", "F12"
GROUND, INK = "#161616", "#b8b2a6"
"""Dim, and still nine to one: words must be read without leaning in."""
_LARGER = 1.6
_MARGIN_CHARS = 6
QUIETLY = "quiet"
"""Property of a field while it is here: what it would open over itself stays shut."""


class QuietRoom(QWidget):
    """The room: a window over the whole screen. Made once; `enter` and `blank` show it.

    Args:
        window: the main window, on whose screen it is shown.
        board: where unsaved text is known.
        lock: what Ctrl+L does.
    """

    def __init__(self, window: QWidget, board: SaveBoard, lock: QAction) -> None:
        super().__init__(window, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("quiet")
        self.setWindowTitle("Notes")
        self.setAccessibleName("Quiet mode")
        self._window = window
        self._board = board
        self._lock = lock
        self._editor: QPlainTextEdit | None = None
        self._stand_in: QWidget | None = None
        self._build()
        board.listen(self._stands)

    @property
    def editor(self) -> QPlainTextEdit | None:
        """The field that is here now."""
        return self._editor

    @property
    def blanked(self) -> bool:
        """Whether nothing at all is shown."""
        return self.isVisible() and self._pages.currentIndex() == 1

    def enter(self, editor: QPlainTextEdit) -> None:
        """Brings the field of a note over and shows it alone."""
        self.leave()
        self._board.settle()
        self._stand_in = QWidget()
        _replace(editor, self._stand_in)
        self._editor = editor
        editor.setProperty(QUIETLY, True)
        self._column.insertWidget(0, editor, 1)
        self._dress()
        editor.show()
        self._show(0)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def blank(self) -> None:
        """Shows nothing at all, and at the next time what was shown before."""
        if not self.blanked:
            self._dress()
            self._show(1)
            self._nothing.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._editor is None:
            self.leave()
        else:
            self._show(0)
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def leave(self) -> None:
        """Takes the field back to its place and goes."""
        editor, stand_in = self._editor, self._stand_in
        self._editor = self._stand_in = None
        if editor is not None and shiboken6.isValid(editor):
            self._column.removeWidget(editor)
            editor.setProperty(QUIETLY, None)
            if stand_in is not None and shiboken6.isValid(stand_in):
                _replace(stand_in, editor)
                stand_in.deleteLater()
            editor.show()
            if self.isVisible():
                editor.window().activateWindow()
                editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing this window is leaving it: the field must not go with it."""
        self.leave()
        super().closeEvent(event)

    def _show(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        if not self.isVisible():
            self.setGeometry(self._window.screen().geometry())
            self.showFullScreen()
        self.raise_()
        self.activateWindow()

    def _dress(self) -> None:
        size = QGuiApplication.font().pointSizeF() * _LARGER
        edge = self.fontMetrics().averageCharWidth() * _MARGIN_CHARS
        self._column.setContentsMargins(edge, edge // 2, edge, edge // 4)
        self.setStyleSheet(
            "QWidget#quiet, QWidget#quiet-note, QWidget#quiet-note QPlainTextEdit, QWidget#quiet-note QLabel"
            f" {{ background: {GROUND}; color: {INK}; }}"
            f" QWidget#quiet-note QPlainTextEdit {{ border: none; font-size: {size:.1f}pt;"
            f" selection-background-color: {INK}; selection-color: {GROUND}; }}"
            " QWidget#quiet-nothing { background: #000000; }"
        )

    def _stands(self, standing: Standing) -> None:
        if not shiboken6.isValid(self):
            return
        failed = standing.phase is Phase.FAILED
        told = "Not saved. Esc shows what you can do." if failed else standing.sentence
        self._state.setText(f"{told}   {QUIET} or Esc: back   {BLANK}: blank")
        self._state.setAccessibleName(self._state.text())

    @Slot()
    def _lock_now(self) -> None:
        self._lock.trigger()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedWidget()
        outer.addWidget(self._pages)
        note = QWidget()
        note.setObjectName("quiet-note")
        note.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(note)
        self._state = QLabel()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setWordWrap(True)
        self._column.addWidget(self._state)
        self._pages.addWidget(note)
        self._nothing = QWidget()
        self._nothing.setObjectName("quiet-nothing")
        self._nothing.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._nothing.setAccessibleName(f"Blank screen. {BLANK} brings it back.")
        self._nothing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._nothing.setCursor(Qt.CursorShape.BlankCursor)
        self._pages.addWidget(self._nothing)
        for name, keys, does in (
            ("Leave quiet mode", ("Esc", QUIET), self._back),
            ("Blank screen", (BLANK,), self.blank),
            ("Lock", ("Ctrl+L",), self._lock_now),
        ):
            action = QAction(name, self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(does)
            self.addAction(action)

    @Slot()
    def _back(self) -> None:
        """Esc and F8 do nothing on a blank screen: whoever blanked it did so for a reason."""
        if not self.blanked:
            self.leave()


def _replace(old: QWidget, new: QWidget) -> None:
    """Puts a widget into the place of another, which is left without a parent's layout."""
    parent = old.parentWidget()
    if isinstance(parent, QSplitter):
        parent.replaceWidget(parent.indexOf(old), new)
    elif parent is not None and (layout := parent.layout()) is not None:
        layout.replaceWidget(old, new)
        new.setVisible(not old.isHidden())
