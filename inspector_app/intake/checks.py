"""Questions that a list answers only as a whole: when it was drawn up, and what cannot be true then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from inspector_app.domain.journey import UNBORN, age_on
from inspector_app.intake.faults import Problems
from inspector_app.intake.rows import Row

_MONTHS_BEFORE = timedelta(days=90)
_NARROWEST_GAP = timedelta(days=4)  # a long weekend
_WIDEST_GAP = timedelta(days=400)  # a handful of rows
_GAPS_EXPECTED = 8
_DRAWN_UP_WITHIN = timedelta(days=31)
_LONGEST_PREGNANCY = timedelta(days=300)
_CENTILE = 0.99

LATER = "the date lies after the day when the lists were drawn up"
AGE = "the age does not fit the date of birth"
ENDED_FIRST = "the end lies before the start"
BORN_TWICE = "the date of birth differs from an earlier row of the same child"


def drawn_up(rows: Iterable[Row]) -> date | None:
    """Returns the day when the lists were drawn up, read from the lists: their latest believable date.

    A council sends them days or weeks before anyone reads them, and a sample may be years old, so the
    computer's clock is no guide. Lists tell of daily work: from the date that all but a hundredth lie before,
    the days go on without a gap up to the true one, and a date beyond a gap is a slip of the pen. How wide a
    gap may be depends on how often the council wrote anything in the months before.
    """
    days = sorted(
        value
        for row in rows
        for key, value in row.values.items()
        if key != "birth" and isinstance(value, date)
    )
    if not days:
        return None
    sure = int(_CENTILE * (len(days) - 1))
    recent = sum(days[sure] - one <= _MONTHS_BEFORE for one in days[: sure + 1])
    widest = _GAPS_EXPECTED * _MONTHS_BEFORE / recent
    gap = min(_WIDEST_GAP, max(_NARROWEST_GAP, widest))
    latest = days[sure]
    for one in days[sure:]:
        if one - latest > gap:
            break
        latest = one
    return latest


def check_rows(rows: Sequence[Row], as_of: date, problems: Problems) -> None:
    """Reports impossible ages and orders of dates, and takes dates after `as_of` out of the rows."""
    births: dict[str, date] = {}
    for row in rows:
        _check_later(row, as_of, problems)
        birth = row.date("birth")
        if birth is not None:
            if births.setdefault(row.child, birth) != birth:
                _tell(row, "birth", BORN_TWICE, problems)
            _check_age(row, birth, as_of, problems)
        start, end = row.date("start"), row.date("end")
        if start is not None and end is not None and end < start:
            _tell(row, "end", ENDED_FIRST, problems)


def _check_later(row: Row, as_of: date, problems: Problems) -> None:
    for key, value in list(row.values.items()):
        if isinstance(value, date) and value > (as_of + _LONGEST_PREGNANCY if key == "birth" else as_of):
            _tell(row, key, LATER, problems)
            del row.values[key]


def _check_age(row: Row, birth: date, as_of: date, problems: Problems) -> None:
    """A birthday around the day when the lists were drawn up may be counted either way."""
    age = row.count("age")
    if age is None:
        return
    possible = {age_on(birth, as_of - _DRAWN_UP_WITHIN), age_on(birth, as_of + _DRAWN_UP_WITHIN)}
    if age not in possible and not (age == UNBORN and birth >= as_of - _DRAWN_UP_WITHIN):
        _tell(row, "age", AGE, problems)


def _tell(row: Row, key: str, what: str, problems: Problems) -> None:
    found = row.found
    problems.add(found.child_list.number, found.sheet.name, row.number, found.headings.get(key), what)
