"""Dates, numbers and ids are understood however a council's system writes them, and nothing is guessed."""

from datetime import date, datetime, time, timedelta

import pytest

from inspector_app.intake import cells

MAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    "cell",
    [
        MAY,
        datetime(2026, 5, 4, 13, 30),  # noqa: DTZ001 - as a spreadsheet gives it
        "04/05/2026",
        "4/5/26",
        "04.05.2026",
        "04-05-2026",
        "2026-05-04",
        "2026-05-04 00:00:00",
        "2026-05-04T00:00:00",
        "04/05/2026 00:00",
        "04-May-26",
        "4 May 2026",
        "4th May 2026",
        "04-MAY-2026",
        "\u00a04/5/2026 ",
        46146.0,
        46146,
        "46146",
        "46146.0",
    ],
)
def test_one_day_in_many_spellings(cell):
    assert cells.day(cell) == MAY


@pytest.mark.parametrize("cell", ["", " ", "-", "N/A", "NULL", "n/a", "\u00a0", "None"])
def test_nothing_in_many_spellings(cell):
    assert cells.day(cell) is None
    assert cells.number(cell) is None
    assert cells.plain(cell) == ""


@pytest.mark.parametrize(
    "cell", ["31/02/2024", "32/01/2024", "2024-13-01", "0/1/2024", "29/02/2023", "31-Feb-24"]
)
def test_a_day_that_is_not_in_the_calendar_is_impossible(cell):
    assert cells.day(cell) == cells.IMPOSSIBLE


@pytest.mark.parametrize(
    "cell",
    [
        0,
        0.0,
        1.0,
        date(1900, 1, 1),
        datetime(1900, 1, 1),  # noqa: DTZ001 - as a spreadsheet gives it
        time(0, 0),
        timedelta(0),
        "01/01/1900",
        date(1899, 12, 31),
    ],
)
def test_an_empty_cell_turned_into_1900_is_not_believed(cell):
    assert cells.day(cell) == cells.TOO_EARLY


@pytest.mark.parametrize("cell", ["soon", "May 2026", "12/2026", True, 9_999_999.0, -3.0, "04/05/2026 or so"])
def test_what_is_no_date_is_said_to_be_none(cell):
    assert cells.day(cell) == cells.NOT_UNDERSTOOD


def test_an_american_order_is_not_guessed():
    assert cells.day("05/13/2026") == cells.IMPOSSIBLE


@pytest.mark.parametrize(
    ("cell", "text"),
    [(1.0, "1"), ("1.0", "1"), (1, "1"), ("  A12 ", "A12"), ("1.2.3", "1.2.3"), (123456789.0, "123456789")],
)
def test_ids_lose_what_a_spreadsheet_adds(cell, text):
    assert cells.identifier(cell) == text


def test_numbers_are_whole_or_said_to_be_wrong():
    assert cells.number(-1.0) == -1
    assert cells.number("3") == 3
    assert cells.number("several") == cells.NOT_A_NUMBER
