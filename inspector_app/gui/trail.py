"""Where a person has been in the window, to go back and forward. No Qt, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 100


@dataclass(frozen=True, slots=True)
class Stop:
    """A screen and what it was told to open; empty for nothing."""

    screen: str
    what: str = ""


class Trail:
    """The stops, and which of them one stands at."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []
        self._here = -1

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stop before this one."""
        return self._here > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back."""
        return self._here + 1 < len(self._stops)

    def note(self, screen: str, what: str = "") -> None:
        """Notes that a screen was gone to. The stops after the present one are given up, as on the web."""
        stop = Stop(screen, what)
        here = self._stops[self._here] if self._stops else None
        if stop == here or (here is not None and screen == here.screen and not what):
            return
        self._stops[self._here + 1 :] = [stop]
        self._stops = self._stops[-_MOST:]
        self._here = len(self._stops) - 1

    def back(self) -> Stop | None:
        """Goes to the stop before this one and returns it."""
        return self._move(-1) if self.can_go_back else None

    def forward(self) -> Stop | None:
        """Goes to the stop after this one and returns it."""
        return self._move(1) if self.can_go_forward else None

    def forget(self) -> None:
        """The store was locked: what was opened there is nobody's business any more."""
        self._stops, self._here = [], -1

    def _move(self, step: int) -> Stop:
        self._here += step
        return self._stops[self._here]
