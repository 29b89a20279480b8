"""The part of the screen of cases that is about the council's lists as a whole."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.cases.differences import DifferencesPage
from inspector_app.gui.screens.cases.lists_presenter import ListsPresenter, ListsState
from inspector_app.gui.screens.cases.questions import QuestionsPage
from inspector_app.gui.screens.cases.sample import SamplePage
from inspector_app.services.session import Session


class ListsPart(QWidget):
    """The lists: what to ask about them, what a later workbook changed, and the sample chosen from them."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.presenter = ListsPresenter(desk, session, self)
        title = QLabel(self.tr("The council's lists"))
        title.setProperty("look", "title")
        self._busy = QLabel()
        self._busy.setVisible(False)
        self.questions = QuestionsPage(self.presenter)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Parts of the council's lists"))
        self.tabs.addTab(self.questions, self.tr("What to ask"))
        self.differences = DifferencesPage(self.presenter)
        self.tabs.addTab(self.differences, self.tr("What changed"))
        self.sample = SamplePage()
        self.tabs.addTab(self.sample, self.tr("The sample"))
        column = QVBoxLayout(self)
        column.addWidget(title)
        column.addWidget(self._busy)
        column.addWidget(self.tabs, 1)
        self._shown = self.presenter.state

    def show_lists(self, state: ListsState) -> None:
        """Shows a state whole."""
        before, self._shown = self._shown, state
        self._busy.setText(state.busy)
        self._busy.setVisible(bool(state.busy))
        if state.checked is not None and state.checked is not before.checked:
            self.questions.show_checked(state.checked)
        if state.updated is not None and state.updated is not before.updated:
            self.differences.show_updated(state.updated)
        if state.sample is not None and state.sample != before.sample:
            self.sample.show_sample(state.sample)
