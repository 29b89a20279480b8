"""The screen of cases: the sample on the left, the open case with its drawn journey on the right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.autosave import AutosaveField
from inspector_app.gui.day_field import DayField
from inspector_app.gui.desk import Desk
from inspector_app.gui.entries import Editor
from inspector_app.gui.form import Form
from inspector_app.gui.forms import cursor_in
from inspector_app.gui.screens.cases.lists_part import ListsPart
from inspector_app.gui.screens.cases.presenter import CasesPresenter
from inspector_app.gui.screens.cases.state import NOTES, CaseDetail, CasesState
from inspector_app.gui.screens.cases.twins_page import LikelyTwins, TwinsPage
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.facts import Fact, Facts
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.halves import Halves
from inspector_app.gui.widgets.hint import hint
from inspector_app.gui.widgets.journey_view import JourneyView
from inspector_app.gui.widgets.named_choice import name_choice
from inspector_app.gui.widgets.note import NoteEdit
from inspector_app.gui.widgets.readable import readable
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.scrolled import scrolled
from inspector_app.services.cases import OFFERED
from inspector_app.services.changes import Changes
from inspector_app.services.overview import CaseRow
from inspector_app.services.session import Session
from inspector_app.services.wording import counted

_NOTE_LINES = 3
_KIND_CHARS, _WHAT_CHARS = 16, 26


class CasesScreen(QWidget):
    """See `Screen` in `gui.desk`."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self._desk = desk
        self.presenter = CasesPresenter(desk, session, self)
        self._detail: CaseDetail | None = None
        self._fields: dict[str, AutosaveField] = {}
        self._editors: dict[str, NoteEdit] = {}
        self.lists = ListsPart(desk, session)
        self._right = QStackedWidget()
        self._right.addWidget(self._make_detail())
        self._right.addWidget(self.lists)
        self._halves = Halves(self._make_list(), self._right, back=self.tr("Back to the cases"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._halves)
        self.render_detail(None)

    def widget(self) -> QWidget:
        """Returns the centre of the screen."""
        return self

    def shown(self) -> None:
        """Reads what is shown."""
        self.presenter.load()

    def refresh(self, changes: Changes) -> None:
        """Reads again where a change may show here."""
        self.presenter.refresh(changes)
        if self.lists.isVisible() and "case_track" in changes.kinds:
            self.lists.presenter.load()

    def open(self, what: str) -> None:
        """Opens the case of an id."""
        self._to_case()
        self.presenter.open(what)

    @Slot()
    def show_lists(self) -> None:
        """Shows what concerns the council's lists as a whole, in the place of the open case."""
        self._right.setCurrentWidget(self.lists)
        self.lists.presenter.load()
        self._halves.to_detail()

    def search(self) -> None:
        """Puts the cursor into the search box of the list."""
        self.list.search_focus()

    def show_state(self, state: CasesState) -> None:
        """Shows a state whole."""
        self.list.replace(state.rows)
        self.list.offer(self._groups, sorted({row.group for row in state.rows}))
        self._busy.setText(state.busy)
        self._busy.setVisible(bool(state.busy))
        if self._kind.count() == 0:
            for kind, label in state.kinds.items():
                self._kind.addItem(label, kind)
        self.likely.show_likely(state.likely)
        self.render_detail(state.detail)

    def step_taken(self, case: str, values: Mapping[str, str]) -> None:
        """Empties the form of the step that is written, where its case is still open."""
        if self._detail is not None and self._detail.id == case:
            self._step.taken(values)

    # --- the list ------------------------------------------------------------------------------------

    def _make_list(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        title = QLabel(self.tr("Cases"))
        title.setProperty("look", "title")
        column.addWidget(title)
        choose = QPushButton(self.tr("Choose cases from the council's lists…"))
        choose.clicked.connect(self.presenter.choose_cases)
        by_hand = QPushButton(self.tr("Add a case by hand…"))
        by_hand.clicked.connect(self.presenter.add_case)
        ways = FlowLayout()
        ways.addWidget(choose)
        ways.addWidget(by_hand)
        lists = QPushButton(self.tr("The council's lists"))
        lists.setToolTip(self.tr("What to ask the council about its lists"))
        lists.clicked.connect(self.show_lists)
        ways.addWidget(lists)
        column.addLayout(ways)
        self._busy = QLabel()
        self._busy.setVisible(False)
        column.addWidget(self._busy)
        self.likely = LikelyTwins(self.presenter.twins)
        column.addWidget(self.likely)
        empty = EmptyState(
            "cases",
            self.tr("No cases yet"),
            self.tr("Choose them from the council's Annex A workbook. Each choice says why it was made."),
        )
        self.list: FilterList[CaseRow] = FilterList(
            self.tr("Cases"),
            (
                Column(self.tr("Case"), _reference, chars=11, tip=_reference),
                Column(self.tr("Group"), _group_told, chars=0),
                Column(self.tr("Evidence"), _evidence, sort=_evidence_count, chars=8, right=True),
                Column(self.tr("Missing"), _missing, sort=_missing_count, chars=8, tip=_missing_named),
            ),
            key=_id,
            noun=(self.tr("case"), self.tr("cases")),
            empty=empty,
        )
        self._groups = self.list.add_filter(self.tr("Group"), self.tr("All groups"), _group)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        column.addWidget(self.list, 1)
        return side

    @Slot(object)
    def _chosen(self, row: CaseRow | None) -> None:
        if row is not None and row.id != self.presenter.opening:
            self._right.setCurrentIndex(0)
            self.presenter.open(row.id)

    @Slot(object)
    def _opened(self, row: CaseRow) -> None:
        self._chosen(row)
        self._to_case()

    def _to_case(self) -> None:
        self._right.setCurrentIndex(0)
        self._halves.to_detail()

    # --- one case ------------------------------------------------------------------------------------

    def _make_detail(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self._title)
        self._gaps = QLabel()
        self._gaps.setWordWrap(True)
        column.addWidget(self._gaps)
        self._differs = QLabel()
        self._differs.setProperty("look", "error")
        self._differs.setWordWrap(True)
        column.addWidget(self._differs)
        self._tabs = QTabWidget()
        self._tabs.setAccessibleName(self.tr("Parts of the case"))
        self._tabs.addTab(self._make_journey(), self.tr("Journey"))
        self._tabs.addTab(self._make_notes(), self.tr("Views and findings"))
        self._tabs.addTab(self._make_evidence(), self.tr("Evidence"))
        self._tabs.addTab(self._make_why(), self.tr("Why this case"))
        self.twins = TwinsPage(self.presenter.twins)
        self._tabs.addTab(self.twins, self.tr("Same child"))
        column.addWidget(self._tabs, 1)
        self._none = EmptyState(
            "cases", self.tr("No case is open"), self.tr("Choose one from the list: arrow keys or a click.")
        )
        column.addWidget(self._none, 1)
        return side

    def _make_why(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self._facts = Facts(self.tr("Facts about the case"))
        column.addWidget(self._facts, 1)
        swap = QPushButton(self.tr("Swap this case for another…"))
        swap.setToolTip(self.tr("Takes this case out and chooses another child of the same group"))
        swap.clicked.connect(self.presenter.swap_case)
        column.addWidget(swap, 0, Qt.AlignmentFlag.AlignLeft)
        return scrolled(page, self.tr("Facts about the case"))

    def _make_journey(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self.journey = JourneyView()
        column.addWidget(self.journey, 1)
        line = FlowLayout()
        self._kind = QComboBox()
        name_choice(self._kind, self.tr("Kind of step"))
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._kind.setMinimumContentsLength(_KIND_CHARS)
        self._day = DayField(self.tr("Day of the step"), self._today)
        self._what = QLineEdit()
        hint(self._what, self.tr("What happened, without names"), self.tr("What happened"))
        self._what.setAccessibleName(self.tr("What happened, without names"))
        add = QPushButton(self.tr("Add step"))
        add.clicked.connect(self._add_event)
        self._what.returnPressed.connect(self._add_event)
        self._what.setMinimumWidth(self._what.fontMetrics().averageCharWidth() * _WHAT_CHARS)
        for part in (self._kind, self._day, self._what, add):
            line.addWidget(part)
        column.addLayout(line)
        entered: dict[str, Editor] = {"event": self._kind, "start": self._day, "detail": self._what}
        self._step = Form(page, self._desk, entered, self.tr("the new step of a journey"))
        return scrolled(page, self.tr("Journey of the case"))

    def _today(self) -> date:
        return self._desk.clock().astimezone().date()

    @Slot()
    def _add_event(self) -> None:
        self._step.settle()
        self.presenter.add_event(self._step.values)

    def _make_notes(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._offered = self._make_choice(
            form, self.tr("Was the child offered a conversation?"), "child_offered"
        )
        self._parent = self._make_choice(
            form, self.tr("Was a parent or carer offered a conversation?"), "parent_offered"
        )
        for value, label in OFFERED.items():
            self._offered.addItem(label, value)
            self._parent.addItem(label, value)
        for name, label in NOTES:
            editor = NoteEdit(label, _NOTE_LINES)
            form.addRow(label, editor)
            self._editors[name] = editor
            self._fields[name] = AutosaveField(
                editor, self._desk, key=f"case::{name}", name=label, save=_nowhere
            )
        self._council = self._make_choice(form, self.tr("The council's own audit grade"), "council_grade")
        self._inspector = self._make_choice(
            form, self.tr("The inspector's grade for this case"), "inspector_grade"
        )
        return scrolled(page, self.tr("Notes about the case"))

    def _make_choice(self, form: QFormLayout, label: str, field: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(label)
        box.setProperty("field", field)
        box.addItem(self.tr("not recorded"), "")
        box.activated.connect(self._choice_made)
        form.addRow(label, box)
        return box

    @Slot(int)
    def _choice_made(self, _place: int) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self.presenter.choose(str(box.property("field")), str(box.currentData()))

    def _make_evidence(self) -> QWidget:
        self._evidence = QLabel()
        self._evidence.setTextFormat(Qt.TextFormat.PlainText)
        self._evidence.setWordWrap(True)
        self._evidence.setAlignment(Qt.AlignmentFlag.AlignTop)
        readable(self._evidence)
        self._evidence.setAccessibleDescription(self.tr("Evidence about this child"))
        return scrolled(self._evidence, self.tr("Evidence about this child"))

    def render_detail(self, detail: CaseDetail | None) -> None:
        """Shows one case, or that none is open."""
        self._tabs.setVisible(detail is not None)
        self._title.setVisible(detail is not None)
        self._gaps.setVisible(detail is not None)
        self._none.setVisible(detail is None)
        self._differs.setVisible(bool(detail and detail.conflicts))
        if detail is None or detail is self._detail:
            return
        self._title.setText(detail.title)
        missing = ", ".join(detail.missing) or self.tr("nothing")
        self._gaps.setText(self.tr("Still missing: {0}.").format(missing))
        named = ", ".join(name.replace("_", " ") for name in detail.conflicts)
        self._differs.setText(
            self.tr("The team differs on: {0}. Settle it on the Team screen.").format(named)
        )
        self._facts.show_facts(Fact(label, value) for label, value in detail.facts)
        self.journey.show_events(detail.events)
        self._evidence.setText("\n\n".join(f"• {text}" for text in detail.evidence) or self.tr("None yet."))
        self._show_notes(detail)
        self.twins.show_sameness(detail.id, detail.sameness)
        self._step.show(self.presenter.step_form(detail.id), detail.step)
        for box, value in (
            (self._offered, detail.offered),
            (self._parent, detail.parent_offered),
            (self._council, detail.council_grade),
            (self._inspector, detail.inspector_grade),
        ):
            if box in (self._council, self._inspector) and box.count() == 1:
                for grade, label in detail.grades:
                    box.addItem(label, grade)
            box.setCurrentIndex(max(0, box.findData(value)))
        self._detail = detail

    def _show_notes(self, detail: CaseDetail) -> None:
        other = self._detail is None or detail.id != self._detail.id
        for name, field in self._fields.items():
            if other:
                field.aim(
                    key=f"case:{detail.id}:{name}",
                    name=self._editors[name].accessibleName(),
                    save=partial(self.presenter.keep, detail.id, name),
                )
                text = detail.notes[name]
                field.restore(text, cursor_in(detail.cursor, name, text))
            else:
                field.follow(detail.notes[name])


def _nowhere(_text: str, _cursor: int) -> None:
    """No case is open yet, so there is nothing to keep."""


def _id(row: CaseRow) -> object:
    return row.id


def _reference(row: CaseRow) -> str:
    return row.reference


def _group(row: CaseRow) -> str:
    return row.group


def _group_told(row: CaseRow) -> str:
    return f"{counted(row.records, 'record')} joined; {row.group}" if row.records > 1 else row.group


def _evidence(row: CaseRow) -> str:
    return str(row.evidence)


def _evidence_count(row: CaseRow) -> int:
    return row.evidence


def _missing(row: CaseRow) -> str:
    return f"{len(row.missing)} points" if len(row.missing) > 1 else "1 point" if row.missing else "nothing"


def _missing_count(row: CaseRow) -> int:
    return len(row.missing)


def _missing_named(row: CaseRow) -> str:
    return ", ".join(row.missing) or "nothing is missing"
