"""A journey as lanes along time: where each event stands. Plain Python; `journey` draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LATE, IN_TIME = "late", "in time"


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event of a journey.

    Args:
        kind: its lane, in words: "Statutory visit".
        label: what it is called, in a few words.
        start: the day it happened or began.
        end: the day it ended; None for what happened on one day. What still goes on ends, for the drawing,
            on the day the inspection looks at; say so in `detail`.
        detail: more about it, without names.
        mark: empty, "late" or "in time", against the statutory interval.
    """

    kind: str
    label: str
    start: date
    end: date | None = None
    detail: str = ""
    mark: str = ""

    @property
    def days(self) -> str:
        """When it was, in words."""
        if self.end is None or self.end == self.start:
            return told_day(self.start)
        return f"{told_day(self.start)} to {told_day(self.end)}"

    @property
    def sentence(self) -> str:
        """The whole event in words, for tooltip and screen reader."""
        parts = [f"{self.kind}: {self.label}" if self.label != self.kind else self.kind, self.days]
        parts += [part for part in (self.mark, self.detail) if part]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an event stands: its lane, its row within the lane, and its number in the journey."""

    number: int
    lane: int
    row: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of event and how many rows it needs so that nothing lies on something else."""

    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole drawing in days and rows, before it has a size."""

    first: date
    last: date
    lanes: tuple[Lane, ...]
    placed: tuple[Placed, ...]

    @property
    def days(self) -> int:
        """How many days the drawing covers, at least one."""
        return max(1, (self.last - self.first).days)

    def rows_above(self, lane: int) -> int:
        """Returns how many rows stand above a lane."""
        return sum(each.rows for each in self.lanes[:lane])


def in_order(events: Sequence[TimelineEvent]) -> tuple[TimelineEvent, ...]:
    """Returns the events by day; those of one day in the order given."""
    return tuple(sorted(events, key=lambda event: event.start))


def plan(events: Sequence[TimelineEvent]) -> Plan | None:
    """Returns where events stand, lanes in the order in which their kinds are first met; None for none."""
    if not events:
        return None
    first = min(event.start for event in events)
    last = max(max(event.start, event.end or event.start) for event in events)
    margin = timedelta(days=max(7, (last - first).days // 40))
    kinds = tuple(dict.fromkeys(event.kind for event in events))
    placed: list[Placed] = []
    lanes: list[Lane] = []
    for lane, kind in enumerate(kinds):
        free_from: list[date] = []
        for number, event in enumerate(events):
            if event.kind == kind:
                row = _free_row(free_from, event)
                placed.append(Placed(number, lane, row))
        lanes.append(Lane(kind, max(1, len(free_from))))
    return Plan(first - margin, last + margin, tuple(lanes), tuple(sorted(placed, key=_number)))


def beside(made: Plan, events: Sequence[TimelineEvent], number: int, step: int) -> int:
    """Returns the number of the event nearest in time in the next lane that way; the same at the edge."""
    here = made.placed[number]
    wanted = here.lane + step
    there = [each.number for each in made.placed if each.lane == wanted]
    if not there:
        return number
    day = events[number].start
    return min(there, key=lambda other: abs((events[other].start - day).days))


def ticks(first: date, last: date, most: int) -> tuple[tuple[date, str], ...]:
    """Returns the days to mark on the axis, at most `most`: the starts of months, quarters or years."""
    for months in (1, 3, 6, 12, 24, 60):
        days = tuple(_month_starts(first, last, months))
        if len(days) <= max(1, most):
            return tuple((day, f"{day:%Y}" if months >= 12 else f"{day:%b %Y}") for day in days)  # noqa: PLR2004
    return ()


def told_day(day: date) -> str:
    """Returns a day as people here write it, `3 March 2026`."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """Returns a day for a narrow column, `3 Mar 2026`."""
    return f"{day.day} {day:%b %Y}"


def _month_starts(first: date, last: date, months: int) -> list[date]:
    place = first.year * 12 + first.month  # the month after `first`, counted from zero
    place += -place % months
    days: list[date] = []
    while (day := date(place // 12, place % 12 + 1, 1)) <= last:
        days.append(day)
        place += months
    return days


def _free_row(free_from: list[date], event: TimelineEvent) -> int:
    interval = event.end is not None and event.end > event.start
    # One placement may begin on the day another ends; two visits on one day stand below each other.
    end = event.end if interval and event.end else event.start + timedelta(days=1)
    for row, free in enumerate(free_from):
        if free <= event.start:
            free_from[row] = end
            return row
    free_from.append(end)
    return len(free_from) - 1


def _number(placed: Placed) -> int:
    return placed.number
