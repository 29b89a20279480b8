"""Which automatic backups are kept: every hour of today, and one of each day of the inspection.

Clocks of laptops lie, so what is newer is told by a number that counts up with each backup of a device. The
claimed time only says which copies share a day or an hour; a clock that was wrong may keep a copy too many,
never one too few.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Copy:
    """One automatic backup.

    Attributes:
        device: the device whose log it holds; a restored store has another one than its backup.
        number: counts up from 1 with each backup of that device.
        at: claimed time of the backup, UTC, `20261123T090000Z`.
    """

    device: str
    number: int
    at: str

    @property
    def day(self) -> str:
        """The claimed day, UTC."""
        return self.at[:8]

    @property
    def hour(self) -> str:
        """The claimed day and hour, UTC."""
        return self.at[:11]


def removable(copies: Iterable[Copy], days: int = 0) -> tuple[Copy, ...]:
    """Returns the copies that another one stands for, or that have outlived their days, oldest first.

    Today is the day that the newest copy of a device claims. Of today the last copy of each hour is kept, of
    every other day the last copy of all. A copy holds all that the earlier copies of its device hold, so what
    is returned is only ever removed in favour of more. Devices do not stand for each other: a store that was
    restored lacks what was written after its backup.

    Args:
        copies: the copies that are there.
        days: for how many days before the day of a device's newest copy its copies are kept; 0 for ever. The
            newest is kept however old it is.
    """
    held = tuple(copies)
    today: dict[str, Copy] = {}
    for copy in held:
        today[copy.device] = max(today.get(copy.device, copy), copy, key=_number)

    def place(copy: Copy) -> tuple[str, str]:
        return copy.device, copy.hour if copy.day == today[copy.device].day else copy.day

    last: dict[tuple[str, str], int] = {}
    for copy in held:
        last[place(copy)] = max(last.get(place(copy), copy.number), copy.number)
    superseded = {copy for copy in held if copy.number < last[place(copy)]}
    outlived = {copy for copy in held if days and _older(copy, today[copy.device]) > days}
    return tuple(sorted(superseded | outlived, key=_number))


def _older(copy: Copy, newest: Copy) -> int:
    """Returns how many days a copy is older than the newest of its device; 0 where a claim is no day."""
    try:
        return (date.fromisoformat(newest.day) - date.fromisoformat(copy.day)).days
    except ValueError:
        return 0


def _number(copy: Copy) -> int:
    return copy.number
