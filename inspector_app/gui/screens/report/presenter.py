"""What the screen of the report does: outlines the draft, checks it, writes it. No Qt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from inspector_app.documents.checks import check_report
from inspector_app.documents.numbering import number_report
from inspector_app.documents.word import DraftWritten
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Notice, Weight
from inspector_app.gui.screens.report.state import CheckLine, Part, ReportState
from inspector_app.services import drafting
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session


class ReportView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: ReportState) -> None:
        """Shows a state whole."""
        ...


def _read(session: Session) -> ReportState:
    report = drafting.build_report(session)
    numbered = number_report(report)
    parts: list[Part] = []
    for area in numbered.areas:
        sides = (
            ("Strength", area.strengths),
            ("Area for improvement", area.improvements),
            ("Other", area.other),
        )
        for side, paragraphs in sides:
            for one in paragraphs:
                cited = ", ".join(f"E{number}" for number in one.paragraph.evidence)
                parts.append(Part(one.number, area.area.title, side, one.paragraph.text, cited))
    checks = tuple(CheckLine(c.name, c.ok, c.detail) for c in check_report(report, numbered))
    return ReportState(tuple(parts), checks, tuple(tally.text for tally in report.tallies))


class ReportPresenter:
    """The outline, the checks and the Word file."""

    def __init__(self, desk: Desk, session: Session, view: ReportView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self.state = ReportState()

    def load(self) -> None:
        """Reads the outline again."""
        self._desk.runner.run(partial(_read, self._session), self._loaded, self._desk.failed)

    def refresh(self, _changes: Changes) -> None:
        """Reads again; every change may show here."""
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
        job = partial(drafting.write_draft, self._session, out=str(path))
        self._desk.runner.run(job, self._written, self._failed)

    def _written(self, done: DraftWritten) -> None:
        sentence = f"Draft written: {done.paragraphs} paragraphs citing {done.cited} evidence records"
        self._desk.tell(Notice("report:written", Weight.DONE, f"{sentence}.", str(done.path)))
        self._show(replace(self.state, busy="", written=str(done.path)))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self.state, busy=""))
        self._desk.failed(error)

    def _loaded(self, read: ReportState) -> None:
        self._show(replace(read, written=self.state.written))

    def _show(self, state: ReportState) -> None:
        self.state = state
        self._view.show_state(state)
