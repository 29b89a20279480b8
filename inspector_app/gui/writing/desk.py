"""Help for whoever types, as long as a store is open: in every field that gets the focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QKeySequence,
    QTextBlock,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from inspector_app.domain.identifying import Identities
from inspector_app.errors import WorldError
from inspector_app.gui.desk import Desk
from inspector_app.gui.settings import Settings
from inspector_app.gui.widgets.plain_field import PlainField
from inspector_app.gui.window import MainWindow
from inspector_app.gui.writing.find_dialog import FindDialog
from inspector_app.gui.writing.known import Known, Mark, Sort
from inspector_app.gui.writing.marker import REPLACE_KEY, Marker, stretch, told
from inspector_app.gui.writing.word_menu import WordMenu
from inspector_app.services import spelling
from inspector_app.services.changes import Changes
from inspector_app.services.known_children import known_children
from inspector_app.services.session import Session
from inspector_app.services.spelling import Spelling

_LATER_MS = 1_500
"""After the opening: the first screen comes first."""
_SAID_MS = 12_000


@dataclass(frozen=True, slots=True)
class _Read:
    own: tuple[str, ...]
    children: Identities


class Writing(QObject):
    """The help.

    Args:
        app: tells which field has the focus.
        desk: the window, as the screens have it.
        session: the open store, touched by jobs alone.
        window: whose fields are helped, and in whose status bar is said what a mark is about.
        settings: whether unknown words are marked.
    """

    def __init__(
        self, app: QApplication, desk: Desk, session: Session, window: MainWindow, settings: Settings
    ) -> None:
        super().__init__()
        self._app, self._desk, self._session = app, desk, session
        self._window, self._settings = window, settings
        self._markers: list[Marker] = []
        self._stopped = False
        self._why_not = "Spelling is not loaded yet."
        self._dialogs: dict[QWidget, FindDialog] = {}
        self.known = Known(self)
        self.known.learn(spells=settings.spelling)
        self._menu = WordMenu(desk, session, self.known, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.read)
        self._later.start(_LATER_MS)
        app.focusChanged.connect(self._focused)
        window.wrote.connect(self._wrote)
        window.restyled.connect(self.known.words_changed)
        self._add_actions()

    def stop(self) -> None:
        """The store is closed: what was known goes."""
        self._later.stop()
        self._app.focusChanged.disconnect(self._focused)
        self._window.wrote.disconnect(self._wrote)
        self._window.restyled.disconnect(self.known.words_changed)
        for name, *_ in self._deeds():
            self._desk.actions.remove(name)
        for marker in self._markers:
            if shiboken6.isValid(marker):
                marker.leave()
        for dialog in self._dialogs.values():
            if shiboken6.isValid(dialog):
                dialog.deleteLater()
        self._markers, self._dialogs = [], {}
        self.known.forget()
        self._stopped = True
        self.deleteLater()

    # --- what is known -------------------------------------------------------------------------------

    @Slot()
    def read(self) -> None:
        """Reads what is known of children and of words, away from the window's thread."""
        self._desk.runner.run(partial(_read, self._session), self._has_read, self._desk.failed)

    def _has_read(self, read: _Read) -> None:
        if self._stopped:
            return  # the store was closed meanwhile
        self.known.learn(identities=read.children)
        if self.known.spelling is None:
            self._desk.runner.run_beside(partial(_load, read.own), self._loaded, self._not_loaded)

    def _loaded(self, loaded: Spelling) -> None:
        if not self._stopped:
            self.known.learn(spelling=loaded)

    def _not_loaded(self, error: Exception) -> None:
        if isinstance(error, WorldError):
            self._why_not = str(error)
        else:
            self._desk.failed(error)

    @Slot(object)
    def _wrote(self, changes: Changes) -> None:
        if "case_track" in changes.kinds and not self._later.isActive():
            self._later.start(_LATER_MS)

    # --- the field that has the focus ----------------------------------------------------------------

    @Slot(QWidget, QWidget)
    def _focused(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isinstance(now, PlainField) or now.isReadOnly() or now.findChild(Marker) is not None:
            return
        marker = Marker(now, self.known)
        marker.reached.connect(self._reached)
        now.menu_asked.connect(self._menu.fill)
        self._markers = [one for one in self._markers if shiboken6.isValid(one)]
        self._markers.append(marker)
        if now.window() is not self._window:  # the window's keys do not reach a dialog of its own
            for _name, words, does, keys in self._deeds():
                action = QAction(words, now)
                action.setShortcuts([QKeySequence(key) for key in keys.split("; ") if key])
                action.triggered.connect(does)
                now.addAction(action)

    def _field(self) -> PlainField | None:
        focus = QApplication.focusWidget()
        return focus if isinstance(focus, PlainField) else None

    @Slot(object)
    def _reached(self, mark: Mark) -> None:
        field = self._field()
        if field is not None:
            self._say(field, told(mark))

    def _say(self, field: PlainField, words: str) -> None:
        """Says it in the status bar, or beside the cursor where there is none, and to a screen reader."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(field, words))
        if field.window() is self._window:
            self._window.facts.showMessage(words, _SAID_MS)
        else:
            below = field.viewport().mapToGlobal(field.cursorRect().bottomLeft())
            QToolTip.showText(below, words, field)

    # --- the Edit menu -------------------------------------------------------------------------------

    def _deeds(self) -> tuple[tuple[str, str, Callable[[], None], str], ...]:
        return (
            ("edit.replace", "Find and re&place in this text…", self.find_and_replace, "Ctrl+H"),
            ("edit.next", "Find &next", self.find_next, "F3"),
            ("edit.before", "Find the one &before", self.find_before, "Shift+F3"),
            ("edit.unknown", "Next un&known word", self.next_unknown, "F7"),
            ("edit.stand-in", "Put the reference in the place of a na&me", self.stand_in, REPLACE_KEY),
            ("edit.spelling", "Mark unknown &words, or do not", self.turn_spelling, ""),
        )

    def _add_actions(self) -> None:
        for name, words, does, keys in self._deeds():
            self._desk.actions.add(
                name,
                words,
                does,
                menu="Edit",
                shortcut=keys,
                section=name in {"edit.replace", "edit.unknown"},
            )

    def find(self) -> bool:
        """Ctrl+F: in the text that somebody is at; says whether there is one."""
        if self._field() is None:
            return False
        self.find_and_replace()
        return True

    @Slot()
    def find_and_replace(self) -> None:
        """Opens find and replace for the text that somebody is at."""
        field = self._field()
        if field is not None:
            self._dialog(field).summon(field)

    @Slot()
    def find_next(self) -> None:
        """Goes to the next place of what is sought."""
        self._find(1)

    @Slot()
    def find_before(self) -> None:
        """Goes to the place before of what is sought."""
        self._find(-1)

    @Slot()
    def next_unknown(self) -> None:
        """Selects the next unknown word of the text, going round at its end."""
        field = self._field()
        if field is None:
            return
        if self.known.spelling is None or not self.known.spells:
            self._say(field, self._why_not if self.known.spells else "Unknown words are not marked now.")
            return
        cursor = field.textCursor()
        found = _next_unknown(self.known, cursor.block(), cursor.selectionEnd())
        if found is None:
            self._say(field, "No unknown word in this text.")
            return
        block, mark = found
        field.setTextCursor(stretch(block, mark))
        field.ensureCursorVisible()
        self._say(field, told(mark))

    @Slot()
    def stand_in(self) -> None:
        """Has a reference stand where a detail tells who a child is: here, or last before the cursor."""
        field = self._field()
        if field is None or field.isReadOnly():
            return
        cursor = field.textCursor()
        at = cursor.positionInBlock()
        marks = [mark for mark in self.known.marks(cursor.block().text()) if mark.sort is Sort.TELLS_WHO]
        here = [mark for mark in marks if mark.start <= at <= mark.end] or [m for m in marks if m.end <= at]
        if not here:
            self._say(field, "Nothing before the cursor in this paragraph tells who a child is.")
            return
        stretch(cursor.block(), here[-1]).insertText(here[-1].instead)
        self._say(field, f"{here[-1].instead} stands there now. Ctrl+Z takes it back.")

    @Slot()
    def turn_spelling(self) -> None:
        """Marks unknown words, or no longer."""
        self._settings.spelling = not self._settings.spelling
        self.known.learn(spells=self._settings.spelling)
        said = "Unknown words are marked." if self._settings.spelling else "Unknown words are not marked."
        self._window.facts.showMessage(said, _SAID_MS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, said))

    def _find(self, step: int) -> None:
        field = self._field()
        if field is None:
            return
        dialog = self._dialog(field)
        if dialog.sought:
            dialog.step(field, step)
        else:
            dialog.summon(field)

    def _dialog(self, field: PlainField) -> FindDialog:
        window = field.window()
        if window not in self._dialogs or not shiboken6.isValid(self._dialogs[window]):
            self._dialogs[window] = FindDialog(window)
        return self._dialogs[window]


def _read(session: Session) -> _Read:
    return _Read(spelling.own_words(session), known_children(session))


def _load(own: tuple[str, ...]) -> Spelling:
    return Spelling(spelling.load_engine(), spelling.trade_words(), own)


def _next_unknown(known: Known, block: QTextBlock, after: int) -> tuple[QTextBlock, Mark] | None:
    """Returns the first unknown word behind a place, or else the first of the text."""
    start = block
    while block.isValid():
        for mark in known.marks(block.text()):
            if mark.sort is Sort.UNKNOWN_WORD and block.position() + mark.start >= after:
                return block, mark
        block = block.next()
    return _next_unknown(known, start.document().firstBlock(), 0) if after > 0 else None
