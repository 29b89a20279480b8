"""The only source of time. Clocks of laptops lie: a time is a claim that is shown, never a reason."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Returns the computer's present time in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the computer


def claim(moment: datetime) -> str:
    """Returns the moment as it is written into the ledger: UTC, whole seconds, `2026-05-11T09:30:00Z`."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def steady(clock: Clock) -> float | None:
    """Returns seconds that go on evenly while the computer sleeps and that nobody can set.

    Args:
        clock: a source of time; one that is not the computer's may bring such a count of its own, `steady()`.

    Returns:
        None where the clock has no such count.
    """
    if clock is not system_clock:
        count: Callable[[], float] | None = getattr(clock, "steady", None)
        return count() if count is not None else None
    if sys.platform == "win32":
        return time.monotonic()
    # Python's own monotonic clock stands still on a laptop that sleeps; these two do not.
    return time.clock_gettime(time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC)
