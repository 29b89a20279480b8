"""Counting days: working days, months that are too short, Christmas, Easter, leap years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.intervals import UNITS, add_months, due_on, is_working_day, taken_by

BANK_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2024-03-29", "2024-04-01", "2024-12-25", "2024-12-26", "2025-01-01", "2025-04-18", "2025-04-21",
        "2026-12-25", "2026-12-28", "2027-01-01",
    )
)  # fmt: skip
DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))
HOLIDAYS = st.frozensets(st.dates(date(2010, 1, 1), date(2012, 12, 31)), max_size=40)
SOME_UNIT = st.sampled_from(sorted(UNITS))


@pytest.mark.parametrize(
    ("start", "limit", "unit", "due"),
    [
        ("2025-01-31", 1, "months", "2025-02-28"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2024-02-29", 12, "months", "2025-02-28"),
        ("2024-02-29", 4, "years", "2028-02-29"),
        ("2024-02-29", 1, "years", "2025-02-28"),
        ("2025-08-31", 6, "months", "2026-02-28"),
        ("2025-11-30", 3, "months", "2026-02-28"),
        ("2025-12-15", 1, "months", "2026-01-15"),
        ("2024-02-28", 2, "days", "2024-03-01"),
        ("2024-12-20", 3, "working_days", "2024-12-27"),  # Friday; 23rd, 24th, then Christmas and Boxing Day
        ("2024-03-28", 1, "working_days", "2024-04-02"),  # Maundy Thursday to the Tuesday after Easter
        ("2026-12-24", 1, "working_days", "2026-12-29"),  # Boxing Day falls on a Saturday, Monday stands in
        ("2026-11-07", 1, "working_days", "2026-11-09"),  # begun on a Saturday
        ("2026-11-02", 15, "working_days", "2026-11-23"),
    ],
)
def test_an_interval_ends_on_the_day_that_a_person_would_count(start, limit, unit, due):
    begun = date.fromisoformat(start)
    assert due_on(begun, limit, unit, BANK_HOLIDAYS) == date.fromisoformat(due)


def test_forty_five_working_days_over_christmas_are_three_longer_than_nine_weeks():
    begun = date(2024, 11, 18)
    assert due_on(begun, 45, "working_days", frozenset()) == begun + timedelta(weeks=9)
    assert due_on(begun, 45, "working_days", BANK_HOLIDAYS) == date(2025, 1, 23)


def test_work_done_at_a_weekend_counts_towards_the_next_working_day():
    friday, saturday = date(2026, 11, 6), date(2026, 11, 7)
    begun = date(2026, 11, 2)
    assert taken_by(begun, friday, "working_days", frozenset()) == 4
    assert taken_by(begun, saturday, "working_days", frozenset()) == 5


def test_a_begun_month_counts_whole():
    assert taken_by(date(2025, 1, 31), date(2025, 2, 28), "months", frozenset()) == 1
    assert taken_by(date(2025, 1, 31), date(2025, 3, 1), "months", frozenset()) == 2
    assert taken_by(date(2024, 2, 29), date(2025, 3, 1), "years", frozenset()) == 2


def test_the_end_of_the_calendar_is_no_fault():
    assert due_on(date(9999, 12, 1), 45, "working_days", frozenset()) == date.max
    assert due_on(date(9999, 12, 1), 45, "days", frozenset()) == date.max
    assert due_on(date(9999, 12, 1), 3, "months", frozenset()) == date.max


@given(DAYS, st.integers(1, 120), HOLIDAYS)
def test_so_many_working_days_lie_between_start_and_due(start, limit, holidays):
    due = due_on(start, limit, "working_days", holidays)
    between = (start + timedelta(days=n) for n in range(1, (due - start).days + 1))
    assert sum(is_working_day(day, holidays) for day in between) == limit
    assert is_working_day(due, holidays)


@given(DAYS, st.integers(0, 900), SOME_UNIT, HOLIDAYS)
def test_what_was_taken_is_the_fewest_units_that_reach_the_end(start, length, unit, holidays):
    end = start + timedelta(days=length)
    taken = taken_by(start, end, unit, holidays)
    assert due_on(start, taken, unit, holidays) >= end
    if taken:
        assert due_on(start, taken - 1, unit, holidays) < end


@given(DAYS, st.integers(0, 900), st.integers(1, 60), SOME_UNIT, HOLIDAYS)
def test_in_time_by_units_is_in_time_by_days(start, length, limit, unit, holidays):
    end = start + timedelta(days=length)
    within = taken_by(start, end, unit, holidays) <= limit
    assert within == (end <= due_on(start, limit, unit, holidays))


@given(DAYS, st.integers(0, 300))
def test_months_keep_their_day_or_end_on_the_last(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(1, 60), SOME_UNIT, HOLIDAYS, st.dates(date(2010, 1, 1), date(2012, 12, 31)))
def test_one_more_bank_holiday_never_brings_a_day_forward(start, limit, unit, holidays, more):
    assert due_on(start, limit, unit, holidays | {more}) >= due_on(start, limit, unit, holidays)


@given(DAYS, st.integers(0, 60), st.integers(1, 60), SOME_UNIT)
def test_a_later_start_is_never_due_earlier(start, gap, limit, unit):
    later = start + timedelta(days=gap)
    assert due_on(start, limit, unit, BANK_HOLIDAYS) <= due_on(later, limit, unit, BANK_HOLIDAYS)
