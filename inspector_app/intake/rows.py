"""Reads the rows below the headings of one list into dates, codes, numbers and texts.

Sixty thousand rows are ordinary, so each column remembers what it has read: the same cell is understood
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from inspector_app.intake.cells import Cell, day, identifier, number, plain
from inspector_app.intake.codes import Code, CodeSet
from inspector_app.intake.faults import Problems
from inspector_app.intake.headings import Found
from inspector_app.intake.lists import Column

Value = date | int | str | Code


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, in words that repeat nothing of it."""

    what: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the child's id, the row as the spreadsheet counts it, and the columns that could be read."""

    found: Found
    number: int
    child: str
    values: dict[str, Value]

    def date(self, key: str) -> date | None:
        """Returns the date in a column, None where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def code(self, key: str) -> Code | None:
        """Returns the code in a column, None where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, Code) else None

    def told(self, key: str) -> str | None:
        """Returns code and label in a column, None where there is none."""
        code = self.code(key)
        return code.told if code else None

    def label(self, key: str) -> str | None:
        """Returns the label of a code in a column, None where there is none."""
        code = self.code(key)
        return code.label if code else None

    def count(self, key: str) -> int | None:
        """Returns the whole number in a column, None where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, int) else None

    def text(self, key: str) -> str | None:
        """Returns the text in a column, None where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def yes(self, key: str) -> bool | None:
        """Returns True for yes, False for no, None for unknown and for a blank."""
        code = self.code(key)
        return {"Yes": True, "No": False}.get(code.code) if code else None


def read_rows(found: Found, problems: Problems) -> tuple[list[Row], int]:
    """Reads a list and reports cells that cannot be read, rows without an id and rows that repeat.

    Returns:
        the rows that have an id, each different row once; how many rows hold anything at all.
    """
    if found.header is None:
        return [], 0
    readers = [
        _reader(found, column, problems) for column in found.child_list.columns if _read(found, column)
    ]
    id_place = found.places.get("id")
    rows: list[Row] = []
    seen: set[tuple[Cell, ...]] = set()
    count = 0
    for row_number, cells in _filled(found.sheet.rows, found.header + 1):
        count += 1
        child = identifier(cells[id_place]) if id_place is not None and id_place < len(cells) else ""
        if not child:
            _tell(found, problems, row_number, "the row has no id")
            continue
        whole = tuple(cells)
        if whole in seen:
            _tell(found, problems, row_number, "the row repeats an earlier row; it was read once")
            continue
        seen.add(whole)
        values: dict[str, Value] = {}
        for place, key, read in readers:
            if place < len(cells) and (cell := cells[place]) != "":
                value = read(cell, row_number)
                if value is not None:
                    values[key] = value
        rows.append(Row(found, row_number, child, values))
    return rows, count


def _tell(found: Found, problems: Problems, row_number: int, what: str) -> None:
    heading = found.headings.get("id")
    problems.add(found.child_list.number, found.sheet.name, row_number, heading, what)


def _filled(rows: Sequence[Sequence[Cell]], first: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    for place in range(first, len(rows)):
        cells = rows[place]
        if any(cells) and any(plain(cell) for cell in cells):
            yield place + 1, cells


def _read(found: Found, column: Column) -> bool:
    return column.key in found.places and column.reading not in ("id", "not kept")


def _reader(
    found: Found, column: Column, problems: Problems
) -> tuple[int, str, Callable[[Cell, int], Value | None]]:
    understand = _understanding(column)
    known: dict[Cell, Value | Fault | None] = {}
    sheet, heading, list_number = found.sheet.name, found.headings[column.key], found.child_list.number

    def read(cell: Cell, row_number: int) -> Value | None:
        if cell in known:
            value = known[cell]
        else:
            value = known[cell] = understand(cell)
        if isinstance(value, Fault):
            problems.add(list_number, sheet, row_number, heading, value.what)
            return None
        return value

    return found.places[column.key], column.key, read


def _understanding(column: Column) -> Callable[[Cell], Value | Fault | None]:
    if column.codes is not None:
        return _decoder(column.codes)
    if column.reading in ("date", "birth"):
        return lambda cell: _or_fault(day(cell))
    if column.reading == "number":
        return lambda cell: _or_fault(number(cell))
    return lambda cell: identifier(cell) or None


def _or_fault(value: date | int | str | None) -> Value | Fault | None:
    return Fault(value) if isinstance(value, str) else value


def _decoder(codes: CodeSet) -> Callable[[Cell], Value | Fault | None]:
    def decode(cell: Cell) -> Value | Fault | None:
        text = plain(cell)
        if not text:
            return None
        return codes.decode(text) or Fault(f"unknown code for {codes.name}")

    return decode
