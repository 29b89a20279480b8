"""Ctrl+Shift+F: words sought in everything that was recorded, sifted, walked by keyboard and opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from inspector_app.gui.desk import Desk
from inspector_app.gui.whereabouts import whereabouts
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.rows import Column
from inspector_app.services.finding import Finds, Found, find_everywhere
from inspector_app.services.session import Session
from inspector_app.services.wording import told_moment

_ACTION = "edit.everywhere"
_PAUSE_MS = 150
_BOX_CHARS = 12


def _kind(found: Found) -> str:
    return found.told


def _words(found: Found) -> str:
    return found.words


def _area(found: Found) -> str:
    return found.area or "No area"


def _source(found: Found) -> str:
    return found.source or "No source"


def _case(found: Found) -> str:
    return found.case


def _who(found: Found) -> str:
    return found.who.partition("@")[0]


def _day(found: Found) -> str:
    return told_moment(found.at[:10])


def _at(found: Found) -> str:
    return found.at


def _record(found: Found) -> object:
    return found.record


_COLUMNS: tuple[Column[Found], ...] = (
    Column("Kind", _kind, chars=14),
    Column("Words around", _words, chars=0),
    Column("Case", _case, chars=9),
    Column("Who", _who, chars=10),
    Column("Day", _day, sort=_at, chars=11),
)
_FILTERS: tuple[tuple[str, str, Callable[[Found], str]], ...] = (
    ("Kind", "All kinds", _kind),
    ("Area", "All areas", _area),
    ("Source", "All sources", _source),
    ("Who", "Everybody", _who),
    ("Day", "All days", _day),
)


class FoundList(FilterList[Found]):
    """What was found. Its search asks the store and does not sift the rows itself.

    Signals:
        sought: the words to seek (str), a moment after the last keystroke.
    """

    sought = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Everything",
            _COLUMNS,
            key=_record,
            noun=("find", "finds"),
            empty=EmptyState("search", "Type some words", "Every kind of record is searched."),
            parent=parent,
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._seek)
        self._boxes: list[tuple[QComboBox, Callable[[Found], str]]] = []
        for label, every, of in _FILTERS:
            box = self.add_filter(label, every, of)
            box.setMinimumContentsLength(_BOX_CHARS)
            self._boxes.append((box, of))

    def show_finds(self, words: str, finds: Finds) -> None:
        """Shows what was found for some words."""
        if words.strip():
            self.empty.say("No record holds all these words", "Try fewer words; Esc clears the search.")
        else:
            self.empty.say("Type some words", "Every kind of record is searched.")
        self.replace(finds.found)
        for box, of in self._boxes:
            newest_first = of is _day
            ordered = sorted(finds.found, key=_at, reverse=True) if newest_first else finds.found
            values = dict.fromkeys(of(one) for one in ordered)
            self.offer(box, values if newest_first else sorted(values))

    @Slot(str)
    def _search(self, words: str) -> None:
        del words
        self._pause.start()

    @Slot()
    def _seek(self) -> None:
        self.sought.emit(self.search.text())


class SearchEverywhere(QDialog):
    """The search over the window; not modal, so that a find can be read while the next is chosen.

    Args:
        desk: the window.
        session: the open store; only jobs touch it.
        parent: the main window.
    """

    def __init__(self, desk: Desk, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("everywhere")
        self.setWindowTitle("Search everywhere")
        self.setModal(False)
        self._desk, self._session, self._over = desk, session, parent
        column = QVBoxLayout(self)
        self.list = FoundList()
        self.list.sought.connect(self.seek)
        self.list.opened.connect(self._open)
        column.addWidget(self.list)
        self.list.chosen.connect(self._tell)
        self.words = QLabel()
        self.words.setAccessibleName("Words around")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(self.fontMetrics().lineSpacing() * 2)
        column.addWidget(self.words)
        self.note = QLabel("Down goes to the finds, Enter opens one, Esc goes back.")
        self.note.setProperty("look", "muted")
        self.note.setWordWrap(True)
        column.addWidget(self.note)

    def summon(self) -> None:
        """Shows the search, with the words sought last chosen to be typed over."""
        metrics, room = self.fontMetrics(), self.screen().availableSize()
        if not self.isVisible():
            self.resize(
                min(metrics.averageCharWidth() * 120, room.width() * 9 // 10),
                min(metrics.height() * 34, room.height() * 9 // 10),
            )
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.search_focus()
        self.seek(self.list.search.text())

    @Slot(str)
    def seek(self, words: str) -> None:
        """Seeks words; what comes back for earlier words is not shown."""
        job = partial(find_everywhere, self._session, words=words)
        self._desk.runner.run(job, partial(self._found, words))

    def _found(self, words: str, finds: Finds) -> None:
        if words != self.list.search.text():
            return
        self.list.show_finds(words, finds)
        more = "These are the best of more; add a word to narrow the search. " if finds.capped else ""
        self.note.setText(f"{more}Down goes to the finds, Enter opens one, Esc goes back.")

    @Slot(object)
    def _tell(self, found: Found | None) -> None:
        self.words.setText(found.words if found is not None else "")

    @Slot(object)
    def _open(self, found: Found) -> None:
        screen, what = whereabouts(found.kind, found.record, found.names)
        if screen:
            self._desk.go(screen, what)
            self._over.activateWindow()


class Seeking:
    """Offers the search while a store is open.

    Args:
        desk: the window.
        session: the open store.
        window: the main window.
    """

    def __init__(self, desk: Desk, session: Session, window: QWidget) -> None:
        self._desk, self._session, self._window = desk, session, window
        self.dialog: SearchEverywhere | None = None
        desk.actions.add(
            _ACTION, "Search &everywhere…", self.ask, menu="Edit", shortcut="Ctrl+Shift+F", picture="search"
        )

    def ask(self) -> None:
        """Ctrl+Shift+F."""
        if self.dialog is None:
            self.dialog = SearchEverywhere(self._desk, self._session, self._window)
        self.dialog.summon()

    def stop(self) -> None:
        """The store is closed: no words stay in sight."""
        self._desk.actions.remove(_ACTION)
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.deleteLater()
            self.dialog = None
