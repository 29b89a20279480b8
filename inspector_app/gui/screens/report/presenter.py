"""What the screen of the report does: outlines the draft, checks it, writes it and the tables. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from inspector_app.documents.word import DraftWritten
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.report.reading import read
from inspector_app.gui.screens.report.state import ReportState
from inspector_app.services import drafting, outputs
from inspector_app.services.changes import Changes
from inspector_app.services.outputs import Written
from inspector_app.services.session import Session


class ReportView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: ReportState) -> None:
        """Shows a state whole."""
        ...


@dataclass(frozen=True, slots=True)
class Output:
    """Something saved beside the draft: its name, the file suggested, the kinds of file, what it counts."""

    name: str
    suggested: str
    kinds: str
    counted: str
    write: Callable[..., Written]


_TABLES = "Workbook or CSV (*.xlsx *.csv)"
OUTPUTS: Mapping[str, Output] = {
    "evidence": Output("Evidence log", "evidence-log.xlsx", _TABLES, "rows", outputs.write_evidence_log),
    "cases": Output("Case schedule", "case-schedule.xlsx", _TABLES, "rows", outputs.write_case_schedule),
    "tallies": Output("Tallies", "tallies.xlsx", _TABLES, "rows", outputs.write_tallies),
    "qdpx": Output(
        "Project for analysts", "inspection.qdpx", "REFI-QDA project (*.qdpx)", "texts", outputs.write_qdpx
    ),
}
"""What can be saved, in the order of the menu."""

_NAMED = 8
"""Rows that a notice names before it only counts."""


class ReportPresenter:
    """The outline, the checks, the Word file and the tables."""

    def __init__(self, desk: Desk, session: Session, view: ReportView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self._previous: Path | None = None
        self.state = ReportState()

    def load(self) -> None:
        """Reads the outline again."""
        job = partial(read, self._session, self.state.outline, self._previous)
        self._desk.runner.run(job, self._loaded, self._unread)

    def refresh(self, _changes: Changes) -> None:
        """Reads again; every change may show here."""
        self.load()

    def choose_outline(self, outline: str) -> None:
        """Shows the draft in another of the framework's documents."""
        if outline != self.state.outline:
            self.state = replace(self.state, outline=outline)
            self.load()

    def choose_or_leave_previous(self) -> None:
        """Asks for an earlier draft and shows what was changed in it by hand; lets go of a chosen one."""
        if self._previous is not None:
            self._leave_previous()
            return
        self._desk.dialogs.choose_file(
            "Choose the earlier draft", self._previous_chosen, kinds="Word documents (*.docx)"
        )

    def _leave_previous(self) -> None:
        self._previous = None
        self.load()

    def _previous_chosen(self, path: Path | None) -> None:
        if path is not None:
            self._previous = path
            self.load()

    def write(self) -> None:
        """Asks where to write the Word draft, and writes it."""
        self._desk.dialogs.choose_new_file(
            "Write the Word draft",
            self._place_chosen,
            kinds="Word documents (*.docx)",
            suggested=Path.home() / "draft-report.docx",
        )

    def _place_chosen(self, path: Path | None) -> None:
        if path is None:
            return
        self._show(replace(self.state, busy="Writing the draft…"))
        job = partial(
            drafting.write_draft,
            self._session,
            out=str(path),
            outline=self.state.outline,
            previous=str(self._previous) if self._previous else None,
        )
        self._desk.runner.run(job, self._written, self._failed)

    def _written(self, done: DraftWritten) -> None:
        sentence = f"Draft written: {done.paragraphs} paragraphs citing {done.cited} evidence records"
        self._desk.tell(Notice("report:written", Weight.DONE, f"{sentence}.", str(done.path)))
        self._show(replace(self.state, busy="", written=str(done.path)))

    def save(self, output: str) -> None:
        """Asks where to save one of `OUTPUTS`, and saves it."""
        one = OUTPUTS[output]

        def chosen(path: Path | None) -> None:
            if path is not None:
                self._show(replace(self.state, busy=f"Saving: {one.name}…"))
                job = partial(one.write, self._session, out=str(path))
                self._desk.runner.run(job, partial(self._saved, one), self._failed)

        self._desk.dialogs.choose_new_file(
            f"Save: {one.name}", chosen, kinds=one.kinds, suggested=Path.home() / one.suggested
        )

    def _saved(self, one: Output, done: Written) -> None:
        rows = [str(row) for row, _ in done.identifying]
        told = ", ".join(rows[:_NAMED]) + (f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else "")
        weight = Weight.WARNING if rows else Weight.DONE
        counted = one.counted.removesuffix("s") if len(rows) == 1 else one.counted
        advice = f"Could tell who a child is: {counted} {told}. " if rows else ""
        sentence = f"{one.name} saved: {done.rows} {one.counted}."
        self._desk.tell(Notice(f"report:{one.suggested}", weight, sentence, f"{advice}{done.path}"))
        self._show(replace(self.state, busy=""))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self.state, busy=""))
        self._desk.failed(error)

    def _unread(self, error: Exception) -> None:
        """An earlier draft that cannot be read is let go, so that the screen shows what it can."""
        self._desk.failed(error)
        if self._previous is not None:
            self._leave_previous()

    def _loaded(self, found: ReportState) -> None:
        self._show(replace(found, written=self.state.written, busy=self.state.busy))

    def _show(self, state: ReportState) -> None:
        self.state = state
        self._view.show_state(state)
