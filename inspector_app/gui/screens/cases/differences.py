"""What a later workbook changed about the cases, and what was left as the team wrote it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui.screens.cases.lists_presenter import ListsPresenter
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.rows import Column
from inspector_app.services.updating import OUTCOMES, Difference, Updated, summary


class DifferencesPage(QWidget):
    """What the last update did."""

    def __init__(self, presenter: ListsPresenter) -> None:
        super().__init__()
        update = QPushButton(self.tr("Update the cases from later lists…"))
        update.clicked.connect(presenter.update)
        self._summary = QLabel(
            self.tr("New steps are added to the cases. Nothing that an inspector wrote is changed.")
        )
        self._summary.setWordWrap(True)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self.list: FilterList[Difference] = FilterList(
            self.tr("Changes to the cases"),
            (
                Column(self.tr("Case"), _reference, chars=11),
                Column(self.tr("What"), _what, chars=0),
                Column(self.tr("Now"), _after, chars=11),
                Column(self.tr("Outcome"), _outcome, chars=13),
            ),
            key=_itself,
            noun=(self.tr("change"), self.tr("changes")),
            empty=EmptyState(
                "cases", self.tr("No changes"), self.tr("Update the cases to see what later lists changed.")
            ),
        )
        self._outcomes = self.list.add_filter(self.tr("Outcome"), self.tr("All outcomes"), _outcome)
        self.list.chosen.connect(self._chosen)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setAccessibleDescription(self.tr("The chosen change"))
        column = QVBoxLayout(self)
        column.addWidget(update, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._summary)
        column.addWidget(self.list, 1)
        column.addWidget(self._told)
        self._chosen(None)

    def show_updated(self, updated: Updated) -> None:
        """Shows what an update did."""
        drawn = self.tr(" Drawn up on {0}.").format(updated.as_of.isoformat()) if updated.as_of else ""
        self._summary.setText(summary(updated.differences) + drawn)
        self.list.replace(updated.differences)
        told = {one.outcome for one in updated.differences}
        self.list.offer(self._outcomes, (words for one, words in OUTCOMES.items() if one in told))

    @Slot(object)
    def _chosen(self, one: Difference | None) -> None:
        self._told.setVisible(one is not None)
        if one is not None:
            values = self.tr(" Before: {0}. Now: {1}.").format(
                one.before or self.tr("nothing"), one.after or self.tr("nothing")
            )
            self._told.setText(f"{_what(one)}.{values if one.name else ''} {OUTCOMES[one.outcome]}.")


def _itself(one: Difference) -> object:
    return one


def _reference(one: Difference) -> str:
    return one.reference


def _what(one: Difference) -> str:
    return f"{one.what[:1].upper()}{one.what[1:]}{f': {one.name}' if one.name else ''}"


def _after(one: Difference) -> str:
    return one.after


def _outcome(one: Difference) -> str:
    return OUTCOMES[one.outcome]
