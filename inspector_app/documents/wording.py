"""How dates, counts and lists are written in a British report, whatever the computer's locale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def say_day(day: date) -> str:
    """Returns `11 May 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_days(starts: date, ends: date | None) -> str:
    """Returns `11 May 2026 to 22 May 2026`, one day, or `from 11 May 2026` while it has no end."""
    if ends is None:
        return f"from {say_day(starts)}"
    return say_day(starts) if ends == starts else f"{say_day(starts)} to {say_day(ends)}"


def say_moment(moment: datetime | None) -> str:
    """Returns `11 May 2026, 09:30`, or `time not recorded`. The time zone is the value's own."""
    if moment is None:
        return "time not recorded"
    return f"{say_day(moment.date())}, {moment:%H:%M}"


def say_count(number: int, one: str, many: str) -> str:
    """Returns `1 paragraph`, `2 paragraphs`."""
    return f"{number} {one if number == 1 else many}"


def join_words(words: Sequence[str]) -> str:
    """Returns `a`, `a and b`, `a, b and c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def join_numbers(numbers: Iterable[int]) -> str:
    """Returns `1, 2, 5`."""
    return ", ".join(str(number) for number in numbers)


def count_roles(roles: Iterable[str]) -> str:
    """Returns `deputy lead inspector; inspector (3)`, in the order in which the roles first come."""
    return "; ".join(role if times == 1 else f"{role} ({times})" for role, times in Counter(roles).items())


def group_digest(digest: str, length: int = 16) -> str:
    """Returns the first `length` characters in groups of four, easy to compare."""
    short = digest[:length]
    return " ".join(short[start : start + 4] for start in range(0, len(short), 4))
