"""What the first screen does: reads counts, gaps and what waits. No Qt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Protocol

from inspector_app.domain.kinds import KINDS
from inspector_app.gui.desk import Desk
from inspector_app.gui.screens.today.state import TodayState, Typed
from inspector_app.services import overview, unsealed
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

_SCREENS = {
    "evidence": "evidence",
    "interview": "interviews",
    "case_track": "cases",
    "evaluation": "checklists",
    "judgement": "judgements",
}


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

    def go(self, screen: str) -> None:
        """Shows another screen."""
        self._desk.go(screen)
