"""One interview: what is known about it, the prompts, the time-stamped note and the exact words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
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
from inspector_app.domain.framework import PROMPT_ROLES
from inspector_app.gui.marks import Mark, completions, known_marks
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.about import About
from inspector_app.gui.screens.interviews.note import NoteBox
from inspector_app.gui.screens.interviews.prompts import Prompts
from inspector_app.gui.screens.interviews.state import FIELDS, Choices, InterviewDetail
from inspector_app.gui.widgets.mark_list import as_mark
from inspector_app.gui.widgets.plain_field import PlainField

_NOTE_LINES = 5
_QUOTE_LINES = 2
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
        self._marks: tuple[Mark, ...] = ()
        self._build(clock)
        # Not at once: Qt crashes when a widget moves to another parent while it hands a new font down.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._lay_out)

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
        described = ((each.code, each.title) for each in choices.descriptors)
        self._marks = known_marks(described, choices.cases, PROMPT_ROLES)

    def show_detail(self, detail: InterviewDetail) -> None:
        """Shows everything beside what is typed."""
        self._title.setText(detail.role or self.tr("New interview"))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the prompts a tab of their own where there is no room beside the note."""
        super().resizeEvent(event)
        self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """Fits to the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_soon"):
            self._soon.start()

    def _complete(self, before: str) -> tuple[Mark, ...]:
        return completions(self._marks, before)

    @Slot()
    def _lay_out(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self.quotes.setFixedHeight(line * (_QUOTE_LINES + 1))
        self.note.setMinimumHeight(line * _NOTE_LINES)
        beside = self.width() >= self.fontMetrics().averageCharWidth() * _BESIDE_CHARS
        gap = self.fontMetrics().averageCharWidth()
        self.prompts.setContentsMargins(*((0, 0, 0, 0) if beside else (gap, gap, gap, gap)))
        self._written.setContentsMargins(gap if beside else 0, 0, 0, 0)
        if beside == (self._tabs.indexOf(self.prompts) < 0):
            return
        if beside:
            self._tabs.removeTab(self._tabs.indexOf(self.prompts))
            self._parts.insertWidget(0, self.prompts)
            self.prompts.show()
        else:
            self._tabs.insertTab(1, self.prompts, self.tr("Prompts"))
        self._tabs.setTabText(0, self.tr("Prompts and note") if beside else self.tr("Note"))
        last = self._tabs.indexOf(self.about)
        self._tabs.setTabText(last, self.tr("Role, time and consent") if beside else self.tr("About it"))
        self._title.setProperty("look", "title" if beside else "strong")
        self._title.style().unpolish(self._title)
        self._title.style().polish(self._title)

    def _say(self, detail: InterviewDetail) -> None:
        told = [f"{detail.about}."]
        if detail.lacking:
            told.append(
                self.tr("Kept; recorded once it has {0}.").format(self.tr(" and ").join(detail.lacking))
            )
        elif detail.unsealed:
            told.append(self.tr("Words are kept, and recorded when you leave."))
        self._state.setText(" ".join(told))
        named = ", ".join(FIELDS.get(name, name).lower() for name in detail.differs)
        self._differs.setText(self.tr("The team differs on: {0}.").format(named))
        self._differs.setVisible(bool(named))
        self._settle.setVisible(bool(named))

    @Slot(str)
    def _ask(self, question: str) -> None:
        if not self.note.isReadOnly():
            self._tabs.setCurrentWidget(self._talk)
            self.note.add_line(f"{question} ")

    # --- building ------------------------------------------------------------------------------------

    def _build(self, clock: Clock) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        back = _button(self.tr("All interviews"), "back")
        back.setToolTip(self.tr("Back to the list (Alt+Up)"))
        back.clicked.connect(self.left)
        self._title, self._state = _label("title"), _label("muted")
        top.addWidget(back)
        top.addWidget(self._title, 1)
        column.addLayout(top)
        self._differs = _label("error")
        self._settle = _button(self.tr("Settle it with the team"), "settle")
        self._settle.clicked.connect(self.settle)
        for each in (self._state, self._differs):
            column.addWidget(each)
        column.addWidget(self._settle, 0, Qt.AlignmentFlag.AlignLeft)
        self._tabs = QTabWidget()
        self._tabs.setAccessibleName(self.tr("Parts of the interview"))
        self._talk = self._build_talk(clock)
        self.about = About(clock)
        self.about.chosen.connect(self.chosen)
        self.about.thrown.connect(self.thrown)
        self._tabs.addTab(self._talk, self.tr("Prompts and note"))
        self._tabs.addTab(self.about, self.tr("Role, time and consent"))
        column.addWidget(self._tabs, 1)

    def _build_talk(self, clock: Clock) -> QWidget:
        self.prompts = Prompts()
        self.prompts.asked.connect(self._ask)
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.setChildrenCollapsible(False)
        self._parts.setMinimumWidth(1)  # else both beside each other would widen the window for good
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
        self._written = QWidget()
        column = QVBoxLayout(self._written)
        column.setContentsMargins(0, 0, 0, 0)
        self.note = NoteBox(clock)
        self.note.setObjectName("notes")
        self.note.setAccessibleName(self.tr("Note of the interview"))
        self.note.setAccessibleDescription(
            self.tr(
                "Enter begins a line with the time, Shift and Enter one without. "
                "Number sign names a descriptor, at sign puts in a case or a role."
            )
        )
        self.note.complete_marks(self._complete, _words_of)
        self.note.setPlaceholderText(self.tr("Type. Enter begins a line with the time."))
        column.addWidget(self.note, 1)
        self.exact = _button(self.tr("Mark as exact words"), "exact")
        self.exact.setToolTip(self.tr("Adds the selected words to the exact words (Ctrl+Shift+Q)"))
        self.exact.setEnabled(False)
        column.addWidget(self.exact, 0, Qt.AlignmentFlag.AlignLeft)
        label = QLabel(self.tr("Exact words, one quote a line"))
        self.quotes = PlainField()
        self.quotes.setObjectName("quotes")
        self.quotes.setAccessibleName(label.text())
        self.quotes.complete_marks(self._complete, _words_of)
        label.setBuddy(self.quotes)
        label.setWordWrap(True)
        column.addWidget(label)
        column.addWidget(self.quotes)
        return self._written


def _words_of(mark: Mark) -> str:
    """A descriptor stays a mark, which is read when the words become evidence."""
    return as_mark(mark) if mark.kind == "descriptor" else f"{mark.plain} "


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
