"""What the part of the screen about the council's lists does: checks a workbook. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from inspector_app.gui.desk import Desk
from inspector_app.services import council_lists
from inspector_app.services.council_lists import ListsChecked

READING = "Reading the council's lists…"
_WORKBOOKS = "Workbooks (*.xlsx *.xls *.ods)"


@dataclass(frozen=True, slots=True)
class ListsState:
    """What is shown of the council's lists: what is being done, and what the last check found."""

    busy: str = ""
    checked: ListsChecked | None = None


class ListsView(Protocol):
    """What the presenter asks of this part of the screen."""

    def show_lists(self, state: ListsState) -> None:
        """Shows a state whole."""
        ...


class ListsPresenter:
    """The council's lists, beside the cases that were chosen from them."""

    def __init__(self, desk: Desk, view: ListsView) -> None:
        self._desk, self._view = desk, view
        self.state = ListsState()

    def check(self) -> None:
        """Asks for a workbook and checks the lists in it."""
        self._with_workbook("Choose the workbook to check", self.check_at)

    def check_at(self, path: Path) -> None:
        """Checks the lists in a workbook."""
        job = partial(council_lists.check_lists, workbook=str(path))
        self._desk.runner.run_beside(job, self._checked, self._failed)

    def _checked(self, checked: ListsChecked) -> None:
        self._show(replace(self.state, busy="", checked=checked))

    def _with_workbook(self, title: str, then: Callable[[Path], None]) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self._show(replace(self.state, busy=READING))
                then(path)

        self._desk.dialogs.choose_file(title, chosen, kinds=_WORKBOOKS)

    def _failed(self, error: Exception) -> None:
        self._show(replace(self.state, busy=""))
        self._desk.failed(error)

    def _show(self, state: ListsState) -> None:
        self.state = state
        self._view.show_lists(state)
