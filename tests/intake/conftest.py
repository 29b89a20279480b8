"""Workbooks made for one test: real files, the template's headings unless the test says otherwise."""

from datetime import date, datetime

import openpyxl
import pytest

PERSON = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]


@pytest.fixture
def make_workbook(tmp_path):
    """Returns a function: sheet name to rows (the first are the headings), written as .xlsx; returns its path."""

    def make(sheets, name="lists.xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.properties.created = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no zone
        path = tmp_path / name
        book.save(path)
        return path

    return make


@pytest.fixture
def contacts():
    """Returns a function from the cells of further rows to list 1 with headings and some ordinary rows."""

    def make(*rows):
        ordinary = [
            [number, "F", "WBRI", date(2015, 3, 1), 11, date(2026, 5, number), "q) 6: Police"]
            for number in range(1, 11)
        ]
        return [["List 1: Contacts"], [*PERSON, "Date of Contact", "Contact Source"], *ordinary, *rows]

    return make
