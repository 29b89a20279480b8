"""The screen of interviews: the list, or one interview with its prompts and its note."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import cursor_in
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.listing import InterviewList
from inspector_app.gui.screens.interviews.pane import EvidencePane
from inspector_app.gui.screens.interviews.presenter import InterviewsPresenter
from inspector_app.gui.screens.interviews.sheet import Sheet
from inspector_app.gui.screens.interviews.state import (
    FIELDS,
    QUOTE,
    Choices,
    InterviewDetail,
    InterviewsState,
    Row,
)
from inspector_app.gui.widgets.versions_dialog import show_earlier
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

SEAL_AFTER_MS = 3 * 60 * 1000


class InterviewsScreen(QWidget):
    """The screen.

    Args:
        desk: the window.
        session: the open store, touched by jobs alone.
    """

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.setObjectName("interviews")
        self.setAccessibleName(self.tr("Interviews"))
        self.presenter = InterviewsPresenter(desk, session, self)
        self._detail: InterviewDetail | None = None
        self._choices: Choices | None = None
        self._new = False
        self.list = InterviewList()
        self.sheet = Sheet(desk.clock)
        self.evidence = EvidencePane()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.sheet)
        column = QVBoxLayout(self)
        column.addWidget(self._pages)
        self.fields = {
            name: AutosaveField(editor, desk, key=f"interview::{name}", name=FIELDS[name], save=_nowhere)
            for name, editor in self.sheet.editors.items()
        }
        self._role = AutosaveField(
            self.sheet.about.typed_role, desk, key="interview::role", name=FIELDS["role_met"], save=_nowhere
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SEAL_AFTER_MS)
        self._connect()

    # --- the Screen's contract -----------------------------------------------------------------------

    def widget(self) -> QWidget:
        """Returns the centre."""
        return self

    def pane(self) -> QWidget:
        """Returns the right pane."""
        return self.evidence

    def shown(self) -> None:
        """Reads what is shown."""
        self.presenter.load()

    def refresh(self, changes: Changes) -> None:
        """Reads again where a change may show here."""
        self.presenter.refresh(changes)

    def search(self) -> None:
        """Puts the cursor into the search box of the list."""
        self.back()
        self.list.rows.search_focus()

    def note(self) -> QPlainTextEdit | None:
        """Returns the note of the open interview."""
        return self.sheet.note if self._detail is not None else None

    def open(self, what: str) -> None:
        """Opens the interview of an id."""
        self._settle()
        self.presenter.open(what)

    # --- what the presenter asks ---------------------------------------------------------------------

    def show_state(self, state: InterviewsState) -> None:
        """Shows a state whole."""
        self.list.show_rows(state.rows)
        self.list.show_not_offered(state.not_offered)
        if state.choices != self._choices:
            self._choices = state.choices
            self.sheet.show_choices(state.choices)
            self.evidence.show_choices(state.choices)
        detail = state.detail
        other = detail is not None and (self._detail is None or self._detail.id != detail.id)
        self._detail = detail
        if detail is not None:
            self._show_fields(detail, other=other)
            self.sheet.show_detail(detail)
        self.evidence.show_state(state)
        self._pages.setCurrentWidget(self.list if detail is None else self.sheet)
        if detail is not None and other:
            self.sheet.begin(new=bool(detail.lacking) and not detail.values["role_met"])

    def evidence_made(self) -> None:
        """The chosen words are evidence: what was chosen about them is done with."""
        self.evidence.begin_anew()

    def _show_fields(self, detail: InterviewDetail, *, other: bool) -> None:
        for name, field in self.fields.items():
            text = detail.values[name]
            if other:
                save = self.presenter.keeper(detail.id, name)
                field.aim(key=f"interview:{detail.id}:{name}", name=FIELDS[name], save=save)
                field.restore(text, cursor_in(detail.cursor, name, text))
            else:
                field.follow(text)
        if other:
            save = self.presenter.keeper(detail.id, "role_met")
            self._role.aim(key=f"interview:{detail.id}:role_met", name=FIELDS["role_met"], save=save)
            role = detail.role if detail.values["role_met"] else ""
            self._role.restore(role, cursor_in(detail.cursor, "role_met", role))
        self._show_quotes()

    # --- gestures ------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Another screen came to the front: what was typed is sealed."""
        if not event.spontaneous():
            self._settle()
            self.presenter.seal()
        super().hideEvent(event)

    @Slot()
    def back(self) -> None:
        """Goes back to the list."""
        if self._detail is not None:
            self._settle()
            self.presenter.close()
            self.list.rows.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def make_evidence(self) -> None:
        """Makes evidence of the words that are selected in the note."""
        note, detail = self.sheet.note, self._detail
        if detail is None or passage.is_bare(note.chosen) or not self.evidence.make.isEnabled():
            return
        when = passage.said_at(note.before, note.chosen, detail.values["date"])
        words = self.evidence.passage(note.chosen, when)
        if words.way == QUOTE:
            self.mark_exact()
        self._settle()
        self.presenter.make(note.toPlainText(), note.textCursor().position(), words)

    @Slot()
    def mark_exact(self) -> None:
        """Adds the selected words to the words that were heard exactly."""
        codes = (option.code for option in self._choices.descriptors) if self._choices else ()
        words, _ = passage.uncoded(self.sheet.note.chosen, codes)
        self.sheet.add_quote(passage.quote_of(words))

    @Slot()
    def _compare(self) -> None:
        """Shows earlier versions of the note; one that is brought back is kept like typed words."""
        versions = self._detail.versions if self._detail is not None else ()
        show_earlier(versions, self.sheet.note, self.tr("Earlier versions of this note"), self)

    @Slot()
    def _begin(self) -> None:
        self._settle()
        self.presenter.begin()

    @Slot(object)
    def _opened(self, row: Row) -> None:
        self.open(row.id)

    @Slot(object)
    def _chosen(self, choice: tuple[str, str]) -> None:
        self.presenter.choose(*choice)

    @Slot()
    def _rested(self) -> None:
        self._settle()
        self.presenter.seal()

    @Slot()
    def _selected(self) -> None:
        chosen = self.sheet.note.chosen
        self.sheet.exact.setEnabled(not passage.is_bare(chosen) and not self.sheet.quotes.isReadOnly())
        self.evidence.show_words(chosen, self.sheet.quotes.toPlainText())

    @Slot()
    def _show_quotes(self) -> None:
        self.sheet.note.mark(passage.quotes_in(self.sheet.quotes.toPlainText()))

    @Slot(str)
    def _seek(self, words: str) -> None:
        self.sheet.show_words(words)

    def _settle(self) -> None:
        for field in self.fields.values():
            field.settle()

    def _connect(self) -> None:
        self.list.begun.connect(self._begin)
        self.list.rows.opened.connect(self._opened)
        sheet = self.sheet
        sheet.left.connect(self.back)
        sheet.thrown.connect(self.presenter.discard)
        sheet.settle.connect(self.presenter.settle)
        sheet.chosen.connect(self._chosen)
        sheet.note.selectionChanged.connect(self._selected)
        sheet.quotes.textChanged.connect(self._show_quotes)
        sheet.exact.clicked.connect(self.mark_exact)
        for editor in (sheet.note, sheet.quotes):
            editor.textChanged.connect(self._rest.start)
        self._rest.timeout.connect(self._rested)
        self.evidence.wanted.connect(self.make_evidence)
        self.evidence.sought.connect(self._seek)
        self.evidence.compared.connect(self._compare)
        self.evidence.opened.connect(self.presenter.open_evidence)
        for words, keys, does in (
            (self.tr("Make evidence of the selected words"), "Ctrl+Shift+W", self.make_evidence),
            (self.tr("Mark the selected words as exact"), "Ctrl+Shift+Q", self.mark_exact),
            (self.tr("All interviews"), "Alt+Up", self.back),
        ):
            action = QAction(words, self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(does)
            self.addAction(action)


def _nowhere(_text: str, _cursor: int) -> None:
    """No interview is open yet, so there is nothing to keep."""
