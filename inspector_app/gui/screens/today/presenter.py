"""What the first screen does: reads counts, gaps and what waits. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from inspector_app.domain.kinds import KINDS
from inspector_app.errors import WorldError
from inspector_app.gui import answers, deeds
from inspector_app.gui.asking import Line, WordsQuestion
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.forms import OUTAGE, FormDraft
from inspector_app.gui.notice import Choice, Notice, Weight, of_error
from inspector_app.gui.screens.today.state import TodayState, Typed
from inspector_app.services import outages, overview, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.outputs import Written
from inspector_app.services.session import Session

_SCREENS = {
    "evidence": "evidence",
    "interview": "interviews",
    "case_track": "cases",
    "evaluation": "checklists",
    "judgement": "judgements",
}


_TYPED_IN = WordsQuestion(
    "What does this note say?",
    "Take it in",
    "what a note of an outage says",
    (
        Line("text", "Type in what it says. The file is attached to the record.", 8),
        Line("form", "Id printed on the form; empty where it is on none."),
    ),
)


class TodayView(Protocol):
    """What the presenter asks of the screen."""

    def show_state(self, state: TodayState) -> None:
        """Shows a state whole."""
        ...


def _read(session: Session) -> TodayState:
    typed = tuple(
        Typed(KINDS[d.kind].title if d.kind in KINDS else d.kind, d.at, _SCREENS.get(d.kind, ""), d.rec)
        for d in unsealed.offered_back(session)
    )
    return TodayState(overview.today(session), typed, session.device.inspector)


class TodayPresenter:
    """The first screen."""

    def __init__(self, desk: Desk, session: Session, view: TodayView) -> None:
        self._desk, self._session, self._view = desk, session, view
        self._gaps: tuple[str, ...] | None = None
        self._state: TodayState | None = None

    def load(self) -> None:
        """Reads everything again: first what is there at once, then where nobody has looked."""
        self._desk.runner.run(partial(_read, self._session), self._loaded, self._desk.failed)
        self._desk.runner.run(partial(overview.gaps, self._session), self._found, self._desk.failed)

    def _loaded(self, state: TodayState) -> None:
        self._state = replace(state, gaps=self._gaps)
        self._view.show_state(self._state)

    def _found(self, gaps: tuple[str, ...]) -> None:
        self._gaps = gaps
        if self._state is not None:
            self._state = replace(self._state, gaps=gaps)
            self._view.show_state(self._state)

    def refresh(self, _changes: Changes) -> None:
        """Reads again; every change may show here."""
        self.load()

    def write_forms(self) -> None:
        """Asks where to, and writes blank forms for hours in which no laptop works."""
        self._desk.dialogs.choose_new_file(
            "Write blank forms to print",
            self._write_forms,
            kinds="Word documents (*.docx)",
            suggested=Path.home() / "blank-forms.docx",
        )

    def _write_forms(self, out: Path | None) -> None:
        if out is not None:
            job = partial(outages.write_blank_forms, self._session, out=str(out))
            self._desk.runner.run(job, self._forms_written, self._refused)

    def _forms_written(self, done: Written) -> None:
        sentence = f"{done.rows} blank forms were written: {done.path}."
        self._desk.tell(Notice("today:forms", Weight.DONE, sentence, "Print them before you need them."))

    def take_in(self) -> None:
        """Asks for a file that was made during an outage: filled forms, a text, a scan, a recording."""
        self._desk.dialogs.choose_file("Take in a note of an outage", self._take_in)

    def _take_in(self, file: Path | None) -> None:
        if file is None:
            return
        if outages.holds_words(file):
            job = partial(outages.take_in_note, self._session, file=str(file))
            deed = Deed(f"deed:outage:{file}", "the note of an outage", job)
            deeds.do(self._desk, deed, self._taken_in, self._refused)
        else:
            draft = FormDraft(self._session, OUTAGE)
            answers.ask(self._desk, draft, _TYPED_IN, partial(self._typed_in, file, draft))

    def _typed_in(self, file: Path, draft: FormDraft, values: Mapping[str, str]) -> None:
        intent = partial(
            outages.take_in_note,
            self._session,
            file=str(file),
            text=values["text"],
            form=values["form"].strip() or None,
        )
        deed = answers.deed(draft, _TYPED_IN.name, intent, values)
        deeds.do(self._desk, deed, self._taken_in, self._refused)

    def _taken_in(self, changes: Changes) -> None:
        self._desk.board.written()
        go = Choice("Go to it", partial(self._desk.go, _SCREENS[self._kind(changes)], changes.record))
        told = f"The note was taken in, with its file. {changes.told}".strip()
        self._desk.tell(Notice("today:taken-in", Weight.DONE, told, choices=(go,)))
        self._desk.changed(changes)

    @staticmethod
    def _kind(changes: Changes) -> str:
        return "evidence" if "evidence" in changes.kinds else "interview"

    def _refused(self, error: Exception) -> None:
        if isinstance(error, WorldError):
            self._desk.tell(of_error(error, key="today:refused"))
        else:
            self._desk.failed(error)

    def go(self, screen: str) -> None:
        """Shows another screen."""
        self._desk.go(screen)
