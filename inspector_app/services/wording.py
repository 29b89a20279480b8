"""Checks on what a person gives, one sentence for each refusal; and counts and moments in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from inspector_app.domain.revision import Record
from inspector_app.errors import RefusedError


def needed(name: str, value: str) -> str:
    """Returns the text without blanks around it.

    Raises:
        RefusedError: it is empty.
    """
    told = value.strip()
    if not told:
        raise RefusedError(f"The {name} is empty", advice="Nothing was saved.")
    return told


def one_of(name: str, value: str, known: Collection[str]) -> str:
    """Returns the value.

    Raises:
        RefusedError: it is not one of the known ones.
    """
    if value not in known:
        raise RefusedError(f"There is no {name} called {value}", advice=f"Known: {', '.join(known)}.")
    return value


def day(name: str, value: str | None) -> str | None:
    """Returns an ISO date, or None where none was given.

    Raises:
        RefusedError: it is not a date.
    """
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise RefusedError(f"The {name} is not a date", where=value, advice="Write 2026-11-23.") from error


def moment(name: str, value: str | None) -> str | None:
    """Returns an ISO date and time, or None where none was given.

    Raises:
        RefusedError: it is not one.
    """
    if not value:
        return None
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise RefusedError(
            f"The {name} is not a date and time", where=value, advice="Write 2026-11-23T14:05."
        ) from error
    return value


def differs(before: Record, name: str, value: object) -> bool:
    """Returns whether a value is new to a record; an empty one in the place of none is not."""
    if name in before.conflicts:
        return True
    was = before.get(name)
    return was != value and bool(was or value)


def present(**fields: object) -> dict[str, object]:
    """Returns the fields that were given: those that are not None."""
    return {name: value for name, value in fields.items() if value is not None}


def some_of(told: Sequence[str], most: int = 6) -> str:
    """Returns the first of several things, and how many more there are: "a; b; and 3 more"."""
    more = len(told) - most
    return "; ".join((*told[:most], f"and {more} more") if more > 0 else told)


def counted(number: int, one: str) -> str:
    """Returns how many there are: "1 change", "2 changes"."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def told_moment(told: str) -> str:
    """Returns a day or moment of the ledger in words: `2 Nov 2026, 09:14`; other text as it is.

    It is told in the computer's own time zone.

    Args:
        told: ISO 8601, `2026-11-02` or `2026-11-02T09:14:00Z`.
    """
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    if "T" not in told:
        return f"{moment.day} {moment:%b %Y}"
    local = moment.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"
