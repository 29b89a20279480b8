"""Days as people here type and read them: day before month. What can mean two days is left to be asked."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
_AGO = re.compile(r"(a|an|one|\d{1,3}) (day|week)s? ago")
_WEEKDAY = re.compile(r"(?:on )?(?:(last|this|next) )?([a-z]{3,9})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}|\d\d))?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}|\d\d))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_NAMED = re.compile(r"([a-z]{3,9})\.?,? (?=\d)")


def told_day(day: date) -> str:
    """Returns a day in words: `Tue 3 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def days_meant(told: str, today: date) -> tuple[date, ...]:
    """Returns the days that somebody may mean, the likelier first; none where it is no day.

    Args:
        told: for example `yesterday`, `last Tuesday`, `3/11`, `3 Nov 2026`.
        today: the day on which it is typed.
    """
    words = " ".join(told.lower().split())
    if words in _NEAR:
        return (today + timedelta(_NEAR[words]),)
    if ago := _AGO.fullmatch(words):
        number = int(ago[1]) if ago[1].isdecimal() else 1
        return (today - timedelta(number * (7 if ago[2] == "week" else 1)),)
    if weekday := _WEEKDAY.fullmatch(words):
        return _of_week(weekday[1], _place(weekday[2], WEEKDAYS), today)
    return _of_calendar(words, today)


def _of_week(which: str | None, place: int | None, today: date) -> tuple[date, ...]:
    if place is None:
        return ()
    this = today + timedelta(place - today.weekday())
    before = today - timedelta((today.weekday() - place - 1) % 7 + 1)
    after = today + timedelta((place - today.weekday() - 1) % 7 + 1)
    if which == "this":
        return (this,)
    # "Last Tuesday" said on a Friday: that of this week to some, that of the week before to others.
    if which == "last":
        return (before, before - timedelta(7)) if before == this else (before,)
    if which == "next":
        return (after, after + timedelta(7)) if after == this else (after,)
    return (today, before) if this == today else (before, after)


def _of_calendar(words: str, today: date) -> tuple[date, ...]:
    named = _NAMED.match(words)
    weekday = _place(named[1], WEEKDAYS) if named else None
    if named and weekday is not None:
        words = words[named.end() :]
    found = _parts(words)
    if found is None:
        return ()
    day, month, year = found
    if year:
        days = (_day(day, month, _whole(year, today)),)
    else:
        this = _day(day, month, today.year)
        past = this is not None and this <= today
        days = (this,) if past else (_day(day, month, today.year - 1), this)
    return tuple(one for one in days if one and (weekday is None or one.weekday() == weekday))


def _parts(words: str) -> tuple[int, int, str] | None:
    """Returns day, month and year as written; None where these words are no day."""
    if found := _ISO.fullmatch(words):
        return int(found[3]), int(found[2]), found[1]
    if found := _NUMBERS.fullmatch(words):
        return int(found[1]), int(found[2]), found[3] or ""
    if found := _WORDS.fullmatch(words):
        day, name, year = found[1], found[2], found[3]
    elif found := _MONTH_FIRST.fullmatch(words):
        day, name, year = found[2], found[1], found[3]
    else:
        return None
    month = _place(name, MONTHS)
    return None if month is None else (int(day), month + 1, year or "")


def _place(word: str, names: tuple[str, ...]) -> int | None:
    """Returns which name is meant by its first three letters or more."""
    return next((place for place, name in enumerate(names) if name.lower().startswith(word)), None)


def _whole(year: str, today: date) -> int:
    """Returns a year in full; of two digits, the latest that is not beyond the next year."""
    if len(year) > 2:  # noqa: PLR2004 - all four digits
        return int(year)
    whole = today.year - today.year % 100 + int(year)
    return whole if whole <= today.year + 1 else whole - 100


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
