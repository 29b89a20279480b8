"""The right pane: the chosen words become evidence; what was made of the interview; its history."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.kinds import POLARITIES, STANCES
from inspector_app.gui.screens.interviews import passage
from inspector_app.gui.screens.interviews.state import (
    OWN,
    PARAPHRASE,
    QUOTE,
    THOUGHT,
    WAYS,
    Choices,
    InterviewDetail,
    InterviewsState,
    Made,
    Passage,
    told_role,
)
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.picker import Option, Picker
from inspector_app.gui.widgets.whole_choice import WholeChoice
from inspector_app.gui.widgets.wrapped_list import WrappedList

_MADE = Qt.ItemDataRole.UserRole
_SHOWN_CHARS = 180


class EvidencePane(QScrollArea):
    """The pane.

    Signals:
        wanted: evidence is to be made of the chosen words.
        sought: words of an evidence record that are to be shown in the note (str).
        opened: id of the evidence record to go to (str).
        compared: earlier versions of the note are to be shown.
    """

    compared = Signal()

    wanted = Signal()
    sought = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._options: tuple[Option, ...] = ()
        self._shown: tuple[Made, ...] | None = None
        self._roles: tuple[str, ...] = ()
        self._may = False
        self._build()
        self.show_state(InterviewsState())
        self.show_words("", "")

    def show_state(self, state: InterviewsState) -> None:
        """Shows what was made of the open interview."""
        detail = state.detail
        self._may = detail is not None and "notes" not in detail.differs and not state.busy
        self._form.setVisible(detail is not None)
        self._none.setVisible(detail is None)
        self._said.setText(state.said)
        self._said.setVisible(bool(state.said))
        self._show_made(detail.evidence if detail is not None else ())
        several = detail is not None and (len(detail.versions) > 1 or detail.unsealed)
        self.earlier.setVisible(self._may and several)
        self.history.setHtml(_told(detail) if detail is not None else "")
        if detail is not None:
            self._show_roles(detail)
        self._enable()

    def show_choices(self, choices: Choices) -> None:
        """Offers the descriptors."""
        self._options = choices.descriptors
        self.picker.offer(choices.descriptors)

    def show_words(self, chosen: str, quotes: str) -> None:
        """Shows the words that are chosen in the note, and proposes how they came about."""
        chosen, code = self._uncoded(chosen)
        words = passage.plain(chosen)
        if words == self._words and words:
            return
        self._words = words
        if words:
            self.picker.setText(
                next((one.told for one in self._options if one.code == code), self.picker.text())
            )
            way = QUOTE if passage.is_quoted(chosen, quotes) else PARAPHRASE
            self.way.setCurrentIndex(self.way.findData(way))
        short = words if len(words) <= _SHOWN_CHARS else f"{words[:_SHOWN_CHARS]}…"
        self._chosen.setText(short or self.tr("Select words in the note; they become evidence here."))
        self._chosen.setProperty("look", "" if words else "muted")
        self._chosen.style().unpolish(self._chosen)
        self._chosen.style().polish(self._chosen)
        self._enable()

    def passage(self, chosen: str, when: str) -> Passage:
        """Returns the chosen words with everything that is chosen about them here."""
        way = str(self.way.currentData())
        chosen, _ = self._uncoded(chosen)
        return Passage(
            words=passage.quote_of(chosen) if way == QUOTE else passage.plain(chosen),
            when=when,
            way=way,
            said_by=str(self.said_by.currentData() or ""),
            polarity=str(self.polarity.currentData()),
            descriptor=self.picker.code,
            stance=str(self.stance.currentData()),
        )

    def begin_anew(self) -> None:
        """Clears what belonged to the last words."""
        self.picker.clear()
        self.polarity.setCurrentIndex(self.polarity.findData("neutral"))

    def _uncoded(self, chosen: str) -> tuple[str, str]:
        return passage.uncoded(chosen, (option.code for option in self._options))

    def _show_made(self, made: tuple[Made, ...]) -> None:
        if made == self._shown:
            return
        self._shown = made
        self.made.clear()
        for each in made:
            told = "\n".join((each.text, f"{each.way}. {each.shows}.", *each.ties))
            item = QListWidgetItem(told)
            item.setData(_MADE, each)
            self.made.addItem(item)
        self.made.fit()
        self._count.setText(
            self.tr("Evidence made of it: {0}").format(len(made)) if made else self.tr("No evidence made yet")
        )
        for each in (self.made, self.seek, self.go):
            each.setVisible(bool(made))
        self._made_chosen()

    def _show_roles(self, detail: InterviewDetail) -> None:
        roles = (detail.values["role_met"], *passage.roles_in(detail.values["participants"]))
        roles = tuple(dict.fromkeys(role for role in roles if role))
        if roles != self._roles:
            before = self.said_by.currentData()
            self._roles = roles
            self.said_by.clear()
            for role in roles:
                self.said_by.addItem(told_role(role), role)
            self.said_by.setCurrentIndex(max(0, self.said_by.findData(before)))

    def _enable(self) -> None:
        self.make.setEnabled(self._may and bool(self._words))
        self.said_by.setEnabled(self.way.currentData() not in (OWN, THOUGHT))
        self.stance.setEnabled(bool(self.picker.code))

    # --- gestures ------------------------------------------------------------------------------------

    @Slot()
    def _changed(self) -> None:
        self._enable()

    @Slot()
    def _polarity_chosen(self) -> None:
        against = self.polarity.currentData() in {"improvement", "urgent"}
        self.stance.setCurrentIndex(self.stance.findData("against" if against else "for"))

    @Slot()
    def _made_chosen(self) -> None:
        chosen = self.made.currentRow() >= 0
        self.seek.setEnabled(chosen)
        self.go.setEnabled(chosen)

    @Slot()
    def _seek(self) -> None:
        if self.made.currentRow() >= 0:
            self.sought.emit(self.made.currentItem().data(_MADE).text)

    @Slot()
    def _go(self) -> None:
        if self.made.currentRow() >= 0:
            self.opened.emit(self.made.currentItem().data(_MADE).id)

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Evidence of this interview"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        whole = QVBoxLayout(inner)
        self._none = _label(self.tr("Open an interview to make evidence of its words."), "muted")
        whole.addWidget(self._none)
        self._form = QWidget()
        column = QVBoxLayout(self._form)
        column.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._form)
        whole.addStretch(1)
        self._build_words(column)
        self._build_link(column)
        self._build_made(column)
        column.addWidget(_label(self.tr("History"), "heading"))
        self.earlier = QPushButton(self.tr("Earlier versions of the note…"))
        self.earlier.setObjectName("earlier")
        self.earlier.clicked.connect(self.compared)
        column.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
        self.history = QTextBrowser()
        self.history.setObjectName("history")
        self.history.setAccessibleName(self.tr("History of this interview"))
        self.history.setOpenLinks(False)
        self.history.setTabChangesFocus(True)
        self.history.setMinimumHeight(self.fontMetrics().lineSpacing() * 5)
        column.addWidget(self.history)
        self.setWidget(inner)

    def _build_words(self, column: QVBoxLayout) -> None:
        column.addWidget(_label(self.tr("Make evidence"), "heading"))
        self._chosen = _label("", "")
        self._chosen.setObjectName("words")
        column.addWidget(self._chosen)
        self.way = _box(column, self.tr("These words are"), "way", WAYS.items())
        self.way.currentIndexChanged.connect(self._changed)
        self.said_by = _box(column, self.tr("Said by"), "said_by", ())
        self.polarity = _box(column, self.tr("They show"), "polarity", POLARITIES.items())
        self.polarity.setCurrentIndex(self.polarity.findData("neutral"))
        self.polarity.currentIndexChanged.connect(self._polarity_chosen)

    def _build_link(self, column: QVBoxLayout) -> None:
        label = _label(self.tr("Descriptor, where you know it"), "")
        self.picker = Picker(self.tr("Descriptor"), self.tr("Type a few letters"))
        self.picker.setObjectName("picker")
        self.picker.picked.connect(self._changed)
        label.setBuddy(self.picker)
        column.addWidget(label)
        column.addWidget(self.picker)
        self.stance = _box(column, self.tr("For or against it"), "stance", STANCES.items())
        self.make = QPushButton(self.tr("Make evidence"))
        self.make.setObjectName("make")
        self.make.setProperty("weight", "first")
        self.make.setToolTip(self.tr("Records the selected words as evidence (Ctrl+Shift+W)"))
        self.make.clicked.connect(self.wanted)
        column.addWidget(self.make)
        self._said = _label("", "strong")
        self._said.setObjectName("said")
        column.addWidget(self._said)

    def _build_made(self, column: QVBoxLayout) -> None:
        self._count = _label("", "heading")
        column.addWidget(self._count)
        self.made = WrappedList()
        self.made.setObjectName("made")
        self.made.setAccessibleName(self.tr("Evidence made of this interview"))
        self.made.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self.made.currentItemChanged.connect(self._made_chosen)
        self.made.itemActivated.connect(self._seek)
        column.addWidget(self.made)
        flow = FlowLayout()
        self.seek = QPushButton(self.tr("Show in the note"))
        self.seek.setObjectName("seek")
        self.seek.clicked.connect(self._seek)
        self.go = QPushButton(self.tr("Open the evidence"))
        self.go.setObjectName("go")
        self.go.clicked.connect(self._go)
        flow.addWidget(self.seek)
        flow.addWidget(self.go)
        column.addLayout(flow)


def _label(words: str, look: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("look", look)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _box(column: QVBoxLayout, words: str, name: str, values: Iterable[tuple[str, str]]) -> QComboBox:
    label, box = _label(words, ""), QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(words)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    for key, told in values:
        box.addItem(told, key)
    label.setBuddy(box)
    column.addWidget(label)
    column.addWidget(box)
    column.addWidget(WholeChoice(box))
    return box


def _told(detail: InterviewDetail) -> str:
    if not detail.history:
        return "<p>Not recorded yet.</p>"
    written = "".join(f"<li>{escape(sentence)}</li>" for sentence in detail.how)
    how = f"<p><b>How this was written</b></p><ul>{written}</ul>" if written else ""
    return how + "".join(
        f"<p><b>{escape(past.did)}</b><br>{escape(past.who)}, {escape(past.at)}</p>"
        for past in detail.history
    )
