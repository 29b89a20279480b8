"""The list of interviews, and the button that begins a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui.screens.interviews.state import Row
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.rows import Column
from inspector_app.services.wording import some_of, told_moment


class InterviewList(QWidget):
    """The list; `rows.opened` tells which one to open.

    Signals:
        begun: a new interview is to begin.
    """

    begun = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(self.tr("Interviews"))
        title.setProperty("look", "title")
        column.addWidget(title)
        buttons = FlowLayout()
        self.new = QPushButton(self.tr("New interview"))
        self.new.setObjectName("new")
        self.new.setProperty("weight", "first")
        self.new.clicked.connect(self.begun)
        self.go = QPushButton(self.tr("Open"))
        self.go.setObjectName("open")
        self.go.setToolTip(self.tr("Opens the chosen interview (Enter)"))
        self.go.clicked.connect(self._go)
        buttons.addWidget(self.new)
        buttons.addWidget(self.go)
        column.addLayout(buttons)
        self.lacking = QLabel()
        self.lacking.setTextFormat(Qt.TextFormat.PlainText)
        self.lacking.setWordWrap(True)
        self.lacking.setAccessibleName(self.tr("Who has not been offered a conversation"))
        self.lacking.hide()
        column.addWidget(self.lacking)
        empty = EmptyState(
            "interviews",
            self.tr("No interviews yet"),
            self.tr("Begin one when you sit down: prompts for the role stand beside your note."),
        )
        self.rows: FilterList[Row] = FilterList(
            self.tr("Interviews"),
            (
                Column(self.tr("When"), _when, sort=_at, chars=15, tip=_when_whole),
                Column(self.tr("Met"), _role, chars=22),
                Column(self.tr("Case"), _case, chars=9),
                Column(self.tr("Notes"), _notes, sort=_note_count, chars=5, right=True),
                Column(self.tr("Consent"), _consent, chars=9),
                Column(self.tr("Evidence"), _evidence, sort=_evidence_count, chars=7, right=True),
                Column(self.tr("State"), _standing, chars=0),
            ),
            key=_id,
            noun=(self.tr("interview"), self.tr("interviews")),
            empty=empty,
        )
        self._met = self.rows.add_filter(self.tr("Met"), self.tr("All roles"), _role)
        self._consents = self.rows.add_filter(self.tr("Consent"), self.tr("Any consent"), _consent)
        self.rows.chosen.connect(self._chosen)
        column.addWidget(self.rows, 1)
        self._chosen(None)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Shows the interviews."""
        if tuple(rows) == self.rows.model.in_sight() and rows:
            return
        self.rows.replace(rows)
        self.rows.offer(self._met, sorted({row.role for row in rows}))
        self.rows.offer(self._consents, sorted({row.consent for row in rows}))

    def show_not_offered(self, told: Sequence[str]) -> None:
        """Shows of which tracked children nobody has been offered a conversation yet."""
        self.lacking.setText(self.tr("Not offered a conversation yet: {0}.").format(some_of(told)))
        self.lacking.setVisible(bool(told))

    @Slot(object)
    def _chosen(self, row: Row | None) -> None:
        self.go.setEnabled(row is not None)

    @Slot()
    def _go(self) -> None:
        row = self.rows.current()
        if row is not None:
            self.rows.opened.emit(row)


def _id(row: Row) -> object:
    return row.id


def _when(row: Row) -> str:
    day, _, hour = told_moment(row.at).partition(", ")
    return f"{day[:-5]}, {hour}" if hour else day[:-5]  # an inspection lasts weeks: no year


def _when_whole(row: Row) -> str:
    return told_moment(row.at)


def _at(row: Row) -> str:
    return row.at


def _role(row: Row) -> str:
    return row.role


def _case(row: Row) -> str:
    return row.case


def _notes(row: Row) -> str:
    return str(row.notes)


def _note_count(row: Row) -> int:
    return row.notes


def _consent(row: Row) -> str:
    return row.consent


def _evidence(row: Row) -> str:
    return str(row.evidence)


def _evidence_count(row: Row) -> int:
    return row.evidence


def _standing(row: Row) -> str:
    return row.standing
