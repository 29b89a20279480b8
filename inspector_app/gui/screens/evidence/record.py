"""One evidence record: its words, which keep themselves, and what was chosen about it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.kinds import POLARITIES, SOURCES
from inspector_app.gui.autosave import AutosaveField, Save
from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.evidence.state import Choices, Detail
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.shown_tick import show_tick

SEAL_AFTER_MS = 3 * 60 * 1000
_BOX_CHARS, _TEXT_LINES = 18, 5
_NOWHERE = "draft:evidence:none"


class RecordView(QScrollArea):
    """The record.

    Args:
        desk: the window.

    Signals:
        amended: field and value, as a tuple (object).
        rested: nothing was typed for some minutes: time to seal.
        withdraw, bring_back, raise_concern, settle, interview: the buttons.
    """

    amended = Signal(object)
    rested = Signal()
    withdraw = Signal()
    raise_concern = Signal()
    bring_back = Signal()
    settle = Signal()
    interview = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: Detail | None = None
        self._build()
        self.field = AutosaveField(self.text, desk, key=_NOWHERE, name="", save=_nothing)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SEAL_AFTER_MS)
        self._rest.timeout.connect(self.rested)
        self.text.textChanged.connect(self._rest.start)

    def show_choices(self, choices: Choices) -> None:
        """Offers cases and roles."""
        _offer(self._case, [("", self.tr("No case")), *choices.cases])
        _offer(self._said_by, [("", self.tr("Nobody")), *((role, role) for role in choices.roles)])
        if self._detail is not None:
            self._choose(self._detail)

    def show_detail(self, detail: Detail, save: Save) -> None:
        """Shows a record; words that are being typed in it are left alone."""
        same = self._detail is not None and self._detail.id == detail.id
        self._detail = detail
        if not same:
            name = self.tr("the text of evidence {0}").format(detail.short)
            self.field.aim(key=f"draft:evidence:{detail.id}", name=name, save=save)
            self.field.restore(detail.text, detail.cursor)
            self._rest.stop()
        else:
            self.field.follow(detail.text)
        self.text.setReadOnly(not detail.amendable)
        self._title.setText(self.tr("Evidence {0}").format(detail.short))
        self._choose(detail)
        self._say(detail)
        self._facts.show_facts(Fact(label, value) for label, value in detail.facts if value)

    def _choose(self, detail: Detail) -> None:
        _choose(self._polarity, detail.polarity, self.tr("Not settled"))
        _choose(self._source, detail.source, self.tr("Not settled"))
        _choose(self._case, detail.case, self.tr("Not in this list"))
        _choose(self._said_by, detail.said_by, detail.said_by)
        show_tick(self._quote, on=detail.quote)
        for each in (self._polarity, self._source, self._case, self._said_by, self._quote):
            each.setEnabled(not detail.withdrawn)

    def _say(self, detail: Detail) -> None:
        self._withdraw.setVisible(not detail.withdrawn)
        self._raise.setVisible(not detail.withdrawn)
        self._bring_back.setVisible(detail.withdrawn)
        self._interview.setVisible(bool(detail.interview))
        told: list[str] = []
        if detail.withdrawn:
            told.append(self.tr("Withdrawn: it is hidden from checklists and report; its history stays."))
        if detail.unsealed:
            told.append(self.tr("These words are kept, and sealed when you go to another record."))
        self._state.setText("\n".join(told))
        self._state.setVisible(bool(told))
        lines: list[str] = []
        for each in detail.unsettled:
            lines.append(self.tr("Not settled: {0}").format(each.field))
            lines += [f"    {who}, {at}: {value or self.tr('nothing')}" for value, who, at in each.values]
        self._unsettled.setText("\n".join(lines))
        self._unsettled.setVisible(bool(lines))
        self._settle.setVisible(bool(lines))

    # --- gestures ------------------------------------------------------------------------------------

    @Slot(int)
    def _polarity_chosen(self, _place: int) -> None:
        self._amend("polarity", self._polarity)

    @Slot(int)
    def _source_chosen(self, _place: int) -> None:
        self._amend("source", self._source)

    @Slot(int)
    def _case_chosen(self, _place: int) -> None:
        self._amend("case", self._case)

    @Slot(int)
    def _said_by_chosen(self, _place: int) -> None:
        self._amend("said_by", self._said_by)

    @Slot(bool)
    def _quote_chosen(self, yes: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self.amended.emit(("quote", yes))

    def _amend(self, field: str, box: QComboBox) -> None:
        self.amended.emit((field, str(box.currentData())))

    # --- building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("The open record"))
        self.setProperty("ring", True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        self._title = _label("heading")
        self._state = _label("muted")
        self._unsettled = _label("error")
        self._unsettled.setObjectName("unsettled")
        self._settle = _button(self.tr("Settle it with the team"), "settle")
        self._settle.clicked.connect(self.settle)
        self.text = NoteEdit(self.tr("Text of the evidence"), _TEXT_LINES)
        self.text.setObjectName("text")
        self._facts = Facts(self.tr("About this record"))
        for each in (self._title, self._state, self._unsettled):
            column.addWidget(each)
        column.addWidget(self._settle, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text)
        column.addLayout(self._fields())
        column.addWidget(self._facts)
        column.addLayout(self._buttons())
        column.addStretch(1)
        self.setWidget(inner)

    def _fields(self) -> FlowLayout:
        flow = FlowLayout()
        self._polarity = _box(flow, self.tr("What it shows"), "polarity")
        self._source = _box(flow, self.tr("Where it comes from"), "source")
        self._case = _box(flow, self.tr("Case"), "case")
        self._said_by = _box(flow, self.tr("Said by"), "said_by")
        _offer(self._polarity, POLARITIES.items())
        _offer(self._source, SOURCES.items())
        self._polarity.activated.connect(self._polarity_chosen)
        self._source.activated.connect(self._source_chosen)
        self._case.activated.connect(self._case_chosen)
        self._said_by.activated.connect(self._said_by_chosen)
        self._quote = QCheckBox(self.tr("Word for word"))
        self._quote.setObjectName("quote")
        self._quote.toggled.connect(self._quote_chosen)
        flow.addWidget(self._quote)
        return flow

    def _buttons(self) -> FlowLayout:
        flow = FlowLayout()
        self._withdraw = _button(self.tr("Withdraw…"), "withdraw")
        self._bring_back = _button(self.tr("Bring back…"), "bring_back")
        self._raise = _button(self.tr("Raise an urgent concern…"), "raise_concern")
        self._raise.clicked.connect(self.raise_concern)
        self._interview = _button(self.tr("Go to the interview"), "interview")
        self._withdraw.clicked.connect(self.withdraw)
        self._bring_back.clicked.connect(self.bring_back)
        self._interview.clicked.connect(self.interview)
        for each in (self._raise, self._withdraw, self._bring_back, self._interview):
            flow.addWidget(each)
        return flow


def _nothing(_text: str, _cursor: int) -> None:
    """No record is chosen: there is nothing to keep."""


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


def _box(flow: FlowLayout, words: str, name: str) -> QComboBox:
    whole = QWidget()
    row = QVBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    label = QLabel(words)
    label.setProperty("look", "muted")
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(words)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_BOX_CHARS)
    label.setBuddy(box)
    row.addWidget(label)
    row.addWidget(box)
    flow.addWidget(whole)
    return box


def _offer(box: QComboBox, values: Iterable[tuple[str, str]]) -> None:
    box.clear()
    for key, told in values:
        box.addItem(told, key)


def _choose(box: QComboBox, key: str, otherwise: str) -> None:
    """Chooses a value; one that is not on offer is added, so that what is recorded is always shown."""
    place = box.findData(key)
    if place < 0:
        box.addItem(otherwise, key)
        place = box.count() - 1
    box.setCurrentIndex(place)
