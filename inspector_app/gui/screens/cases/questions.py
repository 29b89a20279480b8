"""The questions to the council about its lists, each with its place and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.gui.screens.cases.lists_presenter import ListsPresenter
from inspector_app.gui.widgets.empty import EmptyState
from inspector_app.gui.widgets.filterlist import FilterList
from inspector_app.gui.widgets.flow import FlowLayout
from inspector_app.gui.widgets.readable import readable
from inspector_app.gui.widgets.rows import Column
from inspector_app.services.council_lists import ListsChecked, Question


class QuestionsPage(QWidget):
    """What a check of the lists found."""

    def __init__(self, presenter: ListsPresenter) -> None:
        super().__init__()
        check = QPushButton(self.tr("Check the council's lists…"))
        check.clicked.connect(presenter.check)
        self.save = QPushButton(self.tr("Save the questions for the council…"))
        self.save.setEnabled(False)
        self.save.clicked.connect(presenter.save_questions)
        buttons = FlowLayout()
        for button in (check, self.save):
            buttons.addWidget(button)
        self._summary = QLabel(
            self.tr("Reads the workbook and keeps nothing of it. Each question names list, row and child.")
        )
        self._summary.setWordWrap(True)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self.list: FilterList[Question] = FilterList(
            self.tr("Questions to the council"),
            (
                Column(self.tr("Question"), _title, chars=0, tip=_what),
                Column(self.tr("List"), _list, sort=_list_sort, chars=4, right=True),
                Column(self.tr("Row"), _row, sort=_row_sort, chars=5, right=True),
                Column(self.tr("Child"), _child, chars=8),
            ),
            key=_itself,
            noun=(self.tr("question"), self.tr("questions")),
            empty=EmptyState(
                "cases", self.tr("Nothing to ask"), self.tr("Check a workbook to see what is to be asked.")
            ),
        )
        self._kinds = self.list.add_filter(self.tr("Kind"), self.tr("All kinds"), _kind)
        self.list.chosen.connect(self._chosen)
        self._advice = QLabel()
        self._advice.setWordWrap(True)
        self._advice.setTextFormat(Qt.TextFormat.PlainText)
        self._advice.setAccessibleDescription(self.tr("What to do about the chosen question"))
        readable(self._advice)
        column = QVBoxLayout(self)
        column.addLayout(buttons)
        column.addWidget(self._summary)
        column.addWidget(self.list, 1)
        column.addWidget(self._advice)
        self._chosen(None)

    def show_checked(self, checked: ListsChecked) -> None:
        """Shows what a check found."""
        self._summary.setText(
            self.tr("{0}: {1} lists, {2:,} rows, {3:,} children.").format(
                checked.name, checked.lists, checked.rows, checked.children
            )
        )
        self.save.setEnabled(bool(checked.questions))
        self.list.replace(checked.questions)
        self.list.offer(self._kinds, checked.by_kind)

    @Slot(object)
    def _chosen(self, question: Question | None) -> None:
        self._advice.setVisible(question is not None)
        if question is not None:
            self._advice.setText("\n".join(part for part in (_what(question), question.advice) if part))


def _itself(question: Question) -> object:
    return question


def _title(question: Question) -> str:
    return question.title


def _kind(question: Question) -> str:
    return question.kind


def _child(question: Question) -> str:
    return question.child


def _list(question: Question) -> str:
    return str(question.list_number or "")


def _list_sort(question: Question) -> int:
    return question.list_number or 0


def _row(question: Question) -> str:
    return str(question.row or "")


def _row_sort(question: Question) -> int:
    return question.row or 0


def _what(question: Question) -> str:
    places = (question.sheet, question.column)
    place = ", ".join(part for part in places if part)
    return f"{place}: {question.what}." if place else f"{question.what[:1].upper()}{question.what[1:]}."
