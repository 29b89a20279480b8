"""Undo and Redo of the whole app while a store is open: named in the menu, done by the store. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from inspector_app.errors import RefusedError
from inspector_app.gui import deeds
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.notice import Choice, Notice, Weight, of_error
from inspector_app.gui.whereabouts import whereabouts
from inspector_app.services import undoing
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session
from inspector_app.services.undoing import Outlook, Step

_BANNER = "undone"


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of it: the step (None where there was none any more), its changes or why it was refused."""

    step: Step | None = None
    changes: Changes | None = None
    refused: RefusedError | None = None
    shown: tuple[str, str] = ("", "")


class Undoing:
    """Undo and Redo of one opening of a store.

    Args:
        desk: the window.
        session: the open store; only jobs touch it.
        tells: called when the words have changed.
    """

    def __init__(self, desk: Desk, session: Session, tells: Callable[[], None]) -> None:
        self._desk, self._session, self._tells = desk, session, tells
        self._outlook = Outlook()
        self._passing: set[str] = set()

    @property
    def undo_words(self) -> str:
        """What would be undone; empty where there is nothing."""
        return self._outlook.undo.name if self._outlook.undo else ""

    @property
    def redo_words(self) -> str:
        """What would be done again; empty where there is nothing."""
        return self._outlook.redo.name if self._outlook.redo else ""

    def look(self) -> None:
        """Reads anew what could be undone: something was written, or came in."""
        self._desk.runner.run(partial(undoing.outlook, self._session, frozenset(self._passing)), self._seen)

    def undo(self) -> None:
        """Takes back the last thing that was done on this laptop."""
        if self._outlook.undo is not None:
            self._do(f"undo: {self._outlook.undo.name}", partial(_undo, passing=self._passing), self._undone)

    def redo(self) -> None:
        """Does again what was undone last."""
        if self._outlook.redo is not None:
            self._do(f"redo: {self._outlook.redo.name}", _redo, self._redone)

    def _do(self, name: str, job: Callable[[Session], _Done], done: Callable[[_Done], None]) -> None:
        self._desk.board.settle()  # what is typed is kept first, so that nothing is undone under it
        deeds.do(self._desk, Deed("deed:undo", name, partial(job, self._session), yields=True), done)

    def _seen(self, outlook: Outlook) -> None:
        self._outlook = outlook
        self._tells()

    def _undone(self, done: _Done) -> None:
        self._tell(done, "Undone", Choice("Do it again", self.redo))

    def _redone(self, done: _Done) -> None:
        self._tell(done, "Done again", Choice("Undo it", self.undo))

    def _tell(self, done: _Done, said: str, other: Choice) -> None:
        if done.step is None:
            self.look()
            return
        choices = self._show(*done.shown)
        if done.refused is not None:
            self._passing.add(done.step.id)
            told = of_error(done.refused, key=_BANNER, choices=choices)
            self._desk.tell(told)
            self.look()
        elif done.changes is not None:
            self._desk.tell(Notice(_BANNER, Weight.DONE, f"{said}: {done.step.name}.", "", (other, *choices)))
            self._desk.changed(done.changes)

    def _show(self, screen: str, what: str) -> tuple[Choice, ...]:
        return (Choice("Show it", partial(self._desk.go, screen, what)),) if screen and what else ()


def _undo(session: Session, passing: Collection[str]) -> _Done:
    step = undoing.outlook(session, passing).undo
    return _done(session, step, undoing.undo)


def _redo(session: Session) -> _Done:
    return _done(session, undoing.outlook(session).redo, undoing.redo)


def _done(session: Session, step: Step | None, does: Callable[..., Changes]) -> _Done:
    """Runs on the store's thread. The step is the last one now, however quickly the key was pressed again."""
    if step is None:
        return _Done()
    try:
        changes = does(session, step=step.id)
    except RefusedError as refused:
        return _Done(step, refused=refused, shown=_shown(session, step))
    return _Done(step, changes, shown=_shown(session, step))


def _shown(session: Session, step: Step) -> tuple[str, str]:
    """Returns where a step can be seen; nowhere where its record is out of view."""
    now = session.store.find(step.record)
    if step.kind in {"evidence", "case_track", "interview"} and (now is None or now.is_set_aside):
        return ("", "")
    fields = dict(step.parts[0].fields) if now is None else {**step.parts[0].fields, **now.fields}
    return whereabouts(step.kind, step.record, fields)
