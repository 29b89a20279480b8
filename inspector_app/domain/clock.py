"""The only source of time. Clocks of laptops lie: a time is a claim that is shown, never a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Returns the computer's present time in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the computer


def claim(moment: datetime) -> str:
    """Returns the moment as it is written into the ledger: UTC, whole seconds, `2026-05-11T09:30:00Z`."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
