"""One interview: what is known about it, the prompts, the time-stamped note and the exact words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.clock import Clock
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.about import About
from inspector_app.gui.screens.interviews.note import NoteBox
from inspector_app.gui.screens.interviews.prompts import Prompts
from inspector_app.gui.screens.interviews.state import FIELDS, Choices, InterviewDetail
from inspector_app.gui.widgets.flow import FlowLayout

_QUOTE_LINES = 3
_BESIDE_CHARS = 76


class Sheet(QWidget):
    """The interview.

    Args:
        clock: the only source of time.
        parent: the Qt owner.

    Signals:
        left: back to the list.
        thrown: this new interview is to be thrown away.
        settle: to where the team settles what it does not agree on.
        chosen: field and value, as a tuple (object).
    """

    left = Signal()
    thrown = Signal()
    settle = Signal()
    chosen = Signal(object)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build(clock)

    @property
    def editors(self) -> dict[str, QPlainTextEdit | QLineEdit]:
        """What is typed, by field."""
        return {
            "notes": self.note,
            "quotes": self.quotes,
            "place": self.about.place,
            "participants": self.about.others,
        }

    def show_choices(self, choices: Choices) -> None:
        """Offers cases and prompts."""
        self.about.show_choices(choices)
        self.prompts.show_choices(choices)

    def show_detail(self, detail: InterviewDetail) -> None:
        """Shows everything beside what is typed."""
        self._title.setText(detail.title or self.tr("New interview"))
        self._throw.setVisible(not detail.recorded)
        self._say(detail)
        self.about.show_detail(detail)
        self.prompts.show_role(detail.values["role_met"])
        self.note.stamped = detail.values["written"] == "at_the_time"
        for name, editor in self.editors.items():
            editor.setReadOnly(name in detail.differs)

    def begin(self, *, new: bool) -> None:
        """Puts the cursor where work begins: at the role of a new interview, else in the note."""
        self._tabs.setCurrentWidget(self.about if new else self._talk)
        if new:
            self.about.start()
        else:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_quote(self, quote: str) -> None:
        """Adds exact words, unless they stand there already."""
        if quote and not self.quotes.isReadOnly():
            known = passage.quotes_in(self.quotes.toPlainText())
            if quote not in known:
                place = self.quotes.textCursor()
                place.movePosition(QTextCursor.MoveOperation.End)
                place.insertText(f"\n{quote}" if known else quote)

    def show_words(self, words: str) -> None:
        """Selects words in the note, or the first line of them that is still there."""
        self._tabs.setCurrentWidget(self._talk)
        for line in words.split("\n"):
            found = self.note.document().find(line, 0, QTextDocument.FindFlag.FindCaseSensitively)
            if not found.isNull():
                self.note.setTextCursor(found)
                self.note.ensureCursorVisible()
                self.note.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._state.setText(self.tr("These words do not stand in the note any more."))
        self._state.setVisible(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the prompts above the note where there is no room beside it."""
        super().resizeEvent(event)
        beside = self.width() >= self.fontMetrics().averageCharWidth() * _BESIDE_CHARS
        self._parts.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def _say(self, detail: InterviewDetail) -> None:
        told: list[str] = []
        if detail.lacking:
            told.append(
                self.tr("Kept, but not recorded yet: it needs {0}.").format(
                    self.tr(" and ").join(detail.lacking)
                )
            )
        elif detail.unsealed:
            told.append(self.tr("Words are kept, and recorded when you leave this interview."))
        self._state.setText("\n".join(told))
        self._state.setVisible(bool(told))
        named = ", ".join(FIELDS.get(name, name).lower() for name in detail.differs)
        self._differs.setText(self.tr("The team differs on: {0}.").format(named))
        self._differs.setVisible(bool(named))
        self._settle.setVisible(bool(named))

    @Slot(str)
    def _ask(self, question: str) -> None:
        if not self.note.isReadOnly():
            self.note.add_line(f"{question} ")

    # --- building ------------------------------------------------------------------------------------

    def _build(self, clock: Clock) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        flow = FlowLayout()
        back = _button(self.tr("All interviews"), "back")
        back.setToolTip(self.tr("Back to the list (Alt+Left)"))
        back.clicked.connect(self.left)
        self._throw = _button(self.tr("Throw away…"), "throw")
        self._throw.clicked.connect(self.thrown)
        flow.addWidget(back)
        flow.addWidget(self._throw)
        column.addLayout(flow)
        self._title, self._state = _label("title"), _label("muted")
        self._differs = _label("error")
        self._settle = _button(self.tr("Settle it with the team"), "settle")
        self._settle.clicked.connect(self.settle)
        for each in (self._title, self._state, self._differs):
            column.addWidget(each)
        column.addWidget(self._settle, 0, Qt.AlignmentFlag.AlignLeft)
        self._tabs = QTabWidget()
        self._tabs.setAccessibleName(self.tr("Parts of the interview"))
        self._talk = self._build_talk(clock)
        self.about = About()
        self.about.chosen.connect(self.chosen)
        self._tabs.addTab(self._talk, self.tr("Prompts and note"))
        self._tabs.addTab(self.about, self.tr("Role, time and consent"))
        column.addWidget(self._tabs, 1)

    def _build_talk(self, clock: Clock) -> QWidget:
        self.prompts = Prompts()
        self.prompts.asked.connect(self._ask)
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self.prompts)
        self._parts.addWidget(self._build_note(clock))
        self._parts.setStretchFactor(0, 2)
        self._parts.setStretchFactor(1, 3)
        self._parts.setSizes([2000, 3000])
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(self._parts)
        return page

    def _build_note(self, clock: Clock) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        self.note = NoteBox(clock)
        self.note.setObjectName("notes")
        self.note.setAccessibleName(self.tr("Note of the interview"))
        self.note.setAccessibleDescription(
            self.tr("Enter begins a line with the time, Shift and Enter one without.")
        )
        self.note.setPlaceholderText(self.tr("Type. Enter begins a line with the time."))
        column.addWidget(self.note, 1)
        self.exact = _button(self.tr("Mark as exact words"), "exact")
        self.exact.setToolTip(self.tr("Adds the selected words to the exact words (Ctrl+Shift+Q)"))
        self.exact.setEnabled(False)
        column.addWidget(self.exact, 0, Qt.AlignmentFlag.AlignLeft)
        label = QLabel(self.tr("Exact words, one quote a line"))
        self.quotes = QPlainTextEdit()
        self.quotes.setObjectName("quotes")
        self.quotes.setAccessibleName(label.text())
        self.quotes.setTabChangesFocus(True)
        self.quotes.setMaximumHeight(self.fontMetrics().lineSpacing() * (_QUOTE_LINES + 1))
        label.setBuddy(self.quotes)
        column.addWidget(label)
        column.addWidget(self.quotes)
        return side


def _label(look: str) -> QLabel:
    label = QLabel()
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _button(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    return button
