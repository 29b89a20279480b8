"""What the parts of the presenter may ask of the whole. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from inspector_app.gui.desk import Desk
from inspector_app.gui.runner import Course
from inspector_app.gui.screens.team.state import TeamState
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """What a job writes, as of a `Deed`.

    Attributes:
        key: what it changes.
        name: what it is called in a sentence.
        entered: what was entered for it.
        yields: nothing was entered for it, so that it need not hold up a lock.
        undone: called when it was given up; None where nobody needs to know.
    """

    key: str
    name: str
    entered: str = ""
    yields: bool = False
    undone: Callable[[], None] | None = None


class Office(Protocol):
    """The presenter as its parts see it."""

    desk: Desk
    session: Session
    state: TeamState

    def load(self, place: str = "") -> None:
        """Reads all of it again, and opens a dispute where one is named."""
        ...

    def show(self, state: TeamState) -> None:
        """Shows a state."""
        ...

    def show_conflicts(self) -> None:
        """Brings the queue to the front."""
        ...

    def work(
        self, words: str, job: Callable[[], T], done: Callable[[T], None], *, deed: Written | None = None
    ) -> None:
        """Runs a job while the buttons rest; what was entered for it is kept until it is written."""
        ...

    def work_long(self, words: str, job: Callable[[Course], T], done: Callable[[T], None]) -> None:
        """Runs a job beside the store's thread while the buttons rest; it can be stopped."""
        ...

    def changed(self, changes: Changes | None) -> None:
        """Passes changes on and reads again."""
        ...
