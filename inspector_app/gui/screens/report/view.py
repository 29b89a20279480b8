"""The screen of the report: its outline with the evidence of each paragraph, and the house checks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.report.presenter import ReportPresenter
from inspector_app.gui.screens.report.state import CheckLine, Part, ReportState
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.rows import Column
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session


class ReportScreen(QWidget):
    """See `Screen` in `gui.desk`."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.presenter = ReportPresenter(desk, session, self)
        column = QVBoxLayout(self)
        line = QHBoxLayout()
        title = QLabel(self.tr("Report"))
        title.setProperty("look", "title")
        line.addWidget(title, 1)
        self.write = QPushButton(self.tr("Write the Word draft…"))
        self.write.setProperty("weight", "first")
        self.write.clicked.connect(self.presenter.write)
        line.addWidget(self.write)
        column.addLayout(line)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._told)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._make_outline())
        parts.addWidget(self._make_checks())
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        column.addWidget(parts, 1)

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
        """Puts the cursor into the search box of the outline."""
        self.outline.search_focus()

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
        counted = self.tr("Tallies: {0}").format("; ".join(state.tallies)) if state.tallies else ""
        self._told.setText(state.busy or "\n".join(told for told in (state.written, counted) if told))
        self.write.setEnabled(not state.busy)


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
