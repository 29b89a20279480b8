"""Workbooks made for one test: real files, the template's headings unless the test says otherwise."""

import zipfile  # noqa: TID251 - an .ods file is a ZIP file, made here by hand
from datetime import date, datetime
from xml.sax.saxutils import escape

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


@pytest.fixture
def make_ods(tmp_path):
    """Returns a function: sheet name to rows of text and dates, written as the smallest .ods there is."""

    def cell(value):
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'

    def make(sheets):
        tables = "".join(
            f'<table:table table:name="{escape(name)}">'
            + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
            + "</table:table>"
            for name, rows in sheets.items()
        )
        space = "urn:oasis:names:tc:opendocument:xmlns"
        content = (
            f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
            f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet>'
            "</office:body></office:document-content>"
        )
        path = tmp_path / "lists.ods"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            packed.writestr("META-INF/manifest.xml", "<manifest/>")
            packed.writestr("content.xml", content)
        return path

    return make
