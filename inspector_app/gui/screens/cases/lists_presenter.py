"""What the part of the screen about the council's lists does: checks and takes in workbooks. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from inspector_app.gui import deeds
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.services import council_lists, samples, updating
from inspector_app.services.council_lists import ListsChecked
from inspector_app.services.samples import Sample
from inspector_app.services.session import Session
from inspector_app.services.updating import Updated
from inspector_app.services.wording import counted

READING = "Reading the council's lists…"
_TABLES = "Workbook or CSV (*.xlsx *.csv)"
_WORKBOOKS = "Workbooks (*.xlsx *.xls *.ods)"


@dataclass(frozen=True, slots=True)
class ListsState:
    """What is shown: what is being done, what the last check and the last update found, and the sample."""

    busy: str = ""
    checked: ListsChecked | None = None
    updated: Updated | None = None
    sample: Sample | None = None


class ListsView(Protocol):
    """What the presenter asks of this part of the screen."""

    def show_lists(self, state: ListsState) -> None:
        """Shows a state whole."""
        ...


class ListsPresenter:
    """The council's lists, beside the cases that were chosen from them."""

    def __init__(self, desk: Desk, session: Session, view: ListsView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self.state = ListsState()

    def load(self) -> None:
        """Reads the sample anew."""
        self._desk.runner.run(partial(samples.sample, self._session), self._counted, self._desk.failed)

    def _counted(self, sample: Sample) -> None:
        self._show(replace(self.state, sample=sample))

    def check(self) -> None:
        """Asks for a workbook and checks the lists in it."""
        self._with_workbook("Choose the workbook to check", self.check_at)

    def check_at(self, path: Path) -> None:
        """Checks the lists in a workbook."""
        job = partial(council_lists.check_lists, workbook=str(path))
        self._desk.runner.run_beside(job, self._checked, self._failed)

    def _checked(self, checked: ListsChecked) -> None:
        self._show(replace(self.state, busy="", checked=checked))

    def save_questions(self) -> None:
        """Asks where to save the questions of the last check for the council, and saves them."""
        checked = self.state.checked
        if checked is None:
            return

        def chosen(path: Path | None) -> None:
            if path is not None:
                job = partial(council_lists.write_questions, checked, out=str(path), made=self._desk.clock())
                self._desk.runner.run_beside(job, partial(self._saved, path), self._failed)

        self._desk.dialogs.choose_new_file(
            "Save the questions for the council",
            chosen,
            kinds=_TABLES,
            suggested=Path.home() / "questions-for-the-council.xlsx",
        )

    def _saved(self, path: Path, questions: int) -> None:
        sentence = f"{counted(questions, 'question')} saved, each with the council's id of the child."
        advice = f"The file is not encrypted. Send it as you send such papers: {path}"
        self._desk.tell(Notice("cases:questions", Weight.DONE, sentence, advice))

    def update(self) -> None:
        """Asks for a later workbook and brings the cases up to date with it."""
        self._with_workbook("Choose the council's later workbook", self.update_from)

    def update_from(self, path: Path) -> None:
        """Brings the cases up to date with a workbook."""
        job = partial(updating.update_cases, self._session, workbook=str(path))
        deed = Deed("deed:update-cases", "the cases brought up to date with the later lists", job)
        deeds.do(self._desk, deed, self._updated, self._failed, stuck=self._rest)

    def _updated(self, updated: Updated) -> None:
        self._show(replace(self.state, busy="", updated=updated))
        if updated.changes is not None:
            self._desk.tell(Notice("cases:updated", Weight.DONE, updating.summary(updated.differences)))
            self._desk.changed(updated.changes)

    def _with_workbook(self, title: str, then: Callable[[Path], None]) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self._show(replace(self.state, busy=READING))
                then(path)

        self._desk.dialogs.choose_file(title, chosen, kinds=_WORKBOOKS)

    def _failed(self, error: Exception) -> None:
        self._rest()
        self._desk.failed(error)

    def _rest(self) -> None:
        self._show(replace(self.state, busy=""))

    def _show(self, state: ListsState) -> None:
        self.state = state
        self._view.show_lists(state)
