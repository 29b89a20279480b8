from __future__ import annotations

from datetime import date

import pytest

from inspector_app.domain.days import days_meant, told_day

WEDNESDAY = date(2026, 11, 25)


def iso(*days):
    return tuple(date.fromisoformat(day) for day in days)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("today", "2026-11-25"),
        (" Yesterday ", "2026-11-24"),
        ("tomorrow", "2026-11-26"),
        ("3 days ago", "2026-11-22"),
        ("a week ago", "2026-11-18"),
        ("last thursday", "2026-11-19"),
        ("last Wed", "2026-11-18"),
        ("this Friday", "2026-11-27"),
        ("next Tuesday", "2026-12-01"),
        ("3/11", "2026-11-03"),
        ("3/11/26", "2026-11-03"),
        ("3.11.2026", "2026-11-03"),
        ("03-11-2026", "2026-11-03"),
        ("3/11/98", "1998-11-03"),
        ("3/11/2027", "2027-11-03"),
        ("25/11", "2026-11-25"),
        ("2026-11-03", "2026-11-03"),
        ("3 Nov", "2026-11-03"),
        ("3rd of November", "2026-11-03"),
        ("Nov 3, 2026", "2026-11-03"),
        ("29 Feb 2024", "2024-02-29"),
        ("Tue 3 Nov 2026", "2026-11-03"),
    ],
)
def test_a_day_that_can_mean_only_one_is_read(told, day):
    assert days_meant(told, WEDNESDAY) == iso(day)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("last Tuesday", ("2026-11-24", "2026-11-17")),
        ("next Friday", ("2026-11-27", "2026-12-04")),
        ("Tuesday", ("2026-11-24", "2026-12-01")),
        ("on Wednesday", ("2026-11-25", "2026-11-18")),
        ("3/12", ("2025-12-03", "2026-12-03")),
        ("26 Nov", ("2025-11-26", "2026-11-26")),
    ],
)
def test_what_can_mean_two_days_gives_both_and_guesses_neither(told, days):
    assert days_meant(told, WEDNESDAY) == iso(*days)


@pytest.mark.parametrize(
    "told",
    ["", "soon", "11/13/2026", "31/11/2026", "0/1/2026", "29 Feb 2026", "Mon 3 Nov 2026", "3", "1/2/3", "ma"],
)
def test_what_is_no_day_is_none(told):
    assert days_meant(told, WEDNESDAY) == ()


def test_a_day_is_told_so_that_it_is_read_back():
    assert told_day(date(2026, 11, 3)) == "Tue 3 Nov 2026"
    assert days_meant(told_day(date(2025, 12, 30)), WEDNESDAY) == iso("2025-12-30")
