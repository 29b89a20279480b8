"""Turns one cell into a date, a number or plain text, whatever the council's system made of it.

Dates come as dates, as text in British or ISO order, or as the serial number that a spreadsheet stores.
American order is never guessed: 03/04/2026 is the third of April, as the template asks (DD/MM/YYYY).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

Cell = int | float | str | bool | time | date | datetime | timedelta

EARLIEST = date(1920, 1, 1)
"""No child or adopter on these lists was born, and nothing happened, before this day."""

IMPOSSIBLE = "the date is not possible"
NOT_UNDERSTOOD = "the date is not understood"
TOO_EARLY = "the date lies before 1920, often an empty cell turned into a date"
NOT_A_NUMBER = "the number is not understood"

_BLANK = frozenset(
    {"", "-", "--", "n/a", "na", "#n/a", "none", "null", "nan", "nat", "not applicable", "nil"}
)
_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = 73_415  # 31 December 2100
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)  # noqa: SIM905 - twelve short words
}
_TIME = r"(?:[t\s]+\d{1,2}:\d{2}.*)?$"
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})" + _TIME)
_MONTH_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[/\-\s]+([a-z]{3})[a-z]*[/\-\s,]+(\d{4}|\d{2})" + _TIME)
_NUMBER = re.compile(r"-?\d+(?:\.0*)?$")
_CENTURY_TURN = 69


def plain(cell: Cell) -> str:
    """Returns a cell as text without outer spaces; a whole number has no decimals, a blank is empty.

    What spreadsheets and systems put for nothing ("N/A", "-", "NULL") is blank too.
    """
    if isinstance(cell, str):
        text = cell.replace("\u00a0", " ").strip()
        return "" if text.casefold() in _BLANK else text
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def identifier(cell: Cell) -> str:
    """Returns an id as text: 1, 1.0 and "1.0" are the same child."""
    text = plain(cell)
    return text.partition(".")[0] if isinstance(cell, str) and _NUMBER.fullmatch(text) else text


def number(cell: Cell) -> int | str | None:
    """Returns a whole number, None for a blank, or the sentence that says what is wrong."""
    text = plain(cell)
    if not text:
        return None
    return int(text.partition(".")[0]) if _NUMBER.fullmatch(text) else NOT_A_NUMBER


def day(cell: Cell) -> date | str | None:
    """Returns a date, None for a blank, or the sentence that says what is wrong."""
    if isinstance(cell, datetime):
        return _checked(cell.date())
    if isinstance(cell, date):
        return _checked(cell)
    if isinstance(cell, (time, timedelta)):
        return TOO_EARLY  # serial numbers below 1 come as a time of day
    if isinstance(cell, bool):
        return NOT_UNDERSTOOD
    if isinstance(cell, str):
        text = plain(cell)
        return _day_of_text(text.casefold()) if text else None
    return _day_of_serial(cell)


def _day_of_text(text: str) -> date | str:
    if match := _DAY_FIRST.match(text):
        return _assembled(match[3], match[2], match[1])
    if match := _YEAR_FIRST.match(text):
        return _assembled(match[1], match[2], match[3])
    if match := _MONTH_NAME.match(text):
        month = _MONTHS.get(match[2])
        return _assembled(match[3], str(month), match[1]) if month else NOT_UNDERSTOOD
    return _day_of_serial(float(text)) if _NUMBER.fullmatch(text) else NOT_UNDERSTOOD


def _day_of_serial(serial: float) -> date | str:
    if not 0 <= serial <= _LAST_SERIAL:
        return NOT_UNDERSTOOD
    return _checked(_EPOCH + timedelta(days=int(serial)))


def _assembled(year: str, month: str, of_month: str) -> date | str:
    full = int(year)
    if len(year) == 2:  # noqa: PLR2004 - two digits
        full += 2000 if full < _CENTURY_TURN else 1900
    try:
        return _checked(date(full, int(month), int(of_month)))
    except ValueError:
        return IMPOSSIBLE


def _checked(found: date) -> date | str:
    return found if found >= EARLIEST else TOO_EARLY
