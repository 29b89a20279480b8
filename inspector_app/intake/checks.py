"""Questions that a list answers only as a whole: when it was drawn up, and what cannot be true then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from inspector_app.domain.journey import UNBORN, age_on
from inspector_app.intake.findings import Findings
from inspector_app.intake.rows import Table

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


def drawn_up(tables: Iterable[Table]) -> date | None:
    """Returns the day when the lists were drawn up, read from the lists: their latest believable date.

    A council sends them days or weeks before anyone reads them, and a sample may be years old, so the
    computer's clock is no guide. Lists tell of daily work: from the date that all but a hundredth lie before,
    the days go on without a gap up to the true one, and a date beyond a gap is a slip of the pen. How wide a
    gap may be depends on how often the council wrote anything in the months before.
    """
    days = sorted(
        value
        for table in tables
        for key in table.date_keys()
        if key != "birth"
        for value in table.dates(key)
        if value is not None
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


def check_tables(tables: Sequence[Table], as_of: date, findings: Findings) -> None:
    """Notes impossible ages and orders of dates, and takes dates after `as_of` out of the tables."""
    births: dict[str, date] = {}
    ages: dict[date, set[int]] = {}
    for table in tables:
        _take_out_later(table, as_of, findings)
        counted = table.columns.get("age")
        for at, birth in enumerate(table.dates("birth")):
            if birth is None:
                continue
            if births.setdefault(table.children[at], birth) != birth:
                table.ask(findings, at, "birth_differs", "birth", BORN_TWICE)
            age = counted[at] if counted is not None else None
            if isinstance(age, int) and age not in _possible_ages(birth, as_of, ages):
                table.ask(findings, at, "age", "age", AGE)
        for at, (start, end) in enumerate(zip(table.dates("start"), table.dates("end"), strict=True)):
            if start is not None and end is not None and end < start:
                table.ask(findings, at, "ends_first", "end", ENDED_FIRST)


def _take_out_later(table: Table, as_of: date, findings: Findings) -> None:
    for key in table.date_keys():
        latest = as_of + _LONGEST_PREGNANCY if key == "birth" else as_of
        column = table.dates(key)
        for at, value in enumerate(column):
            if value is not None and value > latest:
                table.ask(findings, at, "later_than_lists", key, LATER)
                column[at] = None


def _possible_ages(birth: date, as_of: date, known: dict[date, set[int]]) -> set[int]:
    """A birthday around the day when the lists were drawn up may be counted either way."""
    if birth not in known:
        ages = {age_on(birth, as_of - _DRAWN_UP_WITHIN), age_on(birth, as_of + _DRAWN_UP_WITHIN)}
        known[birth] = ages | {UNBORN} if birth >= as_of - _DRAWN_UP_WITHIN else ages
    return known[birth]
