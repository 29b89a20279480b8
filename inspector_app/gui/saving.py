"""Saved is a fact: one board on which every field says whether its text is durable. No Qt.

The board answers the one question of the status bar: is everything that was typed safe?
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from inspector_app.domain.clock import Clock


class Phase(Enum):
    """Where the text of one field stands."""

    CLEAN = "clean"
    DIRTY = "dirty"
    SAVED = "saved"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where all text stands; `at` is the time of the last durable write, if there was one."""

    phase: Phase
    at: datetime | None = None
    unsaved: int = 0

    @property
    def sentence(self) -> str:
        """The words of the status bar."""
        if self.phase is Phase.FAILED:
            return "Not saved"
        if self.phase is Phase.DIRTY:
            return "Saving…"
        return f"Saved {told_time(self.at)}" if self.at else "Nothing to save"

    @property
    def answer(self) -> str:
        """The answer to Ctrl+S, for a person who wants to be sure."""
        if self.phase is Phase.FAILED:
            return "Not saved: see the banner for what you can do. Your text is still here."
        if self.phase is Phase.DIRTY:
            return "Saving now. There is no need to save by hand."
        if self.at is None:
            return "There is nothing to save yet. Everything you type is saved by itself."
        return f"Already saved {told_time(self.at)}. Everything you type is saved by itself."


def told_time(moment: datetime | None) -> str:
    """Returns a moment as a local time of day, `14:03:22`."""
    return moment.astimezone().strftime("%H:%M:%S") if moment else ""


class SaveBoard:
    """Where every field reports. `listen` to be called with the `Standing` after each change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._phases: dict[str, Phase] = {}
        self._at: datetime | None = None
        self._listeners: list[Callable[[Standing], None]] = []
        self._settlers: dict[str, Callable[[], None]] = {}
        self._yielding: dict[str, Callable[[], None]] = {}

    @property
    def standing(self) -> Standing:
        """Where all text stands now: the worst phase wins."""
        phases = self._phases.values()
        unsaved = sum(phase in (Phase.DIRTY, Phase.FAILED) for phase in phases)
        for phase in (Phase.FAILED, Phase.DIRTY):
            if phase in phases:
                return Standing(phase, self._at, unsaved)
        return Standing(Phase.SAVED if self._at else Phase.CLEAN, self._at)

    def listen(self, listener: Callable[[Standing], None]) -> None:
        """Has a function called with the standing, now and after each change."""
        self._listeners.append(listener)
        listener(self.standing)

    def report(self, key: str, phase: Phase) -> None:
        """Notes where the text of one field stands; SAVED also notes the time."""
        self._phases[key] = phase
        if phase is Phase.SAVED:
            self._at = self._clock()
        self._tell()

    def written(self) -> None:
        """Notes a durable write that was not a field's: a link set, a merge done."""
        self._at = self._clock()
        self._tell()

    def join(self, key: str, settle: Callable[[], None], gives_way: Callable[[], None] | None = None) -> None:
        """Takes in a field.

        Args:
            key: what it is known by.
            settle: starts to save it at once where it has unsaved text.
            gives_way: leaves it undone, where nothing was typed so that a lock need not wait; else None.
        """
        self._settlers[key] = settle
        self._yielding.pop(key, None)
        if gives_way is not None:
            self._yielding[key] = gives_way

    def has(self, key: str, settle: Callable[[], None]) -> bool:
        """Returns whether it is this one that is known by the key now, and not a later one."""
        return self._settlers.get(key) == settle

    def leave(self, key: str) -> None:
        """Forgets a field that is gone from the screen."""
        self._settlers.pop(key, None)
        self._yielding.pop(key, None)
        if self._phases.pop(key, None) is not None:
            self._tell()

    def settle(self) -> None:
        """Starts to save all unsaved text at once: before a screen is left, locked or closed."""
        for settle in tuple(self._settlers.values()):
            settle()

    def give_way(self) -> None:
        """Leaves undone what failed and nobody typed: it can be done again, so a lock need not wait."""
        for key, leave in tuple(self._yielding.items()):
            if self._phases.get(key) is Phase.FAILED:
                leave()

    def _tell(self) -> None:
        standing = self.standing
        for listener in tuple(self._listeners):
            listener(standing)
