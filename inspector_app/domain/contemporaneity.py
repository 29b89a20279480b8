"""How an entry came to be written: when it was begun and last touched, and whether that was at the time.

All of it is claimed by a laptop: shown to whoever asks how a note was written, and never decided by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

WRITING = "_writing"
"""Field of a revision that says how it was written: an object with `begun`, `last` and `clock`."""
TOLERANCE = timedelta(minutes=5)
"""A clock that is set right by a time server moves by seconds; more than this was somebody's hand."""
AT_ONCE = timedelta(hours=1)
"""Notes of a conversation are begun within it and count as written at the time."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How one revision was written.

    Attributes:
        begun: claimed time of the first letter; empty where it was not typed into an editor.
        last: claimed time of the last change before it was sealed.
        clock: seconds by which the clock had been set since the entry before; below 0 back, 0 not at all.
    """

    begun: str = ""
    last: str = ""
    clock: int = 0

    @property
    def told(self) -> dict[str, object]:
        """What stands in the ledger: only what there is to say."""
        said = {"begun": self.begun, "last": self.last, "clock": self.clock}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Reading:
    """What two clocks showed at one moment: one that can be set, and one that only counts on, if any."""

    wall: datetime
    steady: float | None = None


def writing_in(fields: Mapping[str, Any]) -> Writing:
    """Returns how a revision says that it was written; what is not understood is left out."""
    told: object = fields.get(WRITING)
    if not isinstance(told, dict):
        return Writing()
    said = cast("dict[str, object]", told)
    begun, last, clock = (said.get(name) for name in ("begun", "last", "clock"))
    return Writing(
        begun if isinstance(begun, str) else "",
        last if isinstance(last, str) else "",
        clock if isinstance(clock, int) else 0,
    )


def clock_set(before: Reading, now: Reading) -> int:
    """Returns by how many seconds the clock that can be set was set between two readings.

    Without a steady clock only a step back shows: time that passed and a step forward look the same.

    Returns:
        Whole seconds, below 0 for a step back; 0 for one that is within the tolerance.
    """
    passed = now.wall - before.wall
    if before.steady is not None and now.steady is not None:
        passed -= timedelta(seconds=now.steady - before.steady)
    elif passed > timedelta(0):
        return 0
    return round(passed.total_seconds()) if abs(passed) > TOLERANCE else 0


def written_by(happened: datetime | None, begun: datetime) -> str:
    """Returns how an entry was written where nobody says: a key of `kinds.WRITTEN`.

    Args:
        happened: when it was seen, heard or read, in the laptop's own time zone; None where nobody said.
        begun: when its first letter was typed, in the same zone.
    """
    if happened is None or begun - happened <= AT_ONCE:
        return "at_the_time"
    return "same_day" if begun.date() == happened.date() else "later"
