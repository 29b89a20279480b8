"""Statutory intervals: by when one step of a child's journey must follow another, and whether it did.

Which intervals there are is told by the framework pack; how they are counted is told here. The day of the
first step is day nought, so the first working day after it is day one. Saturdays, Sundays and the bank
holidays that the caller gives are no working days. Months and years keep the day of the month, and where
that month is too short they end on its last day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

UNITS = {"working_days": "working days", "days": "days", "months": "months", "years": "years"}
REPEATED = ("first", "next")
LONGEST = 1_000
"""More of any unit than this is a slip of the pen."""
TO_DAYS = ("start", "end")

_DAY = timedelta(days=1)
_WEEKDAYS = 5
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Interval:
    """One interval that statute or guidance sets.

    Attributes:
        id: unique in the pack.
        title: as printed.
        from_event: kind of step that starts the clock, or that the repeated steps belong to.
        to_event: kind of step that stops it.
        limit: how many of `unit` there may be.
        unit: a key of `UNITS`.
        source: statute or guidance, with its paragraph.
        verification: how far the source was read.
        to_day: whether the clock stops when the step starts or when it ends.
        repeated: empty from the one kind to the first of the other; `first` from that to the second;
            `next` from each to the one after it, save where an interval `first` speaks.
        unless: words in the detail of the first step that make the second needless.
        only_if_begun: judged only where the second step was begun at all.
        under_age: only for children younger than this, in years, when the clock starts; 0 for all.
        from_age: only for children of this age or older; 0 for all.
        within_years: only gaps that begin so many years after the first kind of step; 0 for all.
        valid_from: ISO day from which clocks that start are judged by it; empty for always.
        valid_to: the last such day.
        note: what it leaves out.
    """

    id: str
    title: str
    from_event: str
    to_event: str
    limit: int
    unit: str
    source: str
    verification: str
    to_day: str = "start"
    repeated: str = ""
    unless: str = ""
    only_if_begun: bool = False
    under_age: int = 0
    from_age: int = 0
    within_years: int = 0
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""
    source_ids: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """The limit in words."""
        words = UNITS[self.unit]
        return f"{self.limit} {words if self.limit != 1 else words.removesuffix('s')}"


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Whether a day is neither Saturday, Sunday nor one of the holidays."""
    return day.weekday() < _WEEKDAYS and day not in holidays


def add_months(day: date, months: int) -> date:
    """Returns the same day so many months later, or the last day of a month that is too short."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(start: date, limit: int, unit: str, holidays: AbstractSet[date]) -> date:
    """Returns the last day in time for a clock that started on `start`.

    Args:
        start: day nought.
        limit: how many units there are.
        unit: a key of `UNITS`.
        holidays: the bank holidays of all years that may be touched.
    """
    if unit in {"months", "years"}:
        return add_months(start, limit if unit == "months" else limit * _MONTHS)
    if unit == "days":
        return date.max if limit > (date.max - start).days else start + timedelta(days=limit)
    day, left = start, limit
    while left and day < date.max:
        day += _DAY
        left -= is_working_day(day, holidays)
    return day


def taken_by(start: date, end: date, unit: str, holidays: AbstractSet[date]) -> int:
    """Returns the units used from `start` to `end`: the fewest whose last day is `end` or later."""
    if end <= start:
        return 0
    if unit == "days":
        return (end - start).days
    if unit == "working_days":
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        used = sum(is_working_day(day, holidays) for day in days)
        return used if is_working_day(end, holidays) else used + 1
    months = (end.year - start.year) * _MONTHS + end.month - start.month
    months += add_months(start, months) < end
    return months if unit == "months" else -(-months // _MONTHS)
