"""The screen of the report: its outline with the evidence of each paragraph, and the house checks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.report.presenter import OUTPUTS, ReportPresenter
from inspector_app.gui.screens.report.state import CheckLine, HandLine, Part, ReportState
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.rows import Column
from inspector_app.gui.widgets.whole_choice import WholeChoice
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

_CHECKS, _BY_HAND = 1, 2
"""Tabs by their place."""
_DOCUMENT_CHARS = 18


class ReportScreen(QWidget):
    """See `Screen` in `gui.desk`."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.presenter = ReportPresenter(desk, session, self)
        column = QVBoxLayout(self)
        title = QLabel(self.tr("Report"))
        title.setProperty("look", "title")
        column.addWidget(title)
        column.addLayout(self._make_buttons())
        column.addWidget(WholeChoice(self.document))
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._told)
        column.addWidget(self._make_tabs(), 1)

    def widget(self) -> QWidget:
        """Returns the centre of the screen."""
        return self

    def shown(self) -> None:
        """Reads what is shown."""
        self.presenter.load()

    def refresh(self, changes: Changes) -> None:
        """Reads again."""
        self.presenter.refresh(changes)

    def search(self) -> None:
        """Puts the cursor into the search box of the list in front."""
        (self.outline, self.checks, self.by_hand)[self.tabs.currentIndex()].search_focus()

    def _make_outline(self) -> QWidget:
        empty = EmptyState(
            "report",
            self.tr("Nothing to report yet"),
            self.tr("Link evidence to descriptors and evaluate them on the Checklists screen."),
        )
        self.outline: FilterList[Part] = FilterList(
            self.tr("Outline of the report"),
            (
                Column(self.tr("No."), _number, sort=_place, chars=4, right=True),
                Column(self.tr("Side"), _side, chars=18),
                Column(self.tr("Paragraph"), _text, chars=0, tip=_text),
                Column(self.tr("Evidence"), _evidence, chars=14),
            ),
            key=_place,
            noun=(self.tr("paragraph"), self.tr("paragraphs")),
            empty=empty,
        )
        self._areas = self.outline.add_filter(self.tr("Area"), self.tr("All areas"), _area)
        return self.outline

    def _make_buttons(self) -> FlowLayout:
        self.document = QComboBox()
        self.document.setAccessibleName(self.tr("Document"))
        self.document.setToolTip(self.tr("Which of the framework's documents the draft is"))
        self.document.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.document.setMinimumContentsLength(_DOCUMENT_CHARS)
        self.document.activated.connect(self._document_chosen)
        self.previous = QPushButton(self.tr("Earlier draft…"))
        self.previous.setToolTip(
            self.tr("Shows what was changed in it by hand, and brings that into the next")
        )
        self.previous.clicked.connect(self.presenter.choose_or_leave_previous)
        self.save = QPushButton(self.tr("Save a table"))
        menu = QMenu(self.save)
        for key, output in OUTPUTS.items():
            menu.addAction(f"{output.name}…").setData(key)
        menu.triggered.connect(self._output_chosen)
        self.save.setMenu(menu)
        self.write = QPushButton(self.tr("Write the Word draft…"))
        self.write.setProperty("weight", "first")
        self.write.clicked.connect(self.presenter.write)
        line = FlowLayout()
        for widget in (self.write, self.document, self.previous, self.save):
            line.addWidget(widget)
        return line

    @Slot(QAction)
    def _output_chosen(self, action: QAction) -> None:
        self.presenter.save(str(action.data()))

    @Slot(int)
    def _document_chosen(self, place: int) -> None:
        self.presenter.choose_outline(str(self.document.itemData(place)))

    def _make_tabs(self) -> QTabWidget:
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Parts of the report"))
        self.tabs.addTab(self._make_outline(), self.tr("Paragraphs"))
        self.tabs.addTab(self._make_checks(), self.tr("Checks"))
        self.by_hand: FilterList[HandLine] = FilterList(
            self.tr("Changed by hand in the earlier draft"),
            (
                Column(self.tr("What was done"), _done, chars=12),
                Column(self.tr("Finding"), _finding, chars=24, tip=_finding),
                Column(self.tr("The earlier draft"), _there, chars=0, tip=_there),
                Column(self.tr("The records"), _records, chars=0, tip=_records),
            ),
            key=_hand_place,
            noun=(self.tr("change"), self.tr("changes")),
            empty=EmptyState(
                "report", self.tr("Nothing is waiting"), self.tr("The records say all that was changed.")
            ),
        )
        self.tabs.addTab(self.by_hand, self.tr("Changed by hand"))
        self.tabs.setTabVisible(_BY_HAND, False)
        return self.tabs

    def _make_checks(self) -> QWidget:
        self.checks: FilterList[CheckLine] = FilterList(
            self.tr("What a report must have"),
            (
                Column(self.tr("Check"), _name, chars=40),
                Column(self.tr("Holds"), _holds, chars=8),
                Column(self.tr("What to look at"), _detail, chars=0, tip=_detail),
            ),
            key=_name,
            noun=(self.tr("check"), self.tr("checks")),
        )
        return self.checks

    @Slot(object)
    def show_state(self, state: ReportState) -> None:
        """Shows a state whole."""
        self.outline.replace(state.parts)
        self.outline.offer(self._areas, dict.fromkeys(part.area for part in state.parts))
        self.checks.replace(state.checks)
        wanting = sum(not check.ok for check in state.checks)
        told = self.tr("Checks: {0} to look at").format(wanting) if wanting else self.tr("Checks")
        self.tabs.setTabText(_CHECKS, told)
        counted = self.tr("Tallies: {0}").format("; ".join(state.tallies)) if state.tallies else ""
        self._told.setText(state.busy or "\n".join(told for told in (state.written, counted) if told))
        for button in (self.write, self.save):
            button.setEnabled(not state.busy)
        self._show_outlines(state)
        self._show_previous(state)

    def _show_outlines(self, state: ReportState) -> None:
        shown = [
            (str(self.document.itemData(place)), self.document.itemText(place))
            for place in range(self.document.count())
        ]
        if shown != list(state.outlines):
            self.document.clear()
            for key, title in state.outlines:
                self.document.addItem(title, key)
        self.document.setCurrentIndex(self.document.findData(state.outline))
        self.document.setVisible(len(state.outlines) > 1)

    def _show_previous(self, state: ReportState) -> None:
        self.by_hand.replace(state.by_hand)
        was, there = self.tabs.isTabVisible(_BY_HAND), bool(state.previous)
        self.tabs.setTabVisible(_BY_HAND, there)
        self.tabs.setTabToolTip(_BY_HAND, state.previous)
        self.previous.setText(self.tr("Leave the earlier draft") if there else self.tr("Earlier draft…"))
        if there and not was:
            self.tabs.setCurrentIndex(_BY_HAND)


def _place(part: Part) -> object:
    return part.number


def _number(part: Part) -> str:
    return str(part.number)


def _area(part: Part) -> str:
    return part.area


def _side(part: Part) -> str:
    return part.side


def _text(part: Part) -> str:
    return part.text


def _evidence(part: Part) -> str:
    return part.evidence


def _name(check: CheckLine) -> str:
    return check.name


def _holds(check: CheckLine) -> str:
    return "yes" if check.ok else "look"


def _detail(check: CheckLine) -> str:
    return check.detail


def _hand_place(line: HandLine) -> object:
    return line.place


def _done(line: HandLine) -> str:
    return line.done


def _finding(line: HandLine) -> str:
    return line.finding or "not in the records any more"


def _there(line: HandLine) -> str:
    return line.text or "(taken out)"


def _records(line: HandLine) -> str:
    return line.records or "(nothing)"
